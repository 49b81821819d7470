"""Erasing a person: asked for by themselves, with time to think, or by an admin with a reason; begun at one stroke.

From the moment at which it begins nobody can sign in as that person, and a made-up name stands for theirs wherever it
is shown. What they and others wrote is gone through afterwards, in batches: see `forum/personal/erase.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.db import session
from forum.core.erasing import Traces, Words, clean_rows
from forum.core.errors import Forbidden, Invalid, NotFound, Unfit
from forum.core.operation import lock, operation
from forum.core.reasons import need_reason
from forum.core.refs import Kind, Ref
from forum.core.site import bump_epoch
from forum.core.text import N_, Message
from forum.core.translation import translated
from forum.journal.kinds import EventKind
from forum.journal.models import Detail, Event
from forum.journal.record import record
from forum.people.codes import HOUR, WRONG, Way, letter_limits, try_limits, use, write_wish
from forum.people.exporting import folder
from forum.people.limits import Limit, take_attempt
from forum.people.models import (
    ApiToken,
    DataExport,
    Draft,
    Erasure,
    IdempotencyKey,
    KeptForm,
    MailedCode,
    MailedSecret,
    Person,
    Posts,
    RoleGrant,
    SentForm,
    SignIn,
)
from forum.people.names import person_slug
from forum.people.passwords import is_right
from forum.people.policy import SYSTEM, Actor, can_erase_oneself, can_erase_others
from forum.people.reset import WRONG as WRONG_PASSWORD
from forum.people.roles import LAST_ADMIN, is_last_admin

# So long one may think better of it.
GRACE = timedelta(days=7)
PSEUDONYM = N_("Former member %(number)d")
GONE = N_("This account has been erased already.")
# Events whose details say how somebody was called or addressed.
CALLED = (
    EventKind.PERSON_REGISTERED,
    EventKind.PERSON_CHANGED,
    EventKind.ADDRESS_CHANGED,
    EventKind.ADDRESS_TAKEN_BACK,
)
# Events by which texts lose words that the index keeps until it is made anew.
CHANGES = (EventKind.NAMES_ERASED, EventKind.ANSWER_DELETED, EventKind.QUESTION_DELETED)
NAMED = N_("The reason stays in the history for good: leave name and address out of it.")


def ask_erasure(actor: Actor, posts: Posts, current: str) -> Erasure:
    """Ask that one's own account be erased, and show that one knows its password.

    Raises `Invalid` for `current`, `Unfit` for the last admin, and `TooMany`. Whoever has no password shows that they
    read their mail: `ask_digits`, `confirm_by_digits`.
    """
    if not can_erase_oneself(actor) or actor.id is None:
        raise Forbidden
    take_attempt((Limit("password", 10, timedelta(minutes=15), (str(actor.id),)),))
    kept = session().scalar(sa.select(Person.password_hash).where(Person.id == actor.id))
    session().rollback()
    if not is_right(kept, current):
        raise Invalid.one("current", "wrong", WRONG_PASSWORD)
    return _ask(actor, posts)


def ask_digits(actor: Actor, *, address: str | None = None, way: Way) -> str:
    """Have digits mailed to one's own address that confirm the wish; return the ticket that they are typed for."""
    if not can_erase_oneself(actor) or actor.id is None:
        raise Forbidden
    email = session().scalar(sa.select(Person.email).where(Person.id == actor.id))
    session().rollback()
    if email is None:
        raise NotFound
    take_attempt((Limit("erase", 5, HOUR, (str(actor.id),)), *letter_limits(email, address)))
    return _ask_digits(actor, email, way)


@operation
def _ask_digits(actor: Actor, email: str, way: Way) -> str:
    """Write the wish for digits."""
    return write_wish(actor, email, way)


