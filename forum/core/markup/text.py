"""From safe HTML to what templates, mails and snippets need: the only `Markup` values of the project."""

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser

from markupsafe import Markup

from forum.core.markup.allowlist import BLOCK_ELEMENTS

_BLOCKS = (BLOCK_ELEMENTS - {"td", "th"}) | {"br"}
_CELLS = frozenset({"td", "th"})
_SPACE = re.compile(r"[ \t\r\n\f]+")


def safe(html: str) -> Markup:
    """Mark HTML as safe that `render` made (or that was stored from it). Never hand anything else to it."""
    return Markup(html)  # noqa: S704 - the one place of the project; the text went through both sanitizers


def escape_text(text: str) -> Markup:
    """Return plain text as safe HTML, every special character escaped."""
    return safe(escape(text))


def highlight(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """Return plain `text` as safe HTML with `<mark>` around each (start, end) of `spans`.

    Spans may come unsorted, overlap (they are joined) or lie outside of the text (they are cut).
    """
    pieces: list[str] = []
    done = 0
    for start, end in _merged(spans, len(text)):
        pieces += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return safe("".join([*pieces, escape(text[done:])]))


def excerpt(text: str, chars: int) -> str:
    """Return the beginning of `text` on one line of at most `chars` characters, cut at a word, an ellipsis if cut."""
    line = _SPACE.sub(" ", text).strip()
    if len(line) <= chars:
        return line
    cut = line[: max(chars - 1, 0)]
    word = cut.rfind(" ")
    # A "word" longer than half of the room (an address, a language without spaces) is cut in its middle.
    if line[len(cut) : len(cut) + 1] != " " and word > chars // 2:
        cut = cut[:word]
    return cut.rstrip() + "…"


def plain(html: str) -> str:
    """Return the text of safe HTML: one line per block, code as it was written, images by their description."""
    reader = _Plain()
    reader.feed(html)
    reader.close()
    return reader.text()


def _merged(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the spans sorted, cut to the text, and joined where they touch or overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class _Plain(HTMLParser):
    """Collects the text of a page piece in reading order."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._code = 0

    def text(self) -> str:
        """Return what was read, without blank lines outside of code."""
        return "".join(self._pieces).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break the line where a block begins; keep white space from here on in code."""
        if tag in _BLOCKS:
            self._break()
        elif tag in _CELLS:
            self._space()
        elif tag == "img":
            self.handle_data(dict(attrs).get("alt") or "")
        self._code += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        """Break the line where a block ends."""
        if tag == "pre" and self._code:
            self._code -= 1
        if tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        """Take text: as it is in code, with simple spaces elsewhere."""
        if self._code:
            self._pieces.append(data)
            return
        text = _SPACE.sub(" ", data)
        if text.startswith(" "):
            self._space()
            text = text[1:]
        if text:
            self._pieces.append(text)

    def _space(self) -> None:
        """Add a space unless there is white space."""
        if self._pieces and not self._pieces[-1].endswith((" ", "\n")):
            self._pieces.append(" ")

    def _break(self) -> None:
        """Begin a new line unless one has just begun."""
        while self._pieces and not self._code and self._pieces[-1].endswith(" "):
            stripped = self._pieces.pop().rstrip(" ")
            if stripped:
                self._pieces.append(stripped)
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self._pieces.append("\n")
