"""The blocks of a Markdown text as GitHub understands them: quotations, lists, code, tables, paragraphs.

Python-Markdown's own block parser wants four spaces and blank lines where people who paste from GitHub have two spaces
and none, and it takes what it does not understand for a paragraph. This one reads a text line by line: every line first
continues the blocks that are open, then may begin new ones, and what is left is text. The time is linear in the length
of the text (times the depth of nesting, which is limited).
"""

import re
from itertools import pairwise

from forum.core.markup import allowlist
from forum.core.markup.cursor import Line

# Elements that have an end, in the first of a group whether it is that.
_TAG = re.compile(
    rf"<(/?)(?:{'|'.join(sorted(allowlist.AUTHORS_ELEMENTS - allowlist.EMPTY_ELEMENTS))})(?=[\s>/]|$)", re.IGNORECASE
)
BULLET = re.compile(r"[*+-](?=[ \t]|$)")
_DELIMITER = re.compile(r":?-+:?")
# No group captures inside of a possessive repetition: Python 3.11 sometimes fails there with a SystemError.
_CELL = re.compile(r"(?:\\.|``(?:[^`]|`(?!`))*``|`[^`]*+`|[^|])*")
_COLUMNS = 100


class Block:
    """A piece of the text from line `first` to line `last`, with blocks or lines inside."""

    holds_blocks = False
    verbatim = False  # lines are taken as they are, and no block begins in it

    def __init__(self, first: int) -> None:
        """Begin at line number `first`."""
        self.first = first
        self.last = first
        self.children: list[Block] = []
        self.lines: list[str] = []

    def goes_on(self, line: Line) -> bool:
        """Tell whether `line` belongs to this block, and read past what marks it as such."""
        return False

    @property
    def text(self) -> str:
        """Return the lines as text of a paragraph: white space at both ends of a line means nothing."""
        return "\n".join(line.strip(" \t") for line in self.lines)


class Document(Block):
    """The whole text."""

    holds_blocks = True

    def goes_on(self, line: Line) -> bool:
        """Every line belongs to the document."""
        return True


class Quote(Block):
    """A quotation: its lines begin with `>`."""

    holds_blocks = True

    def goes_on(self, line: Line) -> bool:
        """A quotation goes on with `>`."""
        if line.indent > 3 or not line.ahead.startswith(">"):
            return False
        line.skip_indent()
        line.skip(1)
        if line.rest[:1] in (" ", "\t"):
            line.skip(1)
        return True


class List(Block):
    """A list of items with the same mark; `start` is the first number of a numbered one."""

    holds_blocks = True

    def __init__(self, first: int, mark: str, start: int | None) -> None:
        """Take the mark (a bullet, or what follows the number)."""
        super().__init__(first)
        self.mark = mark
        self.start = start

    def goes_on(self, line: Line) -> bool:
        """Its items decide."""
        return True

    @property
    def loose(self) -> bool:
        """Tell whether a blank line stands between items, or between blocks of one item: then they are paragraphs."""
        return _apart(self.children) or any(_apart(item.children) for item in self.children)


class Item(Block):
    """An item of a list; what is indented to `offset` columns belongs to it."""

    holds_blocks = True

    def __init__(self, first: int, offset: int, *, numbered: bool) -> None:
        """Take the column of its text."""
        super().__init__(first)
        self.offset = offset
        self.numbered = numbered

    def goes_on(self, line: Line) -> bool:
        """An item goes on with an indented line, or a blank one unless it is empty so far."""
        if line.blank:
            line.skip(self.offset)
            return bool(self.children)
        if self.numbered and 2 <= line.indent < self.offset and BULLET.match(line.ahead):
            # Two spaces are what most people indent by, also under "1." where three would be needed.
            self.offset = line.indent
        if line.indent < self.offset:
            return False
        line.skip(self.offset)
        return True