def confirm_by_digits(actor: Actor, posts: Posts, ticket: str, code: str, *, address: str | None = None) -> Erasure:
    """Ask that one's own account be erased, by the digits from the letter. Raises as `ask_erasure`, for `code`."""
    if not can_erase_oneself(actor) or actor.id is None:
        raise Forbidden
    take_attempt(try_limits(address))
    found = _confirm(actor, posts, ticket, "".join(code.split()))
    # Raised here, so that the try above stays counted.
    if found is None:
        raise Invalid.one("code", "wrong", WRONG)
    return found


@operation
def _confirm(actor: Actor, posts: Posts, ticket: str, code: str) -> Erasure | None:
    """Count the try, and write the wish where the digits are right."""
    person = lock(Person, actor.id or 0)
    row = use(ticket, code, person.id)
    return _ask(actor, posts) if row is not None and row.email == person.email else None


@operation
def _ask(actor: Actor, posts: Posts) -> Erasure:
    """Write the wish; a second one changes what becomes of the posts, and no more."""
    person = _standing(actor.id or 0)
    row = unfinished(person.id)
    if row is None:
        at = now()
        row = Erasure(person_id=person.id, asked_by_id=person.id, created_at=at, due_at=at + GRACE)
        session().add(row)
    elif row.posts is posts:
        return row
    is_new, row.posts = row.id is None, posts
    session().flush()
    data = {"erasure": row.id, "posts": posts.value, "due_at": row.due_at.isoformat()}
    # The letter says until when it can be called off, which does not change.
    record(EventKind.ERASURE_ASKED, actor, Ref(Kind.PERSON, person.id), data=data, react=is_new)
    return row


@operation
def erase_person(actor: Actor, person_id: int, posts: Posts, reason: str) -> Erasure:
    """Have somebody erased at once: an admin, or the command line. The reason may not name them.

    Raises `Invalid` for `reason`, `Unfit` for the last admin and for somebody who is erased already.
    """
    if not can_erase_others(actor, person_id):
        raise Forbidden
    person = _standing(person_id)
    why = need_reason(reason)
    row = unfinished(person.id)
    if row is not None and row.begun_at is not None:
        return row
    traces = _traces(person)
    if traces.is_in(why) or any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", why, re.I) for name in traces.names):
        raise Invalid.one("reason", "named", NAMED)
    if row is None:
        row = Erasure(person_id=person.id, created_at=now())
        session().add(row)
    row.asked_by_id, row.posts, row.due_at = actor.id, posts, now()
    session().flush()
    data = {"erasure": row.id, "posts": posts.value, "due_at": row.due_at.isoformat()}
    record(EventKind.ERASURE_ASKED, actor, Ref(Kind.PERSON, person.id), data=data, details={"reason": why})
    _begin(row, person)
    return row


@operation
def keep_account(actor: Actor) -> bool:
    """Call one's own erasure off while there is time; return whether there was one."""
    if not can_erase_oneself(actor) or actor.id is None:
        raise Forbidden
    person = lock(Person, actor.id)
    row = unfinished(person.id)
    if row is None or row.begun_at is not None or row.asked_by_id != person.id:
        return False
    row.cancelled_at = now()
    record(EventKind.ERASURE_CANCELLED, actor, Ref(Kind.PERSON, person.id), data={"erasure": row.id})
    return True


def _standing(person_id: int) -> Person:
    """Return the locked person, if they can go: the last admin cannot, and nobody goes twice."""
    person = lock(Person, person_id)
    if person.erased_at is not None and unfinished(person.id) is None:
        raise Unfit(GONE)
    if is_last_admin(person.id):
        raise Unfit(LAST_ADMIN)
    return person


def unfinished(person_id: int) -> Erasure | None:
    """Return a person's erasure that is asked for or under way, None where there is none. One statement."""
    waits = (Erasure.done_at.is_(None), Erasure.cancelled_at.is_(None))
    return session().scalars(sa.select(Erasure).where(Erasure.person_id == person_id, *waits)).one_or_none()


def erasure_of(actor: Actor) -> Erasure | None:
    """Return the actor's own erasure that is asked for, None where there is none. One statement."""
    return unfinished(actor.id) if actor.id is not None else None


