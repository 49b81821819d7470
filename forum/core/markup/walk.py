"""Reads an html5lib tree as a stream of tokens, in linear time.

html5lib's own walker looks every element up among its neighbours when it leaves it: a list of a thousand items takes a
million steps.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from forum.core.markup.allowlist import EMPTY_ELEMENTS

Token = dict[str, Any]  # html5lib's: "type", and by type "name", "namespace" and "data"


def walk(fragment: Element) -> Iterator[Token]:
    """Return the tokens of what stands inside `fragment`. Comments are left out.

    Raises `ValueError` for elements that are not HTML.
    """
    if fragment.text:
        yield characters(fragment.text)
    # Elements that are open, each with its children that are still to come.
    opened: list[tuple[Element, Iterator[Element]]] = [(fragment, iter(fragment))]
    while opened:
        parent, children = opened[-1]
        child = next(children, None)
        if child is None:
            opened.pop()
            if opened:
                yield end(parent.tag)
                yield from _tail(parent)
        elif callable(child.tag):  # a comment
            yield from _tail(child)
        elif child.tag in EMPTY_ELEMENTS:
            yield start(_name(child), _attributes(child), kind="EmptyTag")
            yield from _tail(child)
        else:
            yield start(_name(child), _attributes(child))
            if child.text:
                yield characters(child.text)
            opened.append((child, iter(child)))


def start(name: str, attributes: dict[tuple[str | None, str], str], kind: str = "StartTag") -> Token:
    """Return an opening tag; `attributes` is by namespace and name."""
    return {"type": kind, "name": name, "namespace": None, "data": attributes}


def end(name: str) -> Token:
    """Return a closing tag."""
    return {"type": "EndTag", "name": name, "namespace": None}


def characters(text: str) -> Token:
    """Return text; the serializer escapes it."""
    return {"type": "Characters", "data": text}


def _tail(element: Element) -> Iterator[Token]:
    if element.tail:
        yield characters(element.tail)


def _name(element: Element) -> str:
    """Return the name of an HTML element: those of SVG and MathML have their namespace before it."""
    if element.tag.startswith("{"):
        raise ValueError(element.tag)
    return element.tag


def _attributes(element: Element) -> dict[tuple[str | None, str], str]:
    return {(None, name): value for name, value in element.items()}
