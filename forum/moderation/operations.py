"""Deciding about reports: what holds from now on is what the newest decision says, until another one is made."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.operation import lock, operation
from forum.core.text import N_
from forum.flags.models import Case, CaseState, Flag
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.editing import settled
from forum.knowledge.models import Entry
from forum.moderation.leases import need_free
from forum.moderation.models import Action, Decision
from forum.moderation.policy import can_decide_case, can_see_case
from forum.moderation.queries import newest_case
from forum.moderation.things import POSSIBLE, Thing, lock_thing
from forum.people.policy import Actor
from forum.questions.marks import settle, settle_question
from forum.questions.models import Answer, AnswerRevision, Comment, Question
from forum.questions.queries.kin import touch_kin

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
    revision: int | None = None,
    anew: bool = False,
) -> Decision:
    """Decide a case: say how far the text is held back from now on, at once and everywhere. `dismiss` shows it again.

    What a verdict holds back stays held back. `hazard` None: the one that was reported. Readers of what is warned or
    folded see hazard and reason. `version` of the case and `revision` of the text are those that the moderator saw:
    what changed since, was decided, or is in somebody else's hands raises `Conflict`. `anew` decides once more about a
    decided case, if nothing was reported since.
    """
    seen = session().get(Case, case_id)
    if seen is None or not can_see_case(actor, seen):
        raise NotFound
    thing = lock_thing(actor, seen.about)
    case = lock(Case, case_id)
    if not can_decide_case(actor, case, thing.author_id):
        raise Forbidden
    _check(actor, case, version, anew=anew)
    if revision is not None and revision != thing.revision:
        raise Conflict(
            N_("The text was changed since you read it. Read what is new before you decide."), code="changed"
        )
    _check_words(case, action, reason)
    decision = Decision(
        case_id=case.id,
        moderator_id=actor.id,
        action=action,
        hazard=None if action is Action.DISMISS else hazard or case.hazard,
        reason=reason.strip(),
        before=thing.containment,
        revision=thing.revision,
        created_at=now(),
    )
    _close(case, action)
    _hold_back(thing, decision)
    decision.after = thing.containment
    session().add(decision)
    session().flush()
    record(
        EventKind.DECISION_MADE,
        actor,
        thing.root,
        about=thing.ref,
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


def _close(case: Case, action: Action) -> None:
    """Resolve a case, which nobody has from now on; whoever reported it was right, or not."""
    case.state, case.closed_at = CaseState.CLOSED, now()
    case.taken_by_id = case.taken_until = None
    case.version += 1
    mine = sa.update(Flag).where(Flag.case_id == case.id)
    session().execute(mine.values(agreed=action is not Action.DISMISS))


def _hold_back(thing: Thing, decision: Decision) -> None:
    """Let a thing follow the newest decision, with all that is derived from it."""
    row, effect = thing.row, EFFECT[decision.action]
    if isinstance(row, Answer):
        _hold_back_answer(row, decision)
        settle(row.question, row)
    elif isinstance(row, Question):
        row.containment = effect
        settle_question(row)
        touch_kin(row.id)
    elif isinstance(row, Comment):
        row.containment = effect
        thing.question.version += 1  # type: ignore[union-attr] # a comment stands in a thread
    elif isinstance(row, Entry):
        row.decided = effect
        row.version += 1
        settled(row)
    # A profile has nothing to hold back: its owner is told.


def _hold_back_answer(answer: Answer, decision: Decision) -> None:
    """Let an answer follow. Texts that an earlier decision was about, and that changed, keep that."""
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


def _check(actor: Actor, case: Case, version: int | None, *, anew: bool) -> None:
    """Refuse to decide twice, on something that changed, or on what somebody else is at."""
    if case.state == CaseState.OPEN or not (anew and case.id == newest_case(case.about)):
        need_free(case, actor)
    if version is not None and version != case.version:
        raise Conflict(
            N_("This was reported or decided while you looked. Read what is new before you decide."), code="changed"
        )


def _check_words(case: Case, action: Action, reason: str) -> None:
    """Refuse to decide without a word, and what cannot be done to such a thing."""
    if action not in POSSIBLE[case.about_kind]:
        raise Invalid.one("action", "unfit", N_("This cannot be done here. Choose something else."))
    if not reason.strip():
        raise Invalid.one("reason", "required", N_("Say why: the author and the other moderators will read it."))
    if len(reason) > REASON_MAX:
        raise Invalid.one("reason", "too_long", N_("Use at most %(most)s characters."), most=REASON_MAX)
