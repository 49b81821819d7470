"""What pages read about corrections: one of them, all of an answer, and those that their authors object to."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.people.policy import Actor
from forum.questions.models import Answer, Correction
from forum.questions.policy import answers_seen_by
from forum.questions.queries.queues import disputed, with_answers

LONGEST_WAIT = Keyset("objections", ((Correction.objected_at, False), (Correction.id, False)))


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction with its answer and that one's question."""

    correction: Correction
    answer: Answer


def correction_view(actor: Actor, correction_id: int) -> CorrectionView:
    """Return one correction; raise `NotFound` where the actor does not see its answer. One statement."""
    query = with_answers(Correction).where(Correction.id == correction_id, answers_seen_by(actor))
    row = session().execute(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound
    return CorrectionView(*row)


def objections(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[CorrectionView]:
    """Return one page of the objections that the engineer may decide about, the oldest first. One statement."""
    page = fetch(session(), with_answers(Correction).where(disputed(actor)), LONGEST_WAIT, limit=limit, cursor=cursor)
    return Page([CorrectionView(*row) for row in page.items], page.next, page.previous)


def corrections_by_revision(answer_id: int) -> dict[int, list[Correction]]:
    """Return all corrections of an answer, withdrawn ones too, by the revision that they are about. One statement."""
    query = sa.select(Correction).where(Correction.answer_id == answer_id).order_by(Correction.number)
    found: dict[int, list[Correction]] = {}
    for one in session().scalars(query.options(joinedload(Correction.author))):
        found.setdefault(one.revision, []).append(one)
    return found
