"""What may stand inside a line: Python-Markdown's patterns, held to bounds, and what GitHub has in addition."""

import re
from collections.abc import Mapping
from typing import ClassVar
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import (
    BACKTICK_RE,
    AutolinkInlineProcessor,
    BacktickInlineProcessor,
    EscapeInlineProcessor,
    HtmlInlineProcessor,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.util import AMP_SUBSTITUTE, AtomicString

from forum.core.markup import allowlist
from forum.core.markup.limits import LINK_ADDRESS, LINK_TEXT, NESTING

# No group here is possessive, since Python before 3.11.5 (Debian 12 has 3.11.2) matches such groups wrongly. It costs
# no time: runs of one class of characters are, and the parts of a group begin differently, so nothing is tried twice.
_NAMES = "|".join(sorted(allowlist.AUTHORS_ELEMENTS | {name.upper() for name in allowlist.AUTHORS_ELEMENTS}))
_ATTRIBUTES = r"""(?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+')*"""
_TAG = (
    # Links and code in HTML are taken whole: what looks like an address inside of them does not become a link.
    rf"(<(?P<whole>a|code|kbd|samp)(?=[\s>]){_ATTRIBUTES}>[^<]*+(?:<(?!/?(?P=whole)\b)[^<]*+)*</(?P=whole)\s*>"
    # `List<T>` is no HTML: an upper-case letter alone names a type.
    rf"|<(?![A-Z]>)/?(?:{_NAMES})(?=[\s/>]){_ATTRIBUTES}>"
    r"|<!--[^<>-]*+(?:-(?!->)[^<>-]*+)*-->)"
)
_MAIL = r"<(?:mailto:)?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})>"
_BARE_ADDRESS = r"(?<![\w@./:-])(?:https?://|www\.)[^\s<>\x02\x03]{3,2000}"
# Neither a part of an address nor the middle of a word.
_NAME = r"(?<![\w@/.+-])@(?=\w)"
_GOES_ON = re.compile(r"[\w@]|[-.]\w")
# What stands behind the text of a link: an address (parentheses in pairs) and perhaps a title.
_TARGET = re.compile(
    r"\(\s*+(?:<(?P<angle>[^<>\n]*+)>|(?P<bare>(?:[^\s()<>]++|\((?:[^\s()<>]++|\([^\s()<>]*+\))*\))*))"
    r"(?:\s++(?P<title>\"[^\"]*+\"|'[^']*+'|\([^()]*+\)))?\s*+\)"
)
_REMEMBERED = 300  # so many runs of backticks of different lengths fit into the longest text
_LINK = r"(?<!\!)\["
_IMAGE = r"\!\["


class _Bounded(LinkInlineProcessor):
    """Looks for the end of a link's text and address within bounds: no end within them means no link."""

    _BRACKET = re.compile(r"[\[\]]")

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802 - the name in Python-Markdown
        """Return the text up to the closing bracket, the place behind it, and whether there is one."""
        depth = 1
        for match in self._BRACKET.finditer(data, index, index + LINK_TEXT):
            depth += 1 if match[0] == "[" else -1
            if depth == 0:
                return data[index : match.start()], match.end(), True
            if depth > NESTING:
                break
        return "", index, False

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802 - as above
        """Return address, title, the place behind the closing parenthesis, and whether there is one."""
        match = _TARGET.match(data, index, index + LINK_ADDRESS)
        if not match:
            return "", None, index, False
        title = self.unescape(match["title"][1:-1]) if match["title"] else None
        address = match["angle"] if match["angle"] is not None else match["bare"]
        return self.unescape(address), title, match.end(), True


class _Link(_Bounded):
    """`[text](address)`."""


class _Image(_Bounded, ImageInlineProcessor):
    """`![text](address)`."""


class _Reference(_Bounded, ReferenceInlineProcessor):
    """`[text][label]`, without a space between the two: `[a] [b]` are two things in brackets."""

    RE_LINK = re.compile(r"\[([^\]]{0,500})\]")


class _ShortReference(_Bounded, ShortReferenceInlineProcessor):
    """`[label]`."""


class _ImageReference(_Bounded, ImageReferenceInlineProcessor):
    """`![text][label]`."""

    RE_LINK = _Reference.RE_LINK


class _ShortImageReference(_Bounded, ShortImageReferenceInlineProcessor):
    """`![label]`."""


class _Code(BacktickInlineProcessor):
    """`code`; it ends with as many backticks as it began with, or it is none."""

    def __init__(self, pattern: str) -> None:
        """Begin without having searched in vain."""
        super().__init__(pattern)
        self._endless: dict[int, str] = {}

    def find_code_spans(  # type: ignore[override]  # as the base class really returns
        self, start: int, text: str
    ) -> tuple[int, int | None]:
        """Return where the code begins and where its closing backticks do.

        What is left of a text in which so many backticks were not found holds them neither: it is not searched again.
        """
        begin = start
        while text.startswith("`", begin):
            begin += 1
        ticks = begin - start
        if ticks in self._endless and self._endless[ticks].endswith(text[begin:]):
            return begin, None
        closing = re.compile(rf"(?<!`)`{{{ticks}}}(?!`)").search(text, begin)
        if closing is None:
            if len(self._endless) > _REMEMBERED:
                self._endless.clear()
            self._endless[ticks] = text[begin:]
            return begin, None
        return begin, closing.start()


class _Escape(EscapeInlineProcessor):
    """A backslash before a punctuation mark; `&` has to survive as text."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - as the base class really returns
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Return what stands for the character."""
        if m[1] == "&":
            return f"{AMP_SUBSTITUTE}amp;", m.start(), m.end()
        return super().handleMatch(m, data)


class _Mail(InlineProcessor):
    """`<somebody@example.org>`."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802 - as above
        """Return the link."""
        link = Element("a", {"href": f"mailto:{m[1]}"})
        link.text = AtomicString(m[1])
        return link, m.start(), m.end()


class _BareAddress(InlineProcessor):
    """An address in running text becomes a link, without the punctuation that follows it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]  # noqa: N802 - as the base class really returns
        """Return the link."""
        address = _without_punctuation(m[0])
        if address.partition("://")[2] == "" and "." not in address.removeprefix("www."):
            return None, None, None
        link = Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(address)


