"""Who is new among the engineers, and which of their checks wait for a second one. See decision 37."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.db import session
from forum.moderation.policy import can_confirm_check
from forum.people.models import Person, RoleGrant
from forum.people.policy import Actor, Role
from forum.questions.marks import release_ids, trusts
from forum.questions.models import Answer, Verdict, WaitingCheck
from forum.questions.trust import HOLDS_BACK, VerdictKind

CAUTIOUS = tuple(HOLDS_BACK)


@dataclass(frozen=True, slots=True)
class Standing:
    """How well an engineer is known: `counted` checks of the `wanted` ones."""

    counted: int
    wanted: int

    @property
    def is_new(self) -> bool:
        """Whether their checks still wait."""
        return self.counted < self.wanted


def must_wait(kind: VerdictKind, standing: Standing, *, unsafe_stands: bool, can_be_read: bool) -> bool:
    """Say whether a check waits for a second engineer.

    `unsafe_stands`: the answer is marked as dangerous now. `can_be_read`: there is somebody who could confirm it. What
    warns readers never waits, and what would warn them less than now does.
    """
    if not standing.is_new or not can_be_read or kind is VerdictKind.UNSAFE:
        return False
    return unsafe_stands or kind is not VerdictKind.INCORRECT


def standing_of(actor: Actor) -> Standing:
    """Return how well an engineer is known. One statement, none where nobody is new."""
    wanted = config.current().new_engineer_checks
    counted = session().scalar(sa.select(_counted(sa.literal(actor.id)))) if wanted else 0
    return Standing(counted or 0, wanted)


def waits_for_second(actor: Actor, answer: Answer, kind: VerdictKind) -> bool:
    """Whether what the actor says of an answer waits for another engineer. Four statements at most."""
    standing = standing_of(actor)
    if not standing.is_new:
        return False
    found = trusts([answer], release_ids([answer.question.product_id]))[answer.id].held_back_by
    unsafe = found is not None and found.kind is VerdictKind.UNSAFE
    return must_wait(kind, standing, unsafe_stands=unsafe, can_be_read=_can_be_read(actor, answer, standing))


def may_confirm(actor: Actor, check: WaitingCheck, answer: Answer) -> bool:
    """Whether the actor, who is not new, may confirm or refuse what a new engineer says. One statement at most."""
    return can_confirm_check(actor, check, answer) and not standing_of(actor).is_new


def _counted(person_id: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """SQL: how many checks of an engineer count: what waited and was confirmed, and what did not have to wait."""
    confirmed = sa.exists().where(WaitingCheck.verdict_id == Verdict.id)
    counts = sa.or_(Verdict.kind.not_in(CAUTIOUS), confirmed)
    query = sa.select(sa.func.count(Verdict.id)).where(
        Verdict.engineer_id == person_id, Verdict.answer_id.is_not(None), counts
    )
    return query.scalar_subquery()


def _can_be_read(actor: Actor, answer: Answer, standing: Standing) -> bool:
    """Whether another engineer of the product, who is not new, could confirm what the actor says."""
    product_id = answer.question.product_id
    held = RoleGrant.role == Role.ENGINEER
    if product_id is not None:
        held = sa.and_(held, sa.or_(RoleGrant.product_id.is_(None), RoleGrant.product_id == product_id))
    nobody: Sequence[int | None] = (actor.id, answer.author_id)
    readers = sa.select(Person.id).where(
        Person.id.in_(sa.select(RoleGrant.person_id).where(held)),
        Person.id.not_in([ident for ident in nobody if ident is not None]),
        *(sa.or_(until.is_(None), until <= now()) for until in (Person.suspended_until, Person.silenced_until)),
        _counted(Person.id.expression) >= standing.wanted,
    )
    return session().scalar(readers.limit(1)) is not None
