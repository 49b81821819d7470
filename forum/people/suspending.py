"""Suspending: for a while a person reads and changes their own account, and does nothing else."""

from datetime import datetime

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid
from forum.core.operation import lock, operation
from forum.core.reasons import need_reason
from forum.core.refs import Kind, Ref
from forum.core.site import bump_epoch
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.models import Person, RoleGrant
from forum.people.policy import Actor, Role, can_suspend

STAFF = (Role.ENGINEER, Role.MODERATOR, Role.ADMIN)


@operation
def suspend(actor: Actor, person_id: int, *, until: datetime, reason: str, case_id: int | None = None) -> Person:
    """Let a person do nothing until then. `case_id`: the report that moderators decided so."""
    person = _person(actor, person_id)
    said = need_reason(reason)
    if until <= now():
        raise Invalid.one("until", "past", N_("Choose a day that is still to come."))
    if person.suspended_until == until:
        return person
    person.suspended_until = until
    _record(EventKind.PERSON_SUSPENDED, actor, person, {"until": until.isoformat()}, case_id, said)
    return person


@operation
def lift_suspension(actor: Actor, person_id: int, *, reason: str, case_id: int | None = None) -> Person:
    """Let a suspended person act again."""
    person = _person(actor, person_id)
    if person.suspended_until is None or person.suspended_until <= now():
        return person
    person.suspended_until = None
    _record(EventKind.SUSPENSION_LIFTED, actor, person, {}, case_id, need_reason(reason))
    return person


def is_staff_person(person_id: int) -> bool:
    """Whether somebody holds a role of staff, for whichever product. One statement."""
    held = sa.exists().where(RoleGrant.person_id == person_id, RoleGrant.role.in_(STAFF))
    return bool(session().scalar(sa.select(held)))


def _person(actor: Actor, person_id: int) -> Person:
    """Return a person, locked; raise where the actor may not suspend them."""
    person = lock(Person, person_id)
    if not can_suspend(actor, person.id, staff=is_staff_person(person.id)):
        raise Forbidden(N_("Staff is suspended by admins, and others by moderators of all products."))
    return person


def _record(
    kind: EventKind, actor: Actor, person: Person, data: dict[str, str], case_id: int | None, reason: str
) -> None:
    """Record it; what the person wrote may be shown differently from now on."""
    of = {} if case_id is None else {"case": case_id}
    record(kind, actor, Ref(Kind.PERSON, person.id), data=data | of, details={"reason": reason}, react=False)
    bump_epoch()
