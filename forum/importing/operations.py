"""Bringing in a whole dump or file: read it to its end, then store it batch by batch.

Each batch is one transaction. An import that was interrupted is simply run again: what is there already is left alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from forum.catalog.models import Tag
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid
from forum.core.operation import operation
from forum.core.provenance import Channel
from forum.core.text import N_
from forum.importing.batches import Outcome, Texts, batches, marks_of, product_ids, tag_ids
from forum.importing.dump import Dump
from forum.importing.duplicates import store_duplicates
from forum.importing.entries import ENTRIES, ENTRY, store_entries
from forum.importing.facets import answer_part, answer_text, comment_part, comment_text, question_text
from forum.importing.jsonl import JsonLines
from forum.importing.models import ImportSource
from forum.importing.parts import Parts
from forum.importing.people import PEOPLE, PERSON, store_people
from forum.importing.policy import can_import
from forum.importing.report import Arrival, Kept, Report, Watcher
from forum.importing.staging import staged
from forum.importing.thread import ImportedEntry, ImportedPerson, ImportedText, ImportedThread, fingerprint
from forum.importing.threads import THREAD, note_unchanged, store_threads
from forum.journal.record import coming_by
from forum.people.policy import Actor

T = TypeVar("T", ImportedPerson, ImportedThread, ImportedEntry)
# A batch's transaction stays short, so that a site that is being used hardly notices.
PEOPLE_AT_ONCE = 500
THREADS_AT_ONCE = 50
NO_PRODUCT = N_("There is no product %(slug)s. Create it with `forum product create`, or leave --product out.")

NOBODY_WATCHES = Watcher()


def import_stackexchange(
    actor: Actor, folder: Path, *, host: str, product: str | None = None, watcher: Watcher = NOBODY_WATCHES
) -> Report:
    """Bring in the dump of one site; `host` names it, as in `iot.stackexchange.com`.

    Raises `ImportFailed` before anything is written if a file is cut off or unreadable, `Invalid` for a product that
    does not exist. A dump that is older than the one imported before only adds what is missing.
    """
    if not can_import(actor):
        raise Forbidden
    _need_product(product)
    report = Report()
    with coming_by(Channel.IMPORT), staged(folder, report, watcher) as staging:
        dump = Dump(staging, host, product)
        people, threads = dump.sizes
        report.is_older = _is_older(host, staging.newest)
        run = _Run(actor, host, report, watcher)
        report.note("tags", Kept.ADDED, store_tags(actor, list(dump.tags())))
        run.people(dump.people(), people)
        run.threads(dump.threads(), threads)
        run.duplicates(dump.duplicates())
        remember_source(actor, host, staging.newest)
    return report


def import_jsonl(actor: Actor, path: Path, *, source: str, watcher: Watcher = NOBODY_WATCHES) -> Report:
    """Bring in a file of JSON lines; `source` is the operator's name for where it comes from.

    Raises `ImportFailed` before anything is written if the file is cut off or unreadable.
    """
    if not can_import(actor):
        raise Forbidden
    report = Report()
    lines = JsonLines(path, report, watcher)
    with coming_by(Channel.IMPORT):
        total = lines.check()
        _Run(actor, source, report, watcher).things(lines.arrivals(), total)
        remember_source(actor, source, None)
    return report


@operation
def store_tags(actor: Actor, names: Sequence[str]) -> int:
    """Create the tags that are missing, used or not, and return how many."""
    if not can_import(actor):
        raise Forbidden
    before = session().scalar(sa.select(sa.func.count(Tag.id))) or 0
    tag_ids(names)
    return (session().scalar(sa.select(sa.func.count(Tag.id))) or 0) - before


@operation
def remember_source(actor: Actor, name: str, newest: datetime | None) -> None:
    """Note that an import came to its end, and how new it was."""
    if not can_import(actor):
        raise Forbidden
    source = session().get(ImportSource, name, populate_existing=True)
    if source is None:
        source = ImportSource(name=name)
        session().add(source)
    source.newest = max(filter(None, (source.newest, newest)), default=None)
    source.imported_at = now()


class _Run:
    """One import on its way."""

    def __init__(self, actor: Actor, source: str, report: Report, watcher: Watcher) -> None:
        """Store what comes from `source` on behalf of `actor`."""
        self.actor = actor
        self.source = source
        self.report = report
        self.watcher = watcher

    def people(self, arrivals: Iterable[Arrival[ImportedPerson]], total: int) -> None:
        """Store everybody."""
        self.watcher.phase("people", total)
        for batch in batches(arrivals, PEOPLE_AT_ONCE):
            fresh, _ = _changed(PERSON, batch)
            self.report.note(PEOPLE, Kept.UNCHANGED, len(batch) - len(fresh))
            if fresh:
                self._take(store_people(self.actor, self.source, fresh, only_new=self.report.is_older))
            self.watcher.advance(len(batch))

    def threads(self, arrivals: Iterable[Arrival[ImportedThread]], total: int) -> None:
        """Store all threads."""
        self.watcher.phase("threads", total)
        for batch in batches(arrivals, THREADS_AT_ONCE):
            self._threads(batch)
            self.watcher.advance(len(batch))

    def things(self, arrivals: Iterable[Arrival[ImportedThread | ImportedEntry]], total: int) -> None:
        """Store threads and entries as they come."""
        self.watcher.phase("lines", total)
        for batch in batches(arrivals, THREADS_AT_ONCE):
            self._threads([Arrival(a.file, a.where, a.thing) for a in batch if isinstance(a.thing, ImportedThread)])
            self._entries([Arrival(a.file, a.where, a.thing) for a in batch if isinstance(a.thing, ImportedEntry)])
            self.watcher.advance(len(batch))

    def duplicates(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Store which question repeats which."""
        for batch in batches(pairs, PEOPLE_AT_ONCE):
            self._take(store_duplicates(self.actor, batch, only_new=self.report.is_older))

    def _threads(self, batch: list[Arrival[ImportedThread]]) -> None:
        """Store the threads of a batch that are not as they were."""
        fresh, parts = _changed(THREAD, batch)
        outcome = Outcome()
        known = {arrival.thing.external_id for arrival in fresh}
        for arrival in batch:
            if arrival.thing.external_id not in known:
                note_unchanged(arrival.thing, outcome)
        self._take(outcome)
        if fresh:
            texts = Texts(text for arrival in fresh for text in _to_render(arrival.thing, parts))
            self._take(store_threads(self.actor, self.source, fresh, texts, only_new=self.report.is_older))

    def _entries(self, batch: list[Arrival[ImportedEntry]]) -> None:
        """Store the entries of a batch that are not as they were."""
        fresh, _ = _changed(ENTRY, batch)
        self.report.note(ENTRIES, Kept.UNCHANGED, len(batch) - len(fresh))
        if fresh:
            texts = Texts(arrival.thing.text for arrival in fresh)
            self._take(store_entries(self.actor, self.source, fresh, texts))

    def _take(self, outcome: Outcome) -> None:
        """Add what became of a batch to the report, once it is committed."""
        for (kind, kept), count in outcome.changes.items():
            self.report.note(kind, kept, count)
        for skip in outcome.skips:
            self.report.skipped[skip.file] += 1
            self.watcher.skip(skip)


