"""Calling moderators again to what could harm somebody, as long as nobody is at it."""

from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import operation
from forum.flags.models import Case, CaseState
from forum.flags.operations import URGENT
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.things import thing_of, with_things
from forum.people.policy import SYSTEM

AGAIN = timedelta(minutes=15)


@operation
def call_again(limit: int = 100) -> int:
    """Call moderators again to urgent cases that nobody has taken for a while; return to how many."""
    at = now()
    free = sa.or_(Case.taken_until.is_(None), Case.taken_until <= at)
    urgent = (Case.state == CaseState.OPEN, Case.severity >= URGENT, free)
    waiting = sa.select(Case).where(*urgent, sa.or_(Case.called_at.is_(None), Case.called_at <= at - AGAIN))
    rows = session().execute(with_things(waiting.order_by(Case.id).limit(limit))).all()
    for case, *columns in rows:
        case.called_at = at
        if (thing := thing_of(case, columns)) is not None:
            record(EventKind.CASE_WAITS, SYSTEM, thing.root, about=thing.ref, data={"case": case.id})
    return len(rows)
