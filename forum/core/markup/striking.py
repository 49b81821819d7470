"""Striking out passages of a text that stays as it was written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import NamedTuple

from markupsafe import Markup

from forum.core.markup.text import safe

# Attributes stand in double quotes in what `render` makes, and may hold any other character.
_TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
_UNIT = re.compile(r"&#?\w+;|.", re.DOTALL)
# Tags that stand inside a line; all others part the words before from those behind.
_INLINE = re.compile(r"</?(?:a|b|code|del|em|i|ins|kbd|mark|s|samp|span|strong|sub|sup|var)\b")
_MARK = '<del class="wrong">', "</del>"


class Struck(NamedTuple):
    """A text with passages struck out, and for each of them whether it stands there."""

    html: Markup
    found: tuple[bool, ...]


class _Place(NamedTuple):
    """Where a letter stands: in which piece, from where to where."""

    piece: int
    start: int
    end: int


def strike(html: str, passages: Iterable[str]) -> Struck:
    """Return stored safe HTML with each passage struck out where it first stands, also across tags.

    Passages are plain text; how their words are parted makes no difference.
    """
    wanted = [" ".join(passage.split()) for passage in passages]
    if not wanted:
        return Struck(safe(html), ())
    pieces = _TAG.split(html)
    found = tuple([_strike_one(pieces, passage) for passage in wanted])
    return Struck(safe("".join(pieces)), found)


def _strike_one(pieces: list[str], passage: str) -> bool:
    """Wrap the first occurrence; pieces are texts and tags in turn, beginning with a text."""
    letters, places = _letters(pieces)
    start = letters.find(passage) if passage else -1
    if start < 0:
        return False
    for piece, first, last in reversed(list(_stretches(places[start : start + len(passage)]))):
        text = pieces[piece]
        pieces[piece : piece + 1] = [text[:first], _MARK[0], text[first:last], _MARK[1], text[last:]]
    return True


def _letters(pieces: Sequence[str]) -> tuple[str, list[_Place | None]]:
    """Return the words of a text with one blank between them, and where each letter stands; blanks stand nowhere."""
    letters: list[str] = []
    places: list[_Place | None] = []
    for number, piece in enumerate(pieces):
        for letter, place in _tag(piece) if number % 2 else _text(number, piece):
            if not letter.isspace():
                letters.append(letter)
                places.append(place)
            elif letters and letters[-1] != " ":
                letters.append(" ")
                places.append(None)
    return "".join(letters), places


def _tag(piece: str) -> Iterator[tuple[str, _Place | None]]:
    """Yield a blank for a tag that parts words."""
    if not _INLINE.match(piece):
        yield " ", None


def _text(number: int, piece: str) -> Iterator[tuple[str, _Place | None]]:
    """Yield the letters of a text; what is written as an entity is one place, whatever it stands for."""
    for one in _UNIT.finditer(piece):
        place = _Place(number, one.start(), one.end())
        yield from ((letter, place) for letter in unescape(one[0]))


def _stretches(places: Sequence[_Place | None]) -> Iterator[tuple[int, int, int]]:
    """Yield piece, start and end of what is to be wrapped in each piece."""
    ends: dict[int, tuple[int, int]] = {}
    for place in places:
        if place is not None:
            ends[place.piece] = ends.get(place.piece, (place.start, 0))[0], place.end
    for piece, (start, end) in ends.items():
        yield piece, start, end
