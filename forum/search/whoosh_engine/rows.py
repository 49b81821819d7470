"""The rows of a segment as arrays, and what is counted over them.

Units are numbered: every group that this process has met has a **slot**, and its thread and its entry stand side by
side at twice that number. So what is known of units fits into arrays, and a score is added to all of them at once.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from forum.search.meaning.vectors import Prints
from forum.search.whoosh_engine.arrays import Bytes, Flags, Floats, Ints, Wide, flags
from forum.search.whoosh_engine.schema import ANALYZERS, ANSWER, ENTRY, ROW


class Slots:
    """Numbers for units, in the order in which this process met their groups."""

    def __init__(self) -> None:
        """Start with none."""
        self._known: dict[int, int] = {}

    def of(self, units: Wide) -> Ints:
        """Return the place of each unit; a group that is new gets the next."""
        groups, back = np.unique(units >> 1, return_inverse=True)
        known = self._known
        slots = np.array([known.setdefault(group, len(known)) for group in groups.tolist()], np.int32)
        return (2 * slots[back] + (units & 1)).astype(np.int32)

    def units(self) -> Wide:
        """Return the unit at each place."""
        groups = np.fromiter(self._known, np.int64, len(self._known))
        units: Wide = np.repeat(2 * groups, 2)
        units[1::2] += 1
        return units


class Rows:
    """The rows of a segment, column by column, and the place of each document's unit. A segment never changes."""

    def __init__(self, packed: bytes, slots: Slots) -> None:
        """Take the rows in the order of the documents."""
        table = np.frombuffer(packed, ROW)
        self.unit: Wide = table["unit"].astype(np.int64)
        self.created: Floats = table["created"].astype(np.float64)
        self.factor: Floats = table["factor"].astype(np.float64)
        self.body: Ints = table["body"].astype(np.int32)
        self.title: Ints = table["title"].astype(np.int32)
        self.language: Bytes = table["language"].copy()
        self.kind: Bytes = table["kind"].copy()
        self.prints: Prints = np.stack([table["title_print"], table["body_print"]]).astype(np.uint64, copy=False)
        self.slot = slots.of(self.unit)
        self._order = np.argsort(self.slot, kind="stable").astype(np.int32)
        self._sorted = self.slot[self._order]

    def __len__(self) -> int:
        """Return the number of documents, deleted ones included."""
        return len(self.unit)

    def of(self, slots: Ints) -> Ints:
        """Return the documents of the units at these places, deleted ones included, ascending for each."""
        first = np.searchsorted(self._sorted, slots, "left")
        last = np.searchsorted(self._sorted, slots, "right")
        found = [self._order[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True) if a < b]
        return np.concatenate(found) if found else np.zeros(0, np.int32)


class Part:
    """One segment of the index, as of one commit. `live` tells which documents are not deleted."""

    def __init__(self, reader: Any, rows: Rows) -> None:
        """Take Whoosh's reader of the segment and the segment's rows."""
        self.reader = reader
        self.rows = rows
        self.segment: str = reader.segment().segment_id()
        self.live: Flags = ~flags(np.fromiter(reader.segment().deleted_docs(), np.int64), len(rows))
        # The live questions and entries: what units are about.
        self.heads: Wide = np.flatnonzero(self.live & (rows.kind != ANSWER))


class Units:
    """What is known of the units at each place, over all parts of the index at one commit.

    `shown` tells whether there is a question or entry at a place, `part` and `document` where it is; `words` is how
    many words the unit's bodies have together.
    """

    def __init__(self, parts: Iterable[Part], slots: Slots) -> None:
        """Work it out."""
        parts = list(parts)
        self.unit = slots.units()
        length = len(self.unit)
        self.shown: Flags = np.zeros(length, np.bool_)
        self.part: Ints = np.zeros(length, np.int32)
        self.document: Ints = np.zeros(length, np.int32)
        self.created: Floats = np.zeros(length)
        self.factor: Floats = np.ones(length)
        self.title: Ints = np.zeros(length, np.int32)
        self.language: Bytes = np.zeros(length, np.uint8)
        self.words: Floats = np.zeros(length)
        for number, part in enumerate(parts):
            rows, heads = part.rows, part.heads
            at = rows.slot[heads]
            self.shown[at], self.part[at], self.document[at] = True, number, heads
            self.created[at], self.factor[at] = rows.created[heads], rows.factor[heads]
            self.title[at], self.language[at] = rows.title[heads], rows.language[heads]
            self.words += np.bincount(rows.slot[part.live], weights=rows.body[part.live], minlength=length)

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.unit)


class Totals:
    """How much text there is: texts (units) and documents by language; the average lengths by kind of unit."""

    def __init__(self, parts: Iterable[Part]) -> None:
        """Count over all parts."""
        self.texts: Wide = np.zeros(len(ANALYZERS), np.int64)
        self.documents: Wide = np.zeros(len(ANALYZERS), np.int64)
        units, titles, bodies = np.zeros((3, 2))
        for part in parts:
            rows, live, heads = part.rows, part.live, part.heads
            kind = (rows.kind == ENTRY).astype(np.int64)
            self.documents += np.bincount(rows.language[live], minlength=len(ANALYZERS))
            self.texts += np.bincount(rows.language[heads], minlength=len(ANALYZERS))
            bodies += np.bincount(kind[live], weights=rows.body[live], minlength=2)
            units += np.bincount(kind[heads], minlength=2)
            titles += np.bincount(kind[heads], weights=rows.title[heads], minlength=2)
        self.title_average = _averages(titles, units)
        self.body_average = _averages(bodies, units)


def _averages(words: Floats, units: Floats) -> Floats:
    """Return the mean length for threads and for entries; 1 where there is nothing."""
    means: Floats = words / np.maximum(units, 1)
    return np.where(means > 0, means, 1.0)
