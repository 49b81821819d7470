"""Sessions of signed-in people: one row per device, listed for their owner and ended by them."""

from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.models import Person, SignIn
from forum.people.policy import Actor
from forum.people.secrets import digest, new_secret

# Signed in for this long, whatever happens in between; then the password is asked again.
LASTS = timedelta(days=30)
# How exactly a person's own list tells when a device was last seen.
SEEN_EVERY = timedelta(hours=1)


@operation
def begin_session(actor: Actor, device: str = "") -> str:
    """Begin a session for a person who has proved who they are; return the secret for the cookie."""
    if actor.id is None:
        raise NotFound
    person = lock(Person, actor.id)
    secret, at = new_secret(), now()
    row = SignIn(person_id=person.id, digest=digest(secret), device=device[:200], expires_at=at + LASTS)
    session().add(row)
    person.seen_at = at
    session().flush()
    about = Ref(Kind.PERSON, person.id)
    record(EventKind.SESSION_BEGUN, actor, about, data={"session": row.id}, details={"device": row.device})
    return secret


@operation
def end_session(actor: Actor, session_id: int) -> None:
    """End one of the actor's sessions; one that has ended already stays so."""
    _end(actor, SignIn.id == session_id)


@operation
def end_other_sessions(actor: Actor, session_id: int | None) -> int:
    """End all of the actor's sessions but the named one (None: all); return how many ended."""
    return _end(actor, SignIn.id != session_id if session_id is not None else sa.true())


def _end(actor: Actor, which: sa.ColumnElement[bool]) -> int:
    """Delete the actor's own sessions that fit, each with its event."""
    if actor.id is None:
        raise NotFound
    lock(Person, actor.id)
    rows = session().scalars(sa.select(SignIn).where(SignIn.person_id == actor.id, which)).all()
    for row in rows:
        record(EventKind.SESSION_ENDED, actor, Ref(Kind.PERSON, actor.id), data={"session": row.id})
        session().delete(row)
    return len(rows)


@operation
def note_seen(session_id: int) -> None:
    """Keep when a session was last used, and its person was here. Measurements, for the owner's list and for rules."""
    session().execute(sa.update(SignIn).where(SignIn.id == session_id).values(seen_at=now()))
    owner = session().scalar(sa.select(SignIn.person_id).where(SignIn.id == session_id))
    if owner is not None:
        note_here(owner)


@operation
def note_here(person_id: int) -> None:
    """Keep when a person was here last. Who has not been here for long may have things decided in their stead."""
    session().execute(sa.update(Person).where(Person.id == person_id).values(seen_at=now()))
