"""One state of the index, opened for reading: its segments, their rows, and the postings that were read lately.

Whoosh's readers are not made for several threads and every one costs memory, so there is one snapshot per process,
guarded by the engine's lock. What belongs to an unchanged segment is handed on to the next snapshot.
"""

import functools
from array import array
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from whoosh.reading import TermNotFound

from forum.search.engine import IndexDamaged
from forum.search.whoosh_engine.schema import (
    ANALYZERS,
    ANSWER,
    ENTRY,
    Row,
    Stored,
    positions,
    rows_of,
)
from forum.search.whoosh_engine.store import damage_reported

V = TypeVar("V")

# How many postings are kept decoded, at 8 bytes each, and how many scores of units, at 16.
KEPT_POSTINGS = 4_000_000
_KEPT_WORKED_OUT = 2_000_000

# Documents by segment: for every part of a snapshot the numbers within it.
Documents = Sequence[set[int]]


class Postings(NamedTuple):
    """The documents of a segment that have a word, ascending, and how often."""

    documents: "array[int]"
    times: "array[float]"


class Kept(Generic[V]):
    """What was worked out lately, by key, the values used longest ago given up first."""

    def __init__(self, most: int) -> None:
        """Start empty; `most` is how large all values together may be."""
        self._most = most
        self._values: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._size = 0
        # The places of groups in the numbers of `Snapshot.bits`, which are kept here as well.
        self.slots: dict[int, int] = {}

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


class Totals:
    """How much text there is: units and title words by kind of unit (entry or not), body words too, texts by
    language."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.units: Counter[bool] = Counter()
        self.titles: Counter[bool] = Counter()
        self.bodies: Counter[bool] = Counter()
        self.texts: Counter[int] = Counter()
        self.documents: Counter[int] = Counter()

    def add(self, rows: "Rows", document: int, times: int = 1) -> None:
        """Count a document, or with -1 take it out again."""
        kind = rows.kind[document]
        self.documents[rows.language[document]] += times
        self.bodies[kind == ENTRY] += times * rows.body[document]
        if kind != ANSWER:
            self.units[kind == ENTRY] += times
            self.titles[kind == ENTRY] += times * rows.title[document]
            self.texts[rows.language[document]] += times

    def add_all(self, rows: "Rows") -> None:
        """Count all documents, at a fraction of the cost of counting each."""
        self.documents.update(rows.language)
        for kind, number in Counter(rows.kind).items():
            places = [document for document, other in enumerate(rows.kind) if other == kind]
            self.bodies[kind == ENTRY] += sum(rows.body[document] for document in places)
            if kind != ANSWER:
                self.units[kind == ENTRY] += number
                self.titles[kind == ENTRY] += sum(rows.title[document] for document in places)
                self.texts.update(rows.language[document] for document in places)

    def include(self, other: "Totals") -> None:
        """Add another part's numbers."""
        self.units.update(other.units)
        self.titles.update(other.titles)
        self.bodies.update(other.bodies)
        self.texts.update(other.texts)
        self.documents.update(other.documents)


class Rows:
    """The rows of a segment, column by column, and what follows from them. A segment never changes."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the rows in the order of the documents."""
        columns = list(zip(*rows, strict=True)) or [()] * len(Row._fields)
        self.unit = array("q", columns[0])
        self.created = array("d", columns[1])
        self.factor = array("d", columns[2])
        self.body = array("l", columns[3])
        self.title = array("l", columns[4])
        self.language = array("B", columns[5])
        self.kind = array("B", columns[6])
        # The documents of a unit are a chain: its last one here, and for each document the one before.
        self._last: dict[int, int] = {}
        self._before = array("l", bytes(array("l").itemsize * len(self.unit)))
        for document, unit in enumerate(self.unit):
            self._before[document] = self._last.get(unit, -1)
            self._last[unit] = document
        self.totals = Totals()
        self.totals.add_all(self)

    def __len__(self) -> int:
        """Return the number of documents, deleted ones included."""
        return len(self.unit)

    def of(self, unit: int) -> Iterator[int]:
        """Yield the documents of a unit, deleted ones included."""
        document = self._last.get(unit, -1)
        while document >= 0:
            yield document
            document = self._before[document]


