"""A text taken apart for who looks for something in it: what is code, what is said about it, and where links lead."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import zip_longest

from forum.core.markup.allowlist import BLOCK_ELEMENTS

_CODE = frozenset({"code", "pre", "kbd", "samp"})
_BLOCKS = BLOCK_ELEMENTS | {"br"}
# Signs without a shape: soft hyphens, spaces of no width, marks of direction, fillers, variants of shapes, tags.
_UNSEEN = dict.fromkeys(
    code
    for first, last in (
        *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
        *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F)),
        *((0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xE0000, 0xE007F), (0xE0100, 0xE01EF)),
    )
    for code in range(first, last + 1)
)
# Characters of the prose around a code passage that are kept with it.
_AROUND = 400


@dataclass(frozen=True, slots=True)
class Code:
    """A passage of code: a block, or a few words in a sentence. `before` and `after` is the prose around it."""

    text: str
    before: str
    after: str
    is_block: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, and the words that one clicks."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Passages:
    """The parts of a text in reading order. Paragraphs hold the code in them too, as it is read aloud."""

    code: tuple[Code, ...]
    prose: tuple[str, ...]
    links: tuple[Link, ...]


def passages_of(html: str) -> Passages:
    """Return the passages of safe HTML as `render` made it. Linear in its length; takes about a millisecond."""
    reader = _Passages()
    reader.feed(html)
    reader.close()
    return reader.passages()


@dataclass(slots=True)
class _Block:
    """A paragraph, or a block of code."""

    text: str
    is_code: bool
    inline: list[tuple[int, int]] = field(default_factory=list)


class _Passages(HTMLParser):
    """Reads blocks, the code in them and links out of safe HTML."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(convert_charrefs=True)
        self._blocks: list[_Block] = []
        self._links: list[Link] = []
        self._pieces: list[str] = []
        self._length = 0
        self._inline: list[tuple[int, int]] = []
        self._depth = self._pre = self._code_from = 0
        self._link: tuple[str, int] | None = None

    def passages(self) -> Passages:
        """Return what was read."""
        self._close()
        prose = tuple(block.text for block in self._blocks if not block.is_code)
        return Passages(tuple(self._code()), prose, tuple(self._links))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a code passage or a link."""
        if tag in _BLOCKS and not self._pre:
            self._close()
        elif tag == "br":
            self.handle_data("\n")
        if tag == "pre":
            self._pre += 1
        if tag in _CODE:
            if not self._depth:
                self._code_from = self._length
            self._depth += 1
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self._pieces))

    def handle_endtag(self, tag: str) -> None:
        """End a block, a code passage or a link."""
        if tag == "pre" and self._pre:
            self._close(is_code=True)
            self._pre -= 1
        if tag in _CODE and self._depth:
            self._depth -= 1
            if not self._depth and self._length > self._code_from:
                self._inline.append((self._code_from, self._length))
        elif tag == "a" and self._link is not None:
            address, start = self._link
            self._links.append(Link(address, "".join(self._pieces[start:]).strip()))
            self._link = None
        if tag in _BLOCKS and not self._pre:
            self._close()

    def handle_data(self, data: str) -> None:
        """Take text, but for letters that nobody sees: words are told apart by what one reads."""
        data = data.translate(_UNSEEN)
        self._pieces.append(data)
        self._length += len(data)

    def _close(self, *, is_code: bool = False) -> None:
        """End the block that is being read."""
        text = "".join(self._pieces)
        if text.strip():
            self._blocks.append(_Block(text, is_code, [] if is_code else self._inline))
        self._pieces, self._length, self._inline, self._code_from = [], 0, [], 0
        self._link = (self._link[0], 0) if self._link else None

    def _code(self) -> list[Code]:
        """Return the code passages with the prose around them: their sentence's, or the paragraphs' next to a block."""
        found = []
        before = ""
        for block, following in zip_longest(self._blocks, self._blocks[1:]):
            text = block.text
            if block.is_code:
                after = "" if following is None or following.is_code else following.text[:_AROUND]
                found.append(Code(text, before, after, is_block=True))
            else:
                before = text[-_AROUND:]
            for start, end in block.inline:
                around = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
                found.append(Code(text[start:end], *around, is_block=False))
        return found
