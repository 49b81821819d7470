"""The numbered texts of questions and answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.core.db import session
from forum.questions.models import AnswerRevision, QuestionRevision


def answer_revision(answer_id: int, number: int) -> AnswerRevision | None:
    """Return one revision of an answer with its author, None where there is none."""
    query = sa.select(AnswerRevision).where(AnswerRevision.answer_id == answer_id, AnswerRevision.number == number)
    return session().scalars(query.options(joinedload(AnswerRevision.author))).one_or_none()


def answer_revisions(answer_id: int) -> Sequence[AnswerRevision]:
    """Return all revisions of an answer with their authors, the first one first."""
    query = sa.select(AnswerRevision).where(AnswerRevision.answer_id == answer_id).order_by(AnswerRevision.number)
    return session().scalars(query.options(joinedload(AnswerRevision.author))).all()


def question_revision(question_id: int, number: int) -> QuestionRevision | None:
    """Return one revision of a question with its author, None where there is none."""
    mine = (QuestionRevision.question_id == question_id, QuestionRevision.number == number)
    query = sa.select(QuestionRevision).where(*mine).options(joinedload(QuestionRevision.author))
    return session().scalars(query).one_or_none()


def question_revisions(question_id: int) -> Sequence[QuestionRevision]:
    """Return all revisions of a question with author, product and release, the first one first."""
    query = sa.select(QuestionRevision).where(QuestionRevision.question_id == question_id)
    query = query.order_by(QuestionRevision.number).options(
        joinedload(QuestionRevision.author), joinedload(QuestionRevision.product), joinedload(QuestionRevision.release)
    )
    return session().scalars(query).all()
