"""From blocks to the element tree whose texts Python-Markdown's inline patterns then work on."""

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.util import AtomicString

from forum.core.markup.blocks import Block, Code, Fence, Heading, Html, List, Paragraph, Quote, Rule, Table
from forum.core.markup.definitions import take_definitions
from forum.core.markup.limits import OPEN_BRACKETS, Refused
from forum.core.markup.reader import TASK, Reader

_BRACKET = re.compile(r"\\.|[\[\]]")
_LANGUAGE = re.compile(r"[\w+#.-]{1,30}")


class TreeBuilder(BlockParser):
    """Stands in for Python-Markdown's block parser."""

    def __init__(self, md: Markdown) -> None:
        """Belong to `md`."""
        super().__init__(md)
        self._builders: dict[type[Block], Callable[[Element, Any], None]] = {
            Quote: self._quote,
            List: self._list,
            Heading: self._heading,
            Rule: self._rule,
            Fence: self._fence,
            Code: self._indented_code,
            Html: self._html,
            Table: self._table,
            Paragraph: self._paragraph,
        }

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802 - the name in Python-Markdown
        """Return the tree of a document's lines."""
        self.root = Element(self.md.doc_tag)
        self._fill(self.root, Reader(self.md.references).read(list(lines)))
        return ElementTree(self.root)

    def _fill(self, parent: Element, block: Block) -> None:
        """Add the elements of the blocks inside `block`."""
        for child in block.children:
            self._builders[type(child)](parent, child)

    def _quote(self, parent: Element, block: Block) -> None:
        self._fill(SubElement(parent, "blockquote"), block)

    def _list(self, parent: Element, block: List) -> None:
        element = SubElement(parent, "ul" if block.start is None else "ol")
        if block.start not in (None, 1):
            element.set("start", str(block.start))
        loose = block.loose
        for item in block.children:
            li = SubElement(element, "li")
            for number, child in enumerate(item.children):
                if isinstance(child, Paragraph):
                    self._item_text(li, child, first=number == 0, loose=loose)
                else:
                    self._builders[type(child)](li, child)

    def _item_text(self, li: Element, block: Paragraph, *, first: bool, loose: bool) -> None:
        """Add a paragraph of an item: in a list without blank lines its text stands in the item itself."""
        text = self._text(block)
        if not text:
            return
        holder = SubElement(li, "p") if loose else li
        task = TASK.match(text) if first else None
        if task:
            li.set("class", "task")
            label = SubElement(holder, "label")
            box = SubElement(label, "input", {"type": "checkbox", "disabled": "disabled"})
            if task["mark"] != " ":
                box.set("checked", "checked")
            box.tail = " " + text[task.end() :]
        elif len(holder):
            holder[-1].tail = "\n" + text
        else:
            holder.text = text

    def _paragraph(self, parent: Element, block: Block) -> None:
        text = self._text(block)
        if text:
            SubElement(parent, "p").text = text

    def _heading(self, parent: Element, block: Heading) -> None:
        SubElement(parent, f"h{block.level}").text = _guarded(block.text)

    def _rule(self, parent: Element, block: Block) -> None:
        SubElement(parent, "hr")

    def _fence(self, parent: Element, block: Fence) -> None:
        language = _LANGUAGE.search(block.language.removeprefix("{").removeprefix("."))
        self._code(parent, block.lines, language[0].lower() if language else "")

    def _indented_code(self, parent: Element, block: Code) -> None:
        lines = block.lines
        while lines and not lines[-1].strip(" \t"):
            lines.pop()
        self._code(parent, lines, "")

    def _code(self, parent: Element, lines: list[str], language: str) -> None:
        attribute = f' class="language-{escape(language)}"' if language else ""
        self._raw(parent, f"<pre><code{attribute}>{escape(chr(10).join([*lines, '']))}</code></pre>")

    def _html(self, parent: Element, block: Html) -> None:
        self._raw(parent, "\n".join(block.lines))

    def _raw(self, parent: Element, html: str) -> None:
        """Put HTML in the place of a paragraph, untouched by the inline patterns."""
        SubElement(parent, "p").text = AtomicString(self.md.htmlStash.store(html))

    def _table(self, parent: Element, block: Table) -> None:
        table = SubElement(parent, "table")
        header, *rows = block.rows
        self._row(SubElement(table, "thead"), "th", header, block)
        if rows:
            body = SubElement(table, "tbody")
            for row in rows:
                self._row(body, "td", row, block)

    def _row(self, parent: Element, tag: str, cells: list[str], block: Table) -> None:
        row = SubElement(parent, "tr")
        for text, side in zip(cells, block.alignment, strict=False):
            cell = SubElement(row, tag)
            cell.text = _guarded(text)
            if side:
                cell.set("align", side)

    def _text(self, block: Block) -> str:
        return _guarded(take_definitions(block.text, self.md.references))


def _guarded(text: str) -> str:
    """Return `text`, unless its brackets would keep Python-Markdown searching for their partners."""
    unclosed = 0
    for match in _BRACKET.finditer(text):
        unclosed += {"[": 1, "]": -1}.get(match[0], 0)
        unclosed = max(unclosed, 0)
    if unclosed > OPEN_BRACKETS:
        raise Refused("too_many_brackets")
    return text
