"""One state of the index, opened for reading: its segments, their rows, and the postings that were read lately.

Whoosh's readers are not made for several threads and every one costs memory, so there is one snapshot per process,
guarded by the engine's lock. What belongs to an unchanged segment is handed on to the next snapshot.
"""

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from forum.search.engine import IndexDamaged
from forum.search.whoosh_engine.arrays import Flags, flags
from forum.search.whoosh_engine.postings import Postings, read_postings
from forum.search.whoosh_engine.rows import Part, Rows, Slots, Totals, Units
from forum.search.whoosh_engine.schema import ANALYZERS, Stored
from forum.search.whoosh_engine.store import damage_reported

V = TypeVar("V")

# How many postings are kept decoded, at 8 bytes each, and how many scores of units, at 12.
KEPT_POSTINGS = 3_000_000
_KEPT_WORKED_OUT = 2_000_000

# Documents by segment: for every part of a snapshot which of its documents are meant.
Documents = Sequence[Flags]


class Kept(Generic[V]):
    """What was worked out lately, by key, the values used longest ago given up first."""

    def __init__(self, most: int) -> None:
        """Start empty; `most` is how large all values together may be."""
        self._most = most
        self._values: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable, make: Callable[[], V], size: Callable[[V], int]) -> V:
        """Return the value of a key; one that is missing is made. `size` counts it in the same unit as the most."""
        if (found := self._values.get(key)) is not None:
            self._values.move_to_end(key)
            return found[0]
        made = make()
        self._values[key] = made, size(made) + 16
        self._size += self._values[key][1]
        while self._size > self._most and len(self._values) > 1:
            self._size -= self._values.popitem(last=False)[1][1]
        return made


class Memory:
    """What a process knows of segments from one snapshot to the next: their postings and the places of units."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.postings: Kept[Postings] = Kept(KEPT_POSTINGS)
        self.slots = Slots()


class Snapshot:
    """The parts of the index at one commit, and what is counted over all of them."""

    def __init__(self, name: str, generation: int, reader: Any, memory: Memory, before: "Snapshot | None") -> None:
        """Take over from `before` what has not changed since."""
        self.name = name
        self.generation = generation
        self.kept: Kept[Any] = Kept(_KEPT_WORKED_OUT)
        self._reader = reader
        self._memory = memory
        known: dict[str, Rows] = {part.segment: part.rows for part in before.parts} if before else {}
        self.parts: list[Part] = [
            Part(leaf, self._rows(leaf, known)) for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()
        ]
        self.units = Units(self.parts, memory.slots)
        self.totals = Totals(self.parts)

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    def postings(self, part: Part, field: str, word: str) -> Postings:
        """Return the documents of a part that have the word in the field; some of them may be deleted.

        A segment never changes but for what is deleted of it, so its postings are read once for all snapshots.
        """
        make = functools.partial(read_postings, part.reader, field, word)
        return self._memory.postings.get((part.segment, field, word), make, lambda made: len(made.documents))

    def having(self, field: str, words: Iterable[str]) -> list[Flags]:
        """Return the live documents that have any of the words in the field."""
        sought = tuple(words)
        found: list[Flags] = []
        for part in self.parts:
            documents = [self.postings(part, field, word).documents for word in sought]
            found.append(part.live & flags(np.concatenate(documents), len(part.rows)))
        return found

    def stored(self, part: int, document: int) -> Stored:
        """Return what is kept of a document."""
        with damage_reported():
            return Stored(*self.parts[part].reader.stored_fields(document)["stored"])

    def languages(self) -> list[str]:
        """Return the languages that there are documents in."""
        return [ANALYZERS[number] for number in np.flatnonzero(self.totals.documents).tolist()]

    def lexicon(self, field: str) -> set[str]:
        """Return all values of an exact field with few of them."""
        with damage_reported():
            return {
                value.decode()
                for part in self.parts
                if field in set(part.reader.indexed_field_names())
                for value in part.reader.lexicon(field)
            }

    def near(self, field: str, word: str) -> set[str]:
        """Return the field's words that are one letter away and begin alike."""
        with damage_reported():
            return {
                other
                for part in self.parts
                if field in set(part.reader.indexed_field_names())
                for other in part.reader.terms_within(field, word, maxdist=1, prefix=1)
            }

    def _rows(self, leaf: Any, known: dict[str, Rows]) -> Rows:
        segment = leaf.segment().segment_id()
        if segment in known:
            return known[segment]
        with damage_reported():
            rows = Rows(leaf.column_reader("row", translate=False).whole(), self._memory.slots)
        if len(rows) != leaf.doc_count_all() or not rows.unit.all():
            raise IndexDamaged
        return rows
