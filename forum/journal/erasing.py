"""Emptying the history's side table: what a person wrote or was goes, that something happened stays and is provable."""

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from forum.core.db import session
from forum.core.erasing import AT_ONCE, Traces, Words, clean_rows
from forum.core.operation import operation
from forum.core.refs import Kind, Ref
from forum.journal.kinds import EventKind
from forum.journal.models import Delivery, Detail, Event
from forum.journal.record import HasId, record

# Why somebody was erased stays: it is kept free of names when it is written.
REASONS = frozenset({EventKind.ERASURE_ASKED})
# What an error says may name a person.
WORDS = (Words(Delivery, ("error",)),)


def redact(actor: HasId, root: Ref, event_ids: Iterable[int], *, why: EventKind | None = None) -> int:
    """Erase the details of events, inside the open unit, and record that; return how many there were.

    `why`, where given, names the kind of the event that says the reason.
    """
    ids = sorted(set(event_ids))
    there = session().scalars(sa.select(Detail.event_id).where(Detail.event_id.in_(ids)).with_for_update()).all()
    if there:
        session().execute(sa.delete(Detail).where(Detail.event_id.in_(there)))
        data = {"events": sorted(there), **({"why": why.value} if why else {})}
        record(EventKind.DETAILS_REDACTED, actor, root, data=data, react=False)
    return len(there)


def erase_details(system: HasId, traces: Traces) -> Iterator[int]:
    """Erase details of a person's account, and all that name them, whoever wrote it. Yields as `clean_rows` does."""
    about = Ref(Kind.PERSON, traces.person_id)
    own = sa.and_(Event.root_kind == Kind.PERSON, Event.root_id == traces.person_id, Event.kind.not_in(REASONS))
    yield from _erase(system, about, own, None)
    yield from _erase(system, about, traces.in_column(Detail.__table__.c["values"]), traces)
    yield from clean_rows(WORDS, traces)


def erase_words_of(system: HasId, person_id: int, kinds: Sequence[EventKind]) -> Iterator[int]:
    """Erase what a person wrote beside events of these kinds."""
    mine = sa.and_(Event.actor_id == person_id, Event.kind.in_(kinds))
    yield from _erase(system, Ref(Kind.PERSON, person_id), mine, None)


def _erase(system: HasId, about: Ref, which: sa.ColumnElement[bool], named: Traces | None) -> Iterator[int]:
    """Erase details some at a time: all that fit, or those in which somebody is named."""
    last = 0
    while True:
        query = sa.select(Detail).join(Event, Event.id == Detail.event_id).where(which, Detail.event_id > last)
        rows = session().scalars(query.order_by(Detail.event_id).limit(AT_ONCE)).all()
        found = [row.event_id for row in rows if named is None or named.clean_value(row.values) != row.values]
        last = rows[-1].event_id if rows else last
        full = len(rows) == AT_ONCE
        yield _redact(system, about, found) if found else 0
        if not full:
            return


@operation
def _redact(system: HasId, about: Ref, event_ids: Sequence[int]) -> int:
    """Erase one batch."""
    return redact(system, about, event_ids)
