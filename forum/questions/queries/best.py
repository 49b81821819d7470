"""The answer by which a thread is known."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.questions.marks import BEST_FIRST, USELESS
from forum.questions.models import (
    Answer,
)


def best_answers(question_ids: Iterable[int]) -> dict[int, Answer]:
    """Return the answer that stands first in each of these threads, with its question. One statement.

    One behind a click stands for its thread only with what is wrong about it.
    """
    wanted = set(question_ids)
    query = (
        sa.select(Answer)
        .join(Answer.question)
        .where(Answer.question_id.in_(wanted), Answer.containment != spelt(Containment.QUARANTINED), Answer.in_place())
        .where(sa.or_(Answer.containment != spelt(Containment.FOLDED), Answer.level.in_(USELESS)))
        .options(contains_eager(Answer.question))
        .order_by(Answer.question_id, *BEST_FIRST)
    )
    best: dict[int, Answer] = {}
    for answer in session().scalars(query) if wanted else ():
        best.setdefault(answer.question_id, answer)
    return best
