"""What is true of everything that comes out of the renderer, said independently of how it is made."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

# bleach carries the parser that reads a page as browsers do.
from bleach._vendor import html5lib  # type: ignore[import-not-found]  # the stubs leave the vendored parts out

# fmt: off
ELEMENTS = frozenset({
    "blockquote", "br", "dd", "details", "div", "dl", "dt", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    "a", "abbr", "b", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strong", "sub", "sup", "u", "var",
    "input", "label",
})
ATTRIBUTES = frozenset({
    "alt", "checked", "class", "colspan", "data-language", "disabled", "height", "href", "loading", "open", "rel",
    "reversed", "rowspan", "src", "start", "tabindex", "title", "type", "width",
})
# fmt: on
OWN = json.loads((Path(__file__).parent / "attacks.json").read_text())


def elements(html: str) -> Iterator[Element]:
    """Return the elements that a browser makes of a piece of a page."""
    yield from html5lib.parseFragment(html, namespaceHTMLElements=False).iter()


def broken_promises(html: str) -> list[str]:
    """Return everything in `html` that a page must not hold."""
    found = []
    for element in elements(html):
        name = element.tag
        if name == "DOCUMENT_FRAGMENT":
            continue
        if name not in ELEMENTS:
            found.append(f"element {name}")
        found += [f"{name} {attribute}" for attribute in element.attrib if attribute not in ATTRIBUTES]
        found += _address(name, element)
        if name == "input" and not (element.get("type") == "checkbox" and element.get("disabled") is not None):
            found.append("input that can be used")
        if name == "a" and element.get("rel") != "nofollow ugc noopener":
            found.append("link that we vouch for")
    return found


def _address(name: str, element: Element) -> list[str]:
    """Return what is wrong with the addresses of an element."""
    found = []
    href, src = element.get("href"), element.get("src")
    if href is not None:
        scheme = urlsplit(href).scheme
        if any(character <= " " or character == "\\" for character in href) or href.startswith("//"):
            found.append(f"misleading address {href!r}")
        if scheme not in ("", "http", "https", "mailto") or (not scheme and href[:1] not in ("/", "?", "#")):
            found.append(f"address {href!r}")
    if src is not None and not (name == "img" and src.startswith("/images/") and ".." not in src):
        found.append(f"source {src!r}")
    return found
