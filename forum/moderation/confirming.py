"""A second engineer reads what a new one says of an answer: it becomes a verdict, or is refused with a reason."""

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.operation import lock, operation
from forum.core.reasons import need_reason
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.moderation.new_engineers import may_confirm
from forum.moderation.policy import can_take_check_back
from forum.moderation.verdicts import VerdictDraft, check_draft, make_verdict, record_check, take_back_earlier
from forum.people.policy import Actor, is_engineer
from forum.people.queries import actor_of
from forum.questions.locks import lock_answer
from forum.questions.models import Answer, CheckOutcome, WaitingCheck
from forum.questions.policy import can_check_answer

DECIDED = N_("Somebody has confirmed, refused or taken back this check meanwhile.")
CHANGED = N_(
    "The answer was changed since it was checked, so this check can no longer be confirmed. Read it and check it."
)
NO_LONGER = N_("Whose check this is may no longer check the answer, so it cannot be confirmed. Read it and check it.")


@operation
def confirm_check(actor: Actor, check_id: int) -> WaitingCheck:
    """Make what a new engineer said a verdict, in their name and on the revision that they read. Twice is once.

    Raises `Conflict` where the text was changed since, or where whoever said it may no longer check it.
    """
    check, answer = _lock(actor, check_id)
    if check.outcome is CheckOutcome.CONFIRMED:
        return check
    _need_waiting(check)
    giver = actor_of(check.engineer_id)
    if check.revision != answer.revision:
        raise Conflict(CHANGED, code="changed")
    if not can_check_answer(giver, answer):
        raise Conflict(NO_LONGER, code="no_longer")
    draft = draft_of(check)
    check_draft(draft, answer.question.product_id)
    verdict = make_verdict(giver, answer, draft, mended=False, confirmed_by=actor.id)
    check.outcome, check.decided_at, check.decided_by_id = CheckOutcome.CONFIRMED, now(), actor.id
    check.verdict_id = verdict.id
    record_check(EventKind.CHECK_CONFIRMED, actor, answer, check)
    return check


@operation
def refuse_check(actor: Actor, check_id: int, *, reason: str) -> WaitingCheck:
    """Say why what a new engineer said does not become a verdict; they are told. Twice is once."""
    check, answer = _lock(actor, check_id)
    if check.outcome is CheckOutcome.REFUSED:
        return check
    _need_waiting(check)
    check.reason = need_reason(reason)
    check.outcome, check.decided_at, check.decided_by_id = CheckOutcome.REFUSED, now(), actor.id
    answer.question.version += 1
    record_check(EventKind.CHECK_REFUSED, actor, answer, check, {"reason": check.reason})
    return check


@operation
def take_check_back(actor: Actor, check_id: int) -> WaitingCheck:
    """End one's own check that waits. Twice is once."""
    found = session().get(WaitingCheck, check_id)
    if found is None or not can_take_check_back(actor, found):
        raise NotFound
    answer = lock_answer(actor, found.answer_id)
    check = lock(WaitingCheck, check_id)
    if check.outcome is not CheckOutcome.TAKEN_BACK:
        _need_waiting(check)
        take_back_earlier(actor, answer)
    return check


def draft_of(check: WaitingCheck) -> VerdictDraft:
    """Return what the new engineer said. A day of review that has passed meanwhile is left to the product."""
    late = check.review_by is not None and check.review_by <= now().date()
    return VerdictDraft(
        kind=check.kind,
        revision=check.revision,
        releases=tuple(check.release_ids),
        evidence=check.evidence,
        note=check.note,
        condition=check.condition,
        since_release=check.since_release_id,
        review_by=None if late else check.review_by,
        hazard=check.hazard,
        instead=check.instead,
    )


def _need_waiting(check: WaitingCheck) -> None:
    if check.outcome is not None:
        raise Conflict(DECIDED, code="decided")


def _lock(actor: Actor, check_id: int) -> tuple[WaitingCheck, Answer]:
    """Return a check with its locked answer; raise where the actor may not decide about it."""
    found = session().get(WaitingCheck, check_id)
    if found is None:
        raise NotFound
    answer = lock_answer(actor, found.answer_id)
    if not is_engineer(actor, answer.question.product_id):
        raise NotFound
    check = lock(WaitingCheck, check_id)
    if not may_confirm(actor, check, answer):
        raise Forbidden
    return check, answer
