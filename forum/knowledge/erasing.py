"""Taking a person's name out of solutions: what editors wrote, and what engineers said of it."""

from collections.abc import Iterator

import sqlalchemy as sa

from forum.core.db import session
from forum.core.erasing import AT_ONCE, Traces, Words
from forum.core.operation import lock, operation
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.models import Entry, EntryRevision
from forum.people.policy import SYSTEM
from forum.questions.models import Question, Verdict

# Those of a verdict about a solution; threads look after those about answers.
WORDS = (
    Words(Entry, ("title", "slug", "retired_reason", "source_url")),
    Words(EntryRevision, ("title", "source", "html", "text", "note", "byline")),
    Words(Verdict, ("condition", "note", "instead")),
)


def clean_entries(traces: Traces) -> Iterator[int]:
    """Take a person's name out of all solutions; yields how many each unit changed."""
    for words in WORDS:
        entry = Entry.id if words.model is Entry else words.table.c.entry_id
        last = 0
        while True:
            found = sa.select(entry).where(words.named_in(traces), entry > last).distinct().order_by(entry)
            ids = session().scalars(found.limit(AT_ONCE)).all()
            session().rollback()
            for ident in ids:
                yield _clean_entry(traces, ident)
            if len(ids) < AT_ONCE:
                break
            last = ids[-1]


@operation
def _clean_entry(traces: Traces, entry_id: int) -> int:
    """Clean one solution under the lock of its thread; return 1 where that changed anything."""
    question_id = session().scalar(sa.select(Entry.question_id).where(Entry.id == entry_id))
    if question_id is not None:
        lock(Question, question_id)
    entry, changed = lock(Entry, entry_id), False
    for words in WORDS:
        mine = Entry.id == entry_id if words.model is Entry else words.table.c.entry_id == entry_id
        rows = sa.select(words.model).where(mine, words.named_in(traces))
        for row in session().scalars(rows.execution_options(populate_existing=True)).all():
            changed |= words.clean(traces, row)
    if not changed:
        return 0
    entry.version += 1
    record(EventKind.NAMES_ERASED, SYSTEM, entry.ref, data={"person": traces.person_id})
    return 1
