"""Deciding about reports."""

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.operation import lock, operation
from forum.core.refs import Kind
from forum.core.text import N_
from forum.flags.models import Case, CaseState
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.models import Action, Decision
from forum.moderation.policy import can_decide_case, can_see_case
from forum.people.policy import Actor
from forum.questions.locks import lock_answer
from forum.questions.marks import settle

REASON_MAX = 2_000
EFFECT = {
    Action.WARN: Containment.WARNED,
    Action.FOLD: Containment.FOLDED,
    Action.QUARANTINE: Containment.QUARANTINED,
}


@operation
def decide(actor: Actor, case_id: int, action: Action, *, reason: str, version: int | None = None) -> Decision:
    """Decide a case: dismiss it, or hold the text back from readers, at once and everywhere.

    `version` is the one that the moderator saw; a case that changed since, or was decided, raises `Conflict`.
    """
    seen = session().get(Case, case_id)
    if seen is None or not can_see_case(actor, seen) or seen.about_kind != Kind.ANSWER:
        raise NotFound
    answer = lock_answer(actor, seen.about_id)
    case = lock(Case, case_id)
    if not can_decide_case(actor, case, answer.author_id):
        raise Forbidden
    _check(case, reason, version)
    before = answer.containment
    if action is not Action.DISMISS:
        answer.containment, answer.contained_by_decision = EFFECT[action], True
    case.state, case.closed_at = CaseState.CLOSED, now()
    case.version += 1
    decision = Decision(
        case_id=case.id,
        moderator_id=actor.id,
        action=action,
        reason=reason.strip(),
        before=before,
        after=answer.containment,
        created_at=now(),
    )
    session().add(decision)
    session().flush()
    settle(answer.question, answer)
    record(
        EventKind.DECISION_MADE,
        actor,
        answer.question.ref,
        about=answer.ref,
        data={
            "case": case.id,
            "decision": decision.id,
            "action": action,
            "before": before,
            "after": answer.containment,
        },
        details={"reason": decision.reason},
    )
    return decision


def _check(case: Case, reason: str, version: int | None) -> None:
    """Refuse to decide twice, on something that changed, or without a word."""
    if case.state == CaseState.CLOSED:
        raise Conflict(N_("Another moderator has decided this report. The list shows what is left."), code="decided")
    if version is not None and version != case.version:
        raise Conflict(
            N_("This was reported again while you looked. Read the new report before you decide."), code="changed"
        )
    if not reason.strip():
        raise Invalid.one("reason", "required", N_("Say why: the author and the other moderators will read it."))
    if len(reason) > REASON_MAX:
        raise Invalid.one("reason", "too_long", N_("Use at most %(most)s characters."), most=REASON_MAX)
