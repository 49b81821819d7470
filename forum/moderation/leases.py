"""Taking a case, so that two moderators do not read the same one: for a while, and until anything resolves it."""

from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.operation import lock, operation
from forum.core.text import N_
from forum.flags.models import Case, CaseState
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.policy import can_decide_case, can_see_case
from forum.moderation.queries import EVERYTHING, CaseFilter, list_cases
from forum.moderation.things import Thing, lock_thing
from forum.people.models import Person
from forum.people.policy import Actor
from forum.people.queries import actor_of

LEASE = timedelta(minutes=15)
TAKEN = N_("%(name)s is at this report until %(until)s.")
# How far down the list the next one is looked for.
AHEAD = 100


@operation
def take_case(actor: Actor, case_id: int) -> Case:
    """Take a case for a while, or have it for longer; raise `Conflict` where somebody else has it."""
    case, thing = _lock(actor, case_id)
    need_free(case, actor)
    began = case.holder_id is None
    case.taken_by_id, case.taken_until = actor.id, now() + LEASE
    if began:
        record(EventKind.CASE_TAKEN, actor, thing.root, about=thing.ref, data={"case": case.id}, react=False)
    return case


@operation
def let_go(actor: Actor, case_id: int) -> Case:
    """Give a case back to whoever wants it. Of somebody else's, and twice, nothing changes."""
    case, thing = _lock(actor, case_id)
    if case.holder_id != actor.id:
        return case
    case.taken_by_id = case.taken_until = None
    record(EventKind.CASE_LET_GO, actor, thing.root, about=thing.ref, data={"case": case.id}, react=False)
    return case


@operation
def hand_over(actor: Actor, case_id: int, person_id: int) -> Case:
    """Give a case that nobody else has to another moderator, who is told; raise `Invalid` for who cannot decide it."""
    case, thing = _lock(actor, case_id)
    need_free(case, actor)
    to = _moderator(person_id)
    if to is None or to.id == actor.id or not can_decide_case(to, case, thing.author_id):
        raise Invalid.one("to", "unknown", N_("Choose another moderator who may decide this report."))
    case.taken_by_id, case.taken_until = to.id, now() + LEASE
    data = {"case": case.id, "to": to.id}
    record(EventKind.CASE_HANDED_OVER, actor, thing.root, about=thing.ref, data=data)
    return case


@operation
def take_next(actor: Actor, *, narrow: CaseFilter = EVERYTHING, skip: int | None = None) -> Case | None:
    """Take the worst case that nobody has and that the actor may decide; None where there is none.

    `skip`: a case that they leave to others, which comes again when everything behind it is done.
    """
    waiting = list_cases(actor, narrow=narrow, limit=AHEAD).items
    if skip is not None:
        passed = [view.case.id for view in waiting]
        start = passed.index(skip) + 1 if skip in passed else 0
        waiting = [*waiting[start:], *waiting[:start]]
    for view in waiting:
        free = view.case.holder_id in {None, actor.id} and view.case.id != skip
        if free and can_decide_case(actor, view.case, view.thing.author_id):
            try:
                return take_case(actor, view.case.id)
            except (Conflict, NotFound):
                continue
    return None


def need_free(case: Case, actor: Actor) -> None:
    """Raise `Conflict` where somebody else has a case at this moment, or where it was decided."""
    if case.state == CaseState.CLOSED:
        raise Conflict(N_("Another moderator has decided this report. The list shows what is left."), code="decided")
    if case.holder_id in {None, actor.id}:
        return
    name = session().scalar(sa.select(Person.name).where(Person.id == case.taken_by_id))
    until = case.taken_until.strftime("%H:%M UTC") if case.taken_until else ""
    raise Conflict(TAKEN, code="taken", name=name or "", until=until)


def _moderator(person_id: int) -> Actor | None:
    """Return somebody as one who acts, None where there is no such person."""
    with suppress(NotFound):
        return actor_of(person_id)
    return None


def _lock(actor: Actor, case_id: int) -> tuple[Case, Thing]:
    """Return a locked case and what it is about; raise as deciding it would."""
    seen = session().get(Case, case_id)
    if seen is None or not can_see_case(actor, seen):
        raise NotFound
    thing = lock_thing(actor, seen.about)
    case = lock(Case, case_id)
    if not can_decide_case(actor, case, thing.author_id):
        raise Forbidden
    return case, thing
