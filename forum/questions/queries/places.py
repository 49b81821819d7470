"""Where an answer and a comment stand: their question, and the page of it."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.db import session
from forum.core.errors import NotFound
from forum.people.policy import Actor
from forum.questions.models import (
    Answer,
    Comment,
    Question,
)
from forum.questions.policy import answers_seen_by, comments_seen_by, questions_seen_by
from forum.questions.queries.threads import ANSWERS_A_PAGE


def comment_view(actor: Actor, comment_id: int) -> Comment:
    """Return a comment with its author; raise `NotFound` where the actor sees none."""
    place_of_comment(actor, comment_id)
    query = sa.select(Comment).where(Comment.id == comment_id).options(joinedload(Comment.author))
    return session().scalars(query.execution_options(populate_existing=True)).one()


def place_of_answer(actor: Actor, answer_id: int) -> tuple[Question, int]:
    """Return the question of an answer and the page it stands on; raise `NotFound` where the actor sees none."""
    query = sa.select(Answer).join(Answer.question).where(Answer.id == answer_id, answers_seen_by(actor))
    answer = session().scalars(query.options(contains_eager(Answer.question))).one_or_none()
    if answer is None:
        raise NotFound
    before = sa.or_(
        Answer.tier < answer.tier,
        sa.and_(Answer.tier == answer.tier, Answer.standing > answer.standing),
        sa.and_(
            Answer.tier == answer.tier,
            Answer.standing == answer.standing,
            sa.or_(
                Answer.created_at < answer.created_at,
                sa.and_(Answer.created_at == answer.created_at, Answer.id < answer.id),
            ),
        ),
    )
    there = sa.or_(Answer.in_place(), answers_seen_by(actor))
    count = sa.select(sa.func.count()).select_from(Answer).join(Answer.question)
    ahead = session().scalar(count.where(before, Answer.question_id == answer.question_id, there)) or 0
    return answer.question, ahead // ANSWERS_A_PAGE + 1


def place_of_comment(actor: Actor, comment_id: int) -> tuple[Question, int | None]:
    """Return a comment's question, and the answer it stands beneath; raise `NotFound` where the actor sees none."""
    query = (
        sa.select(Question, Comment)
        .join(Comment, Comment.question_id == Question.id)
        .where(Comment.id == comment_id, questions_seen_by(actor), comments_seen_by(actor))
    )
    row = session().execute(query).one_or_none()
    if row is None:
        raise NotFound
    question, comment = row
    if comment.answer_id is not None:
        place_of_answer(actor, comment.answer_id)
    return question, comment.answer_id
