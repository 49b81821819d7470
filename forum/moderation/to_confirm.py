"""What waits for a second engineer: in a list, and one of them with its answer."""

from dataclasses import dataclass

import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.moderation.new_engineers import standing_of
from forum.people.policy import Actor, is_engineer
from forum.questions.models import Answer, Question, WaitingCheck
from forum.questions.policy import answers_seen_by
from forum.questions.queries.queues import in_scope, with_answers

LONGEST_WAIT = Keyset("to confirm", ((WaitingCheck.created_at, False), (WaitingCheck.id, False)))


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check that waits or waited, with its answer and that one's question."""

    check: WaitingCheck
    answer: Answer

    @property
    def is_stale(self) -> bool:
        """Whether the text was changed since it was checked."""
        return self.check.revision != self.answer.revision


def check_view(actor: Actor, check_id: int) -> CheckView:
    """Return one check; raise `NotFound` where the actor is no engineer of its product. One statement."""
    query = with_answers(WaitingCheck).where(WaitingCheck.id == check_id, answers_seen_by(actor))
    row = session().execute(query.execution_options(populate_existing=True)).one_or_none()
    if row is None or not is_engineer(actor, row[1].question.product_id):
        raise NotFound
    return CheckView(*row)


def _open(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: checks of the newest text that nobody has decided about, in the engineer's products."""
    return sa.and_(
        in_scope(actor),
        WaitingCheck.decided_at.is_(None),
        WaitingCheck.revision == Answer.revision,
        Answer.in_place(),
        Question.in_place(),
    )


def _to_confirm(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: those of them that the actor may confirm, if they are not new."""
    return sa.and_(_open(actor), WaitingCheck.engineer_id != actor.id, Answer.author_id.is_distinct_from(actor.id))


def to_confirm(actor: Actor, *, own: bool = False, limit: int = 40, cursor: str | None = None) -> Page[CheckView]:
    """Return one page of the checks that the engineer may confirm, the oldest first; none for who is new.

    `own`: their own that wait. Two statements.
    """
    if not own and standing_of(actor).is_new:
        return Page(())
    clause = sa.and_(_open(actor), WaitingCheck.engineer_id == actor.id) if own else _to_confirm(actor)
    page = fetch(session(), with_answers(WaitingCheck).where(clause), LONGEST_WAIT, limit=limit, cursor=cursor)
    return Page([CheckView(*row) for row in page.items], page.next, page.previous)


def confirm_number(actor: Actor) -> sa.Select[int]:
    """SQL: how many checks wait for another engineer than the actor."""
    query = sa.select(sa.func.count(WaitingCheck.id)).join(Answer, Answer.id == WaitingCheck.answer_id)
    return query.join(Answer.question).where(_to_confirm(actor))


def own_waiting_check(actor: Actor, answer_id: int) -> WaitingCheck | None:
    """Return what the actor says of an answer and what waits; None for nothing. One statement."""
    mine = (WaitingCheck.answer_id == answer_id, WaitingCheck.engineer_id == actor.id)
    return session().scalars(sa.select(WaitingCheck).where(*mine, WaitingCheck.decided_at.is_(None))).one_or_none()
