"""Roles: granted and revoked by admins in the browser, and by command."""

import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, Unfit
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.site import bump_epoch
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.accounts import NOT_SCOPED, show_as
from forum.people.models import Person, RoleGrant
from forum.people.policy import SCOPED_ROLES, Actor, Role, can_manage_people

HELD_FOR_ALL = N_("This role is held for all products. Revoke it, then grant it for the products that shall remain.")
LAST_ADMIN = N_("This is the only admin. Make somebody else an admin first.")


@operation
def grant_role(actor: Actor, person_id: int, role: Role, product_id: int | None = None) -> bool:
    """Give a person a role, for one product or (None) for all; return whether that changed anything."""
    person = _person(actor, person_id, role, product_id)
    held = _held(person.id, role)
    if None in held or product_id in held:
        return False
    if product_id is None:
        # For all products includes the single ones.
        session().execute(sa.delete(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.role == role))
    session().add(RoleGrant(person_id=person.id, role=role, product_id=product_id))
    data = {"role": role.value, "product": product_id}
    record(EventKind.ROLE_GRANTED, actor, Ref(Kind.PERSON, person.id), data=data)
    bump_epoch()
    return True


@operation
def revoke_role(actor: Actor, person_id: int, role: Role, product_id: int | None = None) -> bool:
    """Take a role from a person, for one product or (None) altogether; return whether that changed anything."""
    person = _person(actor, person_id, role, product_id)
    held = _held(person.id, role)
    if not held or (product_id is not None and product_id not in held and None not in held):
        return False
    if product_id is not None and None in held:
        raise Unfit(HELD_FOR_ALL)
    if role is Role.ADMIN and _admins() == 1:
        raise Unfit(LAST_ADMIN)
    which = [RoleGrant.person_id == person.id, RoleGrant.role == role]
    if product_id is not None:
        which.append(RoleGrant.product_id == product_id)
    session().execute(sa.delete(RoleGrant).where(*which))
    _end_public_name(person)
    data = {"role": role.value, "product": product_id}
    record(EventKind.ROLE_REVOKED, actor, Ref(Kind.PERSON, person.id), data=data)
    bump_epoch()
    return True


def _end_public_name(person: Person) -> None:
    """Show the own name of somebody who is of the staff no longer: the other one could promise an office."""
    offices = sa.select(RoleGrant.id).where(RoleGrant.person_id == person.id, RoleGrant.role != Role.CUSTOMER)
    if person.own_name is not None and session().scalars(offices.limit(1)).one_or_none() is None:
        show_as(person, person.own_name)


def _person(actor: Actor, person_id: int, role: Role, product_id: int | None) -> Person:
    """Return the locked person, after asking whether the actor may do this and whether it makes sense."""
    person = lock(Person, person_id)
    if not can_manage_people(actor):
        raise Forbidden
    if product_id is not None and role not in SCOPED_ROLES:
        raise Invalid.one("product", "not_scoped", NOT_SCOPED)
    return person


def _held(person_id: int, role: Role) -> set[int | None]:
    """Return the products for which a person holds a role; None stands for all."""
    query = sa.select(RoleGrant.product_id).where(RoleGrant.person_id == person_id, RoleGrant.role == role)
    return set(session().scalars(query))


def is_last_admin(person_id: int) -> bool:
    """Whether this person alone can change the site; the admins' rows stay locked until the unit ends."""
    rows = sa.select(RoleGrant.person_id).where(RoleGrant.role == Role.ADMIN).with_for_update()
    return set(session().scalars(rows)) == {person_id}


def _admins() -> int:
    """Return how many people can change the site."""
    # Locked, so that two admins cannot revoke each other at once.
    rows = sa.select(RoleGrant.id).where(RoleGrant.role == Role.ADMIN).with_for_update()
    return len(session().scalars(rows).all())
