"""The engine: opens, writes, rebuilds and searches a Whoosh index.

What was found wrong in Whoosh is not called at all: no `refresh`, no query trees, no `len(results)`, no asynchronous
or buffered writer. From Whoosh come the index format, the writer with its merging, and the readers of postings and
columns.
"""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from whoosh.index import LockError

from forum.search.engine import LAG_SECONDS, Document, IndexBusy, IndexDamaged, Meanings, Query, Results
from forum.search.meaning.encoder import Encoder, Standby
from forum.search.whoosh_engine.codec import Codec
from forum.search.whoosh_engine.learning import Learning
from forum.search.whoosh_engine.nearness import Nearness
from forum.search.whoosh_engine.schema import Stored, as_fields
from forum.search.whoosh_engine.searching import Search, by_meaning
from forum.search.whoosh_engine.snapshot import Memory, Snapshot
from forum.search.whoosh_engine.spelling import suggestion
from forum.search.whoosh_engine.store import Store, damage_reported, retried

# What is written at once: each segment costs a lookup per word and field, each document 2 KB of memory meanwhile.
_REBUILD_BATCH = 100_000


class WhooshEngine:
    """A `SearchEngine` in a directory of this machine."""

    def __init__(
        self,
        root: Path,
        *,
        default_language: str = "en",
        lag: float = LAG_SECONDS,
        lock_timeout: float = 10.0,
        standby: Standby | None = None,
    ) -> None:
        """Take the directory; nothing is opened yet.

        `default_language` is that of documents whose language is neither given nor clear. `lag` is how long, in
        seconds, searches may use a state of the index before they look for a newer one; `lock_timeout` how long a
        writer waits for another. With an encoder on `standby` meanings are searched too, as soon as it is loaded.
        """
        self._store = Store(root, lock_timeout)
        self._default_language = default_language
        self._lag = lag
        self._guard = threading.RLock()
        self._memory = Memory()
        self._snapshot: Snapshot | None = None
        self._checked = 0.0
        self._standby = standby
        self._nearness = Nearness(self._store.vectors, standby) if standby else None
        self._learning = Learning(self._store, standby) if standby else None

    def update(
        self, documents: Iterable[Document], *, delete: Iterable[str] = (), delete_groups: Iterable[str] = ()
    ) -> None:
        """Write one batch in one commit; see `SearchEngine.update`."""
        latest = {document.key: document for document in documents}
        with self._store.writing():
            name = self._store.current()
            index = retried(lambda: self._store.open(name))
            standing = _standing(index, {*latest, *delete}, set(delete_groups))
            kept = {key for key, document in latest.items() if _stands(standing, key, document)}
            gone = [place.number for key, places in standing.items() if key not in kept for place in places]
            if not gone and len(kept) == len(latest):
                return
            with self._writer(index) as writer:
                for number in gone:
                    writer.delete_document(number)
                self._add(writer, (document for key, document in latest.items() if key not in kept))
            self._store.flush(name)
            if gone and self._learning:
                self._learning.forget()
        self._checked = 0.0

    def search(self, query: Query) -> Results:
        """Return one page of hits and the exact total; see `SearchEngine.search`."""
        meant = by_meaning(query) if self._nearness else ""
        vector = self._nearness.vector(meant) if self._nearness and meant else None
        with self._reading() as snapshot:
            near = self._nearness.to(vector, snapshot) if self._nearness and vector is not None else None
            return Search(snapshot, query, near).results()

    def suggest_spelling(self, query: Query) -> str | None:
        """Return the query's text with near, findable words in place of unknown ones, or None."""
        with self._reading() as snapshot:
            return suggestion(snapshot, query)

    def keys(self) -> dict[str, str]:
        """Return every key in the index with its document's fingerprint, as of the last commit."""
        with self._guard:
            self._checked = 0.0
        with self._reading() as snapshot:
            found: Iterator[Stored] = (
                snapshot.stored(number, document)
                for number, part in enumerate(snapshot.parts)
                for document in np.flatnonzero(part.live).tolist()
            )
            return {stored.key: stored.fingerprint for stored in found}

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index aside and put it in use; see `SearchEngine.rebuild`."""
        with self._store.writing():
            name, index = self._store.create()
            count = 0
            for batch in _batches(documents, _REBUILD_BATCH):
                with self._writer(index) as writer:
                    self._add(writer, batch)
                count += len(batch)
            self._store.publish(name)
            if self._learning:
                self._learning.forget()
        self._checked = 0.0
        return count

    def unlearnt(self, limit: int, *, wait: bool = False) -> list[str]:
        """Return keys of documents whose meaning is not known yet; see `SearchEngine.unlearnt`."""
        if not self._learning or not self._encoder(wait=wait):
            return []
        with self._store.writing(timeout=None if wait else 0):
            return self._learning.lacking(limit)

    def learn(self, documents: Iterable[Document], *, wait: bool = False) -> None:
        """Let the meaning of documents be known; see `SearchEngine.learn`."""
        encoder = self._encoder(wait=wait)
        if self._learning and encoder:
            with self._store.writing(timeout=None if wait else 0):
                texts = self._learning.new(list(documents))
            vectors = encoder.encode(list(texts.values()))
            with self._store.writing(timeout=None if wait else 0):
                self._learning.add(list(texts), vectors)

    def meanings(self) -> Meanings | None:
        """Return how far the meaning of what is in the index is known; see `SearchEngine.meanings`."""
        if not self._learning:
            return None
        with self._store.writing():
            return self._learning.compared()

    def prepare(self) -> None:
        """Begin to load the encoder."""
        self._encoder(wait=False)

    def _encoder(self, *, wait: bool) -> Encoder | None:
        if self._standby is None:
            return None
        return self._standby.awaited() if wait else self._standby.at_hand()

    def is_healthy(self) -> bool:
        """Return whether the index exists and can be opened."""
        try:
            retried(self._probe)
        except IndexDamaged:
            return False
        return True

    def is_intact(self) -> bool:
        """Return whether every byte of the index is as it was written; see `SearchEngine.is_intact`."""
        with self._store.writing():
            try:
                self._store.verify(self._store.current())
                self._probe()
            except (IndexDamaged, FileNotFoundError):
                return False
        return True

    def _probe(self) -> None:
        """Open the index as a fresh process would, and read a document of every segment."""
        index = self._store.open(self._store.current())
        with damage_reported():
            reader = index.reader()
            try:
                for leaf, _ in reader.leaf_readers():
                    next(leaf.iter_docs(), None)
            finally:
                reader.close()

    def close(self) -> None:
        """Let go of files and memory."""
        with self._guard:
            if self._snapshot:
                self._snapshot.close()
            self._snapshot = None
            self._memory = Memory()
            if self._nearness:
                self._nearness.close()

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """Give the newest snapshot, or one that was the newest less than `lag` seconds ago."""
        with self._guard:
            if self._snapshot is None or time.monotonic() - self._checked > self._lag:
                started = time.monotonic()
                self._snapshot = retried(self._newest)
                if self._nearness:
                    self._nearness.look()
                self._checked = started
            yield self._snapshot

    def _newest(self) -> Snapshot:
        name = self._store.current()
        before = self._snapshot
        index = self._store.open(name)
        with damage_reported():
            generation = index.latest_generation()
            if before and (before.name, before.generation) == (name, generation):
                return before
            reader = index.reader()
        rebuilt = before is not None and before.name != name
        if rebuilt:
            self._memory = Memory()
        snapshot = Snapshot(name, generation, reader, self._memory, None if rebuilt else before)
        if before:
            before.close()
        return snapshot

    @contextmanager
    def _writer(self, index: Any) -> Iterator[Any]:
        """Give a writer that commits at the end, or leaves the index as it was."""
        try:
            with damage_reported():
                writer = index.writer(codec=Codec())
        except IndexDamaged as error:
            if isinstance(error.__cause__, LockError):
                raise IndexBusy from error
            raise
        try:
            yield writer
        except BaseException:
            writer.cancel()
            raise
        with damage_reported():
            writer.commit()

    def _add(self, writer: Any, documents: Iterable[Document]) -> None:
        for document in documents:
            given = as_fields(document, self._default_language)
            writer.add_document(**given)


class _Place(NamedTuple):
    """A document in the index: its number, and the fingerprint that was written with it."""

    number: int
    fingerprint: str


def _standing(index: Any, keys: set[str], groups: set[str]) -> dict[str, list[_Place]]:
    """Return by key the documents that have one of the keys or groups; one reader for all, since opening one takes
    time."""
    found: dict[str, list[_Place]] = {}
    with damage_reported():
        reader = index.reader()
        try:
            for leaf, offset in reader.leaf_readers():
                numbers = {
                    number
                    for field, values in (("key", keys), ("group", groups))
                    for value in values
                    if (field, value) in leaf
                    for number in leaf.postings(field, value).all_ids()
                }
                for number in sorted(numbers):
                    stored = Stored(*leaf.stored_fields(number)["stored"])
                    found.setdefault(stored.key, []).append(_Place(offset + number, stored.fingerprint))
        finally:
            reader.close()
    return found


def _stands(standing: Mapping[str, list[_Place]], key: str, document: Document) -> bool:
    """Return whether the document is in the index as it is."""
    return [place.fingerprint for place in standing.get(key, ())] == [document.fingerprint()]


def _batches(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    """Yield lists of documents; a key that comes twice counts once, the later one winning within its batch."""
    batch: dict[str, Document] = {}
    for document in documents:
        batch[document.key] = document
        if len(batch) == size:
            yield list(batch.values())
            batch = {}
    if batch:
        yield list(batch.values())
