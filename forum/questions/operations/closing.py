"""Closing questions to further answers, also because they were asked before, and opening them again."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.operation import lock, operation
from forum.core.reasons import need_reason, optional_reason
from forum.core.text import N_
from forum.following.carrying import carry_back, carry_have_too, carry_stances, count_have_too
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor
from forum.questions.locks import lock_both, lock_question, lock_rows
from forum.questions.marks import settle_question
from forum.questions.models import Question, QuestionState
from forum.questions.operations.asking import promised
from forum.questions.policy import can_close_question, can_reopen_question
from forum.questions.queries.kin import last_of, touch_kin

UNKNOWN = N_("There is no such question, or you cannot see it. Give its number or its address.")
CIRCLE = N_("That question leads back to this one. Choose another, or open one of them again first.")


@operation
def close_question(actor: Actor, question_id: int, *, reason: str) -> Question:
    """Close a question to further answers; raise `Invalid` without a reason."""
    question = lock_question(actor, question_id)
    if not can_close_question(actor, question):
        raise Forbidden
    if question.state == QuestionState.CLOSED:
        return question
    _close(question, actor, need_reason(reason))
    settle_question(question)
    record(EventKind.QUESTION_CLOSED, actor, question.ref, details={"reason": question.closed_reason})
    return question


@operation
def mark_duplicate(actor: Actor, question_id: int, target_id: int, *, case_id: int | None = None) -> Question:
    """Close a question because it was asked before, and lead readers to where the other one leads in the end.

    Raises `Invalid` for a target that is not there, or that leads back here. `case_id`: the report that moderators
    decided so; the asker is told of the decision instead.
    """
    last, before = last_of(target_id), _leads_to(question_id)
    lock_rows(question_id, last, before)
    locked = lock_both(actor, question_id, last)
    question, target = locked[question_id], locked.get(last)
    if not can_close_question(actor, question):
        raise Forbidden
    if last == question_id:
        raise Invalid.one("target", "circle", CIRCLE)
    if target is None or not target.is_in_place:
        raise Invalid.one("target", "unknown", UNKNOWN)
    if last_of(target_id) != last or question.duplicate_of_id != before:
        raise Conflict
    if before == last:
        return question
    touch_kin(question.id)
    if before is not None:
        take_back(question, lock(Question, before))
    carry_along(question, target)
    if question.state != QuestionState.CLOSED:
        _close(question, actor, "")
    question.duplicate_of_id = last
    settle_question(question)
    touch_kin(question.id)
    record(EventKind.DUPLICATE_MARKED, actor, question.ref, data={"of": last, "named": target_id, **_case(case_id)})
    return question


@operation
def reopen_question(actor: Actor, question_id: int, *, reason: str = "", case_id: int | None = None) -> Question:
    """Open a closed question again, a duplicate too: it waits in its queue as before, with a new time."""
    before = _leads_to(question_id)
    lock_rows(question_id, before)
    question = lock_question(actor, question_id)
    if not can_reopen_question(actor, question):
        raise Forbidden
    if question.duplicate_of_id != before:
        raise Conflict
    if question.state == QuestionState.OPEN and before is None:
        return question
    if before is not None:
        touch_kin(question.id)
        take_back(question, lock(Question, before))
    question.state, question.closed_reason, question.duplicate_of_id = QuestionState.OPEN, None, None
    question.closed_by_id = question.closed_at = None
    settle_question(question)
    text = optional_reason(reason)
    data = promised(question) | ({"of": before} if before is not None else {}) | _case(case_id)
    record(EventKind.QUESTION_REOPENED, actor, question.ref, data=data, details={"reason": text} if text else None)
    return question


def _case(case_id: int | None) -> dict[str, int]:
    """Return what an event says of the report that led to it."""
    return {} if case_id is None else {"case": case_id}


def _close(question: Question, actor: Actor, reason: str) -> None:
    question.state, question.closed_reason = QuestionState.CLOSED, reason
    question.closed_by_id, question.closed_at = actor.id, now()


def carry_along(question: Question, target: Question) -> None:
    """Let who follows, mutes or has the trouble of a question do so with the one that it leads to. Both are locked."""
    carry_stances(question.id, target.id)
    same = question.product_id == target.product_id
    carry_have_too(question.id, target.id, asker_id=target.author_id, same_product=same)
    target.have_too = count_have_too(target.id)
    target.version += 1


def take_back(question: Question, target: Question) -> None:
    """Undo `carry_along`, as far as nobody has chosen anew since. Both are locked."""
    carry_back(question.id, target.id)
    target.have_too = count_have_too(target.id)
    target.version += 1


def _leads_to(question_id: int) -> int | None:
    """Return the question that this one says it repeats, if any."""
    return session().scalar(sa.select(Question.duplicate_of_id).where(Question.id == question_id))
