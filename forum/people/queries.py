"""What pages read about people."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.text import N_
from forum.people.models import ApiToken, Person, RoleGrant, SignIn
from forum.people.policy import Actor
from forum.people.secrets import digest


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in by one session, as plain values."""

    session_id: int
    seen_at: datetime
    name: str
    slug: str
    locale: str | None
    time_zone: str | None
    actor: Actor


def signed_in(secret: str) -> SignedIn | None:
    """Return who holds the session with this secret, None where it has ended. One statement."""
    query = (
        sa.select(SignIn.id, SignIn.seen_at, Person, RoleGrant)
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .where(SignIn.digest == digest(secret), SignIn.expires_at > now())
    )
    rows = session().execute(query).all()
    if not rows:
        return None
    session_id, seen_at, person, _ = rows[0]
    actor = person.actor([grant for *_, grant in rows if grant is not None])
    return SignedIn(session_id, seen_at, person.name, person.slug, person.locale, person.time_zone, actor)


def person_by_email(email: str) -> Actor:
    """Return the person with this address as one who acts; raise `NotFound` where there is none."""
    rows = session().execute(
        sa.select(Person, RoleGrant)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .where(Person.email == email.strip().lower())
    )
    found = rows.all()
    if not found:
        raise NotFound(N_("No account has the address %(email)s."), email=email)
    actor: Actor = found[0][0].actor([grant for _, grant in found if grant is not None])
    return actor


@dataclass(frozen=True, slots=True)
class Device:
    """One place where somebody is signed in."""

    id: int
    name: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """A key for the API that is still good."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """What a person sees of their own account."""

    name: str
    email: str | None
    about: str
    locale: str | None
    time_zone: str | None
    devices: tuple[Device, ...]
    keys: tuple[Key, ...]


def account_of(actor: Actor) -> Account:
    """Return the actor's own account, newest devices and keys first. Three statements."""
    person = session().get(Person, actor.id) if actor.id is not None else None
    if person is None:
        raise NotFound
    devices = sa.select(SignIn).where(SignIn.person_id == person.id, SignIn.expires_at > now())
    keys = sa.select(ApiToken).where(ApiToken.person_id == person.id, ApiToken.revoked_at.is_(None))
    return Account(
        person.name,
        person.email,
        person.about,
        person.locale,
        person.time_zone,
        tuple(
            Device(row.id, row.device, row.created_at, row.seen_at)
            for row in session().scalars(devices.order_by(SignIn.seen_at.desc(), SignIn.id.desc()))
        ),
        tuple(
            Key(row.id, row.name, row.created_at, row.used_at)
            for row in session().scalars(keys.order_by(ApiToken.id.desc()))
        ),
    )


@dataclass(frozen=True, slots=True)
class PublicPerson:
    """What everybody may know of a person."""

    id: int
    name: str
    slug: str
    about: str
    roles: tuple[str, ...]
    created_at: datetime


def public_person(person_id: int) -> PublicPerson:
    """Return what is public of a person; raise `NotFound` where there is none. One statement."""
    query = sa.select(Person, RoleGrant.role).outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    rows = session().execute(query.where(Person.id == person_id)).all()
    if not rows:
        raise NotFound
    person = rows[0][0]
    roles = tuple(sorted({role.value for _, role in rows if role is not None}))
    return PublicPerson(person.id, person.name, person.slug, person.about, roles, person.created_at)
