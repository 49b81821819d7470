"""The answer by which a thread is known."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.questions.marks import BEST_FIRST, USELESS
from forum.questions.models import Answer, Question


def best_answers(question_ids: Iterable[int]) -> dict[int, Answer]:
    """Return the answer that stands first in each of these threads, with its question. One statement.

    One behind a click stands for its thread only with what is wrong about it.
    """
    wanted = set(question_ids)
    query = (
        sa.select(Answer)
        .join(Answer.question)
        .where(Answer.question_id.in_(wanted), *_stands_for_its_thread())
        .options(contains_eager(Answer.question))
        .order_by(Answer.question_id, *BEST_FIRST)
    )
    best: dict[int, Answer] = {}
    for answer in session().scalars(query) if wanted else ():
        best.setdefault(answer.question_id, answer)
    return best


def best_answer_id() -> sa.ScalarSelect[int]:
    """SQL: the number of that answer, for a query over `Question`."""
    mine = sa.select(Answer.id).where(Answer.question_id == Question.id, *_stands_for_its_thread())
    return mine.order_by(*BEST_FIRST).limit(1).correlate(Question).scalar_subquery()


def _stands_for_its_thread() -> tuple[sa.ColumnElement[bool], ...]:
    """SQL: everybody may see the answer, or what is wrong about it."""
    in_the_open = Answer.containment != spelt(Containment.FOLDED)
    unhidden = Answer.containment != spelt(Containment.QUARANTINED)
    return unhidden, Answer.in_place(), sa.or_(in_the_open, Answer.level.in_(USELESS))
