"""Six digits by mail: how people register, and sign in without a password.

Whoever asks learns nothing about the address: what is done, kept and shown is the same whether it has an account or
not. Only its mail tells, to whoever reads that.
"""

import enum
import hmac
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.operation import lock, operation
from forum.core.refs import SITE
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.accounts import CLOSED, checked_newcomer, confirm_address, open_account
from forum.people.limits import Limit, network, take_attempt
from forum.people.models import MailedCode, Person
from forum.people.names import email_address
from forum.people.passwords import hash_password
from forum.people.policy import VISITOR, Actor, can_register
from forum.people.secrets import digest, keyed_digest, new_code, new_secret
from forum.people.sign_in import actor_of

LASTS = timedelta(minutes=10)
MOST_TRIES = 5
FORGOTTEN_AFTER = timedelta(days=1)
HOUR = timedelta(hours=1)
WRONG = N_("These are not the digits that we mailed. Look at the newest letter.")
DEAD = N_("These digits cannot be used any more: they are good once, for ten minutes and five tries. Ask for new ones.")


@dataclass(frozen=True, slots=True)
class Way:
    """Where somebody goes on after signing in: the form they had filled in, the page, and their language."""

    kept: str = ""
    next_url: str = ""
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the letter goes, and where its reader goes on."""

    email: str
    way: Way


@dataclass(frozen=True, slots=True)
class Entered:
    """Who has typed the right digits, and where they go on."""

    actor: Actor
    way: Way


class Case(enum.Enum):
    """What the letter has to say."""

    OPENS = enum.auto()
    SIGNS_IN = enum.auto()
    HAS_ONE = enum.auto()
    HAS_NONE = enum.auto()
    MOVES_HERE = enum.auto()
    IS_TAKEN = enum.auto()
    ERASES = enum.auto()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A code that a letter is due for."""

    id: int
    email: str
    person_id: int | None
    locale: str | None
    case: Case
    asked_by_id: int | None = None


def register(
    name: str, email: str, password: str | None = None, *, address: str | None = None, way: Way | None = None
) -> str:
    """Ask for an account; return the ticket that the digits from the letter are typed for.

    Raises `Invalid` for each field, `TooMany` after many wishes, `Forbidden` where nobody may register.
    """
    if not can_register(VISITOR):
        raise Forbidden(CLOSED)
    name, email = checked_newcomer(name, email, password)
    session().rollback()
    take_attempt((Limit("register", 20, HOUR, (network(address),)), *letter_limits(email, address)))
    return _ask(email, way or Way(), name, hash_password(password) if password is not None else None)


def ask_code(email: str, *, address: str | None = None, way: Way | None = None) -> str:
    """Ask for digits to sign in with; return the ticket that they are typed for.

    Raises `Invalid` for what is no address, and `TooMany`.
    """
    email = email_address(email)
    take_attempt(letter_limits(email, address))
    return _ask(email, way or Way(), None, None)


def letter_limits(email: str, address: str | None) -> tuple[Limit, ...]:
    """Few letters to one address for one place; some more before an address or a place is limited as a whole."""
    place = network(address)
    return (
        Limit("code", 5, HOUR, (email, place)),
        Limit("code place", 40, HOUR, (place,)),
        Limit("code account", 15, HOUR, (email,)),
    )


@operation
def _ask(email: str, way: Way, name: str | None, kept_password: str | None) -> str:
    """Write the wish of a visitor."""
    return write_wish(VISITOR, email, way, name=name, kept_password=kept_password)


def write_wish(actor: Actor, email: str, way: Way, *, name: str | None = None, kept_password: str | None = None) -> str:
    """Write a wish for digits, inside the open unit; what follows writes the letter, after the page was answered.

    A signed-in actor wants the address for their account.
    """
    session().execute(sa.delete(MailedCode).where(MailedCode.created_at < now() - FORGOTTEN_AFTER))
    ticket = new_secret()
    row = MailedCode(
        ticket=digest(ticket),
        email=email,
        person_id=actor.id,
        name=name,
        password_hash=kept_password,
        locale=way.locale,
        kept=way.kept,
        next_url=way.next_url,
        expires_at=now() + LASTS,
    )
    session().add(row)
    session().flush()
    record(EventKind.CODE_ASKED, actor, SITE, data={"code": row.id})
    return ticket


def asked_for(ticket: str, whose: int | None = None) -> Asked:
    """Return what was asked for with this ticket; raise `NotFound` where the ticket is no more.

    `whose` is the person who wants an address for their account; none for digits that let somebody in.
    """
    columns = MailedCode.email, MailedCode.kept, MailedCode.next_url
    row = session().execute(sa.select(*columns).where(*_still_open(ticket, whose))).one_or_none()
    if row is None:
        raise NotFound(DEAD)
    return Asked(row.email, Way(row.kept, row.next_url))


