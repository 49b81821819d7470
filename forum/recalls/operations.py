"""Deciding that people are told, letting a second person agree, taking it back, and sending it when its time comes."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Unfit
from forum.core.operation import lock, operation
from forum.core.reasons import need_reason
from forum.core.refs import Ref
from forum.core.text import N_, Message, is_blank, one_line
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.models import Entry
from forum.people.policy import SYSTEM, Actor
from forum.questions.models import Answer
from forum.recalls.models import Recall, RecallRecipient, RecallState
from forum.recalls.offers import is_contested, root_of, stands, taken
from forum.recalls.policy import can_approve_recall, can_decide_recall, can_say_undone, can_see_recall
from forum.recalls.queries import is_open_to_all
from forum.recalls.quoting import repeated
from forum.recalls.reach import author_of, reach, recipients

# How long it can be taken back before the first person is told.
UNDO = timedelta(minutes=10)
SUMMARY_MAX, WHAT_NOW_MAX = 200, 2_000
CONTESTED = N_("The author objects to what was found. Wait until that is decided.")
CHANGED = N_("This was decided or changed in the meantime. Look at it again.")


@dataclass(frozen=True, slots=True)
class RecallDraft:
    """What people are told. `instead` names an answer or a solution that replaces the advice."""

    severity: int
    summary: str
    what_now: str
    instead: Ref | None = None


@operation
def tell(actor: Actor, recall_id: int, draft: RecallDraft) -> Recall:
    """Decide that those who relied on advice are told. It goes out in ten minutes, and until then can be stopped.

    With more than a hundred people to reach it waits for a second person first. Raises `Unfit` while the author's
    objection waits for its decision.
    """
    recall, thing = _to_decide(actor, recall_id)
    if recall.is_unsent and recall.decided_by_id == actor.id and _says(recall, draft):
        return recall
    if recall.state not in {RecallState.OFFERED, RecallState.DECLINED}:
        raise Conflict(CHANGED, code="decided")
    _need_ground(recall, thing)
    _check(draft, recall)
    recall.severity, recall.summary, recall.what_now = draft.severity, one_line(draft.summary), draft.what_now.strip()
    recall.instead_kind, recall.instead_id = draft.instead or (None, None)
    recall.decided_by_id, recall.decided_at, recall.approved_by_id, recall.reason = actor.id, now(), None, ""
    found = reach(recall)
    _schedule(recall, waits=found.needs_second)
    record(
        EventKind.RECALL_DECIDED,
        actor,
        root_of(thing),
        about=recall.ref,
        data={"severity": recall.severity, "reach": found.total, "waits": found.needs_second},
        details={"summary": recall.summary, "what_now": recall.what_now},
        react=False,
    )
    return recall


@operation
def decline(actor: Actor, recall_id: int, *, reason: str) -> Recall:
    """Decide that nobody has to be told, and why; declining twice is once."""
    recall, thing = _to_decide(actor, recall_id)
    if recall.state is RecallState.DECLINED:
        return recall
    if recall.state is not RecallState.OFFERED:
        raise Conflict(CHANGED, code="decided")
    recall.reason, recall.state = need_reason(reason), RecallState.DECLINED
    recall.decided_by_id, recall.decided_at = actor.id, now()
    details = {"reason": recall.reason}
    record(EventKind.RECALL_DECLINED, actor, root_of(thing), about=recall.ref, details=details, react=False)
    return recall


@operation
def approve(actor: Actor, recall_id: int) -> Recall:
    """Agree, as the second person, that many are told; agreeing twice is once."""
    recall, thing = _locked(actor, recall_id)
    if not can_approve_recall(actor, recall, author_of(recall)):
        raise Forbidden
    if recall.state is RecallState.DUE and recall.approved_by_id == actor.id:
        return recall
    if recall.state is not RecallState.WAITING:
        raise Conflict(CHANGED, code="decided")
    _need_ground(recall, thing)
    recall.approved_by_id = actor.id
    _schedule(recall, waits=False)
    data = {"reach": reach(recall).total}
    record(EventKind.RECALL_APPROVED, actor, root_of(thing), about=recall.ref, data=data, react=False)
    return recall


@operation
def stop(actor: Actor, recall_id: int) -> Recall:
    """Take the decision back before anybody is told; what was written stays for the next one. Twice is once."""
    recall, thing = _to_decide(actor, recall_id)
    if recall.state is RecallState.OFFERED:
        return recall
    if not recall.is_unsent:
        raise Unfit(N_("It is too late: people were told. Tell them if the advice was right."), code="sent")
    _put_back(recall)
    record(EventKind.RECALL_STOPPED, actor, root_of(thing), about=recall.ref, react=False)
    return recall


@operation
def take_back(actor: Actor, recall_id: int) -> Recall:
    """Begin to tell those who were told that the advice was right after all; once for each recall.

    Returns what is decided and sent as any other. Raises `Unfit` where nobody was told.
    """
    recall, thing = _to_decide(actor, recall_id)
    if recall.state is not RecallState.SENT or recall.reverses_id is not None:
        raise Unfit(N_("Nobody was told of this."), code="unsent")
    found = session().scalars(sa.select(Recall).where(Recall.reverses_id == recall.id)).one_or_none()
    if found is not None:
        return found
    names = ("answer_id", "entry_id", "product_id", "cause", "cause_id", "cause_event_id", "since", "severity")
    made = Recall(reverses_id=recall.id, **{name: getattr(recall, name) for name in names})
    session().add(made)
    session().flush()
    record(EventKind.RECALL_OFFERED, actor, root_of(thing), about=made.ref, data={"of": recall.id}, react=False)
    return made


@operation
def say_undone(actor: Actor, recall_id: int) -> Recall:
    """Say that one undid what one had done on that advice; twice is once. Nobody but who was told can say so."""
    recall = lock(Recall, recall_id)
    row = session().get(RecallRecipient, (recall_id, actor.id), populate_existing=True)
    if row is None or recall.state is not RecallState.SENT or recall.reverses_id is not None:
        raise NotFound
    if not can_say_undone(actor, row.person_id):
        raise Forbidden
    if row.undid_at is None:
        row.undid_at = now()
        record(EventKind.RECALL_UNDID, actor, recall.about, about=recall.ref, react=False)
    return recall


def send_due() -> int:
    """Send every recall whose time has come; return how many were looked at."""
    due = sa.select(Recall.id).where(Recall.state == RecallState.DUE, Recall.send_at <= now()).order_by(Recall.id)
    ids = session().scalars(due).all()
    session().rollback()
    for ident in ids:
        send(ident)
    return len(ids)


@operation
def send(recall_id: int) -> None:
    """Keep whom it goes to, and let the notices follow. What lost its ground meanwhile goes back to the list, and what
    reaches too many by now waits for a second person.
    """
    recall, thing = _locked(SYSTEM, recall_id)
    if recall.state is not RecallState.DUE or recall.send_at is None or recall.send_at > now():
        return
    if is_contested(recall) or not _has_ground(recall, thing):
        _put_back(recall)
        record(EventKind.RECALL_STOPPED, SYSTEM, root_of(thing), about=recall.ref, react=False)
        return
    found = reach(recall)
    if found.needs_second and recall.approved_by_id is None:
        _schedule(recall, waits=True)
        return
    people = recipients(recall).subquery()
    rows = sa.select(sa.literal(recall.id), people.c.person_id, people.c.why)
    columns = ["recall_id", "person_id", "why"]
    session().execute(sa.insert(RecallRecipient).from_select(columns, rows))
    recall.state, recall.sent_at, recall.send_at = RecallState.SENT, now(), None
    data = {"severity": recall.severity, "reach": found.total, "reverses": recall.reverses_id}
    record(EventKind.RECALL_SENT, SYSTEM, root_of(thing), about=recall.ref, data=data)


def _locked(actor: Actor, recall_id: int) -> tuple[Recall, Answer | Entry]:
    """Return a recall and what it is about, both locked, the thread first; raise `NotFound` if the actor sees none."""
    seen = session().get(Recall, recall_id)
    if seen is None or not (actor.is_system or can_see_recall(actor, seen)):
        raise NotFound
    thing = taken(seen.about)
    if thing is None:
        raise NotFound
    return lock(Recall, recall_id), thing


def _to_decide(actor: Actor, recall_id: int) -> tuple[Recall, Answer | Entry]:
    """Return the same for somebody who may decide about it; raise `Forbidden` for others who see it."""
    recall, thing = _locked(actor, recall_id)
    if not can_decide_recall(actor, recall, author_of(recall)):
        raise Forbidden
    return recall, thing


def _schedule(recall: Recall, *, waits: bool) -> None:
    """Let it wait for a second person, or go out in ten minutes."""
    recall.state = RecallState.WAITING if waits else RecallState.DUE
    recall.send_at = None if waits else now() + UNDO


def _put_back(recall: Recall) -> None:
    """Put it on the list again, with its words."""
    recall.state, recall.send_at = RecallState.OFFERED, None
    recall.decided_by_id = recall.approved_by_id = recall.decided_at = None


def _says(recall: Recall, draft: RecallDraft) -> bool:
    """Whether this very thing was decided already."""
    words = (draft.severity, one_line(draft.summary), draft.what_now.strip(), draft.instead)
    return (recall.severity, recall.summary, recall.what_now, recall.instead) == words


def _has_ground(recall: Recall, thing: Answer | Entry) -> bool:
    """Whether what was found still stands; what takes a recall back needs no such ground."""
    return recall.reverses_id is not None or stands(thing, recall.cause, recall.cause_id)


def _need_ground(recall: Recall, thing: Answer | Entry) -> None:
    """Refuse to tell anybody of what was not decided, or does not hold any more."""
    if is_contested(recall):
        raise Unfit(CONTESTED, code="contested")
    if not _has_ground(recall, thing):
        raise Unfit(N_("What was found against this text does not hold any more, so nobody is told."), code="no_ground")


def _check(draft: RecallDraft, recall: Recall) -> None:
    """Find everything that has to be mended in one go."""
    errors = []
    if not 1 <= draft.severity <= 4:
        errors.append(FieldError("severity", "out_of_range", Message(N_("Say how bad it is, from 1 to 4."))))
    for name, most, wanted in (
        ("summary", SUMMARY_MAX, N_("Say in one line what was wrong.")),
        ("what_now", WHAT_NOW_MAX, N_("Tell people what to do now.")),
    ):
        text: str = getattr(draft, name)
        if is_blank(text):
            errors.append(FieldError(name, "required", Message(wanted)))
        elif len(text) > most:
            errors.append(FieldError(name, "too_long", Message(N_("Use at most %(most)s characters."), {"most": most})))
        elif (words := repeated(recall, text)) is not None:
            said = N_("Say it in your own words: “%(words)s” stands in the text that readers should not follow.")
            errors.append(FieldError(name, "repeats", Message(said, {"words": words})))
    if draft.instead is not None and (draft.instead == recall.about or not is_open_to_all(draft.instead)):
        unknown = N_("Name an answer or a solution that everybody can read.")
        errors.append(FieldError("instead", "unknown", Message(unknown)))
    if errors:
        raise Invalid(errors)