def due_erasures() -> Sequence[int]:
    """Return the numbers of the erasures that are due or under way, the oldest first. One statement."""
    waits = (Erasure.done_at.is_(None), Erasure.cancelled_at.is_(None), Erasure.due_at <= now())
    found = session().scalars(sa.select(Erasure.id).where(*waits).order_by(Erasure.due_at, Erasure.id)).all()
    session().rollback()
    return found


@operation
def begin_erasure(erasure_id: int) -> tuple[Traces, Posts] | None:
    """Begin an erasure that is due, or go on with it; return what is looked for, and what becomes of the posts.

    None where nothing is to be done.

    Somebody who has become the last admin meanwhile stays, and is asked again.
    """
    row = session().get(Erasure, erasure_id)
    if row is None:
        return None
    person = lock(Person, row.person_id)
    row = lock(Erasure, erasure_id)
    if row.done_at is not None or row.cancelled_at is not None or row.due_at > now():
        return None
    if row.begun_at is None:
        if is_last_admin(person.id):
            row.cancelled_at = now()
            record(EventKind.ERASURE_CANCELLED, SYSTEM, Ref(Kind.PERSON, person.id), data={"erasure": row.id})
            return None
        _begin(row, person)
    return _traces_of(row), row.posts


def _begin(row: Erasure, person: Person) -> None:
    """Let a made-up name stand for the person's, and end everything by which they could act, in the open unit."""
    traces = _traces(person)
    row.words = {"names": traces.names, "slugs": traces.slugs, "addresses": traces.addresses}
    row.begun_at = person.erased_at = now()
    person.name, person.slug, person.own_name = traces.pseudonym, traces.slug, None
    person.email = person.email_confirmed_at = person.password_hash = None
    person.about, person.locale, person.time_zone = "", None, None
    person.profile_url = person.source_url = None
    session().execute(sa.delete(MailedCode).where(MailedCode.email.in_(traces.addresses)))
    tokens = sa.select(ApiToken.id).where(ApiToken.person_id == person.id)
    session().execute(sa.delete(IdempotencyKey).where(IdempotencyKey.token_id.in_(tokens)))
    for model in (SignIn, ApiToken, MailedSecret, MailedCode, KeptForm, SentForm, Draft, RoleGrant):
        session().execute(sa.delete(model).where(model.person_id == person.id))
    session().flush()
    record(EventKind.PERSON_ERASED, SYSTEM, Ref(Kind.PERSON, person.id), data={"erasure": row.id})
    bump_epoch()


def _traces(person: Person) -> Traces:
    """Return everything that the person was called and addressed by, as far as it is known here."""
    names = [person.name, person.own_name]
    wanted = sa.select(MailedCode.email).where(MailedCode.person_id == person.id)
    addresses = [person.email, *session().scalars(_addresses_of(person.id)), *session().scalars(wanted)]
    told = sa.select(Detail.values).join(Event, Event.id == Detail.event_id).where(Event.kind.in_(CALLED))
    for values in session().scalars(told.where(Event.root_kind == Kind.PERSON, Event.root_id == person.id)):
        names += [values.get("name"), values.get("own_name")]
        addresses += [values.get("email"), values.get("before")]
    pseudonym = translated(Message(PSEUDONYM, {"number": person.id}), config.current().default_language)
    known = tuple(dict.fromkeys(name for name in names if name))
    slugs = dict.fromkeys([person.slug, *(person_slug(name) for name in known)])
    return Traces(
        person.id,
        known,
        tuple(slug for slug in slugs if slug != "person"),
        tuple(dict.fromkeys(each for each in addresses if each)),
        pseudonym,
        person_slug(pseudonym),
    )


def _addresses_of(person_id: int) -> sa.Select[str | None]:
    """SQL: the addresses that an account had before."""
    return sa.select(MailedSecret.email).where(MailedSecret.person_id == person_id, MailedSecret.email.is_not(None))


