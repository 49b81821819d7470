"""Deciding about reports: what holds from now on is what the newest decision says, until another one is made."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Containment, Hazard
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
from forum.moderation.queries import newest_case
from forum.people.policy import Actor
from forum.questions.locks import lock_answer
from forum.questions.marks import settle
from forum.questions.models import Answer, AnswerRevision

REASON_MAX = 2_000
EFFECT = {
    Action.DISMISS: Containment.NONE,
    Action.WARN: Containment.WARNED,
    Action.FOLD: Containment.FOLDED,
    Action.QUARANTINE: Containment.QUARANTINED,
}


@operation
def decide(
    actor: Actor,
    case_id: int,
    action: Action,
    *,
    reason: str,
    hazard: Hazard | None = None,
    version: int | None = None,
    anew: bool = False,
) -> Decision:
    """Decide a case: say how far the text is held back from now on, at once and everywhere. `dismiss` shows it again.

    What a verdict holds back stays held back. `hazard` None: the one that was reported. Readers of what is warned or
    folded see hazard and reason. `version` is the one that the moderator saw; a case that changed since, or was
    decided, raises `Conflict`. `anew` decides once more about a decided case, if nothing was reported since.
    """
    seen = session().get(Case, case_id)
    if seen is None or not can_see_case(actor, seen) or seen.about_kind != Kind.ANSWER:
        raise NotFound
    answer = lock_answer(actor, seen.about_id)
    case = lock(Case, case_id)
    if not can_decide_case(actor, case, answer.author_id):
        raise Forbidden
    _check(case, reason, version, anew=anew)
    decision = Decision(
        case_id=case.id,
        moderator_id=actor.id,
        action=action,
        hazard=None if action is Action.DISMISS else hazard or case.hazard,
        reason=reason.strip(),
        before=answer.containment,
        created_at=now(),
    )
    case.state, case.closed_at = CaseState.CLOSED, now()
    case.version += 1
    _hold_back(answer, decision)
    settle(answer.question, answer)
    decision.after = answer.containment
    session().add(decision)
    session().flush()
    record(
        EventKind.DECISION_MADE,
        actor,
        answer.question.ref,
        about=answer.ref,
        data={
            "case": case.id,
            "decision": decision.id,
            "action": action,
            "hazard": decision.hazard,
            "before": decision.before,
            "after": decision.after,
        },
        details={"reason": decision.reason},
    )
    return decision


def _hold_back(answer: Answer, decision: Decision) -> None:
    """Let the answer follow the newest decision. Texts that an earlier one was about, and that changed, keep that."""
    if answer.decided is not Containment.NONE and answer.revision != answer.decided_revision:
        old = sa.update(AnswerRevision).where(
            AnswerRevision.answer_id == answer.id,
            AnswerRevision.number <= answer.decided_revision,
            AnswerRevision.containment.in_([each for each in Containment if each.rank < answer.decided.rank]),
        )
        session().execute(old.values(containment=answer.decided))
    answer.decided, answer.decided_hazard = EFFECT[decision.action], decision.hazard
    answer.decided_reason = "" if decision.action is Action.DISMISS else decision.reason
    answer.decided_rule, answer.decided_instead = None, ""
    answer.decided_at, answer.decided_revision = decision.created_at, answer.revision


def _check(case: Case, reason: str, version: int | None, *, anew: bool) -> None:
    """Refuse to decide twice, on something that changed, or without a word."""
    if case.state == CaseState.CLOSED and not (anew and case.id == newest_case(case.about_id)):
        raise Conflict(N_("Another moderator has decided this report. The list shows what is left."), code="decided")
    if version is not None and version != case.version:
        raise Conflict(
            N_("This was reported or decided while you looked. Read what is new before you decide."), code="changed"
        )
    if not reason.strip():
        raise Invalid.one("reason", "required", N_("Say why: the author and the other moderators will read it."))
    if len(reason) > REASON_MAX:
        raise Invalid.one("reason", "too_long", N_("Use at most %(most)s characters."), most=REASON_MAX)
