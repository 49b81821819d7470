"""A rule read for its meaning: lines of a way and the things that it is done to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from forum.flags.rules.matching import Pattern, any_of
from forum.flags.rules.meaning import events
from forum.flags.rules.meaning.events import Event, Way
from forum.flags.rules.meaning.features import features
from forum.flags.rules.meaning.reading import Span, read
from forum.flags.rules.rule import RuleError

# What can be looked for, and which words tell whether it is advised.
WAYS: dict[str, tuple[Way, str]] = {
    "switch-off": (events.ended, "off"),
    "put-off": (events.put_off, "off"),
    "overlook": (events.overlooked, "off"),
    "unchecked": (events.unchecked, "off"),
    "accept": (events.accepted, "off"),
    "go-past": (events.gone_past, "off"),
    "open": (events.opened, "off"),
    "open-all": (events.all_opened, "off"),
    "expose": (events.exposed, "off"),
    "give-rights": (events.rights_given, "grant"),
    "said": (events.said, "off"),
    "hand-over": (events.handed_over, "ask"),
    "hand-over-yours": (events.handed_over_yours, "ask"),
    "call": (events.called, "call"),
    "let-in": (events.let_in, "call"),
    "take-over": (events.taken_over, "call"),
}
WEIGHTS = Path(__file__).with_name("weights.txt")
# Of so many things in one sentence, and events of one way, it is asked whether they are advised.
THINGS, EVENTS = 3, 2
# Characters of a sentence that are read together; how many such pieces of a text one rule looks at, and events in them.
PIECE, PIECES = 300, 6
MOST_EVENTS = 20
UNSAID = -1.0
_LINE = re.compile(r"<(?P<way>[a-z-]+)> *(?P<things>.*)")


@dataclass(frozen=True, slots=True)
class _Line:
    ways: tuple[tuple[Way, str], ...]
    things: Pattern


class Meaning:
    """A rule of such lines ready for use: any of them."""

    __slots__ = ("_lines",)

    def __init__(self, source: str) -> None:
        """Read the lines; raise `RuleError` where one is none."""
        self._lines = [_line(line) for line in source.splitlines() if line.strip()]

    def is_in(self, text: bytes) -> bool:
        """Whether one of the things is mentioned in UTF-8 text."""
        return any(line.things.is_in(text) for line in self._lines)

    def advised(self, sentences: Iterable[str]) -> Iterator[tuple[int, Span]]:
        """Yield the number of each sentence that advises it, and where in it.

        Only so much is read: what stands behind many sentences about these things is looked at by patterns alone.
        """
        pieces = ((number, *piece) for number, sentence in enumerate(sentences) for piece in _pieces(sentence))
        mentioning = (one for one in pieces if self.is_in(one[2].encode()))
        left = MOST_EVENTS
        for number, offset, piece in islice(mentioning, PIECES):
            scored = list(islice(self.scored(piece), left))
            left -= len(scored)
            score, (start, end) = max(scored, default=(UNSAID, (0, 0)))
            if score >= 0:
                yield number, (offset + start, offset + end)

    def scored(self, sentence: str) -> Iterator[tuple[float, Span]]:
        """Yield how sure it is that something is advised, for each that is said: from 0 on it is."""
        plain = sentence.lower()
        weights = _weights()
        for group, event in self.found(plain):
            reading = read(plain)
            names = {*features(reading, event), "any"}
            score = sum(weights.get(name, 0.0) + weights.get(f"{group}:{name}", 0.0) for name in names)
            yield score, (reading.bounds[event.first][0], reading.bounds[event.last][1])

    def found(self, sentence: str) -> Iterator[tuple[str, Event]]:
        """Yield what is said to be done to the things in a sentence of small plain letters, with its group."""
        raw = sentence.encode()
        for line in self._lines:
            for start, end in islice(line.things.spans(raw), THINGS):
                reading = read(sentence)
                place = len(raw[:start].decode(errors="replace")), len(raw[:end].decode(errors="replace"))
                thing = reading.word_at(place[0]), max(reading.word_at(place[0]), reading.word_at(place[1] - 1))
                for way, group in line.ways:
                    for event in islice(way(reading, thing), EVENTS):
                        yield group, event


def _pieces(sentence: str) -> Iterator[tuple[int, str]]:
    """Yield a sentence, or one that is very long in pieces, each with where it begins."""
    start = 0
    while len(sentence) - start > PIECE:
        cut = sentence.rfind(" ", start, start + PIECE) + 1
        cut = cut if cut > start else start + PIECE
        yield start, sentence[start:cut]
        start = cut
    yield start, sentence[start:]


def is_meaning(words: str) -> bool:
    """Whether the words of a rule are read for their meaning: then each line begins with a way."""
    return words.lstrip().startswith("<")


def _line(line: str) -> _Line:
    ways = []
    while (match := _LINE.fullmatch(line.strip())) and match["way"] in WAYS:
        ways.append(WAYS[match["way"]])
        line = match["things"]
    if not ways:
        raise RuleError(f"{line!r} begins with no way, as <switch-off>")
    return _Line(tuple(ways), Pattern(any_of(line), ignores_case=True))


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    lines = (line.split() for line in WEIGHTS.read_text(encoding="utf-8").splitlines())
    return {line[0]: float(line[1]) for line in lines if line and not line[0].startswith("#")}
