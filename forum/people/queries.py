"""What pages read about people."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.text import N_
from forum.people.models import Person, RoleGrant, SignIn
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
