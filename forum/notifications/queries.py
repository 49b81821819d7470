"""What pages read about notices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum import config
from forum.core.db import session
from forum.core.paging import Keyset, fetch
from forum.core.refs import Kind, Ref
from forum.journal.kinds import EventKind
from forum.journal.models import Detail, Event
from forum.knowledge.models import Entry
from forum.knowledge.policy import entries_seen_by
from forum.notifications.models import NAMELESS, Notice, NoticeKind
from forum.notifications.urgent import number_for
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question
from forum.questions.policy import answers_seen_by, comments_seen_by, questions_seen_by
from forum.recalls.models import Recall, RecallState

# Whose profile it is about.
SUBJECT = aliased(Person)
SAYS_NOTHING = frozenset({NoticeKind.REPORT_DECIDED, NoticeKind.REPORT_REVERSED, NoticeKind.MENTIONED})
# By event, so that a notice that was written late stands where it belongs.
NEWEST_FIRST = Keyset("inbox", ((Notice.event_id, True),))


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as it reads today. `root` is the question whose page it belongs to, or a solution without one.

    `by` is the name of who did it (None: nobody is named); `place` is where it leads, on the page of `root`; `about` is
    what it is about, also where the person does not see that any more; `event` is what happened, `data` are its numbers
    and fixed names; `said` is what that person wrote for the reader, under its field's name, as far as it still stands.
    """

    id: int
    kind: NoticeKind
    at: datetime
    is_new: bool
    by: str | None
    title: str
    root: Ref
    place: Ref
    about: Ref
    event: EventKind
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
    mine = sa.select(sa.func.count(Notice.id)).where(
        Notice.person_id == Person.id, Notice.read_at.is_(None), Notice.in_bell
    )
    return mine.correlate(Person).scalar_subquery()


def inbox(actor: Actor, cursor: str | None = None, *, limit: int = 100) -> Inbox:
    """Return one page of the person's notices in one statement; raise `Invalid` for a malformed cursor.

    A page may hold fewer lines than `limit`: nothing is said about what the person cannot see any more.
    """
    query = _read_by(actor).where(Notice.in_bell)
    page = fetch(session(), query, NEWEST_FIRST, limit=limit, cursor=cursor)
    lines = [line for found in page.items if (line := _seen(actor, *found)) is not None]
    return Inbox(lines, [found[0].id for found in page.items if found[0].read_at is None], page.next, page.previous)


def line_of(actor: Actor, notice_id: int) -> Line | None:
    """Return one notice of the person as it reads today, None where they cannot see any more what it is about."""
    row = session().execute(_read_by(actor).where(Notice.id == notice_id)).one_or_none()
    return None if row is None else _seen(actor, *row)


def _read_by(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """SQL: the person's notices with all that they are made of, and whether the person sees it."""
    on_answer = sa.case((Notice.about_kind == Kind.ANSWER, Notice.about_id), else_=Comment.answer_id)
    sees_root, sees_text = _sees_root(actor).label("sees_root"), _sees_text(actor).label("sees_text")
    title = sa.func.coalesce(Recall.summary, Entry.title, Question.title, SUBJECT.name)
    thread = sa.case((Notice.root_kind == Kind.QUESTION, Notice.root_id), else_=Entry.question_id)
    return (
        sa.select(Notice, Event, Detail.values, Person.name, title, sees_root, sees_text, Recall)
        .join(Event, Event.id == Notice.event_id)
        .outerjoin(Entry, sa.and_(Notice.about_kind == Kind.ENTRY, Entry.id == Notice.about_id))
        .outerjoin(SUBJECT, sa.and_(Notice.root_kind == Kind.PERSON, SUBJECT.id == Notice.root_id))
        .outerjoin(Question, Question.id == thread)
        .outerjoin(Recall, sa.and_(Notice.about_kind == Kind.RECALL, Recall.id == Notice.about_id))
        .outerjoin(Comment, sa.and_(Notice.about_kind == Kind.COMMENT, Comment.id == Notice.about_id))
        .outerjoin(Answer, Answer.id == on_answer)
        .outerjoin(Detail, Detail.event_id == Notice.event_id)
        .outerjoin(Person, sa.and_(Person.id == Event.actor_id, Notice.kind.not_in(NAMELESS)))
        .where(Notice.person_id == actor.id)
    )


def _sees_root(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: the person sees the page that the notice leads to: a question, a solution, or anybody's profile."""
    return sa.case(
        (Notice.about_kind == Kind.ENTRY, sa.and_(Entry.id.is_not(None), entries_seen_by(actor))),
        (Notice.root_kind == Kind.PERSON, SUBJECT.id.is_not(None)),
        (Notice.root_kind == Kind.SITE, sa.true()),
        # What people are told to do is for them, however hidden the advice is.
        (Notice.about_kind == Kind.RECALL, Recall.state == RecallState.SENT),
        else_=questions_seen_by(actor),
    )


def _sees_text(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: the person sees what the notice is about, its question given. What is gone is not seen."""
    no_answer = sa.and_(Notice.about_kind != Kind.ANSWER, Comment.answer_id.is_(None))
    return sa.and_(
        sa.or_(no_answer, answers_seen_by(actor)),
        sa.or_(Notice.about_kind != Kind.COMMENT, comments_seen_by(actor)),
    )


def _outlives_text(notice: Notice) -> bool:
    """Whether a notice outlives the sight of its text: reporters learn what their report led to, hidden or not."""
    return notice.kind in {NoticeKind.REPORT_DECIDED, NoticeKind.REPORT_REVERSED}


def _seen(
    actor: Actor,
    notice: Notice,
    event: Event,
    said: Mapping[str, Any] | None,
    name: str | None,
    title: str | None,
    sees_root: bool | None,
    sees_text: bool,
    recall: Recall | None,
) -> Line | None:
    """Return a notice as it reads today, None where the person cannot see any more what it is about."""
    if not sees_root or not (sees_text or _outlives_text(notice)):
        return None
    data = event.data
    if notice.kind is NoticeKind.CASES_URGENT:
        data = {"count": number_for(actor, event.data["reports"])}
        if not data["count"]:
            return None
    place = notice.about if sees_text else Ref(notice.root_kind, notice.root_id)
    if recall is not None:
        place, said = Ref(Kind.RECALL, recall.reverses_id or recall.id), {"what_now": recall.what_now}
    return Line(
        id=notice.id,
        kind=notice.kind,
        at=event.occurred_at,
        is_new=notice.read_at is None,
        by=name,
        # What belongs to no page of anybody's is the site's own.
        title=title or config.current().site_name,
        root=Ref(notice.root_kind, notice.root_id),
        place=place,
        about=notice.about,
        event=event.kind,
        data=data,
        # The reasons of a decision are for the author, and notes on an edit for whose text it is.
        said=(said or {}) if notice.kind not in SAYS_NOTHING else {},
    )
