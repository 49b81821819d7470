"""Run everything that waits, now: alone, or by the worker that is running."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import operation
from forum.journal.drain import Drained, Table, drain, waiting
from forum.journal.models import Delivery, Event, Outbox
from forum.journal.turn import Turn

PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Failure:
    """A reaction that failed and will be tried again."""

    event_id: int
    kind: str
    reaction: str
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What is left after every waiting reaction was tried: failures, and how much still waits (the failures too)."""

    done: int
    failures: Sequence[Failure]
    waiting: int


def catch_up(table: Table) -> CaughtUp:
    """Try every waiting reaction once more, delayed ones too, and return what is left.

    A running worker does it while this waits; without one it is done here.
    """
    hasten()
    done = 0
    with Turn() as turn:
        while True:
            if turn.take():
                done += _run_all(table)
                break
            if not _is_anything_due():
                break
            time.sleep(PAUSE)
    return CaughtUp(done, failures(), waiting())


@operation
def hasten() -> None:
    """Make every delayed delivery due now."""
    delayed = sa.update(Delivery).where(Delivery.done_at.is_(None), Delivery.due_at > now())
    session().execute(delayed.values(due_at=now()))


def failures() -> list[Failure]:
    """Return the deliveries whose last try failed, oldest first."""
    query = (
        sa.select(Delivery, Event.kind)
        .join(Event, Event.id == Delivery.event_id)
        .where(Delivery.done_at.is_(None), Delivery.attempts > 0)
        .order_by(Delivery.id)
    )
    found = [
        Failure(delivery.event_id, kind.value, delivery.reaction, delivery.attempts, last_line(delivery.error))
        for delivery, kind in session().execute(query)
    ]
    session().rollback()
    return found


def last_line(error: str | None) -> str:
    """Return the line of a traceback that names the error."""
    return next((line for line in reversed((error or "").splitlines()) if line.strip()), "")


def _run_all(table: Table) -> int:
    """Run until nothing is due; what fails gets a later due time, so this ends."""
    done = 0
    while True:
        drained: Drained = drain(table)
        done += drained.done
        if not drained.done and not drained.failed:
            return done


def _is_anything_due() -> bool:
    """Return whether an event waits to be expanded or a delivery is due."""
    due = sa.select(Delivery.id).where(Delivery.done_at.is_(None), Delivery.due_at <= now()).limit(1)
    found = session().scalar(sa.select(Outbox.event_id).limit(1)) is not None or session().scalar(due) is not None
    session().rollback()
    return found
