"""Keeping the index equal to the database. Only the worker and `forum search` write it."""

import functools
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from forum import config
from forum.core.db import session
from forum.core.refs import Kind, Ref
from forum.journal.drain import Happened, happened
from forum.journal.models import Delivery, Event, Outbox
from forum.knowledge.models import Entry
from forum.questions.models import Answer
from forum.recalls.models import Recall
from forum.search.documents import (
    BATCH,
    all_documents,
    entry_documents,
    groups_of,
    recall_documents,
    thread_documents,
)
from forum.search.engine import Document, IndexBusy, IndexDamaged, Meanings, SearchEngine
from forum.search.meaning.bundled import bundled
from forum.search.touched import touched
from forum.search.whoosh_engine.engine import WhooshEngine

log = logging.getLogger(__name__)
REACTION = "search.index"
# How many numbers one statement names.
MOST_NAMED = 5_000
# How many documents are looked up, and how many are then learnt, before the worker looks at the clock again.
MOST_LEARNT, LEARNT_AT_ONCE = 200, 8


@functools.lru_cache(maxsize=4)
def _engine_at(path: str, language: str, *, by_meaning: bool) -> SearchEngine:
    standby = bundled() if by_meaning else None
    return WhooshEngine(config.current().search_path, default_language=language, standby=standby)


def engine() -> SearchEngine:
    """Return this process's engine for the present settings."""
    settings = config.current()
    return _engine_at(str(settings.search_path), settings.default_language, by_meaning=settings.search_by_meaning)


def index(events: Sequence[Happened]) -> None:
    """Bring everything that these events are about up to date, in batches of one commit each; safe to repeat."""
    about = touched(events)
    ordered = sorted(about.questions)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        _write(thread_documents(batch), groups_of(batch))
    if about.recalls:
        _write(recall_documents(Recall.id.in_(about.recalls)), [f"recall:{ident}" for ident in sorted(about.recalls)])
    if about.entries:
        _write(entry_documents(Entry.id.in_(about.entries)), [f"entry:{ident}" for ident in sorted(about.entries)])


def _write(documents: Iterable[Document], groups: list[str]) -> None:
    """Replace whole groups; an index that is missing or damaged is made anew from the database."""
    try:
        engine().update(list(documents), delete_groups=groups)
    except IndexDamaged:
        _say_that_it_is_made_anew()
        rebuild()


def _say_that_it_is_made_anew() -> None:
    """Tell operators that an index is gone or damaged; that a new site has none yet is nothing to tell."""
    if any(each.is_dir() for each in config.current().search_path.glob("*")):
        log.warning("the search index is missing or damaged and is made anew")


def rebuild(tell: Callable[[], object] = lambda: None) -> int:
    """Build the index anew beside the old one and swap; return how many documents it holds.

    `tell` is called from time to time, outside of any transaction, so that a worker can say that it is alive.
    """
    return engine().rebuild(all_documents(tell))


def learn_some(seconds: float) -> bool:
    """Let the meaning of some documents be known that are found by their words already; return whether more wait.

    The worker does this a little at a time, since what happens meanwhile waits for it. Nothing while somebody else
    writes the index, or it has to be mended.
    """
    ends = time.monotonic() + seconds
    try:
        keys = engine().unlearnt(MOST_LEARNT)
        for start in range(0, len(keys), LEARNT_AT_ONCE):
            engine().learn(_documents(keys[start : start + LEARNT_AT_ONCE]))
            if time.monotonic() > ends:
                return True
    except (IndexBusy, IndexDamaged):
        pass
    return False


def learn_all() -> int:
    """Let the meaning of all documents be known, however long it takes; return how many there was something to learn
    of."""
    learnt: set[str] = set()
    while keys := set(engine().unlearnt(MOST_LEARNT, wait=True)) - learnt:
        engine().learn(_documents(keys), wait=True)
        learnt |= keys
    return len(learnt)


def _documents(keys: Iterable[str]) -> list[Document]:
    """Return documents by their keys, those that are there."""
    wanted = set(keys)
    found = [document for document in _documents_of(_owners(wanted).values()) if document.key in wanted]
    session().rollback()
    return found


def has_followed(event_id: int) -> bool:
    """Return whether everything up to an event is in the index."""
    waits = sa.select(Outbox.event_id).where(Outbox.event_id <= event_id).limit(1)
    undone = (Delivery.reaction == REACTION, Delivery.done_at.is_(None), Delivery.event_id <= event_id)
    found = session().scalar(waits) is None and session().scalar(sa.select(Delivery.id).where(*undone).limit(1)) is None
    session().rollback()
    return found