def _still_open(ticket: str, whose: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds of the ticket of an unused code; one that is too old can be asked for again."""
    young = MailedCode.created_at >= now() - FORGOTTEN_AFTER
    for_them = MailedCode.person_id.is_not_distinct_from(whose)
    return MailedCode.ticket == digest(ticket), MailedCode.used_at.is_(None), young, for_them


def ask_again(ticket: str, whose: int | None = None, *, address: str | None = None) -> None:
    """Ask for new digits for the same ticket; the old ones end. Raises `NotFound` and `TooMany`."""
    email = asked_for(ticket, whose).email
    session().rollback()
    take_attempt(letter_limits(email, address))
    _renew(ticket, whose)


@operation
def _renew(ticket: str, whose: int | None) -> None:
    """Forget the old digits, and let a new letter be written."""
    row = _locked(ticket, whose)
    row.digest, row.tries, row.expires_at = None, 0, now() + LASTS
    record(EventKind.CODE_ASKED, VISITOR, SITE, data={"code": row.id})


def _locked(ticket: str, whose: int | None) -> MailedCode:
    """Return the ticket's row, locked; raise `NotFound` where the ticket is no more."""
    ident = session().scalar(sa.select(MailedCode.id).where(*_still_open(ticket, whose)))
    row = lock(MailedCode, ident or 0)
    if row.used_at is not None:
        raise NotFound(DEAD)
    return row


def wanted(code_id: int) -> Wanted | None:
    """Return what the letter is about, None where nobody waits for it any more."""
    row = session().get(MailedCode, code_id)
    if row is None or row.used_at is not None or row.expires_at <= now():
        return None
    found = session().scalar(sa.select(Person.id).where(Person.email == row.email))
    if row.person_id is not None and row.person_id == found:
        # Nobody moves to where they are: these digits confirm that the account goes.
        case = Case.ERASES
    elif row.person_id is not None:
        case = Case.MOVES_HERE if found is None else Case.IS_TAKEN
    elif row.name is None:
        case = Case.HAS_NONE if found is None else Case.SIGNS_IN
    else:
        case = Case.OPENS if found is None else Case.HAS_ONE
    return Wanted(row.id, row.email, found, row.locale, case, row.person_id)


def make_code(code_id: int) -> str:
    """Return fresh digits, inside the unit that writes their letter; only a digest of them is kept."""
    row = lock(MailedCode, code_id)
    code = new_code()
    row.digest = keyed_digest(row.ticket, code)
    return code


def enter_by_code(ticket: str, code: str, *, address: str | None = None) -> Entered:
    """Return who typed the digits of their letter; a newcomer's account is opened by that.

    Raises `Invalid` for wrong, used and old digits, and `TooMany` after many tries from one place.
    """
    take_attempt(try_limits(address))
    entered = _try(ticket, "".join(code.split()))
    # Raised here, so that the try above stays counted.
    if entered is None:
        raise Invalid.one("code", "wrong", WRONG)
    return entered


def try_limits(address: str | None) -> tuple[Limit, ...]:
    """So many digits may be tried from one place, whosever they are."""
    return (Limit("code tries", 60, HOUR, (network(address),)),)


@operation
def _try(ticket: str, code: str) -> Entered | None:
    """Let in whoever has typed the right digits; return None for wrong ones."""
    row = use(ticket, code)
    return Entered(_whose(row), Way(row.kept, row.next_url)) if row is not None else None


def use(ticket: str, code: str, whose: int | None = None) -> MailedCode | None:
    """Count a try inside the open unit; return the row that the right digits have used up, None for wrong ones."""
    row = _locked(ticket, whose)
    if row.tries >= MOST_TRIES or row.expires_at <= now():
        raise Invalid.one("code", "dead", DEAD)
    row.tries += 1
    if row.digest is None or not hmac.compare_digest(row.digest, keyed_digest(row.ticket, code)):
        return None
    row.used_at = now()
    return row


def _whose(row: MailedCode) -> Actor:
    """Return whose address it is; open their account where they have none yet."""
    found = session().scalar(sa.select(Person.id).where(Person.email == row.email))
    if found is None and row.name is None:
        raise NotFound(DEAD)
    if found is not None:
        actor = actor_of(found)
    else:
        actor = open_account(row.name or "", row.email, row.password_hash, row.locale)
    # Whoever has the digits reads the mail of this address.
    confirm_address(actor.id or 0)
    row.password_hash = None
    return actor
