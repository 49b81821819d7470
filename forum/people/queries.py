"""What pages read about people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.core.reading import Shape, Some
from forum.core.text import N_
from forum.people.drafts import KEPT_FOR, KeptDraft
from forum.people.models import ApiToken, Draft, Person, RoleGrant, SignIn
from forum.people.policy import SCOPED_ROLES, Actor, Role, can_manage_people
from forum.people.secrets import digest

STAFF = Keyset("staff", ((Person.slug, False), (Person.id, False)))
NEWEST = Keyset("people", ((Person.created_at, True), (Person.id, True)))


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
    counted: int = 0
    draft: KeptDraft | None = None


Count = Callable[[], sa.ColumnElement[int]]


def _nothing() -> sa.ColumnElement[int]:
    """SQL: no count of anything."""
    return sa.literal_column("0", sa.Integer())


def signed_in(secret: str, count: Count = _nothing, place: str = "") -> SignedIn | None:
    """Return who holds the session with this secret, None where it has ended. One statement.

    `count` makes SQL for a number that a front wants of the same person, correlated with `Person`; the number comes
    back as `counted`. `place` names the form on the page that is looked at: what they have kept of it comes back as
    `draft`.
    """
    at = now()
    values = {"digest": digest(secret), "place": place, "kept_since": at - KEPT_FOR, "now": at}
    rows = list(SIGNED_IN.rows(_signed_in_query(count), values))
    if not rows:
        return None
    session_id, seen_at, person, fields, saved_at, _, counted = rows[0]
    actor = person.actor([grant for *_, grant, _ in rows if grant is not None])
    draft = KeptDraft(place, fields, saved_at) if saved_at is not None else None
    return SignedIn(
        session_id, seen_at, person.name, person.slug, person.locale, person.time_zone, actor, counted, draft
    )


SIGNED_IN = Shape(
    *(SignIn.id, SignIn.seen_at),
    Some(
        Person,
        *(Person.name, Person.slug, Person.locale, Person.time_zone, Person.created_at),
        *(Person.suspended_until, Person.silenced_until, Person.trust_level),
    ),
    *(Draft.fields, Draft.saved_at, RoleGrant),
)


@cache
def _signed_in_query(count: Count) -> sa.Select[*tuple[Any, ...]]:
    """SQL: a session's person with their draft for a place and the number wanted, one row for each role."""
    draft = sa.and_(
        Draft.person_id == Person.id,
        Draft.place == sa.bindparam("place"),
        Draft.saved_at >= sa.bindparam("kept_since", type_=Draft.saved_at.type),
    )
    return (
        sa.select(*SIGNED_IN.columns, count())
        .select_from(SignIn)
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(Draft, draft)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            SignIn.digest == sa.bindparam("digest"),
            SignIn.expires_at > sa.bindparam("now", type_=SignIn.expires_at.type),
        )
    )


def person_by_email(email: str) -> Actor:
    """Return the person with this address as one who acts; raise `NotFound` where there is none."""
    found = _actor(Person.email == email.strip().lower())
    if found is None:
        raise NotFound(N_("No account has the address %(email)s."), email=email)
    return found


def actor_of(person_id: int) -> Actor:
    """Return a person as one who acts; raise `NotFound` where there is none. One statement."""
    found = _actor(Person.id == person_id)
    if found is None:
        raise NotFound
    return found


def _actor(clause: sa.ColumnElement[bool]) -> Actor | None:
    """Return the one person that a clause names as one who acts."""
    query = sa.select(Person, RoleGrant).outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    rows = session().execute(query.where(clause)).all()
    return rows[0][0].actor([grant for _, grant in rows if grant is not None]) if rows else None


def person_acting(person_id: int) -> Actor:
    """Return a person as one who acts; raise `NotFound` where there is none."""
    query = sa.select(Person, RoleGrant).outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    found = session().execute(query.where(Person.id == person_id)).all()
    if not found:
        raise NotFound
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
    public_name: str | None
    email: str | None
    about: str
    locale: str | None
    time_zone: str | None
    has_password: bool
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
        person.own_name or person.name,
        person.name if person.own_name else None,
        person.email,
        person.about,
        person.locale,
        person.time_zone,
        person.password_hash is not None,
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


@dataclass(frozen=True, slots=True)
class Held:
    """A role of a person; `product_id` None stands for all products."""

    role: Role
    product_id: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person with the roles that they hold."""

    person: Person
    held: tuple[Held, ...]


def person_by_id(person_id: int) -> Person:
    """Return a person with their roles; raise `NotFound` where there is none. One statement."""
    person = session().get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def members(
    actor: Actor, *, words: str = "", role: Role | None = None, limit: int = 40, cursor: str | None = None
) -> Page[Member]:
    """Return one page of people for admins, the newest first; `words` are part of a name or an address.

    Two statements. Raises `NotFound` for whoever may not manage people.
    """
    if not can_manage_people(actor):
        raise NotFound
    query = sa.select(Person)
    if words:
        query = query.where(
            sa.or_(
                Person.name.icontains(words, autoescape=True),
                Person.own_name.icontains(words, autoescape=True),
                Person.email.icontains(words, autoescape=True),
            )
        )
    if role is not None:
        query = query.where(Person.id.in_(sa.select(RoleGrant.person_id).where(RoleGrant.role == role)))
    page = fetch(session(), query, NEWEST, limit=limit, cursor=cursor)
    held = _held([person.id for person in page.items])
    return Page([Member(person, held.get(person.id, ())) for person in page.items], page.next, page.previous)


def staff(*, limit: int = 40, cursor: str | None = None) -> Page[Member]:
    """Return one page of those who check or moderate, by name: everybody may know. Two statements.

    Whoever is suspended may do neither for now. Of the roles there are those that can be limited to products.
    """
    held = sa.select(RoleGrant.person_id).where(RoleGrant.role.in_(SCOPED_ROLES))
    acting = sa.or_(Person.suspended_until.is_(None), Person.suspended_until <= now())
    page = fetch(session(), sa.select(Person).where(Person.id.in_(held), acting), STAFF, limit=limit, cursor=cursor)
    roles = _held([person.id for person in page.items])
    shown = [
        Member(person, tuple(each for each in roles.get(person.id, ()) if each.role in SCOPED_ROLES))
        for person in page.items
    ]
    return Page(shown, page.next, page.previous)


def member(actor: Actor, person_id: int) -> Member:
    """Return one person for admins; raise `NotFound` for whoever may not manage people."""
    if not can_manage_people(actor):
        raise NotFound
    return Member(person_by_id(person_id), _held([person_id]).get(person_id, ()))


def _held(person_ids: Sequence[int]) -> dict[int, tuple[Held, ...]]:
    """Return the roles of these people. One statement, none for nobody."""
    found: dict[int, tuple[Held, ...]] = {}
    if person_ids:
        query = sa.select(RoleGrant).where(RoleGrant.person_id.in_(person_ids)).order_by(RoleGrant.id)
        for grant in session().scalars(query):
            found[grant.person_id] = (*found.get(grant.person_id, ()), Held(grant.role, grant.product_id))
    return found