class _Name(InlineProcessor):
    """`@Name` of somebody who is known here becomes a link to their page; any other stays what it is."""

    ANCESTOR_EXCLUDES = ("a",)
    known: ClassVar[Mapping[str, str]] = {}

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]  # noqa: N802 - as above
        """Return the link, for the longest name that stands here as a whole."""
        begin = m.end()
        for name in self.known:
            end = begin + len(name)
            if data[begin:end].lower() == name and not _GOES_ON.match(data, end):
                link = Element("a", {"href": self.known[name]})
                link.text = AtomicString(data[m.start() : end])
                return link, m.start(), end
        return None, None, None


def know(names: Mapping[str, str]) -> None:
    """Take `@name` to mean these people in the next text."""
    _Name.known = {name: names[name] for name in sorted(names, key=len, reverse=True)}


def _without_punctuation(address: str) -> str:
    """Return `address` without what ends the sentence around it; parentheses stay where they are pairs."""
    while True:
        shorter = address.rstrip("?!.,:;*_~'\"|")
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter


def install(md: Markdown) -> None:
    """Replace and add inline patterns of `md`."""
    md.ESCAPED_CHARS = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    patterns = md.inlinePatterns
    patterns.register(_Code(BACKTICK_RE), "backtick", 190)
    patterns.register(_Escape(r"\\(.)", md), "escape", 180)
    patterns.register(_Reference(_LINK, md), "reference", 170)
    patterns.register(_Link(_LINK, md), "link", 160)
    patterns.register(_Image(_IMAGE, md), "image_link", 150)
    patterns.register(_ImageReference(_IMAGE, md), "image_reference", 140)
    patterns.register(_ShortReference(_LINK, md), "short_reference", 130)
    patterns.register(_ShortImageReference(_IMAGE, md), "short_image_ref", 125)
    patterns.register(AutolinkInlineProcessor(r"<(https?://[^\s<>]{1,2000})>", md), "autolink", 120)
    patterns.register(_Mail(_MAIL, md), "automail", 115)
    patterns.register(HtmlInlineProcessor(_TAG, md), "html", 110)
    patterns.register(_BareAddress(_BARE_ADDRESS, md), "bare_address", 100)
    patterns.register(_Name(_NAME), "name", 98)
    patterns.register(SubstituteTagInlineProcessor(r"\\?\n", "br"), "linebreak", 95)
    if md.delimiters is not None:
        md.delimiters.add("~", "del", double=True)
