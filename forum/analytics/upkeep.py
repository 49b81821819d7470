"""What keeps the site going: what waits, what failed, and trying it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.analytics.policy import can_keep_going
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.operation import operation
from forum.core.refs import SITE
from forum.journal.drain import waiting
from forum.journal.kinds import EventKind
from forum.journal.models import Delivery, Event
from forum.journal.record import record
from forum.people.policy import Actor

MOST = 100


@dataclass(frozen=True, slots=True)
class Failure:
    """A reaction that failed and will be tried again by itself. `error` ends with what went wrong."""

    delivery_id: int
    event_id: int
    kind: EventKind
    reaction: str
    attempts: int
    next_try: datetime
    error: str | None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """How many events and reactions wait, and up to 100 that failed."""

    waiting: int
    failures: Sequence[Failure]


def upkeep(actor: Actor) -> Upkeep:
    """Return what waits and what failed; raise `NotFound` for whoever does not run the site. Three statements."""
    if not can_keep_going(actor):
        raise NotFound
    failed = (
        sa.select(
            Delivery.id,
            Delivery.event_id,
            Event.kind,
            Delivery.reaction,
            Delivery.attempts,
            Delivery.due_at,
            Delivery.error,
        )
        .join(Event, Event.id == Delivery.event_id)
        .where(Delivery.done_at.is_(None), Delivery.attempts > 0)
        .order_by(Delivery.id)
        .limit(MOST)
    )
    return Upkeep(waiting(), [Failure(*row) for row in session().execute(failed)])


@operation
def try_again(actor: Actor, delivery_id: int) -> None:
    """Let the worker try a failed reaction at once; raise `NotFound` where there is none. Done ones stay done."""
    if not can_keep_going(actor):
        raise NotFound
    delivery = session().get(Delivery, delivery_id, with_for_update=True, populate_existing=True)
    if delivery is None:
        raise NotFound
    if delivery.done_at is not None:
        return
    delivery.due_at = now()
    record(EventKind.REACTION_RETRIED, actor, SITE, data={"delivery": delivery.id, "event": delivery.event_id})
