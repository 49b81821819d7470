"""Keeping the index equal to the database. Only the worker and `forum search` write it."""

import functools
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum import config
from forum.core.db import session
from forum.core.refs import Kind
from forum.journal.drain import Happened
from forum.journal.models import Delivery, Event, Outbox
from forum.knowledge.models import Entry
from forum.questions.models import Question, QuestionTag
from forum.search.documents import BATCH, all_documents, entry_documents, groups_of, thread_documents
from forum.search.engine import Document, IndexDamaged, SearchEngine
from forum.search.whoosh_engine.engine import WhooshEngine

log = logging.getLogger(__name__)
REACTION = "search.index"


@functools.lru_cache(maxsize=4)
def _engine_at(path: str, language: str) -> SearchEngine:
    return WhooshEngine(config.current().search_path, default_language=language)


def engine() -> SearchEngine:
    """Return this process's engine for the present settings."""
    settings = config.current()
    return _engine_at(str(settings.search_path), settings.default_language)


def index(events: Sequence[Happened]) -> None:
    """Bring everything that these events are about up to date, in batches of one commit each; safe to repeat."""
    questions, entries = _touched(events)
    ordered = sorted(questions)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        _write(thread_documents(batch), groups_of(batch))
    if entries:
        _write(entry_documents(Entry.id.in_(entries)), [f"entry:{ident}" for ident in sorted(entries)])


def _write(documents: Iterable[Document], groups: list[str]) -> None:
    """Replace whole groups; an index that is missing or damaged is made anew from the database."""
    try:
        engine().update(list(documents), delete_groups=groups)
    except IndexDamaged:
        log.warning("the search index is missing or damaged and is made anew")
        rebuild()


def rebuild() -> int:
    """Build the index anew beside the old one and swap; return how many documents it holds."""
    return engine().rebuild(all_documents())


def _touched(events: Sequence[Happened]) -> tuple[set[int], set[int]]:
    """Return the questions, and the entries without a question, that events are about."""
    roots: dict[Kind, set[int]] = {}
    for event in events:
        roots.setdefault(event.root.kind, set()).add(event.root.id)
    questions = roots.get(Kind.QUESTION, set())
    own: set[int] = set()
    if entries := roots.get(Kind.ENTRY):
        for ident, question_id in session().execute(
            sa.select(Entry.id, Entry.question_id).where(Entry.id.in_(entries))
        ):
            if question_id is None:
                own.add(ident)
            else:
                questions.add(question_id)
    if products := roots.get(Kind.PRODUCT):
        questions |= set(session().scalars(sa.select(Question.id).where(Question.product_id.in_(products))))
    if tags := roots.get(Kind.TAG):
        query = sa.select(QuestionTag.question_id).where(QuestionTag.tag_id.in_(tags))
        questions |= set(session().scalars(query))
    return questions, own


@dataclass
class Comparison:
    """Where index and database differ, by key. `pending` are differences that the worker is about to mend."""

    documents: int = 0
    missing: list[str] | None = None
    extra: list[str] | None = None
    stale: list[str] | None = None
    pending: int = 0

    @property
    def differs(self) -> bool:
        """Whether anything is wrong that nobody is about to mend."""
        return bool(self.missing or self.extra or self.stale)


def check() -> Comparison:
    """Compare every document with the database."""
    indexed = engine().keys()
    wanted: dict[str, str] = {}
    groups: dict[str, str] = {}
    for document in all_documents():
        wanted[document.key] = document.fingerprint()
        groups[document.key] = document.group
    waiting = set(groups_of(waiting_questions()))
    found = Comparison(documents=len(wanted))
    differences = {
        "missing": [key for key in wanted if key not in indexed],
        "extra": [key for key in indexed if key not in wanted],
        "stale": [key for key, print_ in wanted.items() if indexed.get(key, print_) != print_],
    }
    for name, keys in differences.items():
        mending = [key for key in keys if groups.get(key) in waiting or (name == "extra" and waiting)]
        found.pending += len(mending)
        setattr(found, name, sorted(set(keys) - set(mending)))
    return found


def waiting_questions() -> set[int]:
    """Return the questions of which something has not reached the index yet."""
    undone = sa.select(Delivery.event_id).where(Delivery.reaction == REACTION, Delivery.done_at.is_(None))
    events = sa.select(Event.root_kind, Event.root_id).where(
        sa.or_(Event.id.in_(undone), Event.id.in_(sa.select(Outbox.event_id)))
    )
    roots = session().execute(events).all()
    questions = {ident for kind, ident in roots if kind == Kind.QUESTION}
    entries = [ident for kind, ident in roots if kind == Kind.ENTRY]
    if entries:
        query = sa.select(Entry.question_id).where(Entry.id.in_(entries), Entry.question_id.is_not(None))
        questions |= {ident for ident in session().scalars(query) if ident is not None}
    return questions
