"""How text becomes words, for the index, for queries and for highlighting alike.

A word is cut out, lowered, stemmed in its language and then freed of its accents. What people copy from a screen
(error codes, paths, versions, file names) is kept as written too, and in part: `E-4031` is found as `E-4031` and as
`4031`, `/etc/apt/sources.list` also as `sources.list`, `2.4.1` also as `2.4`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from forum.search.stemming import stem, stop_words

_WORD = re.compile(r"[^\W_]+")
# Words joined without a space by one or two signs: names of files, hosts, options and errors.
_JOINED = re.compile(r"[^\W_]+(?:[-._:/\\@]{1,2}[^\W_]+)+")
_NAMED_SIGNS = re.compile(r"(?<![^\W_])[a-z](?:\+\+|#)(?![^\W_])", re.IGNORECASE)
_VERSION = re.compile(r"v?(\d+(?:\.\d+)+)")
_HEX = re.compile(r"0x([0-9a-f]{4,})")
# Scripts without spaces between words: every sign is a word.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LONGEST = 64
_UNFOLDED = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})


class Token(NamedTuple):
    """One word of a text.

    `forms` are its spellings in the index, the first being the usual one. `extra` tokens stand for a whole that was
    also taken apart; they do not count in the length of the text. `position` numbers the others.
    """

    start: int
    end: int
    position: int
    forms: tuple[str, ...]
    extra: bool = False


def fold(word: str) -> str:
    """Return the word without accents and ligatures."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word.translate(_UNFOLDED))
    return "".join(c for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=100_000)
def forms(word: str, language: str) -> tuple[str, ...]:
    """Return how a single lower-case word is spelt in the index; nothing for stop words and single letters.

    Somebody who types without accents misses the stemmer's endings (`configuracao`), so the stem of the bare word is a
    second form where it differs.
    """
    word = unicodedata.normalize("NFKC", word)[:_LONGEST]
    bare = fold(word)
    stops = stop_words(language)
    if word in stops or bare in stops or (len(bare) < 2 and bare.isascii() and not bare.isdigit()):
        return ()
    usual, other = fold(stem(word, language)), stem(bare, language)
    return (usual,) if usual == other else (usual, other)


def tokens(text: str, language: str) -> Iterator[Token]:
    """Yield the words of the text in order; `start` and `end` count characters. Normalize the text to NFC before."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals grow when lowered, which would move every later offset
        lowered = "".join(c if len(c.lower()) > 1 else c.lower() for c in text)
    position = 0
    wholes = _whole_names(lowered)
    plain = lowered.isascii()
    for match in _WORD.finditer(lowered):
        while wholes and wholes[-1].start <= match.start():
            yield wholes.pop()._replace(position=position)
        for start, end in (match.span(),) if plain else _pieces(match):
            word = lowered[start:end]
            if spelt := forms(word, language):
                yield Token(start, end, position, spelt)
                position += 1
            if word.startswith("0x") and (hexadecimal := _HEX.fullmatch(word)):
                yield Token(start, end, position, (hexadecimal[1],), extra=True)


def counted(text: str, language: str) -> tuple[list[tuple[str, int]], int]:
    """Return every form in the text with its position, and the number of words."""
    found: list[tuple[str, int]] = []
    length = 0
    for token in tokens(unicodedata.normalize("NFC", text), language):
        found.extend((form, token.position) for form in token.forms)
        length += not token.extra
    return found, length


def _pieces(match: re.Match[str]) -> list[tuple[int, int]]:
    """Return the bounds of the words in a run of letters: usually one, in scripts without spaces one per sign."""
    run, offset = match[0], match.start()
    if run.isascii() or not _UNSPACED.search(run):
        return [match.span()]
    cut = [0, *sorted({edge for sign in _UNSPACED.finditer(run) for edge in sign.span()}), len(run)]
    return [(offset + a, offset + b) for a, b in pairwise(cut) if a < b]


def _whole_names(lowered: str) -> list[Token]:
    """Return the extra tokens of the text, last one first."""
    found = [Token(m.start(), m.end(), 0, (m[0],), extra=True) for m in _NAMED_SIGNS.finditer(lowered)]
    for match in _JOINED.finditer(lowered):
        if len(match[0]) <= _LONGEST * 2:
            found += [Token(match.start(), match.end(), 0, (form,), extra=True) for form in _names(match[0])]
    return sorted(found, key=lambda token: token.start, reverse=True)


@lru_cache(maxsize=20_000)
def _names(name: str) -> tuple[str, ...]:
    """Return under which whole names a joined run is found."""
    name = fold(name.replace("\\", "/"))
    if version := _VERSION.fullmatch(name):
        numbers = version[1].split(".")
        return tuple(".".join(numbers[:count]) for count in range(2, len(numbers) + 1))
    if name.replace("-", "").isalpha():
        return (name.replace("-", ""),)  # Wi-Fi is also wifi
    steps = [step for step in name.split("/") if step and not step.isalnum() and not step.endswith(":")]
    return tuple(dict.fromkeys([name, *steps]))
