"""What could be told: offered by itself once advice became wrong, and taken off the list when that no longer holds.

The page, the solution, search and the rest have changed already when this looks. What people are told is for a person
to decide, so nothing but a row on the staff's list follows from a check.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.refs import Kind, Ref
from forum.flags.models import Case, Flag, FlagKind
from forum.journal.drain import Happened
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.journal.record import record
from forum.knowledge.locks import lock_entry
from forum.knowledge.models import Entry
from forum.people.policy import SYSTEM
from forum.questions.locks import lock_answer
from forum.questions.models import Answer, Correction, Verdict
from forum.questions.trust import HOLDS_BACK
from forum.recalls.models import Cause, Recall, RecallState

CAUSES = (
    EventKind.VERDICT_GIVEN,
    EventKind.ENTRY_CHECKED,
    EventKind.CORRECTION_PUBLISHED,
    EventKind.DECISION_MADE,
)
# What the room of moderation calls hiding a text.
HIDES = "quarantine"
ADVICE = frozenset({FlagKind.DANGEROUS, FlagKind.WRONG})
# What a recall looks like before anybody said how bad it is.
SEEMS = {Cause.CORRECTED: 1, Cause.INCORRECT: 2, Cause.UNSAFE: 3, Cause.QUARANTINED: 3}


@dataclass(frozen=True, slots=True)
class Found:
    """Why a thing is wrong now, and since when. `number` is that of the verdict, correction or decision."""

    cause: Cause
    number: int
    event_id: int
    since: datetime
    severity: int


def settle_offer(event: Happened) -> None:
    """Make the offer about an answer or a solution match its present state, inside the open unit of work."""
    if event.imported:
        return
    thing = taken(event.about)
    if thing is None:
        return
    recall, found = _open(event.about), _found(thing)
    if found is None or _is_told(event.about, found):
        if recall is not None and recall.state is RecallState.OFFERED:
            session().delete(recall)
        return
    if recall is None:
        recall = _offer(thing, found)
    if recall is not None and recall.state is RecallState.OFFERED:
        recall.cause, recall.cause_id, recall.cause_event_id = found.cause, found.number, found.event_id
        recall.since, recall.severity = found.since, found.severity


def _offer(thing: Answer | Entry, found: Found) -> Recall:
    """Put a recall on the list."""
    is_answer = isinstance(thing, Answer)
    recall = Recall(
        answer_id=thing.id if is_answer else None,
        entry_id=None if is_answer else thing.id,
        product_id=thing.question.product_id if isinstance(thing, Answer) else thing.product_id,
        cause=found.cause,
        cause_id=found.number,
        cause_event_id=found.event_id,
        since=found.since,
        severity=found.severity,
    )
    session().add(recall)
    session().flush()
    data = {"cause": found.cause, "of": found.number}
    record(EventKind.RECALL_OFFERED, SYSTEM, root_of(thing), about=recall.ref, data=data, react=False)
    return recall


def root_of(thing: Answer | Entry) -> Ref:
    """Return the thing in whose history a recall stands."""
    return thing.question.ref if isinstance(thing, Answer) else thing.ref


def taken(ref: Ref) -> Answer | Entry | None:
    """Return an answer or a solution in the order in which everybody locks, whatever became of it; None for neither."""
    try:
        if ref.kind is Kind.ANSWER:
            return lock_answer(SYSTEM, ref.id)
        return lock_entry(SYSTEM, ref.id) if ref.kind is Kind.ENTRY else None
    except NotFound:
        return None


def _open(ref: Ref) -> Recall | None:
    """Return what is offered or about to be sent about a thing."""
    unsent = (RecallState.OFFERED, RecallState.WAITING, RecallState.DUE)
    query = sa.select(Recall).where(about(ref), Recall.state.in_(unsent), Recall.reverses_id.is_(None))
    return session().scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def about(ref: Ref) -> sa.ColumnElement[bool]:
    """SQL: recalls of a thing."""
    return Recall.answer_id == ref.id if ref.kind is Kind.ANSWER else Recall.entry_id == ref.id


def _is_told(ref: Ref, found: Found) -> bool:
    """Whether people were told as much already, or somebody decided about this very cause that nobody has to be."""
    same = sa.and_(Recall.cause_event_id == found.event_id, Recall.state.in_((RecallState.DECLINED, RecallState.SENT)))
    as_grave = sa.and_(
        Recall.state == RecallState.SENT, Recall.cause.in_([one for one in Cause if one.rank >= found.cause.rank])
    )
    back = aliased(Recall)
    stands = ~sa.exists().where(back.reverses_id == Recall.id, back.state == RecallState.SENT)
    query = sa.select(Recall.id).where(
        about(ref), Recall.reverses_id.is_(None), sa.or_(same, sa.and_(as_grave, stands))
    )
    return session().scalar(query.limit(1)) is not None


def _found(thing: Answer | Entry) -> Found | None:
    """Return the gravest thing that is wrong with a text now, the newest of its kind. Two to four statements."""
    events = session().scalars(
        sa.select(Event)
        .where(Event.about_kind == thing.ref.kind, Event.about_id == thing.id, Event.kind.in_(CAUSES))
        .order_by(Event.id.desc())
    )
    found = [one for event in events if (one := _cause(event)) and stands(thing, one.cause, one.number)]
    return max(found, key=lambda one: (one.cause.rank, one.event_id), default=None)


def _cause(event: Event) -> Found | None:
    """Return what an event made wrong, None for one that says nothing against the advice."""
    data = event.data
    if event.kind is EventKind.CORRECTION_PUBLISHED:
        return _made(event, Cause.CORRECTED, data["correction"])
    if event.kind is EventKind.DECISION_MADE:
        return _by_moderator(event, data)
    if data["kind"] not in HOLDS_BACK:
        return None
    return _made(event, Cause(data["kind"]), data["verdict"])


def _made(event: Event, cause: Cause, number: int, severity: int | None = None) -> Found:
    return Found(cause, number, event.id, event.occurred_at, severity or SEEMS[cause])


def _by_moderator(event: Event, data: dict[str, Any]) -> Found | None:
    """Return advice that a moderator hid; of spam, abuse and what is private nobody is told."""
    if data["action"] != HIDES or data["hazard"] == Hazard.PRIVACY:
        return None
    kinds = session().scalars(sa.select(Flag.kind).where(Flag.case_id == data["case"])).all()
    if data["hazard"] is None and not ADVICE & set(kinds):
        return None
    severity = session().scalar(sa.select(Case.severity).where(Case.id == data["case"]))
    return _made(event, Cause.QUARANTINED, data["decision"], severity)


def stands(thing: Answer | Entry, cause: Cause, number: int) -> bool:
    """Whether what was found against a text still holds. That it was mended does not change what others relied on."""
    if cause is Cause.QUARANTINED:
        return thing.containment is Containment.QUARANTINED
    if cause is Cause.CORRECTED:
        found = session().scalar(
            sa.select(Correction.id).where(Correction.id == number, Correction.withdrawn_at.is_(None))
        )
        return found is not None
    verdict = session().get_one(Verdict, number)
    same = Verdict.answer_id == verdict.answer_id if verdict.answer_id else Verdict.entry_id == verdict.entry_id
    newest = sa.select(Verdict.kind).where(same, Verdict.revision == verdict.revision).order_by(Verdict.number.desc())
    return session().scalar(newest.limit(1)) in HOLDS_BACK


def is_contested(recall: Recall) -> bool:
    """Whether its author has objected or appealed, and nobody has decided about that: then nobody is told.

    That it was right after all can be told at any time.
    """
    if recall.reverses_id is not None:
        return False
    objected = sa.exists().where(
        Correction.id == recall.cause_id,
        Correction.objected_at.is_not(None),
        Correction.resolved_at.is_(None),
    )
    mine = (Event.about_kind == recall.about.kind, Event.about_id == recall.about.id)
    made, decided = (
        sa.select(sa.func.count(Event.id)).where(*mine, Event.kind == kind).scalar_subquery()
        for kind in (EventKind.APPEAL_MADE, EventKind.APPEAL_DECIDED)
    )
    # The room of appeals stands above this one, so the history tells of them: one of each for a decision.
    waits = made > decided
    if recall.cause is Cause.CORRECTED:
        waits = sa.or_(waits, objected)
    return bool(session().scalar(sa.select(waits)))
