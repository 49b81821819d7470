"""What in a text can do harm when it is changed: its code, its links and its numbers."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

# With its sign and with what is written to it: 10ms is not 10s, -5 is not 5, 1.2 is not 1.20.
_NUMBER = re.compile(r"[-+−±]?\d(?:[\w%°]|[.,:/-](?=\w))*")
_OWN = "/images/"
_CODE = frozenset({"code", "pre", "kbd", "samp"})


@dataclass(frozen=True, slots=True)
class Features:
    """The code passages, link addresses and numbers of a text, each in reading order, numbers outside of code."""

    code: tuple[str, ...]
    links: tuple[str, ...]
    numbers: tuple[str, ...]


def features_of(html: str) -> Features:
    """Return the features of safe HTML as `render` made it. Two texts differ in a feature iff the tuples differ."""
    reader = _Features()
    reader.feed(html)
    reader.close()
    return Features(tuple(reader.code), tuple(reader.links), tuple(_NUMBER.findall("".join(reader.words))))


def images_of(html: str) -> dict[str, str]:
    """Return the names of this site's images that safe HTML shows, each with what the text says it shows."""
    if _OWN not in html:
        return {}
    reader = _Images()
    reader.feed(html)
    reader.close()
    return reader.found


class _Images(HTMLParser):
    """Reads the images out of safe HTML."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an image of ours."""
        said = dict(attrs)
        source = said.get("src") or ""
        if tag == "img" and source.startswith(_OWN):
            name = source.removeprefix(_OWN)
            self.found[name] = self.found.get(name) or said.get("alt") or ""


class _Features(HTMLParser):
    """Reads code, addresses and the remaining words out of safe HTML."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(convert_charrefs=True)
        self.code: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a code passage, or note an address."""
        if tag in _CODE:
            if not self._depth:
                self.code.append("")
            self._depth += 1
        address = {"a": "href", "img": "src"}.get(tag)
        if address and (value := dict(attrs).get(address)):
            self.links.append(value)
        if tag not in ("span", "b", "i", "em", "strong"):
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a code passage."""
        if tag in _CODE:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        """Take text for the passage it is in."""
        if self._depth:
            self.code[-1] += data
        else:
            self.words.append(data)
