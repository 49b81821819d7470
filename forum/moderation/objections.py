"""What pages read about corrections: one of them, all of an answer, and those that their authors object to."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.people.policy import Actor
from forum.questions.models import Answer, Correction, Question
from forum.questions.policy import answers_seen_by
from forum.questions.queries.queues import disputed

LONGEST_WAIT = Keyset("objections", ((Correction.objected_at, False), (Correction.id, False)))


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction with its answer and that one's question."""

    correction: Correction
    answer: Answer


def correction_view(actor: Actor, correction_id: int) -> CorrectionView:
    """Return one correction; raise `NotFound` where the actor does not see its answer. One statement."""
    query = _corrections().where(Correction.id == correction_id, answers_seen_by(actor))
    row = session().execute(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound
    return CorrectionView(*row)


def _corrections() -> sa.Select[*tuple[Any, ...]]:
    """SQL: corrections with who made them, their answers and questions."""
    return (
        sa.select(Correction, Answer)
        .join(Answer, Answer.id == Correction.answer_id)
        .join(Answer.question)
        .options(
            contains_eager(Answer.question).joinedload(Question.product),
            joinedload(Answer.author),
            joinedload(Correction.author),
        )
    )


def objections(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[CorrectionView]:
    """Return one page of the objections that the engineer may decide about, the oldest first. One statement."""
    page = fetch(session(), _corrections().where(disputed(actor)), LONGEST_WAIT, limit=limit, cursor=cursor)
    return Page([CorrectionView(*row) for row in page.items], page.next, page.previous)


def corrections_by_revision(answer_id: int) -> dict[int, list[Correction]]:
    """Return all corrections of an answer, withdrawn ones too, by the revision that they are about. One statement."""
    query = sa.select(Correction).where(Correction.answer_id == answer_id).order_by(Correction.number)
    found: dict[int, list[Correction]] = {}
    for one in session().scalars(query.options(joinedload(Correction.author))):
        found.setdefault(one.revision, []).append(one)
    return found
