"""Limits on what costs or reveals something: sign-in, registration, reset. Counted in the database."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import TooMany
from forum.core.operation import operation
from forum.core.text import N_
from forum.people.models import Attempt
from forum.people.secrets import keyed_digest

FORGOTTEN_AFTER = timedelta(days=1)
WAIT = N_("Too many tries. Please wait %(minutes)d minutes, then try again.")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` tries by one subject `within` a time. `name` says what of; who is a keyed digest of `parts`."""

    name: str
    times: int
    within: timedelta
    parts: tuple[str, ...]

    @property
    def subject(self) -> str:
        """What is counted: without the site's key nobody learns whose address it was."""
        return f"{self.name}:{keyed_digest(*(part.lower() for part in self.parts))[:32]}"


def network(address: str | None) -> str:
    """Return what of a network address names one customer: all of IPv4, the first half of IPv6."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))


@operation
def take_attempt(limits: Sequence[Limit]) -> None:
    """Count one try against each limit; raise `TooMany` where one is reached, and count nothing then."""
    session().execute(sa.delete(Attempt).where(Attempt.at < now() - FORGOTTEN_AFTER))
    for limit in limits:
        wait = _wait(limit)
        if wait > timedelta(0):
            seconds = int(wait.total_seconds()) + 1
            raise TooMany(seconds, WAIT, minutes=-(-seconds // 60))
    session().add_all([Attempt(subject=limit.subject, at=now()) for limit in limits])


def _wait(limit: Limit) -> timedelta:
    """Return how long until the limit admits another try; nothing or less where it does."""
    recent = (
        sa.select(Attempt.at)
        .where(Attempt.subject == limit.subject, Attempt.at > now() - limit.within)
        .order_by(Attempt.at.desc())
        .limit(limit.times)
    )
    times: Sequence[datetime] = session().scalars(recent).all()
    return times[-1] + limit.within - now() if len(times) >= limit.times else timedelta(0)


@operation
def forget_attempts(limits: Sequence[Limit]) -> None:
    """Count anew, after somebody has shown that they are who they say."""
    session().execute(sa.delete(Attempt).where(Attempt.subject.in_([limit.subject for limit in limits])))