def _changed(kind: str, batch: Sequence[Arrival[T]]) -> tuple[list[Arrival[T]], dict[str, Parts]]:
    """Return the arrivals that are not as they were at the last import, with the parts of those that are known."""
    marks = marks_of(kind, (arrival.thing.external_id for arrival in batch))
    fresh = [
        arrival
        for arrival in batch
        if (mark := marks.get(arrival.thing.external_id)) is None or mark.fingerprint != fingerprint(arrival.thing)
    ]
    parts = {name: Parts(mark.parts) for name, mark in marks.items()}
    # Rendering takes its time; no reader's transaction stays open for it.
    session().rollback()
    return fresh, parts


def _to_render(thread: ImportedThread, known: dict[str, Parts]) -> Iterable[ImportedText]:
    """Yield the texts that are new or changed at the source."""
    parts = known.get(thread.external_id) or Parts()
    if parts.differs("text", question_text(thread)):
        yield from thread.revisions
    for answer in thread.answers:
        if parts.differs(answer_part(answer), answer_text(answer)):
            yield from answer.revisions
    for comment in thread.comments:
        if parts.differs(comment_part(comment), comment_text(comment)):
            yield comment.text


def _need_product(slug: str | None) -> None:
    """Raise `Invalid` for a product that does not exist."""
    if slug is not None and slug not in product_ids([slug]):
        raise Invalid.one("product", "unknown", NO_PRODUCT, slug=slug)


def _is_older(source: str, newest: datetime | None) -> bool:
    """Whether a dump is older than what was imported from the same source before."""
    known = session().scalar(sa.select(ImportSource.newest).where(ImportSource.name == source))
    return known is not None and newest is not None and newest < known
