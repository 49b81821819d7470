"""Signing in with address and password."""

from datetime import timedelta

import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import Invalid
from forum.core.operation import operation
from forum.core.text import N_
from forum.people.limits import Limit, forget_attempts, network, take_attempt
from forum.people.models import Person, RoleGrant
from forum.people.passwords import hash_password, is_dated, is_right
from forum.people.policy import Actor
from forum.people.sessions import begin_session

# The same for a wrong password, an unknown address and an account without a password.
WRONG = N_("The address or the password is not right. Check both, or ask for a new password.")
QUARTER = timedelta(minutes=15)


def _limits(email: str, address: str | None) -> tuple[Limit, ...]:
    """Few tries for one account from one place; many more before an account or a place is limited as a whole."""
    place = network(address)
    return (
        Limit("sign-in", 10, QUARTER, (email, place)),
        Limit("sign-in place", 100, QUARTER, (place,)),
        Limit("sign-in account", 100, timedelta(hours=1), (email,)),
    )


def sign_in(email: str, password: str, *, address: str | None = None, device: str = "") -> str:
    """Begin a session for whoever has this address and password; return its secret.

    Raises `Invalid`, with one answer for every reason, and `TooMany` after many tries.
    """
    email = email.strip().lower()
    limits = _limits(email, address)
    take_attempt(limits)
    found = session().execute(sa.select(Person.id, Person.password_hash).where(Person.email == email)).one_or_none()
    # Comparing takes long; no transaction stays open meanwhile.
    session().rollback()
    if not is_right(found.password_hash if found else None, password) or found is None:
        raise Invalid.one("", "wrong", WRONG)
    dated = is_dated(found.password_hash)
    fresh = hash_password(password) if dated else None
    return _begin(found.id, limits, device, fresh)


@operation
def _begin(person_id: int, limits: tuple[Limit, ...], device: str, fresh: str | None) -> str:
    """Begin the session, forget the tries, and keep a renewed hash where one was made."""
    forget_attempts(limits[:1])
    if fresh is not None:
        session().execute(sa.update(Person).where(Person.id == person_id).values(password_hash=fresh))
    return begin_session(actor_of(person_id), device)


def actor_of(person_id: int) -> Actor:
    """Return a person as one who acts."""
    person = session().get_one(Person, person_id, populate_existing=True)
    grants = session().scalars(sa.select(RoleGrant).where(RoleGrant.person_id == person_id)).all()
    return person.actor(list(grants))
