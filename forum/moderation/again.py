"""What is read again: decisions that wait for a second moderator, and those against which their authors appeal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.flags.models import Case
from forum.moderation.appeals import appeal_until, is_in_force
from forum.moderation.models import RESTRAINTS, Appeal, Decision, Reading
from forum.moderation.policy import can_appeal, can_read_again, can_see_case, cases_seen_by
from forum.moderation.things import Thing, is_there, thing_of, with_things
from forum.people.policy import Actor, can_suspend, is_self

LONGEST_WAIT = Keyset("again", ((Decision.id, False),))


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision with what it is about, and the appeal against it."""

    decision: Decision
    case: Case
    thing: Thing
    appeal: Appeal | None

    @property
    def appeal_until(self) -> datetime:
        """Until when its author can appeal."""
        return appeal_until(self.decision)

    def is_authors(self, actor: Actor) -> bool:
        """Whether it is about the actor's own text or profile."""
        return can_appeal(actor, self.thing.author_id)

    def may_appeal(self, actor: Actor) -> bool:
        """Whether the actor can still appeal against it. One statement."""
        open_yet = self.appeal is None and now() <= self.appeal_until
        return self.is_authors(actor) and open_yet and is_in_force(self.decision, self.case)

    def waits_for(self, actor: Actor) -> bool:
        """Whether the actor may confirm or overturn it."""
        return self.decision.reading is Reading.WAITS and self.may_read(actor)

    def appeal_waits_for(self, actor: Actor) -> bool:
        """Whether the actor may decide about the appeal."""
        return self.appeal is not None and self.appeal.outcome is None and self.may_answer(actor)

    def may_answer(self, actor: Actor) -> bool:
        """Whether the actor is another one than those who decided and read it again."""
        return self.may_read(actor) and not is_self(actor, self.decision.second_id)

    def may_read(self, actor: Actor) -> bool:
        """Whether the actor may decide the case and is another one than who did."""
        made = self.decision
        everywhere = made.action in RESTRAINTS
        return can_read_again(actor, self.case, self.thing.author_id, made.moderator_id, everywhere=everywhere)


def decision_view(actor: Actor, decision_id: int) -> DecisionView:
    """Return a decision for the author of what it is about and for moderators; raise `NotFound` for others."""
    query = _decisions().where(Decision.id == decision_id)
    row = session().execute(query.execution_options(populate_existing=True)).one_or_none()
    thing = thing_of(row[0], row[3:]) if row is not None else None
    if row is None or thing is None or not (can_see_case(actor, row[0]) or can_appeal(actor, thing.author_id)):
        raise NotFound
    return DecisionView(row[1], row[0], thing, row[2])


def waiting_again(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[DecisionView]:
    """Return one page of the decisions that others made and that wait for the moderator, the oldest first.

    One statement.
    """
    query = _decisions().where(_waits_for(actor))
    page = fetch(session(), query, LONGEST_WAIT, limit=limit, cursor=cursor)
    found = [(row, thing_of(row[0], row[3:])) for row in page.items]
    views = [DecisionView(row[1], row[0], thing, row[2]) for row, thing in found if thing is not None]
    mine = [view for view in views if view.waits_for(actor) or view.appeal_waits_for(actor)]
    return Page(mine, page.next, page.previous)


def waiting_number(actor: Actor) -> sa.Select[int]:
    """SQL: how many of them there are."""
    query = sa.select(sa.func.count(Decision.id)).join(Case, Case.id == Decision.case_id)
    return query.outerjoin(Appeal, Appeal.decision_id == Decision.id).where(_waits_for(actor))


def _waits_for(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: a decision of others, or an appeal against it, waits for the actor, whatever they wrote themselves."""
    mine = actor.id or 0
    appealed = sa.and_(Appeal.id.is_not(None), Appeal.outcome.is_(None), Decision.second_id.is_distinct_from(mine))
    waits = sa.or_(Decision.reading == Reading.WAITS, appealed)
    # What holds a person holds everywhere: it waits for those who moderate everything.
    mine_to_read = sa.true() if can_suspend(actor, 0, staff=False) else Decision.action.not_in(list(RESTRAINTS))
    return sa.and_(cases_seen_by(actor), waits, mine_to_read, Decision.moderator_id != mine, is_there())


def _decisions() -> sa.Select[*tuple[Any, ...]]:
    """SQL: decisions with their cases, the appeals against them, and what they are about."""
    query = sa.select(Case, Decision, Appeal).join(Decision, Decision.case_id == Case.id)
    return with_things(query.outerjoin(Appeal, Appeal.decision_id == Decision.id))