class Part:
    """One segment of the index, as of one commit."""

    def __init__(self, reader: Any, rows: Rows) -> None:
        """Take Whoosh's reader of the segment and the segment's rows."""
        self.reader = reader
        self.rows = rows
        self.segment: str = reader.segment().segment_id()
        self.deleted: frozenset[int] = frozenset(reader.segment().deleted_docs())
        self.totals = Totals()
        self.totals.include(rows.totals)
        for document in self.deleted:
            self.totals.add(rows, document, -1)

    def live(self) -> Iterator[int]:
        """Yield the documents that are not deleted."""
        return (document for document in range(len(self.rows)) if document not in self.deleted)

    def words(self, unit: int) -> int:
        """Return how many words the unit's live bodies in this part have together."""
        body, deleted = self.rows.body, self.deleted
        return sum(body[document] for document in self.rows.of(unit) if document not in deleted)

    def about(self, unit: int) -> int | None:
        """Return the live question or entry of the unit, if it is in this part."""
        live = (document for document in self.rows.of(unit) if document not in self.deleted)
        return next((document for document in live if self.rows.kind[document] != ANSWER), None)


class About(NamedTuple):
    """The question or entry that a unit is about: where it is, and what its row says."""

    part: int
    document: int
    created: float
    factor: float
    title: int
    language: int


