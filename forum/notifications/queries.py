"""What pages read about notices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.core.db import session
from forum.core.paging import Keyset, fetch
from forum.core.refs import Kind, Ref
from forum.journal.models import Detail, Event
from forum.notifications.models import NAMELESS, Notice, NoticeKind
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question
from forum.questions.policy import answers_seen_by, comments_seen_by, questions_seen_by

# By event, so that a notice that was written late stands where it belongs.
NEWEST_FIRST = Keyset("inbox", ((Notice.event_id, True),))


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as it reads today.

    `by` is the name of who did it (None: nobody is named); `place` is where it leads; `data` are the event's numbers
    and fixed names; `said` is what that person wrote for the reader, under its field's name, as far as it still stands.
    """

    id: int
    kind: NoticeKind
    at: datetime
    is_new: bool
    by: str | None
    title: str
    place: Ref
    data: Mapping[str, Any]
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of lines, newest first. `unread` are the notices of this page to mark as read, unshown ones too."""

    lines: Sequence[Line]
    unread: Sequence[int]
    next: str | None = None
    previous: str | None = None


def unread_count() -> sa.ScalarSelect[int]:
    """SQL: how many notices the `Person` of the query around it has not read."""
    mine = sa.select(sa.func.count(Notice.id)).where(Notice.person_id == Person.id, Notice.read_at.is_(None))
    return mine.correlate(Person).scalar_subquery()


def inbox(actor: Actor, cursor: str | None = None, *, limit: int = 40) -> Inbox:
    """Return one page of the person's notices in one statement; raise `Invalid` for a malformed cursor.

    A page may hold fewer lines than `limit`: nothing is said about what the person cannot see any more.
    """
    on_answer = sa.case((Notice.about_kind == Kind.ANSWER, Notice.about_id), else_=Comment.answer_id)
    sees_question, sees_text = questions_seen_by(actor).label("sees_question"), _sees_text(actor).label("sees_text")
    query = (
        sa.select(Notice, Event, Detail.values, Person.name, Question.title, sees_question, sees_text)
        .join(Event, Event.id == Notice.event_id)
        .join(Question, sa.and_(Notice.root_kind == Kind.QUESTION, Question.id == Notice.root_id))
        .outerjoin(Comment, sa.and_(Notice.about_kind == Kind.COMMENT, Comment.id == Notice.about_id))
        .outerjoin(Answer, Answer.id == on_answer)
        .outerjoin(Detail, Detail.event_id == Notice.event_id)
        .outerjoin(Person, sa.and_(Person.id == Event.actor_id, Notice.kind.not_in(NAMELESS)))
        .where(Notice.person_id == actor.id)
    )
    page = fetch(session(), query, NEWEST_FIRST, limit=limit, cursor=cursor)
    shown = [found for found in page.items if found[5] and (found[6] or _outlives_text(found[0]))]
    lines = [_line(*found[:5], sees_text=bool(found[6])) for found in shown]
    return Inbox(lines, [found[0].id for found in page.items if found[0].read_at is None], page.next, page.previous)


def _sees_text(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: the person sees what the notice is about, its question given. What is gone is not seen."""
    no_answer = sa.and_(Notice.about_kind != Kind.ANSWER, Comment.answer_id.is_(None))
    return sa.and_(
        sa.or_(no_answer, answers_seen_by(actor)),
        sa.or_(Notice.about_kind != Kind.COMMENT, comments_seen_by(actor)),
    )


def _outlives_text(notice: Notice) -> bool:
    """Whether a notice outlives the sight of its text: reporters learn what their report led to, hidden or not."""
    return notice.kind is NoticeKind.REPORT_DECIDED


def _line(
    notice: Notice, event: Event, said: Mapping[str, Any] | None, name: str | None, title: str, *, sees_text: bool
) -> Line:
    """Return a notice as it reads today."""
    return Line(
        id=notice.id,
        kind=notice.kind,
        at=event.occurred_at,
        is_new=notice.read_at is None,
        by=name,
        title=title,
        place=notice.about if sees_text else event.root,
        data=event.data,
        # The reasons of a decision are for the author.
        said={} if notice.kind is NoticeKind.REPORT_DECIDED else said or {},
    )
