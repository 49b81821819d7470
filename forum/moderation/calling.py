"""Calling moderators again to what could harm somebody, and to posts that have waited too long, if nobody is at it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import operation
from forum.core.refs import SITE, Kind
from forum.flags.models import Case, CaseState
from forum.flags.operations import URGENT
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.things import thing_of, with_things
from forum.people.policy import SYSTEM
from forum.questions.models import Answer, Comment, Question
from forum.questions.risks import LOOKED_AT_WITHIN

AGAIN = timedelta(minutes=15)


@operation
def call_again(limit: int = 500) -> int:
    """Call moderators to urgent cases that nobody has taken for a while, and to those that a sweep found in old posts;
    return to how many. Several make one call.
    """
    at = now()
    free = sa.or_(Case.taken_until.is_(None), Case.taken_until <= at)
    urgent = (Case.state == CaseState.OPEN, Case.severity >= URGENT, free)
    due = sa.or_(sa.and_(Case.called_at.is_(None), _is_quiet(at)), Case.called_at <= at - AGAIN)
    waiting = sa.select(Case).where(*urgent, due)
    rows = session().execute(with_things(waiting.order_by(Case.id).limit(limit))).all()
    found = []
    for case, *columns in rows:
        case.called_at = at
        if (thing := thing_of(case, columns)) is not None:
            found.append((case, thing))
    if len(found) > 1:
        reports = [[case.id, case.product_id, thing.author_id] for case, thing in found]
        record(EventKind.CASES_WAIT, SYSTEM, SITE, data={"reports": reports})
    elif found:
        case, thing = found[0]
        record(EventKind.CASE_WAITS, SYSTEM, thing.root, about=thing.ref, data={"case": case.id})
    return len(rows)


def _is_quiet(at: datetime) -> sa.ColumnElement[bool]:
    """SQL: nobody was called for a case's product a moment ago, so that a long sweep does not call again and again."""
    other = aliased(Case)
    same = other.product_id.is_not_distinct_from(Case.product_id)
    return sa.not_(sa.exists().where(other.severity >= URGENT, same, other.called_at > at - AGAIN))


@operation
def call_to_held(limit: int = 100) -> int:
    """Call moderators to posts that wait for them and whose time is over, and give those another day; return to how
    many. What nobody looks at never appears by itself: spam would only have to wait.
    """
    at = now()
    until = sa.case(
        (Case.about_kind == Kind.QUESTION, Question.held_until),
        else_=sa.func.coalesce(Answer.held_until, Comment.held_until),
    )
    free = sa.or_(Case.taken_until.is_(None), Case.taken_until <= at)
    waiting = with_things(sa.select(Case)).where(Case.state == CaseState.OPEN, free, until <= at)
    rows = session().execute(waiting.order_by(Case.id).limit(limit)).all()
    for case, *columns in rows:
        thing = thing_of(case, columns)
        if thing is not None and isinstance(thing.row, Question | Answer | Comment):
            model = type(thing.row)
            overdue = sa.update(model).where(model.id == thing.ref.id, model.held_until <= at)
            session().execute(overdue.values(held_until=at + LOOKED_AT_WITHIN))
            record(EventKind.CASE_WAITS, SYSTEM, thing.root, about=thing.ref, data={"case": case.id, "held": True})
    return len(rows)
