"""Keeping the vectors equal to the index: which texts lack one, and which vectors are of texts that are gone."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from forum.search.engine import Document, Meanings
from forum.search.meaning.encoder import Standby
from forum.search.meaning.texts import print_of, texts_of
from forum.search.meaning.vectors import Facts, Floats, Prints, facts_of
from forum.search.meaning.writing import Writer
from forum.search.whoosh_engine.arrays import Flags, flags
from forum.search.whoosh_engine.schema import ROW, Stored
from forum.search.whoosh_engine.store import Store, damage_reported

log = logging.getLogger(__name__)


class _Segment(NamedTuple):
    """A segment as far as texts go: the prints of titles and bodies, and which documents are not deleted."""

    reader: Any
    prints: Prints
    live: Flags


class Learning:
    """The vectors as the writing process sees them. Hold the right to write the index meanwhile."""

    def __init__(self, store: Store, standby: Standby) -> None:
        """Take where the index lies, and the encoder."""
        self._store = store
        self._writer = Writer(store.vectors, standby.name, standby.dimensions)
        self._prints: dict[str, Prints] = {}
        # The states in which nothing lacked, and in which nothing was too much.
        self._settled: object = None
        self._cleared: object = None

    def forget(self) -> None:
        """Erase the vectors of texts that no document has."""
        with self._segments() as segments:
            wanted = _texts(segments)
        try:
            self._writer.keep(wanted)
        except OSError:  # the words are written, and what is left over is tried again
            log.exception("vectors of texts that are gone could not be removed")
            self._cleared = None

    def lacking(self, limit: int) -> list[str]:
        """Return up to `limit` keys of documents of which a text has no vector."""
        state = self._state()
        if state == self._settled:
            return []
        if state[:2] != self._cleared:
            self._cleared = state[:2]
            self.forget()
        vectors = self._writer.begin()
        found: list[str] = []
        with self._segments() as segments:
            for segment in segments:
                slots = vectors.slots(segment.prints.ravel()).reshape(segment.prints.shape)
                missing = segment.live & ((slots < 0) & (segment.prints != 0)).any(axis=0)
                for document in np.flatnonzero(missing)[: limit - len(found)].tolist():
                    found.append(Stored(*segment.reader.stored_fields(document)["stored"]).key)
        if not found:
            self._settled = self._state()
        return found

    def new(self, documents: list[Document]) -> dict[int, str]:
        """Return those texts of documents that have no vector yet, by their print."""
        texts = {print_of(text): text for document in documents for text in texts_of(document)}
        prints = np.fromiter(texts, np.uint64, len(texts))
        missing = self._writer.begin().slots(prints) < 0
        return {number: texts[number] for number in prints[missing].tolist()}

    def add(self, prints: list[int], vectors: Floats) -> None:
        """Write the vectors of texts; those that no document has any more are left out."""
        with self._segments() as segments:
            wanted = _texts(segments)
        given = np.array(prints, np.uint64)
        kept = np.isin(given, wanted)
        if kept.any():
            self._writer.add(given[kept], vectors[kept])

    def compared(self) -> Meanings:
        """Return how many texts there are, and in what their vectors differ."""
        with self._segments() as segments:
            wanted = _texts(segments)
        vectors = self._writer.vectors
        vectors.look()
        here = vectors.prints[: vectors.count]
        extra = np.count_nonzero(~np.isin(here[here != 0], wanted))
        lacking = np.count_nonzero(vectors.slots(wanted) < 0)
        return Meanings(len(wanted), int(lacking), int(extra))

    def _state(self) -> tuple[str, int, Facts | None]:
        """Return what changes whenever anything may lack or be too much."""
        name = self._store.current()
        return name, self._store.open(name).latest_generation(), facts_of(self._store.vectors)

    @contextmanager
    def _segments(self) -> Iterator[list[_Segment]]:
        """Give the segments of the index in use; what is read of one is kept as long as it is there."""
        with damage_reported():
            reader = self._store.open(self._store.current()).reader()
            try:
                prints: dict[str, Prints] = {}
                found: list[_Segment] = []
                for leaf, _ in reader.leaf_readers():
                    if count := leaf.doc_count_all():
                        name = leaf.segment().segment_id()
                        prints[name] = self._prints[name] if name in self._prints else _read(leaf)
                        deleted = np.fromiter(leaf.segment().deleted_docs(), np.int64)
                        found.append(_Segment(leaf, prints[name], ~flags(deleted, count)))
                self._prints = prints
                yield found
            finally:
                reader.close()


def _read(leaf: Any) -> Prints:
    rows = np.frombuffer(leaf.column_reader("row", translate=False).whole(), ROW)
    prints: Prints = np.stack([rows["title_print"], rows["body_print"]]).astype(np.uint64)
    return prints


def _texts(segments: list[_Segment]) -> Prints:
    """Return the prints of all texts of live documents."""
    if not segments:
        return np.zeros(0, np.uint64)
    found: Prints = np.unique(np.concatenate([segment.prints[:, segment.live].ravel() for segment in segments]))
    there: Prints = found[found != 0]
    return there
