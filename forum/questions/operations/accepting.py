"""The asker's mark."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden
from forum.core.operation import operation
from forum.core.reasons import need_reason
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor, is_self
from forum.questions.locks import lock_answer
from forum.questions.marks import settle
from forum.questions.models import Answer
from forum.questions.policy import can_accept_answer, can_unaccept_answer


@operation
def accept_answer(actor: Actor, answer_id: int, *, reason: str = "", replaces: int | None = None) -> Answer:
    """Mark the answer that solved it for the asker; accepting it twice is once.

    A moderator does it for an asker who is gone, with a reason. Another accepted answer is replaced only when it is
    named in `replaces`, or was deleted; otherwise somebody was first, and `Conflict` is raised.
    """
    answer = lock_answer(actor, answer_id)
    if not can_accept_answer(actor, answer):
        raise Forbidden
    reason = "" if is_self(actor, answer.question.author_id) else need_reason(reason)
    previous = accepted_of(answer.question_id)
    if previous is not None and previous.id == answer.id:
        return answer
    if previous is not None and previous.is_in_place and previous.id != replaces:
        raise Conflict(
            N_("Another answer is already marked as the one that solved it. Look at it, then choose again."),
            code="accepted_elsewhere",
        )
    if previous is not None:
        clear_acceptance(previous)
        session().flush()
    answer.accepted, answer.accepted_at, answer.accepted_by_id = True, now(), actor.id
    answer.accepted_reason = reason
    settle(answer.question, answer, *([previous] if previous else []))
    record(
        EventKind.ANSWER_ACCEPTED,
        actor,
        answer.question.ref,
        about=answer.ref,
        data={"replaced": previous.id if previous else None, "revision": answer.revision},
        details={"reason": reason} if reason else None,
    )
    return answer


@operation
def unaccept_answer(actor: Actor, answer_id: int) -> Answer:
    """Take the mark back; taking it back twice is once."""
    answer = lock_answer(actor, answer_id)
    if not can_unaccept_answer(actor, answer):
        raise Forbidden
    if not answer.accepted:
        return answer
    clear_acceptance(answer)
    settle(answer.question, answer)
    record(EventKind.ANSWER_UNACCEPTED, actor, answer.question.ref, about=answer.ref)
    return answer


def accepted_of(question_id: int) -> Answer | None:
    """Return the question's accepted answer, with its question."""
    query = (
        sa.select(Answer)
        .where(Answer.question_id == question_id, Answer.accepted)
        .options(sa.orm.joinedload(Answer.question))
        .execution_options(populate_existing=True)
    )
    return session().scalars(query).one_or_none()


def clear_acceptance(answer: Answer) -> None:
    """Take the mark off an answer."""
    answer.accepted, answer.accepted_at, answer.accepted_by_id, answer.accepted_reason = False, None, None, ""