class Snapshot:
    """The parts of the index at one commit, and what is counted over all of them.

    `words[unit]` is how many words the unit's bodies have together, `about[unit]` what the unit is about, or None if
    that is gone.
    """

    def __init__(self, name: str, generation: int, reader: Any, cache: Kept[Any], before: "Snapshot | None") -> None:
        """Take over from `before` what has not changed since."""
        self.name = name
        self.generation = generation
        self.kept: Kept[Any] = Kept(_KEPT_WORKED_OUT)
        self._reader = reader
        self._cache = cache
        known: dict[str, Rows] = {part.segment: part.rows for part in before.parts} if before else {}
        self.parts: list[Part] = [
            Part(leaf, self._rows(leaf, known)) for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()
        ]
        self.totals = Totals()
        for part in self.parts:
            self.totals.include(part.totals)
        self.words: dict[int, int] = {}
        self.about: dict[int, About | None] = {}
        if not before or not self._take_over(before):
            self._work_out_all()

    def _work_out_all(self) -> None:
        """Work out what is known of every unit: together it costs a third of what it does one by one."""
        words = self.words
        for number, part in enumerate(self.parts):
            rows, deleted = part.rows, part.deleted
            for document, unit in enumerate(rows.unit):
                self.about.setdefault(unit, None)
                if document not in deleted:
                    words[unit] = words.get(unit, 0) + rows.body[document]
                    if rows.kind[document] != ANSWER:
                        self.about[unit] = _about(number, rows, document)

    def _take_over(self, before: "Snapshot") -> bool:
        """Remember what was worked out for units of which nothing has changed; return False where much has."""
        then = {part.segment: part for part in before.parts}
        now = {part.segment: part for part in self.parts}
        # An `About` names its part by number, so it holds only where the parts keep their numbers.
        places = {part.segment: number for number, part in enumerate(before.parts)}
        if any(places.get(part.segment, number) != number for number, part in enumerate(self.parts)):
            return False
        changed: set[int] = set()
        for segment in then.keys() ^ now.keys():
            changed.update((now.get(segment) or then[segment]).rows.unit)
        for segment in then.keys() & now.keys():
            rows = now[segment].rows
            changed.update(rows.unit[document] for document in now[segment].deleted ^ then[segment].deleted)
        if 2 * len(changed) > len(before.about):
            return False
        self.words.update(before.words)
        self.about.update(before.about)
        for unit in changed:
            self.words[unit] = sum(part.words(unit) for part in self.parts)
            self.about[unit] = self._about(unit)
        return True

    def _about(self, unit: int) -> "About | None":
        for number, part in enumerate(self.parts):
            if (document := part.about(unit)) is not None:
                return _about(number, part.rows, document)
        return None

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    def postings(self, part: Part, field: str, word: str) -> Postings:
        """Return the documents of a part that have the word in the field; some of them may be deleted.

        A segment never changes but for what is deleted of it, so its postings are read once for all snapshots.
        """
        make = functools.partial(_read_postings, part.reader, field, word)
        found: Postings = self._cache.get((part.segment, field, word), make, lambda made: len(made.documents))
        return found

    def bits(self, field: str, word: str) -> int:
        """Return the groups that have the word in the field, as a number with a bit at the slot of each.

        Deleted documents count too: what is read closely afterwards leaves them out.
        """
        made: int = self.kept.get(("bits", field, word), lambda: self._bits(field, word), _size_of_bits)
        return made

    def _bits(self, field: str, word: str) -> int:
        together = 0
        for part in self.parts:
            make = functools.partial(self._bits_of, part, field, word)
            together |= self._cache.get(("bits", part.segment, field, word), make, _size_of_bits)
        return together

    def _bits_of(self, part: Part, field: str, word: str) -> int:
        slots = self._cache.get(("slots", part.segment), lambda: self._slots_of(part), len)
        taken = [slots[document] for document in self.postings(part, field, word).documents]
        flags = bytearray((max(taken, default=0) >> 3) + 1)
        for slot in taken:
            flags[slot >> 3] |= 1 << (slot & 7)
        return int.from_bytes(flags, "little")

    def _slots_of(self, part: Part) -> "array[int]":
        """Return the slot of each document's group: its place among all groups that this process has met."""
        known = self._cache.slots
        return array("L", [known.setdefault(unit >> 1, len(known)) for unit in part.rows.unit])

    def groups_at(self, slots: Iterable[int]) -> list[int]:
        """Return the groups at these slots."""
        groups = self.kept.get("groups", lambda: array("q", self._cache.slots), lambda made: 0)
        if len(groups) < len(self._cache.slots):
            groups[:] = array("q", self._cache.slots)
        return [groups[slot] for slot in slots]

    def having(self, field: str, words: Iterable[str]) -> list[set[int]]:
        """Return the live documents that have any of the words in the field."""
        sought = tuple(words)
        found: list[set[int]] = []
        for part in self.parts:
            documents: set[int] = set()
            documents.update(*(self.postings(part, field, word).documents for word in sought))
            found.append(documents - part.deleted)
        return found

    def places(self, part: Part, field: str, word: str) -> dict[int, frozenset[int]]:
        """Return where the word stands in the field of the documents that have it."""
        with damage_reported():
            return {document: positions(matcher.value()) for document, matcher in _walk(part.reader, field, word)}

    def stored(self, part: int, document: int) -> Stored:
        """Return what is kept of a document."""
        with damage_reported():
            return Stored(*self.parts[part].reader.stored_fields(document)["stored"])

    def languages(self) -> list[str]:
        """Return the languages that there are documents in."""
        return [ANALYZERS[number] for number, count in sorted(self.totals.documents.items()) if count > 0]

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
            rows = Rows(rows_of(leaf.column_reader("row", translate=False)))
        if len(rows) != leaf.doc_count_all() or 0 in rows.unit:
            raise IndexDamaged
        return rows


def _about(part: int, rows: Rows, document: int) -> About:
    created, factor = rows.created[document], rows.factor[document]
    return About(part, document, created, factor, rows.title[document], rows.language[document])


def _read_postings(reader: Any, field: str, word: str) -> Postings:
    documents, times = array("I"), array("f")
    with damage_reported():
        for document, matcher in _walk(reader, field, word):
            documents.append(document)
            times.append(matcher.weight())
    return Postings(documents, times)


def _size_of_bits(made: int) -> int:
    return made.bit_length() >> 6


def _walk(reader: Any, field: str, word: str) -> Iterator[tuple[int, Any]]:
    try:
        matcher = reader.postings(field, word)
    except TermNotFound:
        return
    while matcher.is_active():
        yield matcher.id(), matcher
        matcher.next()
