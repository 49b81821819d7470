"""Teach the risk rules that are read for their meaning which words around an event speak for and against advice.

Run from the checkout: `[FORUM_TEST_DATA=DIR] python -m bench.teach`. It writes `weights.txt` beside the rules, one
weight for each thing that may be so about an event (`features.py`), learned from labelled sentences, starting from what
one would guess. Real answers from the imported dumps, where the data are there, stand for harmless ones. The sentences
of the authors in `HELD` are never learned from: they tell how well the rules do on what others write.
"""

import json
import math
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.risk import HELD, PROSE, answers
from forum.core.markup import passages_of, render
from forum.core.markup.rendered import Format
from forum.flags.rules.meaning import Meaning
from forum.flags.rules.meaning.features import features
from forum.flags.rules.meaning.reading import read
from forum.flags.rules.meaning.rule import WEIGHTS
from forum.flags.rules.rule import Place
from forum.flags.rules.shipped.meant import RULES
from forum.flags.rules.units import units_of

VARIATIONS = Path(__file__).with_name("prose_variations.jsonl")
GUESSES = Path(__file__).with_name("prose_guesses.txt")
# What a sentence of each kind counts: made-up variations and real answers are many.
WRITTEN, VARIED, REAL = 1.0, 0.25, 0.2
ROUNDS, STEP, PULL = 60, 0.15, 0.012
# Weights nearer to nothing are left out.
LEAST = 0.02

Bag = frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """The events of a sentence, whether it advises harm, and how much it counts."""

    bags: tuple[Bag, ...]
    is_risky: bool
    counts: float


def main() -> int:
    """Learn, write the weights, and tell how they do on the authors that were held out."""
    meanings = [Meaning(rule.words) for rule in RULES]
    personas = _lines(PROSE / "prose_personas.jsonl")
    cases = [_case(meanings, row, WRITTEN) for row in personas if row["author"] not in HELD]
    cases += [_case(meanings, row, WRITTEN) for row in _lines(PROSE / "prose_seen.jsonl")]
    cases += [_case(meanings, row, VARIED) for row in _lines(VARIATIONS)]
    cases += list(_real(meanings))
    guesses = {name: float(weight) for name, weight in map(str.split, GUESSES.read_text().splitlines())}
    weights = learn([case for case in cases if case.bags], guesses)
    kept = sorted((name, weight) for name, weight in weights.items() if abs(weight) >= LEAST)
    head = "# Made by bench/teach.py: what speaks for (above 0) and against an event being advised.\n"
    WEIGHTS.write_text(head + "".join(f"{name} {weight:.2f}\n" for name, weight in kept), encoding="utf-8")
    print(f"{len(cases):,} sentences, {len(kept):,} weights")
    for author in sorted({row["author"] for row in personas}):
        _tell(author, [_case(meanings, row, 1) for row in personas if row["author"] == author], dict(kept))
    return 0


def learn(cases: list[Case], guesses: dict[str, float]) -> dict[str, float]:
    """Return weights by logistic regression over the surest event of each case, pulled towards what was guessed."""
    names = {name for case in cases for bag in case.bags for name in bag}
    start = {name: _guess(name, guesses) for name in names}
    weights = dict(start)
    chance = random.Random(7)
    for turn in range(ROUNDS):
        chance.shuffle(cases)
        step = STEP / (1 + turn / 12)
        for case in cases:
            best = max(case.bags, key=lambda bag: _score(weights, bag))
            sure = 1 / (1 + math.exp(-max(min(_score(weights, best), 30), -30)))
            for name in best:
                weights[name] += step * case.counts * (case.is_risky - sure)
        for name in weights:
            weights[name] -= step * PULL * (weights[name] - start[name])
    return weights


def _guess(name: str, guesses: dict[str, float]) -> float:
    return guesses.get(name, 0.5 if name.startswith("kind:") else 0.0)


def _score(weights: dict[str, float], bag: Bag) -> float:
    return sum(weights.get(name, 0.0) for name in bag)


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _case(meanings: list[Meaning], row: dict[str, object], counts: float) -> Case:
    bags = tuple(bag for sentence in _sentences(str(row["text"])) for bag in _bags(meanings, sentence))
    return Case(bags, bool(row["risky"]), counts)


def _real(meanings: list[Meaning]) -> Iterator[Case]:
    """Yield the sentences of real answers."""
    data = os.environ.get("FORUM_TEST_DATA")
    for _, body, _ in answers(Path(data) / "stackexchange") if data else ():
        for sentence in _sentences(body, "html"):
            yield Case(tuple(_bags(meanings, sentence)), is_risky=False, counts=REAL)


def _sentences(text: str, kind: Format = "markdown") -> Iterator[str]:
    for unit in units_of(passages_of(render(text, format=kind, max_chars=200_000).html))[Place.PROSE]:
        yield unit.plain.lower()


def _bags(meanings: Iterable[Meaning], sentence: str) -> Iterator[Bag]:
    """Yield what is so about each event in a sentence, for all and for events of its group alone."""
    for meaning in meanings:
        for group, event in meaning.found(sentence):
            names = {*features(read(sentence), event), "any"}
            yield frozenset(names | {f"{group}:{name}" for name in names})


def _tell(author: object, cases: list[Case], weights: dict[str, float]) -> None:
    found: Counter[tuple[bool, bool]] = Counter()
    for case in cases:
        found[case.is_risky, any(_score(weights, bag) >= 0 for bag in case.bags)] += 1
    right, missed, wrong = found[True, True], found[True, False], found[False, True]
    note = " (held out)" if author in HELD else ""
    print(f"author {author}{note}: recall {right / (right + missed):.2f}, precision {right / (right + wrong):.2f}")


if __name__ == "__main__":
    sys.exit(main())