def mend(tell: Callable[[], object] = lambda: None) -> bool:
    """Build the index anew where it is missing, damaged or another version's; return whether that was needed.

    Nothing where somebody else writes it: either it is whole then, or it is being built.
    """
    try:
        if engine().is_intact():
            return False
        _say_that_it_is_made_anew()
        rebuild(tell)
    except IndexBusy:
        return False
    return True


@dataclass
class Comparison:
    """Where index and database differ, by key. `pending` are differences that the worker is about to mend.

    `meanings` tells of the vectors beside the index, None where meanings are not searched: those that lack are pending
    too.
    """

    documents: int = 0
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    pending: int = 0
    meanings: Meanings | None = None

    @property
    def differs(self) -> bool:
        """Whether anything is wrong that nobody is about to mend."""
        return bool(self.missing or self.extra or self.stale or (self.meanings and self.meanings.extra))


def check() -> Comparison:
    """Compare every document with the database.

    A site that runs changes between the looks at the one and at the other. So what differs is looked at once more, and
    counts as pending where the worker has not written it yet or something has happened to it meanwhile.
    """
    wanted, indexed = _prints(all_documents()), engine().keys()
    found = Comparison(documents=len(wanted), meanings=engine().meanings())
    suspects = {key for key in indexed.keys() | wanted.keys() if indexed.get(key) != wanted.get(key)}
    if not suspects:
        return found
    newest = session().scalar(sa.select(sa.func.max(Event.id))) or 0
    owners = _owners(suspects)
    wanted = _prints(_documents_of(owners.values()))
    unsettled = _unsettled(newest)
    indexed = engine().keys()
    for key in sorted(suspects):
        if indexed.get(key) == wanted.get(key):
            continue
        if owners[key] in unsettled:
            found.pending += 1
        else:
            kind = found.missing if key not in indexed else found.extra if key not in wanted else found.stale
            kind.append(key)
    return found


def _prints(documents: Iterable[Document]) -> dict[str, str]:
    return {document.key: document.fingerprint() for document in documents}


def _documents_of(owners: Iterable[Ref]) -> Iterator[Document]:
    """Yield the documents of questions with their entries, of entries without a question, and of recalls."""
    about = set(owners)
    questions = sorted(owner.id for owner in about if owner.kind is Kind.QUESTION)
    for start in range(0, len(questions), BATCH):
        yield from thread_documents(questions[start : start + BATCH])
    yield from entry_documents(Entry.id.in_([owner.id for owner in about if owner.kind is Kind.ENTRY]))
    yield from recall_documents(Recall.id.in_([owner.id for owner in about if owner.kind is Kind.RECALL]))


def _owners(keys: Iterable[str]) -> dict[str, Ref]:
    """Return for each document the question or entry that it is indexed with; itself where it is gone."""
    posts = {key: Ref(Kind(key.partition(":")[0]), int(key.partition(":")[2])) for key in keys}
    found = dict(posts)
    for kind, ident, question in (
        (Kind.ANSWER, Answer.id, Answer.question_id),
        (Kind.ENTRY, Entry.id, Entry.question_id),
    ):
        numbers = [post.id for post in posts.values() if post.kind is kind]
        for start in range(0, len(numbers), MOST_NAMED):
            some = numbers[start : start + MOST_NAMED]
            for post, question_id in session().execute(sa.select(ident, question).where(ident.in_(some))):
                if question_id is not None:
                    found[f"{kind.value}:{post}"] = Ref(Kind.QUESTION, question_id)
    return found


def _unsettled(since: int) -> set[Ref]:
    """Return the questions and entries of which something has not been indexed, or that something happened to after
    an event."""
    undone = sa.select(Delivery.event_id).where(Delivery.reaction == REACTION, Delivery.done_at.is_(None))
    waiting = sa.or_(Event.id.in_(undone), Event.id.in_(sa.select(Outbox.event_id)), Event.id > since)
    about = touched(happened(event) for event in session().scalars(sa.select(Event).where(waiting)))
    kinds = ((Kind.QUESTION, about.questions), (Kind.ENTRY, about.entries), (Kind.RECALL, about.recalls))
    return {Ref(kind, ident) for kind, numbers in kinds for ident in numbers}
