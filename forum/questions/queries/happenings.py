"""What happened to a question as a whole, or to an answer, from the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.db import session
from forum.core.refs import Kind
from forum.journal.kinds import EventKind
from forum.journal.models import Detail, Event
from forum.questions.models import Question


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. `other` is the title of the question that is a part of this one now; `acceptance` the number of the
    answer whose mark a merge took off.
    """

    kind: EventKind
    at: datetime
    reason: str
    other: str | None
    acceptance: int | None


def happenings(question_id: int, kinds: Sequence[EventKind]) -> list[Happening]:
    """Return what of these kinds happened to a question, the newest first. One statement."""
    other = aliased(Question)
    part = sa.and_(other.moved_kind == Kind.QUESTION, other.moved_id == question_id, other.deleted_at.is_(None))
    query = (
        sa.select(Event.kind, Event.occurred_at, Event.data, Detail.values, other.title)
        .outerjoin(Detail, Detail.event_id == Event.id)
        .outerjoin(other, sa.and_(Event.about_kind == Kind.QUESTION, other.id == Event.about_id, part))
        .where(Event.root_kind == Kind.QUESTION, Event.root_id == question_id, Event.kind.in_(kinds))
        .order_by(Event.id.desc())
    )
    return [
        Happening(kind, at, str((said or {}).get("reason", "")), title, data.get("acceptance"))
        for kind, at, data, said, title in session().execute(query)
    ]


@dataclass(frozen=True, slots=True)
class AnswerHappening:
    """One event of an answer, which names nobody. `action` is what a moderator decided, None for other events."""

    kind: EventKind
    at: datetime
    action: str | None
    reason: str


def answer_happenings(answer_id: int, kinds: Sequence[EventKind]) -> list[AnswerHappening]:
    """Return what of these kinds happened to an answer, the newest first. One statement."""
    query = (
        sa.select(Event.kind, Event.occurred_at, Event.data, Detail.values)
        .outerjoin(Detail, Detail.event_id == Event.id)
        .where(Event.about_kind == Kind.ANSWER, Event.about_id == answer_id, Event.kind.in_(kinds))
        .order_by(Event.id.desc())
    )
    return [
        AnswerHappening(kind, at, data.get("action"), str((said or {}).get("reason") or ""))
        for kind, at, data, said in session().execute(query)
    ]
