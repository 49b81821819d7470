"""Changing a password: by knowing the old one, or by a link that was mailed."""

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
from forum.people.accounts import confirm_address
from forum.people.limits import Limit, network, take_attempt
from forum.people.models import MailedSecret, Person
from forum.people.names import email_address
from forum.people.passwords import check_password, hash_password, is_right
from forum.people.policy import VISITOR, Actor, can_manage_account
from forum.people.secrets import digest, new_secret
from forum.people.sessions import end_other_sessions
from forum.people.sign_in import actor_of

RESET = "reset"
LINK_LASTS = timedelta(hours=2)
DEAD_LINK = N_("This link has been used or is older than two hours. Ask for a new one.")
WRONG = N_("This is not your present password.")


def change_password(actor: Actor, current: str, password: str) -> None:
    """Change the actor's own password, or set their first, and end all their sessions: the caller begins a new one.

    Raises `Invalid` for `current` or `password`, and `TooMany`.
    """
    if actor.id is None or not can_manage_account(actor, actor.id):
        raise Forbidden
    take_attempt((Limit("password", 10, timedelta(minutes=15), (str(actor.id),)),))
    row = (
        session().execute(sa.select(Person.password_hash, Person.name, Person.email).where(Person.id == actor.id)).one()
    )
    session().rollback()
    # Who signs in by mail only has no present password to show.
    if row.password_hash is not None and not is_right(row.password_hash, current):
        raise Invalid.one("current", "wrong", WRONG)
    check_password(password, known=(row.name, row.email or ""))
    _set_password(actor, row.password_hash, hash_password(password))


@operation
def _set_password(actor: Actor, before: str | None, after: str) -> None:
    """Set the new hash, if the old one is still what was compared."""
    person = lock(Person, actor.id or 0)
    if person.password_hash != before:
        raise Conflict
    person.password_hash = after
    end_other_sessions(actor, None)
    record(
        EventKind.PASSWORD_CHANGED,
        actor,
        Ref(Kind.PERSON, person.id),
        data={"how": "old password" if before else "first one"},
    )


def ask_reset(email: str, *, address: str | None = None) -> None:
    """Ask for a link to choose a new password; it is mailed if the address has an account, and nothing tells whether.

    Raises `Invalid` for what is no address, and `TooMany`.
    """
    email = email_address(email)
    hour = timedelta(hours=1)
    take_attempt(
        (
            Limit("reset place", 20, hour, (network(address),)),
            Limit("reset account", 5, hour, (email,)),
        )
    )
    _ask(email)


@operation
def _ask(email: str) -> None:
    """Record the wish; what follows from it writes the letter, after the page has been answered."""
    found = session().scalar(sa.select(Person.id).where(Person.email == email))
    if found is not None:
        record(EventKind.PASSWORD_RESET_ASKED, VISITOR, Ref(Kind.PERSON, found))


def make_reset_secret(person_id: int) -> str:
    """Return the secret of a new link, inside the unit that writes its letter; older links end."""
    end_links(person_id)
    secret = new_secret()
    session().add(
        MailedSecret(person_id=person_id, purpose=RESET, digest=digest(secret), expires_at=now() + LINK_LASTS)
    )
    return secret


def end_links(person_id: int) -> None:
    """Make every open link of a person useless."""
    still_open = (
        MailedSecret.person_id == person_id,
        MailedSecret.purpose == RESET,
        MailedSecret.used_at.is_(None),
    )
    session().execute(sa.update(MailedSecret).where(*still_open).values(used_at=now()))


def whose_link(secret: str) -> int:
    """Return whose reset link this is; raise `NotFound` for a used, old or unknown one."""
    query = sa.select(MailedSecret.person_id).where(
        MailedSecret.digest == digest(secret),
        MailedSecret.purpose == RESET,
        MailedSecret.used_at.is_(None),
        MailedSecret.expires_at > now(),
    )
    found = session().scalar(query)
    if found is None:
        raise NotFound(DEAD_LINK)
    return found


def reset_password(secret: str, password: str) -> Actor:
    """Choose a new password by a mailed link; all sessions end. Return the person as one who acts.

    Raises `NotFound` for a dead link and `Invalid` for `password`.
    """
    row = session().execute(sa.select(Person.name, Person.email).where(Person.id == whose_link(secret))).one()
    session().rollback()
    check_password(password, known=(row.name, row.email or ""))
    return _reset(secret, hash_password(password))


@operation
def _reset(secret: str, after: str) -> Actor:
    """Set the new hash, if the link is still good now that the person's row is locked."""
    person = lock(Person, whose_link(secret))
    actor = actor_of(whose_link(secret))
    person.password_hash = after
    end_links(person.id)
    # Whoever has the link reads the mail of this address.
    confirm_address(person.id)
    end_other_sessions(actor, None)
    record(EventKind.PASSWORD_CHANGED, actor, Ref(Kind.PERSON, person.id), data={"how": "mailed link"})
    return actor
