"""Which threads and entries an event is about, in parts where they may be thousands: all of a product, all of a tag."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from forum.core.db import session
from forum.core.refs import Kind, Ref
from forum.journal.drain import Happened
from forum.knowledge.models import Entry, EntryTag
from forum.questions.models import Question, QuestionTag

# A part holds the threads and entries with numbers of such a range. It is written in about half a second, and what
# happens meanwhile waits for it.
PART = 100


@dataclass
class Touched:
    """Questions, entries without a question, and recalls, by number."""

    questions: set[int] = field(default_factory=set)
    entries: set[int] = field(default_factory=set)
    recalls: set[int] = field(default_factory=set)


def parts(event: Happened) -> Sequence[int]:
    """Return the parts that an event is indexed in: one for each range of numbers that holds something of it."""
    if event.root.kind not in {Kind.PRODUCT, Kind.TAG}:
        return (0,)
    numbers: set[int] = set()
    for ident, query in _of_all(event.root):
        ranges = sa.select(((ident - 1) // PART + 1).label("part")).where(ident.in_(query)).distinct()
        numbers.update(session().scalars(ranges))
    return sorted(numbers)


def touched(events: Iterable[Happened]) -> Touched:
    """Return what these events, or their parts, are about."""
    events = list(events)
    found = Touched(recalls={event.about.id for event in events if event.about.kind is Kind.RECALL})
    entries: set[int] = set()
    for event in events:
        if event.root.kind is Kind.QUESTION:
            # Both, where two questions became one or a text became a question.
            found.questions |= {ref.id for ref in (event.root, event.about) if ref.kind is Kind.QUESTION}
        elif event.root.kind is Kind.ENTRY:
            entries.add(event.root.id)
        elif event.root.kind in {Kind.PRODUCT, Kind.TAG}:
            _add_all(found, event)
    if entries:
        joined = sa.select(Entry.id, Entry.question_id).where(Entry.id.in_(entries))
        for ident, question_id in session().execute(joined):
            if question_id is None:
                found.entries.add(ident)
            else:
                found.questions.add(question_id)
    return found


def _add_all(found: Touched, event: Happened) -> None:
    """Add what has the event's product or tag, of its part alone if it is divided."""
    for (ident, query), numbers in zip(_of_all(event.root), (found.questions, found.entries), strict=True):
        within = ident.between((event.part - 1) * PART + 1, event.part * PART) if event.part else sa.true()
        numbers.update(session().scalars(sa.select(ident).where(ident.in_(query), within)))


def _of_all(root: Ref) -> tuple[tuple[InstrumentedAttribute[int], sa.Select[int]], ...]:
    """Return the numbers of questions, and of entries without one, that have this product or tag: column and query."""
    own = Entry.question_id.is_(None)
    if root.kind is Kind.PRODUCT:
        return (
            (Question.id, sa.select(Question.id).where(Question.product_id == root.id)),
            (Entry.id, sa.select(Entry.id).where(Entry.product_id == root.id, own)),
        )
    tagged = sa.select(EntryTag.entry_id).join(Entry, Entry.id == EntryTag.entry_id)
    return (
        (Question.id, sa.select(QuestionTag.question_id).where(QuestionTag.tag_id == root.id)),
        (Entry.id, tagged.where(EntryTag.tag_id == root.id, own)),
    )
