"""Keys for the API: shown once, kept as digests, revoked by their owner."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.models import ApiToken, Person, RoleGrant
from forum.people.policy import Actor, can_create_token, can_manage_account
from forum.people.secrets import derived_secret, digest, new_secret

# Lets scanners of public code recognize a key that was left there.
PREFIX = "vouch_"
LONGEST_NAME = 60
MOST_TOKENS = 20
USED_EVERY = timedelta(hours=1)
# How long a second press of the same form is answered as the first was.
PRESSED_AGAIN = timedelta(minutes=1)
SHOWN = N_("This page has made its key already, and a key is shown once. Revoke it if you did not copy it.")


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Who uses the API, and with which of their keys."""

    token_id: int
    actor: Actor


@operation
def create_token(actor: Actor, name: str, *, form: str = "") -> str:
    """Make a key for the actor and return it; it cannot be read again.

    `form` is a secret of the form that asks for it, where there is one: the same form makes one key of that name, and
    who presses twice gets that. Raises `Invalid` where it was made more than a minute ago, or revoked.
    """
    if not can_create_token(actor) or actor.id is None:
        raise Forbidden
    person = lock(Person, actor.id)
    name = " ".join(name.split())
    if not name:
        raise Invalid.one("name", "empty", N_("Say what the key is for, so that you know it again."))
    if len(name) > LONGEST_NAME:
        raise Invalid.one("name", "too_long", N_("Use at most %(most)d characters."), most=LONGEST_NAME)
    secret = PREFIX + (derived_secret("key", str(person.id), form, name) if form else new_secret())
    if form and _made_before(secret):
        return secret
    _need_room(person.id)
    token = ApiToken(person_id=person.id, name=name, digest=digest(secret))
    session().add(token)
    session().flush()
    about = Ref(Kind.PERSON, person.id)
    record(EventKind.TOKEN_CREATED, actor, about, data={"token": token.id}, details={"name": name})
    return secret


def _made_before(secret: str) -> bool:
    """Whether the key was made, a moment ago; raise `Invalid` where that was long ago, or it was revoked."""
    made = session().scalars(sa.select(ApiToken).where(ApiToken.digest == digest(secret))).one_or_none()
    if made is not None and (made.revoked_at is not None or now() - made.created_at > PRESSED_AGAIN):
        raise Invalid.one("name", "shown", SHOWN)
    return made is not None


def _need_room(person_id: int) -> None:
    """Raise `Invalid` where somebody has as many keys as one may have."""
    valid = sa.select(sa.func.count()).where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    if (session().scalar(valid) or 0) >= MOST_TOKENS:
        raise Invalid.one(
            "name", "too_many", N_("You have %(most)d keys. Revoke one that you do not use."), most=MOST_TOKENS
        )


@operation
def revoke_token(actor: Actor, token_id: int) -> None:
    """End one of the actor's keys; a revoked one stays revoked. Raises `NotFound` for another's."""
    token = session().get(ApiToken, token_id, populate_existing=True)
    if token is None or not can_manage_account(actor, token.person_id):
        raise NotFound
    if token.revoked_at is not None:
        return
    token.revoked_at = now()
    record(EventKind.TOKEN_REVOKED, actor, Ref(Kind.PERSON, token.person_id), data={"token": token.id})


def end_tokens(actor: Actor) -> None:
    """End all of the actor's keys, inside the open unit of work."""
    valid = sa.select(ApiToken).where(ApiToken.person_id == actor.id, ApiToken.revoked_at.is_(None))
    for token in session().scalars(valid).all():
        token.revoked_at = now()
        record(EventKind.TOKEN_REVOKED, actor, Ref(Kind.PERSON, token.person_id), data={"token": token.id})


def token_made(secret: str) -> int:
    """Return the number of the key that was just made. One statement."""
    return session().scalars(sa.select(ApiToken.id).where(ApiToken.digest == digest(secret))).one()


def authenticate_token(secret: str) -> TokenHolder | None:
    """Return whose key this is, None for an unknown or revoked one. One statement; once an hour its use is noted."""
    query = (
        sa.select(ApiToken.id, ApiToken.used_at, Person, RoleGrant)
        .join(Person, Person.id == ApiToken.person_id)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .where(ApiToken.digest == digest(secret), ApiToken.revoked_at.is_(None))
    )
    rows = session().execute(query).all()
    if not rows:
        return None
    token_id, used_at, person, _ = rows[0]
    actor = person.actor([grant for *_, grant in rows if grant is not None])
    if used_at is None or now() - used_at >= USED_EVERY:
        _note_used(token_id)
    return TokenHolder(token_id, actor)


@operation
def _note_used(token_id: int) -> None:
    """Keep when a key was last used: a measurement, for its owner's list."""
    session().execute(sa.update(ApiToken).where(ApiToken.id == token_id).values(used_at=now()))
