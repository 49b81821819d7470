"""Reads the lines of a Markdown text into blocks (see `blocks`)."""

import re

from forum.core.markup import allowlist
from forum.core.markup.blocks import (
    BULLET,
    Block,
    Code,
    Document,
    Fence,
    Heading,
    Html,
    Item,
    List,
    Paragraph,
    Quote,
    Rule,
    Table,
    alignment,
)
from forum.core.markup.cursor import Line
from forum.core.markup.definitions import take_definitions
from forum.core.markup.limits import NESTING, PARTS, Refused

TASK = re.compile(r"\[(?P<mark>[ xX])\][ \t]+(?=\S)")
_RULE = re.compile(r"(?:(?:\*[ \t]*+){3,}|(?:_[ \t]*+){3,}|(?:-[ \t]*+){3,})$")
_FENCE = re.compile(r"(?P<mark>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)")
_NUMBER = re.compile(r"(?P<number>\d{1,9})(?P<mark>[.)])(?=[ \t]|$)")
# GitHub wants a space behind the hashes; people often leave it out, and "##Title" can be nothing else ("#1" can).
_HEADING = re.compile(r"#{1,6}(?=[ \t]|$)|#{2,6}(?=[^#\s])")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_COMMENT_IN_TEXT = re.compile(r"<!--.*?-->[ \t]*+\S")
_TASK_PARTS = 2  # a label and the box in it
_TABLE_PARTS = 3  # a table is a box, a head and a row before its first cell
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(allowlist.BLOCK_ELEMENTS))})(?=[\s/>]|$)", re.IGNORECASE)
_LONE_TAG = re.compile(rf"</?(?:{'|'.join(sorted(allowlist.AUTHORS_ELEMENTS))})(?:\s[^<>]*)?>[ \t]*$", re.IGNORECASE)


