"""A sentence taken apart into words and what they mean: the concepts of `concepts.txt`, each with its places."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

Span = tuple[int, int]

CONCEPTS = Path(__file__).with_name("concepts.txt")
# A word, or a sign that ends a clause.
_TOKEN = re.compile(r"[^\W_][\w']*|[,;:!?()\"]+|\.+(?=\s|$|[\"')])|\s-+\s")
_LINE = re.compile(r"(?P<concept>[a-z]+): (?P<words>.+)")
SHORTEST = 2
# What + stands for.
_ENDED = """
o a e ar er ir am em ando endo indo ei ou eu amos emos imos aram eram ado ada ados adas
ido ida idos idas ava avam aria ue uei uem uemos i arei aremos ara erao arao asse ui uir uindo isse ao
"""
_ENDINGS = _ENDED.split()
# Of so many sentences and words the reading is kept.
SENTENCES, WORDS = 256, 20_000


@dataclass(slots=True)
class _Node:
    """What can follow a beginning of a phrase: whole words, beginnings of words; and what it means if it ends here."""

    exact: dict[str, "_Node"] = field(default_factory=dict)
    begun: dict[str, "_Node"] = field(default_factory=dict)
    means: list[str] = field(default_factory=list)

    def after(self, word: str) -> list["_Node"]:
        """Return the nodes that a word leads to."""
        found = [self.exact[word]] if word in self.exact else []
        if self.begun:
            ends = range(SHORTEST, len(word) + 1)
            found += [self.begun[word[:end]] for end in ends if word[:end] in self.begun]
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a sentence with their places in it, and where each concept is mentioned (first, last word)."""

    words: tuple[str, ...]
    bounds: tuple[Span, ...]
    mentions: dict[str, tuple[Span, ...]]

    def of(self, concept: str) -> tuple[Span, ...]:
        """Return where a concept is mentioned."""
        return self.mentions.get(concept, ())

    def has(self, concept: str, first: int, last: int) -> bool:
        """Whether a concept is mentioned from word `first` to `last`, both included."""
        return any(first <= start <= last for start, _ in self.of(concept))

    def word_at(self, place: int) -> int:
        """Return the number of the word that stands at a place of the sentence, or of the next one."""
        return min(bisect_right(self.bounds, place, key=_end), len(self.words) - 1)


def _end(bounds: Span) -> int:
    return bounds[1]


def is_sign(word: str) -> bool:
    """Whether a word of a reading is a sign that ends a clause."""
    return not word[0].isalnum()


@lru_cache(maxsize=SENTENCES)
def read(sentence: str) -> Reading:
    """Return what the words of a sentence in small plain letters mean. Of overlapping phrases the longer counts."""
    tokens = list(_TOKEN.finditer(sentence))
    words = tuple(token[0].replace("'", "").strip() for token in tokens)
    mentions: dict[str, list[Span]] = {}
    place = 0
    while place < len(words):
        if not _first(words[place]):
            place += 1
            continue
        length, means = _longest(words, place)
        for concept in means:
            mentions.setdefault(concept, []).append((place, place + length - 1))
        place += length
    return Reading(words, tuple(t.span() for t in tokens), {name: tuple(spans) for name, spans in mentions.items()})


def _longest(words: tuple[str, ...], place: int) -> tuple[int, list[str]]:
    """Return the length of the longest phrase that begins at a word, and what it means; 1 and nothing: none does."""
    length, means = 1, list[str]()
    nodes, at = _first(words[place]), place
    while nodes:
        found = [concept for node in nodes for concept in node.means]
        if found:
            length, means = at - place + 1, found
        at += 1
        nodes = [after for node in nodes for after in node.after(words[at])] if at < len(words) else []
    return length, means


@lru_cache(maxsize=WORDS)
def _first(word: str) -> list[_Node]:
    return _ROOT.after(word)


def _read_concepts(lines: Iterator[str]) -> _Node:
    root = _Node()
    for line in lines:
        match = _LINE.fullmatch(line.strip())
        if match is None:
            if line.strip() and not line.startswith("#"):
                raise ValueError(f"no line of a concept: {line!r}")
            continue
        for phrase in match["words"].split(","):
            _add(root, phrase.split(), match["concept"])
    return root


def _add(root: _Node, words: list[str], concept: str) -> None:
    nodes = [root]
    for word in words:
        nodes = [after for node in nodes for after in _grown(node, word)]
    for node in nodes if words else ():
        if concept not in node.means:
            node.means.append(concept)


def _grown(node: _Node, word: str) -> list[_Node]:
    """Return the nodes behind a word of a phrase, made where they are not there yet."""
    if word.endswith("*"):
        return [node.begun.setdefault(word[:-1], _Node())]
    forms = [word[:-1] + end for end in _ENDINGS] if word.endswith("+") else [word]
    return [node.exact.setdefault(form, _Node()) for form in dict.fromkeys(forms)]


_ROOT = _read_concepts(iter(CONCEPTS.read_text(encoding="utf-8").splitlines()))
