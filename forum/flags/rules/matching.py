"""Regular expressions that cannot hang the site: matched in time linear in the text, whatever the pattern.

RE2 has no look-around and no back-references, and that is the price. Text and patterns are handed over as bytes, which
spares it the counting of characters.

A pattern may have several lines, each of which may match, and names in angle brackets that stand for parts of patterns
(`vocabulary.py`).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import re2

from forum.flags.rules.rule import RuleError
from forum.flags.rules.vocabulary import BEGIN, named

PATTERN_MAX = 8_000
REASON_MAX = 200
# What one pattern may need, in bytes: enough for hundreds of alternatives, too little to fill the machine.
MEMORY = 16 << 20
_WORD = re.compile(r"[^\W_][\w'’-]*(?: [\w'’-]+)*\*?|<[a-z-]+>")

Span = tuple[int, int]


class Pattern:
    """A pattern ready for use. `^` and `$` are the bounds of a line."""

    __slots__ = ("_compiled",)

    def __init__(self, source: str, *, ignores_case: bool = False) -> None:
        """Compile `source`; raise `RuleError` where it is none, too long or too big."""
        if len(source) > PATTERN_MAX:
            raise RuleError(f"longer than {PATTERN_MAX} characters")
        self._compiled = _compiled(source, ignores_case)

    def is_in(self, text: bytes) -> bool:
        """Whether it matches anywhere in UTF-8 text."""
        return self._compiled.search(text) is not None

    def spans(self, text: bytes) -> Iterator[Span]:
        """Yield the bounds of the matches in UTF-8 text that are not empty."""
        for match in self._compiled.finditer(text):
            start, end = match.span()
            if start < end:
                yield start, end


def need_small(source: str, *, ignores_case: bool, memory: int) -> None:
    """Raise `RuleError` where a pattern cannot be used, or needs more than so many bytes; nothing of it is kept."""
    if len(source) > PATTERN_MAX:
        raise RuleError(f"longer than {PATTERN_MAX} characters")
    _compile(source, ignores_case, memory)


@lru_cache(maxsize=1_024)
def _compiled(source: str, ignores_case: bool) -> re2._Regexp:
    return _compile(source, ignores_case, MEMORY)


def _compile(source: str, ignores_case: bool, memory: int) -> re2._Regexp:
    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False
    options.case_sensitive = not ignores_case
    try:
        return re2.compile(f"(?m){_expanded(source)}".encode(), options)
    except re2.error as error:
        reason = error.args[0] if error.args else b""
        said = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        # Some of the engine's messages repeat the whole pattern.
        raise RuleError(said.partition(": (?m)")[0][:REASON_MAX]) from error


def _expanded(source: str) -> str:
    """Return the one pattern of all lines, what stands for something written out. Those that begin alike share it."""
    lines = source.splitlines()
    parts = [f"(?:{line})" for line in lines if not line.startswith(BEGIN) and line]
    begun = [f"(?:{line.removeprefix(BEGIN)})" for line in lines if line.startswith(BEGIN)]
    parts += [f"{BEGIN}(?:{'|'.join(begun)})"] if begun else []
    return named("|".join(parts))


class Words:
    """A word list ready for use: a text has it where it has a word of each line."""

    __slots__ = ("_lines",)

    def __init__(self, source: str) -> None:
        """Read the lines; raise `RuleError` where there is no word, or where one is not a word."""
        lines = [line for line in source.splitlines() if line.strip(" ,")]
        if not lines:
            raise RuleError("no words")
        self._lines = [Pattern(any_of(line), ignores_case=True) for line in lines]

    def is_in(self, text: bytes) -> bool:
        """Whether a word of each line stands anywhere in UTF-8 text."""
        return all(line.is_in(text) for line in self._lines)

    def spans(self, text: bytes) -> Iterator[Span]:
        """Yield the bounds of what stands between the first and the last word, where all lines have one."""
        firsts = [next(line.spans(text), None) for line in self._lines]
        found = [span for span in firsts if span is not None]
        if len(found) == len(firsts):
            yield min(start for start, _ in found), max(end for _, end in found)


def any_of(line: str) -> str:
    """Return the pattern of one line of words, which are compared without accents and capitals.

    A name in angle brackets stands for a part of a pattern.
    """
    words = [" ".join(word.split()) for word in line.split(",") if word.strip()]
    for word in words:
        if not _WORD.fullmatch(word):
            raise RuleError(f"{word!r} is not a word")
    return "|".join(_one(word) for word in words)


def _one(word: str) -> str:
    if word.startswith("<"):
        return word
    plain = fold(word.removesuffix("*"))
    end = r"\w*" if word.endswith("*") else r"\b"
    return r"\b" + re.escape(plain).replace(r"\ ", r"[\s-]+") + end


def fold(text: str) -> str:
    """Return `text` of the same length without the accents of Latin letters, and with plain quotation marks."""
    return text.translate(_PLAIN)


def _plain_letters(pairs: Iterable[tuple[str, str]]) -> dict[int, str]:
    return {ord(letter): plain for letters, plain in pairs for letter in letters}


_PLAIN = _plain_letters(
    [
        ("àáâãäåā", "a"),
        ("ÀÁÂÃÄÅĀ", "A"),
        ("çćč", "c"),
        ("ÇĆČ", "C"),
        ("èéêëē", "e"),
        ("ÈÉÊËĒ", "E"),
        ("ìíîïī", "i"),
        ("ÌÍÎÏĪ", "I"),
        ("ñ", "n"),
        ("Ñ", "N"),
        ("òóôõöøō", "o"),
        ("ÒÓÔÕÖØŌ", "O"),
        ("ùúûüū", "u"),
        ("ÙÚÛÜŪ", "U"),
        ("’‘ʼ´", "'"),
        ("“”„«»", '"'),
        ("‐‑‒–—−", "-"),
        ("\u00a0\u2007\u202f\t", " "),
    ]
)
