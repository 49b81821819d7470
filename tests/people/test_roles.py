"""Roles: a set per person, limited to products or not, granted by admins and by command only."""

import pytest
import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.site import epoch
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.people.models import RoleGrant
from forum.people.policy import SYSTEM, Role, is_engineer
from forum.people.roles import grant_role, revoke_role
from forum.people.sign_in import actor_of
from tests.support.cast import Cast


def grants(person_id: int | None) -> set[tuple[Role, int | None]]:
    rows = session().execute(sa.select(RoleGrant.role, RoleGrant.product_id).where(RoleGrant.person_id == person_id))
    return {(role, product) for role, product in rows}


def test_a_role_is_granted_for_one_product_and_for_all(cast: Cast) -> None:
    assert cast.sam.id is not None
    before = epoch()
    assert grant_role(cast.amy, cast.sam.id, Role.ENGINEER, cast.router)
    sam = actor_of(cast.sam.id)
    assert is_engineer(sam, cast.router)
    assert not is_engineer(sam, cast.camera)
    assert grant_role(SYSTEM, cast.sam.id, Role.ENGINEER)
    assert is_engineer(actor_of(cast.sam.id), cast.camera)
    assert grants(cast.sam.id) == {(Role.CUSTOMER, None), (Role.ENGINEER, None)}
    assert epoch() == before + 2


def test_granting_and_revoking_twice_is_once(cast: Cast) -> None:
    assert cast.sam.id is not None
    assert grant_role(cast.amy, cast.sam.id, Role.MODERATOR)
    assert not grant_role(cast.amy, cast.sam.id, Role.MODERATOR)
    assert not grant_role(cast.amy, cast.sam.id, Role.MODERATOR, cast.router)
    assert revoke_role(cast.amy, cast.sam.id, Role.MODERATOR)
    assert not revoke_role(cast.amy, cast.sam.id, Role.MODERATOR)
    kinds = list(session().scalars(sa.select(Event.kind).order_by(Event.id)))
    assert kinds == [EventKind.ROLE_GRANTED, EventKind.ROLE_REVOKED]


def test_one_product_is_revoked_alone(cast: Cast) -> None:
    assert cast.sam.id is not None
    grant_role(cast.amy, cast.sam.id, Role.ENGINEER, cast.router)
    grant_role(cast.amy, cast.sam.id, Role.ENGINEER, cast.camera)
    assert revoke_role(cast.amy, cast.sam.id, Role.ENGINEER, cast.router)
    assert (Role.ENGINEER, cast.camera) in grants(cast.sam.id)
    grant_role(cast.amy, cast.sam.id, Role.ENGINEER)
    with pytest.raises(Conflict):
        revoke_role(cast.amy, cast.sam.id, Role.ENGINEER, cast.router)


@pytest.mark.parametrize("name", ["visitor", "ada", "eva", "max"])
def test_nobody_but_admins_grants_and_revokes(cast: Cast, name: str) -> None:
    actor = getattr(cast, name)
    assert cast.sam.id is not None
    for verb in (grant_role, revoke_role):
        with pytest.raises(Forbidden):
            verb(actor, cast.sam.id, Role.ADMIN)
    assert grants(cast.sam.id) == {(Role.CUSTOMER, None)}


def test_the_last_admin_stays(cast: Cast) -> None:
    assert cast.amy.id is not None
    assert cast.sam.id is not None
    with pytest.raises(Conflict):
        revoke_role(cast.amy, cast.amy.id, Role.ADMIN)
    grant_role(cast.amy, cast.sam.id, Role.ADMIN)
    assert revoke_role(cast.amy, cast.amy.id, Role.ADMIN)


def test_only_staff_roles_are_limited_to_products(cast: Cast) -> None:
    assert cast.sam.id is not None
    for role in (Role.ADMIN, Role.CUSTOMER):
        with pytest.raises(Invalid):
            grant_role(cast.amy, cast.sam.id, role, cast.router)
    with pytest.raises(NotFound):
        grant_role(cast.amy, 10**9, Role.ENGINEER)
