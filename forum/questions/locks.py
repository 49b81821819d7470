"""Taking a thread in hand: the question's row is locked first, then what hangs on it is read afresh."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.db import session
from forum.core.errors import NotFound
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question
from forum.questions.policy import can_see_answer, can_see_comment, can_see_question


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


def lock_answer(actor: Actor, answer_id: int) -> Answer:
    """Return an answer, read afresh after its question was locked; raise `NotFound` where the actor sees none."""
    question_id = session().scalar(sa.select(Answer.question_id).where(Answer.id == answer_id))
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
