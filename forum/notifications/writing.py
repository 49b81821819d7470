"""Writing notices: at most one per person and event, by the strongest reason that the person wants to hear of.

One event may concern thousands. Their notices are written by the database itself, some hundred at a time, each time in
a short transaction of its own, so that pages and other writers come between.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import unit
from forum.core.refs import Kind
from forum.core.upsert import insert_into
from forum.following.models import QuestionFollow, Stance
from forum.journal.drain import Happened
from forum.notifications.choices import DAILY, TOPIC_OF, choice_of, wants_bell, wants_mail
from forum.notifications.daily_letters import PREFIX, morning_after
from forum.notifications.models import Mail, Notice, NoticeChoice, NoticeKind
from forum.people.models import Person

CHUNK = 500
# A letter that comes days late, after a long stop of the worker, is worse than none; the bell still tells.
LETTERS_WITHIN = timedelta(days=3)
# What concerns a person's own text or report is told in silence too.
NEVER_MUTED = frozenset(
    {
        NoticeKind.DECIDED,
        NoticeKind.REPORT_DECIDED,
        NoticeKind.REPORT_REVERSED,
        NoticeKind.DECISION_OVERTURNED,
        NoticeKind.APPEAL_DECIDED,
        NoticeKind.CASE_HANDED_OVER,
        NoticeKind.CASE_URGENT,
        NoticeKind.CASES_URGENT,
        NoticeKind.POST_WAITS,
        NoticeKind.CHECK_CONFIRMED,
        NoticeKind.CHECK_REFUSED,
        NoticeKind.SUGGESTION_ACCEPTED,
        NoticeKind.SUGGESTION_REJECTED,
        NoticeKind.SUGGESTION_CLOSED,
        NoticeKind.HANDLED,
        NoticeKind.RECALLED,
        NoticeKind.RECALLED_FOR_SAFETY,
        NoticeKind.RECALL_TAKEN_BACK,
        NoticeKind.SAFETY_TAKEN_BACK,
    }
)
# What whoever no longer follows their own question is spared.
FOR_FOLLOWERS = frozenset({NoticeKind.ANSWERED, NoticeKind.THREAD_COMMENTED})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some people are told: their numbers, or a SELECT of them for what may be thousands."""

    kind: NoticeKind
    people: Iterable[int | None] | sa.Select[int]


def write(event: Happened, reasons: Iterable[Reason]) -> None:
    """Tell everybody concerned by an event, the strongest reason first. An import tells nobody.

    Nobody is told of their own act. Repeated, it writes what is missing.
    """
    if event.imported:
        return
    for reason in reasons:
        for people in _chunks(reason.people):
            with unit():
                _write(event, reason.kind, people)


def _chunks(people: Iterable[int | None] | sa.Select[int]) -> Iterator[list[int]]:
    """Yield numbers of people, some hundred at a time."""
    if not isinstance(people, sa.Select):
        if known := sorted({person for person in people if person is not None}):
            yield known
        return
    (number,) = people.selected_columns
    last = 0
    while True:
        following = people.where(number > last).order_by(number).limit(CHUNK)
        found = list(session().scalars(following))
        session().rollback()
        if found:
            yield found
        if len(found) < CHUNK:
            return
        last = found[-1]


def _write(event: Happened, kind: NoticeKind, people: list[int]) -> None:
    """Write the notices of these people, and the rows of their letters, inside the open unit of work."""
    topic, at = TOPIC_OF[kind], now()
    row: dict[str, Any] = {
        "person_id": Person.id,
        "event_id": sa.literal(event.id),
        "kind": sa.literal(kind, Notice.kind.type),
        "root_kind": sa.literal(event.root.kind, Notice.root_kind.type),
        "root_id": sa.literal(event.root.id),
        "about_kind": sa.literal(event.about.kind, Notice.about_kind.type),
        "about_id": sa.literal(event.about.id),
        "created_at": sa.literal(at, Notice.created_at.type),
        "in_bell": wants_bell(topic),
    }
    told = sa.select(*row.values()).outerjoin(NoticeChoice, choice_of(topic)).where(Person.id.in_(people))
    # Whoever was erased reads nothing any more; what they are the author of goes on being answered.
    told = told.where(Person.id != (event.actor_id or 0), Person.erased_at.is_(None))
    told = told.where(sa.or_(wants_bell(topic), wants_mail(topic)))
    if event.root.kind is Kind.QUESTION and kind not in NEVER_MUTED:
        told = told.where(Person.id.not_in(_deaf(event.root.id, kind)))
    if kind is NoticeKind.MENTIONED:
        told = told.where(Person.id.not_in(_named_before(event)))
    session().execute(insert_into(Notice).from_select(list(row), told).on_conflict_do_nothing())
    if at - event.occurred_at <= LETTERS_WITHIN:
        _write_letters(event, kind, people)


def _deaf(question_id: int, kind: NoticeKind) -> sa.Select[int]:
    """SQL: who hears nothing of a question, for this reason."""
    silent = [Stance.MUTED, Stance.LEFT] if kind in FOR_FOLLOWERS else [Stance.MUTED]
    return sa.select(QuestionFollow.person_id).where(
        QuestionFollow.question_id == question_id, QuestionFollow.stance.in_(silent)
    )


def _named_before(event: Happened) -> sa.Select[int]:
    """SQL: who was told already that this text names them: once a text, however often it is edited."""
    before = aliased(Notice)
    return sa.select(before.person_id).where(
        before.kind == NoticeKind.MENTIONED,
        before.about_kind == event.about.kind,
        before.about_id == event.about.id,
        before.event_id != event.id,
    )


def _write_letters(event: Happened, kind: NoticeKind, people: list[int]) -> None:
    """Write the rows of the letters: without words, which are made when they are sent."""
    topic, at = TOPIC_OF[kind], now()
    key, due_at = sa.literal("notice-") + sa.cast(Notice.id, sa.Text), at
    notice: sa.ColumnElement[Any] = sa.type_coerce(Notice.id, Mail.notice_id.type)
    if topic in DAILY:
        due_at = morning_after(at)
        person = sa.cast(Notice.person_id, sa.Text)
        key, notice = sa.literal(PREFIX) + person + sa.literal(f"-{due_at:%Y%m%d}"), sa.null()
    row: dict[str, Any] = {
        "key": key,
        "person_id": Notice.person_id,
        "notice_id": notice,
        "to": sa.literal(""),
        "subject": sa.literal(""),
        "text": sa.literal(""),
        "created_at": sa.literal(at, Mail.created_at.type),
        "due_at": sa.literal(due_at, Mail.due_at.type),
        "attempts": sa.literal(0),
    }
    due = (
        sa.select(*row.values())
        .join(Person, Person.id == Notice.person_id)
        .outerjoin(NoticeChoice, choice_of(topic))
        .where(Notice.event_id == event.id, Notice.kind == kind, Notice.person_id.in_(people), wants_mail(topic))
    )
    session().execute(insert_into(Mail).from_select(list(row), due).on_conflict_do_nothing())