def _traces_of(row: Erasure) -> Traces:
    """Return what is looked for, as it was noted when the erasure began."""
    person = session().get_one(Person, row.person_id)
    words = row.words or {}
    return Traces(
        person.id,
        tuple(words.get("names", ())),
        tuple(words.get("slugs", ())),
        tuple(words.get("addresses", ())),
        person.name,
        person.slug,
    )


def is_finished(erasure_id: int) -> bool:
    """Return whether nothing is left to be done. One statement."""
    found = session().scalar(sa.select(Erasure.done_at).where(Erasure.id == erasure_id))
    session().rollback()
    return found is not None


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An erasure that has begun."""

    begun_at: datetime


def under_way(erasure_id: int) -> UnderWay | None:
    """Return when an erasure began that is not done, None for any other. One statement."""
    query = sa.select(Erasure.begun_at).where(Erasure.id == erasure_id, Erasure.done_at.is_(None))
    begun = session().scalar(query)
    session().rollback()
    return UnderWay(begun) if begun is not None else None


def last_change(erasure_id: int) -> int | None:
    """Return the number of the newest event that changed texts since an erasure began, None for none."""
    began = sa.select(sa.func.max(Event.id)).where(
        Event.kind == EventKind.PERSON_ERASED,
        Event.root_kind == Kind.PERSON,
        Event.root_id == sa.select(Erasure.person_id).where(Erasure.id == erasure_id).scalar_subquery(),
    )
    query = sa.select(sa.func.max(Event.id)).where(Event.kind.in_(CHANGES), Event.id > began.scalar_subquery())
    found = session().scalar(query)
    session().rollback()
    return found


@operation
def finish_erasure(erasure_id: int) -> None:
    """Note that nothing is left, and forget what was looked for."""
    row = lock(Erasure, erasure_id)
    if row.done_at is None:
        row.done_at, row.words = now(), sa.null()
        record(EventKind.ERASURE_DONE, SYSTEM, Ref(Kind.PERSON, row.person_id), data={"erasure": row.id})


# What somebody else is writing may name a person too; and their own keys may be called so.
WORDS = (
    Words(Person, ("about",)),
    Words(Draft, ("fields",)),
    Words(KeptForm, ("fields",)),
    Words(ApiToken, ("name",)),
    Words(MailedCode, ("name", "next_url")),
)


def erase(traces: Traces, _posts: Posts) -> Iterator[int]:
    """Erase what is kept of a person's account, and what names them in others'. Yields how much each unit changed."""
    yield _erase_copies(traces.person_id)
    yield _erase_answers_of_the_day(traces)
    yield _erase_codes(traces)
    yield from clean_rows(WORDS, traces)


@operation
def _erase_copies(person_id: int) -> int:
    """Remove the copies of their data, files first."""
    rows = session().scalars(sa.select(DataExport).where(DataExport.person_id == person_id)).all()
    for row in rows:
        (folder() / row.file).unlink(missing_ok=True)
        session().delete(row)
    return len(rows)


@operation
def _erase_answers_of_the_day(traces: Traces) -> int:
    """Remove answers of the API and places that forms led to, kept for a day at most, in which they are named."""
    answers = sa.select(IdempotencyKey).where(traces.in_column(IdempotencyKey.__table__.c.body))
    places = sa.select(SentForm).where(traces.in_column(SentForm.__table__.c.path))
    rows: list[IdempotencyKey | SentForm] = [
        *(row for row in session().scalars(answers) if traces.clean_value(row.body) != row.body),
        *(row for row in session().scalars(places) if traces.is_in(row.path)),
    ]
    for row in rows:
        session().delete(row)
    return len(rows)


@operation
def _erase_codes(traces: Traces) -> int:
    """Remove digits that were mailed to their address."""
    rows = session().scalars(sa.select(MailedCode).where(MailedCode.email.in_(traces.addresses))).all()
    for row in rows:
        session().delete(row)
    return len(rows)