class Paragraph(Block):
    """Lines of running text."""

    def goes_on(self, line: Line) -> bool:
        """A blank line ends a paragraph."""
        return not line.blank


class Heading(Block):
    """A heading of `level` 1 to 6."""

    def __init__(self, first: int, level: int, lines: list[str]) -> None:
        """Take the level and the text."""
        super().__init__(first)
        self.level = level
        self.lines = lines


class Rule(Block):
    """A line across the page."""


class Fence(Block):
    """Code between two fences; `language` is the first word behind the opening one."""

    verbatim = True

    def __init__(self, first: int, mark: str, info: str, indent: int) -> None:
        """Take the opening fence."""
        super().__init__(first)
        self.mark = mark
        self.language = info.strip().partition(" ")[0]
        self.indent = indent
        self.closed = False

    def goes_on(self, line: Line) -> bool:
        """Everything is code until the closing fence, which is at least as long as the opening one."""
        ahead = line.ahead.rstrip(" \t")
        if line.indent <= 3 and len(ahead) >= len(self.mark) and not ahead.strip(self.mark[0]):
            self.closed = True
        else:
            line.skip(min(self.indent, line.indent))
        return True


class Code(Block):
    """Code that is indented by four columns."""

    verbatim = True

    def goes_on(self, line: Line) -> bool:
        """Code goes on with indented and with blank lines."""
        if line.indent < 4 and not line.blank:
            return False
        line.skip(4)
        return True


class Html(Block):
    """Tags that stand for themselves, until `end` is found or, without one, a blank line or the last open tag's end."""

    verbatim = True

    def __init__(self, first: int, end: str | None) -> None:
        """Take the text that ends it."""
        super().__init__(first)
        self.end = end
        self._depth = 0

    def closes(self, line: str) -> bool:
        """Tell whether its last line, `line`, holds its end: the text that it waits for, or the last open tag's."""
        if self.end:
            return self.end in line.lower()
        for match in _TAG.finditer(line):
            self._depth += -1 if match[1] else 1
        return self._depth <= 0

    def goes_on(self, line: Line) -> bool:
        """A blank line ends it unless it waits for its end."""
        return self.end is not None or not line.blank


class Table(Block):
    """A table: the first of its lines holds the headings."""

    def __init__(self, first: int, header: str, alignment: list[str | None]) -> None:
        """Take the line of headings and the alignment of each column."""
        super().__init__(first)
        self.lines = [header]
        self.alignment = alignment

    def goes_on(self, line: Line) -> bool:
        """A line without a division ends a table, so that text may follow it at once."""
        return "|" in line.ahead

    @property
    def rows(self) -> list[list[str]]:
        """Return the cells of each line, no more than there are columns."""
        return [cells(line)[: len(self.alignment)] for line in self.lines]


def cells(line: str) -> list[str]:
    r"""Return the cells of a table's line: `|` divides them, `\|` and one inside of code do not."""
    text = line.strip(" \t")
    text = text[1:] if text.startswith("|") else text
    found: list[str] = []
    place = 0
    while place < len(text):
        match = _CELL.match(text, place)
        place = match.end() + 1 if match else len(text)
        found.append(match[0].strip(" \t").replace("\\|", "|") if match else "")
    return found


def alignment(line: str, header: str) -> list[str | None] | None:
    """Return the columns' alignment if `line` is the line under a table's headings, else None."""
    if "|" not in line or "-" not in line or line.count("|") > _COLUMNS:
        return None
    columns = cells(line)
    if not all(_DELIMITER.fullmatch(column) for column in columns) or len(cells(header)) != len(columns):
        return None
    sides = {(True, True): "center", (True, False): "left", (False, True): "right"}
    return [sides.get((column[0] == ":", column[-1] == ":")) for column in columns]


def _apart(blocks: list[Block]) -> bool:
    """Tell whether a line lies between any two neighbours."""
    return any(after.first > before.last + 1 for before, after in pairwise(blocks))
