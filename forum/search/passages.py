"""The passage of a post that answers a query best, and where in it the query's words stand.

The words are recognised by the analysis of the index, so that `printing` is marked for `printer`. The text comes from
the database as plain text; what is returned is plain text too, and the front makes it safe before it adds the marks.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from forum.search.language import settle
from forum.search.syntax import read
from forum.search.words import tokens

LENGTH = 240
# A passage is chosen from this many characters; what follows is found by the index but not shown.
_READ = 20_000
_LEAD_IN = 80
# Another occurrence of a word that is already in the passage says little more.
_AGAIN = 0.1

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text, white space joined. `marks` are character bounds in `text`, in order and apart from each
    other.

    `cut_before` and `cut_after` say whether the post goes on there.
    """

    text: str
    marks: tuple[Span, ...] = ()
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    word: int  # which of the query's words this is


class Marker:
    """Chooses and marks passages for one query. Make one per search and use it for all hits."""

    def __init__(self, text: str, default_language: str = "en") -> None:
        """Take what the person typed and the site's language."""
        self._asked = read(text)
        self._default = default_language
        self._wanted: dict[str, dict[str, int]] = {}
        self._weights: dict[int, float] = {}

    def passage(self, text: str, language: str = "", length: int = LENGTH) -> Passage:
        """Return the best passage of at most `length` characters; the beginning of the text if no word is in it."""
        whole = _joined(text)
        found = self._find(whole[:_READ], language)
        start = _beginning(whole, found, length, self._best_start(found, length))
        end = _ending(whole, start, length)
        marks = _apart((f.start - start, f.end - start) for f in found if f.start >= start and f.end <= end)
        return Passage(whole[start:end], marks, cut_before=start > 0, cut_after=end < len(whole))

    def whole(self, text: str, language: str = "") -> Passage:
        """Return the whole text with its marks, for titles."""
        joined = _joined(text)
        return Passage(joined, _apart((f.start, f.end) for f in self._find(joined, language)))

    def _find(self, text: str, language: str) -> list[_Found]:
        analysis = settle(language, text, default=self._default)
        wanted = self._wanted_in(analysis)
        if not wanted:
            return []
        return [
            _Found(token.start, token.end, word)
            for token in tokens(text, analysis)
            if (word := next((wanted[form] for form in token.forms if form in wanted), -1)) >= 0
        ]

    def _wanted_in(self, language: str) -> dict[str, int]:
        """Return the query's forms in a language, each with the number of its word."""
        if language not in self._wanted:
            forms: dict[str, int] = {}
            for token in tokens(self._asked.words, language):
                self._weights[token.start] = 1 + (token.end - token.start) / 10  # longer words tell more
                for form in token.forms:
                    forms.setdefault(form, token.start)
            self._wanted[language] = forms
        return self._wanted[language]

    def _best_start(self, found: list[_Found], length: int) -> int:
        """Return the index in `found` from which a window of `length` holds most of the query."""
        best, best_value = 0, 0.0
        for first, begin in enumerate(found):
            seen: set[int] = set()
            value = 0.0
            for other in found[first:]:
                if other.end > begin.start + length:
                    break
                value += self._weights[other.word] * (_AGAIN if other.word in seen else 1)
                seen.add(other.word)
            if value > best_value + 1e-9:
                best, best_value = first, value
        return best


def _joined(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _beginning(text: str, found: list[_Found], length: int, first: int) -> int:
    """Return where the passage starts: with its sentence if that is near, else at a word a little before."""
    if not found or len(text) <= length:
        return 0
    place = found[first].start
    last = max(f.end for f in found[first:] if f.end <= place + length)
    room = min(_LEAD_IN, length - (last - place))
    earliest = max(0, place - room)
    if earliest == 0:
        return 0
    sentence = max(text.rfind(sign, earliest, place) for sign in (". ", "? ", "! ", ": "))
    if sentence >= 0:
        return sentence + 2
    word = text.find(" ", earliest, place)
    return word + 1 if word >= 0 else place


def _ending(text: str, start: int, length: int) -> int:
    if len(text) - start <= length:
        return len(text)
    space = text.rfind(" ", start + length // 2, start + length + 1)
    return space if space >= 0 else start + length


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, overlapping ones joined."""
    apart: list[Span] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)
