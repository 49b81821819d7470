"""Another address for one's account: confirmed by digits that are mailed to it, with a way back for the old one.

Whoever asks learns nothing about the new address: the page is the same whether it has an account or not, and only its
mail tells. Until the digits are typed nothing has changed.
"""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.codes import HOUR, WRONG, Way, letter_limits, try_limits, use, write_wish
from forum.people.limits import Limit, take_attempt
from forum.people.models import MailedSecret, Person
from forum.people.names import email_address
from forum.people.passwords import is_right
from forum.people.policy import Actor, can_manage_account
from forum.people.reset import WRONG as WRONG_PASSWORD
from forum.people.reset import end_links, make_reset_secret
from forum.people.secrets import digest, new_secret
from forum.people.sessions import end_other_sessions
from forum.people.sign_in import actor_of
from forum.people.tokens import end_tokens

WAY_BACK = "way back"
BACK_LASTS = timedelta(days=14)
SAME = N_("This is your address already.")
GONE = N_("This address has an account of its own by now.")
DEAD_LINK = N_("This link has been used or is older than two weeks.")


@dataclass(frozen=True, slots=True)
class Moved:
    """An account that left an address: whose, and from where."""

    person_id: int
    email: str


def ask_address(actor: Actor, email: str, current: str = "", *, address: str | None = None, way: Way) -> str:
    """Ask for another address; return the ticket that the digits from the letter to it are typed for.

    `current` is the present password, for those who have one. Raises `Invalid` for `email` and `current`, never for an
    address that is taken, and `TooMany`.
    """
    if actor.id is None or not can_manage_account(actor, actor.id):
        raise Forbidden
    email = email_address(email)
    take_attempt((Limit("password", 10, timedelta(minutes=15), (str(actor.id),)),))
    row = session().execute(sa.select(Person.password_hash, Person.email).where(Person.id == actor.id)).one()
    session().rollback()
    if row.password_hash is not None and not is_right(row.password_hash, current):
        raise Invalid.one("current", "wrong", WRONG_PASSWORD)
    if email == row.email:
        raise Invalid.one("email", "same", SAME)
    take_attempt((Limit("new address", 5, HOUR, (str(actor.id),)), *letter_limits(email, address)))
    return _ask(actor, email, way)


@operation
def _ask(actor: Actor, email: str, way: Way) -> str:
    """Write the wish."""
    return write_wish(actor, email, way)


def confirm_new_address(
    actor: Actor, ticket: str, code: str, *, address: str | None = None, session_id: int | None = None
) -> None:
    """Move the actor's account to the address whose letter they have read; the old address is told.

    Digits mailed to an address open its account, so all sessions of the account end but this one (None: all of them).
    Raises `Invalid` for wrong, used and old digits, `NotFound` for somebody else's ticket, and `TooMany`.
    """
    if actor.id is None or not can_manage_account(actor, actor.id):
        raise Forbidden
    take_attempt(try_limits(address))
    try:
        moved = _move(actor, ticket, "".join(code.split()), session_id)
    except Conflict as conflict:
        if conflict.code != "uq_people_email":
            raise
        raise Invalid.one("code", "taken", GONE) from conflict
    # Raised here, so that the try above stays counted.
    if not moved:
        raise Invalid.one("code", "wrong", WRONG)


@operation
def _move(actor: Actor, ticket: str, code: str, session_id: int | None) -> bool:
    """Count the try, and set the address where the digits are right."""
    person = lock(Person, actor.id or 0)
    row = use(ticket, code, person.id)
    if row is None:
        return False
    before = person.email
    _set(person, row.email)
    end_other_sessions(actor, session_id)
    data = {"way_back": keep_way_back(person.id, before).id} if before else {}
    details = {"before": before, "email": row.email}
    record(EventKind.ADDRESS_CHANGED, actor, Ref(Kind.PERSON, person.id), data=data, details=details)
    return True


def _set(person: Person, email: str) -> None:
    """Give an account an address whose mail its owner has read; what was mailed to another one ends."""
    end_links(person.id)
    person.email, person.email_confirmed_at = email, now()
    session().flush()


def keep_way_back(person_id: int, email: str) -> MailedSecret:
    """Keep a way back to an address. Its secret is made with the letter that carries it: nobody knows this one."""
    row = MailedSecret(
        person_id=person_id,
        purpose=WAY_BACK,
        email=email,
        digest=digest(new_secret()),
        expires_at=now() + BACK_LASTS,
    )
    session().add(row)
    session().flush()
    return row


def make_way_back(secret_id: int) -> tuple[str, str] | None:
    """Return the secret of a way back and the address that it leads to, inside the unit that writes the letter."""
    row = session().get(MailedSecret, secret_id)
    if row is None or row.email is None or row.used_at is not None:
        return None
    secret = new_secret()
    row.digest = digest(secret)
    return secret, row.email


def way_back(secret: str) -> Moved:
    """Return where a way back leads; raise `NotFound` for a used, old or unknown one."""
    row = session().scalars(sa.select(MailedSecret).where(*_is_open(secret))).one_or_none()
    if row is None or row.email is None:
        raise NotFound(DEAD_LINK)
    return Moved(row.person_id, row.email)


def _is_open(secret: str) -> tuple[sa.ColumnElement[bool], ...]:
    """SQL: a way back that is still good."""
    return (
        MailedSecret.digest == digest(secret),
        MailedSecret.purpose == WAY_BACK,
        MailedSecret.used_at.is_(None),
        MailedSecret.expires_at > now(),
    )


def take_back(secret: str) -> str:
    """Give an account its old address again, end all its sessions and keys; return the secret for a new password.

    Raises `NotFound` for a dead link, and where the address has another account by now.
    """
    try:
        return _take_back(secret)
    except Conflict as conflict:
        if conflict.code != "uq_people_email":
            raise
        raise NotFound(GONE) from conflict


@operation
def _take_back(secret: str) -> str:
    """Set the old address, if the link is still good now that the person's row is locked."""
    person = lock(Person, way_back(secret).person_id)
    link = session().scalars(sa.select(MailedSecret).where(*_is_open(secret)).with_for_update()).one_or_none()
    if link is None or link.email is None:
        raise NotFound(DEAD_LINK)
    before, actor = person.email, actor_of(person.id)
    _set(person, link.email)
    # Later addresses were not this owner's choice: their ways back end. Earlier ones were.
    later = (MailedSecret.person_id == person.id, MailedSecret.purpose == WAY_BACK, MailedSecret.id >= link.id)
    session().execute(sa.update(MailedSecret).where(*later, MailedSecret.used_at.is_(None)).values(used_at=now()))
    # Whoever had moved it may have made a key for themselves.
    end_other_sessions(actor, None)
    end_tokens(actor)
    about = Ref(Kind.PERSON, person.id)
    record(EventKind.ADDRESS_TAKEN_BACK, actor, about, details={"before": before, "email": link.email})
    return make_reset_secret(person.id)