class Reader:
    """Keeps the blocks that are open, from the document down to the one that takes the next line of text."""

    def __init__(self, references: dict[str, tuple[str, str]]) -> None:
        """Take the dictionary that link definitions are put into: label to address and title."""
        self._references = references
        self._open: list[Block] = [Document(0)]
        self._number = 0
        self._parts = 0
        self._last_comment_end = 0

    def read(self, lines: list[str]) -> Block:
        """Return the document of `lines`. Raises `Refused` if its blocks are nested too deep."""
        document = self._open[0]
        self._last_comment_end = max((number for number, line in enumerate(lines, 1) if "-->" in line), default=0)
        for text in lines:
            self._number += 1
            self._read(Line(text))
        return document

    def _read(self, line: Line) -> None:
        """Continue the open blocks, begin new ones, and put the remaining text where it belongs."""
        matched = 1
        while matched < len(self._open) and self._open[matched].goes_on(line):
            matched += 1
        whole, tip = matched == len(self._open), self._open[-1]
        if whole and isinstance(tip, Fence) and tip.closed:
            self._mark()
            self._open.pop()
            return
        begun = self._begin(line, matched)
        if not (begun or whole or line.blank) and isinstance(tip, Paragraph):
            # The lazy way to continue a paragraph of a list or a quotation: without indent, without ">".
            tip.lines.append(line.rest)
            self._mark()
            return
        if not begun:
            del self._open[matched:]
        if not line.taken:
            self._put(line)

    def _begin(self, line: Line, matched: int) -> bool:
        """Begin the blocks that the line begins, one inside the other; tell whether there was any."""
        begun = False
        holder = self._open[matched - 1]
        while not (holder.verbatim or line.blank):
            starts = _INDENTED if line.indent > 3 else _STARTS.get(line.ahead[0], ())
            if not any(start(self, line, matched, holder) for start in starts):
                break
            begun = True
            matched = len(self._open)
            holder = self._open[-1]
        return begun

    def _put(self, line: Line) -> None:
        """Put what is left of the line into the innermost open block."""
        tip = self._open[-1]
        if tip.verbatim:
            tip.lines.append(line.rest)
            if isinstance(tip, Fence) or not line.blank:
                self._mark()
            if isinstance(tip, Html) and tip.closes(tip.lines[-1]):
                self._open.pop()
        elif not line.blank:
            if not isinstance(tip, Paragraph | Table):
                tip = self._add(Paragraph(self._number), len(self._open))
                if isinstance(self._open[-2], Item) and TASK.match(line.rest):
                    self._count(_TASK_PARTS)
            elif isinstance(tip, Table):
                self._count(1 + min(line.rest.count("|") + 1, len(tip.alignment)))
            tip.lines.append(line.rest)
            self._mark()

    def _add(self, block: Block, matched: int) -> Block:
        """Open `block` inside the innermost of the matched blocks that can hold it."""
        del self._open[matched:]
        while not self._open[-1].holds_blocks or (isinstance(self._open[-1], List) and not isinstance(block, Item)):
            self._open.pop()
        self._open[-1].children.append(block)
        self._open.append(block)
        self._count(1)
        if isinstance(block, Quote | Item) and sum(isinstance(one, Quote | Item) for one in self._open) > NESTING:
            raise Refused("too_deep")
        self._mark()
        return block

    def _count(self, parts: int) -> None:
        """Refuse a text that is made of too many parts."""
        self._parts += parts
        if self._parts > PARTS:
            raise Refused("too_many_parts")

    def _mark(self) -> None:
        """Note that the open blocks reach to this line."""
        for block in self._open:
            block.last = self._number

    def _begin_quote(self, line: Line, matched: int, holder: Block) -> bool:
        quote = Quote(self._number)
        if not quote.goes_on(line):
            return False
        self._add(quote, matched)
        return True

    def _begin_heading(self, line: Line, matched: int, holder: Block) -> bool:
        match = _HEADING.match(line.ahead)
        if not match:
            return False
        text = line.ahead[match.end() :].strip(" \t")
        without = text.rstrip("#")
        if not without or without[-1] in " \t":
            text = without
        self._add(Heading(self._number, match.end(), [text]), matched)
        self._open.pop()
        line.take()
        return True

    def _begin_underlined_heading(self, line: Line, matched: int, holder: Block) -> bool:
        if not isinstance(holder, Paragraph) or not _UNDERLINE.match(line.ahead):
            return False
        text = take_definitions(holder.text, self._references)
        if not text:
            return False
        level = 1 if line.ahead.startswith("=") else 2
        heading = Heading(holder.first, level, text.split("\n"))
        self._open[matched - 2].children[-1] = heading
        del self._open[matched - 1 :]
        self._mark()
        heading.last = self._number
        line.take()
        return True

    def _begin_fence(self, line: Line, matched: int, holder: Block) -> bool:
        match = _FENCE.match(line.ahead)
        if not match:
            return False
        self._add(Fence(self._number, match["mark"], match["info"], line.indent), matched)
        line.take()
        return True

    def _begin_html(self, line: Line, matched: int, holder: Block) -> bool:
        ahead = line.ahead
        end: str | None = None
        if ahead.startswith("<!--") and self._number <= self._last_comment_end and not _COMMENT_IN_TEXT.match(ahead):
            end = "-->"
        elif ahead[:4].lower() == "<pre" and ahead[4:5] in ("", " ", ">"):
            end = "</pre>"
        elif not _BLOCK_TAG.match(ahead) and (isinstance(holder, Paragraph) or not _LONE_TAG.match(ahead)):
            return False
        self._add(Html(self._number, end), matched)
        return True

    def _begin_table(self, line: Line, matched: int, holder: Block) -> bool:
        if not isinstance(holder, Paragraph):
            return False
        header = holder.lines[-1]
        columns = alignment(line.ahead, header)
        if columns is None:
            return False
        holder.lines.pop()
        holder.last -= 1
        if not holder.lines:
            self._open[matched - 2].children.pop()
        self._add(Table(self._number - 1, header, columns), matched - 1)
        self._count(len(columns) + _TABLE_PARTS)
        line.take()
        return True

    def _begin_rule(self, line: Line, matched: int, holder: Block) -> bool:
        if not _RULE.match(line.ahead):
            return False
        self._add(Rule(self._number), matched)
        self._open.pop()
        line.take()
        return True

    def _begin_item(self, line: Line, matched: int, holder: Block) -> bool:
        bullet, number = BULLET.match(line.ahead), _NUMBER.match(line.ahead)
        start = int(number["number"]) if number else None
        mark = number["mark"] if number else bullet[0] if bullet else ""
        width = len(number[0] if number else mark)
        empty = not line.ahead[width:].strip(" \t")
        if not mark or (isinstance(holder, Paragraph) and (empty or start not in (1, None))):
            return False
        offset = line.indent + width
        line.skip(offset)
        gap = 1 if empty or line.indent > 4 else line.indent
        # Five spaces would make code of an item by the letter; whoever writes them lines up text.
        line.skip_indent()
        if not (isinstance(holder, List) and holder.mark == mark):
            self._add(List(self._number, mark, start), matched)
            matched = len(self._open)
        self._add(Item(self._number, offset + gap, numbered=start is not None), matched)
        return True

    def _begin_code(self, line: Line, matched: int, holder: Block) -> bool:
        if isinstance(self._open[-1], Paragraph | Table):
            return False
        line.skip(4)
        self._add(Code(self._number), matched)
        return True


# What a line may begin, by its first character, in the order in which it is tried: under a paragraph, a line of dashes
# is a heading, elsewhere it is a rule or an item.
_DASHES = (Reader._begin_table, Reader._begin_underlined_heading, Reader._begin_rule, Reader._begin_item)
_STARTS = {
    ">": (Reader._begin_quote,),
    "#": (Reader._begin_heading,),
    "`": (Reader._begin_fence,),
    "~": (Reader._begin_fence,),
    "<": (Reader._begin_html,),
    "|": (Reader._begin_table,),
    ":": (Reader._begin_table,),
    "=": (Reader._begin_underlined_heading,),
    "_": (Reader._begin_rule,),
    "-": _DASHES,
    "*": _DASHES,
    "+": _DASHES,
} | dict.fromkeys("0123456789", (Reader._begin_item,))
_INDENTED = (Reader._begin_code,)
