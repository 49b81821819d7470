"""Deleting, and showing again. Nothing is lost: votes, acceptance, checks and outcomes stay with the text.

`case_id` is the report that moderators decided so: its author is told of the decision instead.
"""

from forum.core.clock import now
from forum.core.errors import Forbidden, Unfit
from forum.core.operation import operation
from forum.core.reasons import need_reason, optional_reason
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor, is_self
from forum.people.sent import forget_sent
from forum.questions.emptying import has_text
from forum.questions.locks import lock_answer, lock_comment, lock_question
from forum.questions.marks import settle, settle_question
from forum.questions.models import Answer, Comment, Question
from forum.questions.operations.asking import promised
from forum.questions.policy import can_delete_answer, can_delete_comment, can_delete_question, can_restore
from forum.questions.queries.kin import touch_kin

EMPTIED = N_("Its text was taken out for good, so there is nothing to show again.")


@operation
def delete_question(actor: Actor, question_id: int, *, reason: str = "", case_id: int | None = None) -> Question:
    """Delete a question with all that stands beneath it; a moderator says why. Twice is once."""
    question = lock_question(actor, question_id)
    if not can_delete_question(actor, question):
        raise Forbidden
    if question.is_deleted:
        return question
    details = _take_away(question, actor, reason)
    settle_question(question)
    touch_kin(question.id)
    record(EventKind.QUESTION_DELETED, actor, question.ref, data=_of(case_id), details=details)
    return question


@operation
def restore_question(actor: Actor, question_id: int, *, case_id: int | None = None) -> Question:
    """Show a deleted question again; it waits in its queue again."""
    question = lock_question(actor, question_id)
    if not can_restore(actor, question, question.product_id):
        raise Forbidden
    if not question.is_deleted:
        return question
    _need_text(question)
    _give_back(question)
    settle_question(question)
    touch_kin(question.id)
    record(EventKind.QUESTION_RESTORED, actor, question.ref, data=promised(question) | _of(case_id))
    return question


@operation
def delete_answer(actor: Actor, answer_id: int, *, reason: str = "", case_id: int | None = None) -> Answer:
    """Delete an answer; a moderator says why. What people and staff said of it stays with it. Twice is once."""
    answer = lock_answer(actor, answer_id)
    if not can_delete_answer(actor, answer):
        raise Forbidden
    if answer.is_deleted:
        return answer
    details = _take_away(answer, actor, reason)
    settle(answer.question, answer)
    record(EventKind.ANSWER_DELETED, actor, answer.question.ref, about=answer.ref, data=_of(case_id), details=details)
    return answer


@operation
def restore_answer(actor: Actor, answer_id: int, *, case_id: int | None = None) -> Answer:
    """Show a deleted answer again, with its marks as they were."""
    answer = lock_answer(actor, answer_id)
    if not can_restore(actor, answer, answer.question.product_id):
        raise Forbidden
    if not answer.is_deleted:
        return answer
    _need_text(answer)
    _give_back(answer)
    settle(answer.question, answer)
    record(EventKind.ANSWER_RESTORED, actor, answer.question.ref, about=answer.ref, data=_of(case_id))
    return answer


@operation
def delete_comment(actor: Actor, comment_id: int, *, reason: str = "", case_id: int | None = None) -> Comment:
    """Delete a comment; a moderator says why. Twice is once."""
    comment, question = lock_comment(actor, comment_id)
    if not can_delete_comment(actor, comment, question):
        raise Forbidden
    if comment.is_deleted:
        return comment
    details = _take_away(comment, actor, reason)
    question.version += 1
    record(EventKind.COMMENT_DELETED, actor, question.ref, about=comment.ref, data=_of(case_id), details=details)
    return comment


@operation
def restore_comment(actor: Actor, comment_id: int, *, case_id: int | None = None) -> Comment:
    """Show a deleted comment again."""
    comment, question = lock_comment(actor, comment_id)
    if not can_restore(actor, comment, question.product_id):
        raise Forbidden
    if not comment.is_deleted:
        return comment
    if comment.redacted_at is not None:
        raise Unfit(EMPTIED)
    _give_back(comment)
    question.version += 1
    record(EventKind.COMMENT_RESTORED, actor, question.ref, about=comment.ref, data=_of(case_id))
    return comment


def _of(case_id: int | None) -> dict[str, int]:
    """Return what an event says of the report that led to it."""
    return {} if case_id is None else {"case": case_id}


def _take_away(thing: Question | Answer | Comment, actor: Actor, reason: str) -> dict[str, str] | None:
    """Mark it as deleted; return the event's details."""
    text = optional_reason(reason) if is_self(actor, thing.author_id) else need_reason(reason)
    thing.deleted_at, thing.deleted_by_id, thing.deleted_reason = now(), actor.id, text
    # Who writes the same again does so because it is gone.
    forget_sent(thing.author_id)
    return {"reason": text} if text else None


def _need_text(thing: Question | Answer) -> None:
    """Refuse to show again what says nothing any more."""
    if not has_text(thing.ref, thing.revision):
        raise Unfit(EMPTIED)


def _give_back(thing: Question | Answer | Comment) -> None:
    thing.deleted_at, thing.deleted_by_id, thing.deleted_reason = None, None, ""
