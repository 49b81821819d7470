"""What changed between two texts: whole lines first, then words inside the lines that changed.

The answer is meant for people (`<ins>` and `<del>` in a template). Joining the same and removed parts gives the old
text back, joining the same and added parts the new one, whatever happened in between.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["same", "added", "removed", "skipped"]

# The steps that one comparison may take, first for its lines and then, together, for the words of all changed passages.
# They bound the time whatever the texts are; what they do not reach is shown as whole passages.
LINE_STEPS = 200_000
WORD_STEPS = 200_000
# Changed passages that share less than this part of their letters read better as "that out, this in".
LIKENESS = 0.35

_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines would also split at form feeds and the like
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text and what became of it; `skipped` marks unchanged lines that `fold` left out."""

    kind: Kind
    text: str

    @property
    def lines(self) -> int:
        """Return how many lines the piece has, for "12 unchanged lines"."""
        return len(_LINE.findall(self.text))


class _Run(NamedTuple):
    """Items `old[a:b]` became items `new[c:d]`; in a `same` run the two are equal."""

    same: bool
    a: int
    b: int
    c: int
    d: int


class _Budget:
    """Steps that are left. Searching stops, without an answer, when there are none."""

    def __init__(self, steps: int) -> None:
        """Begin with `steps`."""
        self.left = steps

    def spend(self, steps: int) -> bool:
        """Take `steps` away and tell whether that was affordable."""
        self.left -= steps
        return self.left >= 0


def differences(old: str, new: str) -> list[Change]:
    """Return the changes that lead from `old` to `new`; neighbours of one kind are joined, removed comes before added.

    Texts may have any shape and length: the time is bounded by the steps above, plus one pass over the texts.
    """
    old_lines, new_lines = _LINE.findall(old), _LINE.findall(new)
    budget = _Budget(WORD_STEPS)
    changes: list[Change] = []
    for run in _runs(old_lines, new_lines, _Budget(LINE_STEPS)):
        before, after = "".join(old_lines[run.a : run.b]), "".join(new_lines[run.c : run.d])
        changes += [Change("same", before)] if run.same else _words(before, after, budget)
    return list(_joined(changes))


def fold(changes: Sequence[Change], context: int = 3) -> list[Change]:
    """Return `changes` with long unchanged passages cut down to `context` whole lines around each change.

    What was cut stands in the list as `Change("skipped", text)`. A single line is never cut.
    """
    folded: list[Change] = []
    for index, change in enumerate(changes):
        lines = _LINE.findall(change.text)
        # A change in the middle of a line leaves parts of that line in the unchanged pieces: these are no context.
        head = context + (not changes[index - 1].text.endswith("\n")) if index else 0
        tail = context + (not change.text.endswith("\n")) if index + 1 < len(changes) else 0
        if change.kind != "same" or len(lines) - head - tail < 2:
            folded.append(change)
            continue
        cut = len(lines) - tail
        pieces = (Change("same", "".join(lines[:head])), Change("skipped", "".join(lines[head:cut])))
        folded += [piece for piece in (*pieces, Change("same", "".join(lines[cut:]))) if piece.text]
    return folded


def _words(before: str, after: str, budget: _Budget) -> list[Change]:
    """Compare two passages word by word, or give them back whole where that would not read well."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    runs = _runs(old, new, budget) if before and after else []
    changes: list[Change] = []
    kept = 0
    for index, run in enumerate(runs):
        removed, added = "".join(old[run.a : run.b]), "".join(new[run.c : run.d])
        # White space alone between two changed words is no landmark: three changed words read as one change.
        if run.same and (removed.strip() or index in (0, len(runs) - 1)):
            kept += len(removed.strip())
            changes.append(Change("same", removed))
        else:
            changes += [Change("removed", removed), Change("added", added)]
    if kept < LIKENESS * min(len(before.strip()), len(after.strip())):
        return [Change("removed", before), Change("added", after)]
    return changes or [Change("removed", before), Change("added", after)]


def _joined(changes: Sequence[Change]) -> Iterator[Change]:
    """Join neighbours; between two unchanged pieces, put everything removed before everything added."""
    collected: dict[Kind, list[str]] = {"same": [], "removed": [], "added": []}
    for change in changes:
        if not change.text:
            continue
        others: tuple[Kind, ...] = ("removed", "added") if change.kind == "same" else ("same",)
        yield from _taken(collected, others)
        collected[change.kind].append(change.text)
    yield from _taken(collected, ("same", "removed", "added"))


def _taken(collected: dict[Kind, list[str]], kinds: Sequence[Kind]) -> Iterator[Change]:
    """Hand out what was collected of `kinds` and begin anew."""
    for kind in kinds:
        if collected[kind]:
            yield Change(kind, "".join(collected[kind]))
            collected[kind].clear()


def _runs(old: Sequence[str], new: Sequence[str], budget: _Budget) -> list[_Run]:
    """Return the shortest way from `old` to `new` as runs, alternately same and changed.

    When the budget ends first, everything between the common beginning and the common end is one changed run.
    """
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b, c, d = head, len(old) - tail, head, len(new) - tail
    runs: list[_Run] = []
    for x, y, length in [(0, 0, head), *_matches(old[a:b], new[c:d], head, budget), (b, d, tail)]:
        at, to = (runs[-1].b, runs[-1].d) if runs else (0, 0)
        if x > at or y > to:
            runs.append(_Run(False, at, x, to, y))
        if length:
            runs.append(_Run(True, x, x + length, y, y + length))
    return runs


def _matches(old: Sequence[str], new: Sequence[str], offset: int, budget: _Budget) -> list[tuple[int, int, int]]:
    """Return the equal stretches (place in old, place in new, length) of Myers' greedy search, shifted by `offset`.

    `reach[k]` is how far into `old` one can come on the diagonal `k = place in old - place in new` with the edits so
    far; the states of all rounds are kept to walk back from the end.
    """
    reach = {1: 0}
    rounds: list[dict[int, int]] = []
    for edits in range(len(old) + len(new) + 1):
        rounds.append(dict(reach))
        if not budget.spend(edits + 1):
            return []
        for k in range(-edits, edits + 1, 2):
            x = _step(reach, k, edits)
            start = x
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            reach[k] = x
            if not budget.spend(x - start):
                return []
            if x >= len(old) and x - k >= len(new):
                return _walk_back(rounds, len(old), len(new), offset)
    return []


def _step(reach: dict[int, int], k: int, edits: int) -> int:
    """Return where the next edit lands on diagonal `k`: a line in (from above) or a line out (from the left)."""
    if k == -edits or (k != edits and reach[k - 1] < reach[k + 1]):
        return reach[k + 1]
    return reach[k - 1] + 1


def _walk_back(rounds: list[dict[int, int]], x: int, y: int, offset: int) -> list[tuple[int, int, int]]:
    """Follow the search from its end to its beginning and collect the stretches it slid along."""
    matches: list[tuple[int, int, int]] = []
    for edits in range(len(rounds) - 1, -1, -1):
        reach, k = rounds[edits], x - y
        start = _step(reach, k, edits)
        if x > start:
            matches.append((start + offset, start - k + offset, x - start))
        if edits:
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            k = k + 1 if down else k - 1
            x = reach[k]
            y = x - k
    return matches[::-1]
