"""Taking a thread in hand: the question's row is locked first, then what hangs on it is read afresh."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.db import session
from forum.core.errors import NotFound
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question
from forum.questions.policy import can_see_answer, can_see_comment, can_see_question
from forum.questions.queries.kin import now_at


def lock_question(actor: Actor, question_id: int) -> Question:
    """Return the locked question with its author; raise `NotFound` where the actor sees none."""
    query = (
        sa.select(Question)
        .where(Question.id == question_id)
        .options(joinedload(Question.author), joinedload(Question.product))
        .with_for_update(of=Question)
        .execution_options(populate_existing=True)
    )
    question = session().scalars(query).one_or_none()
    if question is None or not can_see_question(actor, question):
        raise NotFound
    return question


def lock_rows(*question_ids: int | None) -> None:
    """Lock questions, whether or not anybody sees them, the lower number first."""
    known = sorted({ident for ident in question_ids if ident is not None})
    query = sa.select(Question.id).where(Question.id.in_(known)).order_by(Question.id).with_for_update()
    session().execute(query)


def lock_both(actor: Actor, question_id: int, other_id: int) -> dict[int, Question]:
    """Lock two questions, the lower number first; the other one is missing where the actor sees none.

    Raises `NotFound` where the actor does not see the first.
    """
    locked: dict[int, Question] = {}
    for ident in sorted({question_id, other_id}):
        try:
            locked[ident] = lock_question(actor, ident)
        except NotFound:
            if ident == question_id:
                raise
    return locked


def lock_where_it_is(actor: Actor, question_id: int) -> Question:
    """As `lock_question`, but a question that was merged stands for the one that it became a part of."""
    try:
        return lock_question(actor, question_id)
    except NotFound:
        place = now_at(question_id)
        if place == question_id:
            raise
        return lock_question(actor, place)


def lock_answer(actor: Actor, answer_id: int) -> Answer:
    """Return an answer, read afresh after its question was locked; raise `NotFound` where the actor sees none.

    It may move to another question while that is waited for; then that one is locked.
    """
    mine = sa.select(Answer.question_id).where(Answer.id == answer_id)
    before, question_id = None, session().scalar(mine)
    while question_id is not None and question_id != before:
        session().scalar(sa.select(Question.id).where(Question.id == question_id).with_for_update())
        before, question_id = question_id, session().scalar(mine)
    if question_id is None:
        raise NotFound
    lock_question(actor, question_id)
    query = (
        sa.select(Answer)
        .join(Answer.question)
        .where(Answer.id == answer_id)
        .options(contains_eager(Answer.question).joinedload(Question.author), joinedload(Answer.author))
        .execution_options(populate_existing=True)
    )
    answer = session().scalars(query).one_or_none()
    if answer is None or not can_see_answer(actor, answer):
        raise NotFound
    return answer


def lock_comment(actor: Actor, comment_id: int) -> tuple[Comment, Question]:
    """Return a comment and its locked question; raise `NotFound` where the actor sees none."""
    place = sa.select(Comment.question_id, Comment.answer_id).where(Comment.id == comment_id)
    row = session().execute(place).one_or_none()
    if row is None:
        raise NotFound
    question = (
        lock_question(actor, row.question_id) if row.answer_id is None else lock_answer(actor, row.answer_id).question
    )
    query = sa.select(Comment).where(Comment.id == comment_id, Comment.question_id == question.id)
    comment = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if comment is None or not can_see_comment(actor, comment, question):
        raise NotFound
    return comment, question
