"""Gives what the sanitizer let through the form that the site's pages rely on.

Code becomes `<div class="code" data-language="Python"><pre tabindex="0"><code class="language-python">`, a table stands
in `<div class="table-wrap" tabindex="0">` so that it can be scrolled, headings begin below those of the page, images
from elsewhere become links, and addresses have one form.
"""

from collections.abc import Iterable, Iterator
from html import unescape

from forum.core.markup import allowlist
from forum.core.markup.addresses import image_place, link_address
from forum.core.markup.colours import Colours, language_name
from forum.core.markup.limits import COLOURED_CODE, NESTING, Refused
from forum.core.markup.walk import Token, characters, end, start

# The page has the title of the question as its first heading and those of its parts as second ones.
_FIRST_LEVEL = 3
_DEPTH = 2 * NESTING + 20  # a list and its items are two
_SIDES = frozenset({"left", "center", "right"})
_TAGS = frozenset({"StartTag", "EndTag", "EmptyTag"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


class Structure:
    """A filter for html5lib's stream of tokens, behind bleach's own."""

    def __init__(self, source: Iterable[Token]) -> None:
        """Take the stream of tokens."""
        self._source = source
        self._colours = Colours(COLOURED_CODE)
        self._depth = 0
        self._tables = 0
        self._links: list[str | None] = []  # the addresses of the open links, None for those that do not stay
        self._unnamed = False  # whether the innermost link has no text yet
        self._outline: list[int] = []  # the author's levels of the headings that the present one is below of
        self._shapes = {"a": self._link, "img": self._image, "input": self._box, "table": self._table}
        self._shapes |= dict.fromkeys(("td", "th"), self._cell) | dict.fromkeys(_HEADINGS, self._section)

    def __iter__(self) -> Iterator[Token]:
        """Return the tokens in their new form."""
        tokens = iter(self._source)
        for token in tokens:
            self._depth += {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)
            if self._depth > _DEPTH:
                raise Refused("too_deep")
            if token.get("name") in allowlist.RENAMED:
                token["name"] = allowlist.RENAMED[token["name"]]
            if token["type"] == "Entity" or (token["type"] == "Characters" and token["data"].strip()):
                self._unnamed = False
            shape = self._shapes.get(token.get("name", "")) if token["type"] in _TAGS else None
            if token["type"] == "StartTag" and token["name"] == "pre":
                yield from self._code(token, tokens)
                self._depth -= 1
            elif shape:
                yield from shape(token)
            else:
                yield token

    def _code(self, opening: Token, tokens: Iterator[Token]) -> Iterator[Token]:
        """Return a code block; of what stands inside `<pre>`, only the text counts."""
        language = _language(opening)
        pieces: list[str] = []
        for token in tokens:
            if token["type"] == "EndTag" and token["name"] == "pre":
                break
            if token["type"] == "StartTag" and token["name"] == "code":
                language = language or _language(token)
            pieces.append(_text(token))
        code = "".join(pieces).removeprefix("\n").rstrip("\n") + "\n"
        yield _start("div", {"class": "code"} | ({"data-language": language_name(language)} if language else {}))
        yield _start("pre", {"tabindex": "0"})
        yield _start("code", {"class": f"language-{language}"} if language else {})
        for name, text in self._colours.spans(code, language):
            if name:
                yield from (_start("span", {"class": name}), characters(text), end("span"))
            else:
                yield characters(text)
        yield from (end("code"), end("pre"), end("div"))

    def _link(self, token: Token) -> Iterator[Token]:
        """Return a link in its one form, or nothing but its text if it may not point there."""
        if token["type"] == "EndTag":
            address = self._links.pop() if self._links else None
            if address is not None:
                # A link without a text cannot be seen, and is read out as nothing.
                yield from (characters(address),) if self._unnamed else ()
                yield token
            return
        address = link_address(token["data"].get((None, "href"), ""))
        self._links.append(address)
        self._unnamed = True
        if address is not None:
            yield _start("a", {"href": address} | _kept(token, "title"))

    def _image(self, token: Token) -> Iterator[Token]:
        """Return an image of this site, or a link to an image elsewhere: the page loads nothing from other sites."""
        source = token["data"].get((None, "src"), "")
        description = unescape(token["data"].get((None, "alt"), "")).strip()
        if place := image_place(source):
            attributes = place | {"alt": description, "loading": "lazy"} | _kept(token, "title")
            self._unnamed = self._unnamed and not description
            yield _start("img", attributes, kind="EmptyTag")
            return
        address = link_address(source)
        text = characters(description or (address or "").rstrip("/").rpartition("/")[2])
        if address is None or any(self._links):
            self._unnamed = self._unnamed and not text["data"]
            yield text
        else:
            yield from (_start("a", {"href": address, "class": "image"}), text, end("a"))

    def _box(self, token: Token) -> Iterator[Token]:
        """Return the box of a task: nobody can tick it, and it is part of no form."""
        checked = {"checked": ""} if (None, "checked") in token["data"] else {}
        yield _start("input", {"type": "checkbox", "disabled": ""} | checked, kind="EmptyTag")

    def _table(self, token: Token) -> Iterator[Token]:
        """Return a table with a box around the outermost one."""
        opening = token["type"] == "StartTag"
        self._tables += 1 if opening else -1
        outermost = self._tables == (1 if opening else 0)
        if outermost and opening:
            yield _start("div", {"class": "table-wrap", "tabindex": "0"})
        yield token
        if outermost and not opening:
            yield end("div")

    def _cell(self, token: Token) -> Iterator[Token]:
        """Return a cell whose alignment is a class."""
        if token["type"] == "StartTag":
            side = token["data"].pop((None, "align"), "").lower()
            if side in _SIDES:
                token["data"][(None, "class")] = f"align-{side}"
        yield token

    def _section(self, token: Token) -> Iterator[Token]:
        """Return a heading whose level fits below the page's and skips none, whatever levels the author used."""
        if token["type"] == "StartTag":
            level = _HEADINGS[token["name"]]
            while self._outline and self._outline[-1] >= level:
                self._outline.pop()
            self._outline.append(level)
        yield token | {"name": f"h{min(_FIRST_LEVEL + len(self._outline) - 1, 6)}"}


def _language(token: Token) -> str:
    """Return the language that a `<pre>` or `<code>` names in its class, as Markdown's and as Stack Exchange's do."""
    names: str = token["data"].get((None, "class"), "")
    for name in names.lower().split():
        for prefix in ("language-", "lang-"):
            if name.startswith(prefix):
                return name.removeprefix(prefix)
    return ""


def _text(token: Token) -> str:
    """Return the text that a token stands for; bleach leaves entities as tokens of their own."""
    if token["type"] == "Entity":
        return unescape("&" + str(token["name"]) + ";")
    if token["type"] == "Characters":
        return str(token["data"])
    return "\n" if token.get("name") == "br" else ""


def _kept(token: Token, *names: str) -> dict[str, str]:
    """Return those of the token's attributes, as text."""
    return {name: unescape(token["data"][None, name]) for name in names if (None, name) in token["data"]}


def _start(name: str, attributes: dict[str, str], kind: str = "StartTag") -> Token:
    """Return an opening tag. bleach's serializer takes what looks like an entity for one: so `&` goes in as one."""
    return start(name, {(None, key): value.replace("&", "&amp;") for key, value in attributes.items()}, kind)
