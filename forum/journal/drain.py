"""What follows from events: every reaction at least once, retried with growing delay, safe to repeat."""

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Busy
from forum.core.operation import operation, unit
from forum.core.refs import Ref
from forum.journal.kinds import EventKind
from forum.journal.models import Delivery, Event, Outbox
from forum.journal.record import coming_by

log = logging.getLogger(__name__)
BUSY_DELAY = timedelta(seconds=1)
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as a reaction sees it: that something happened, never what the thing looks like now.

    `part` says which of its parts a delivery is about, 0 where it is not divided.
    """

    id: int
    kind: EventKind
    actor_id: int | None
    root: Ref
    about: Ref
    data: Mapping[str, Any]
    occurred_at: datetime
    imported: bool
    part: int = 0


@dataclass(frozen=True, slots=True)
class Reaction:
    """A function that follows events. `name` is stored with each delivery and must not change.

    `one` handles a single event inside the unit of work that marks it done. `many`, given instead, handles a batch
    outside of any transaction (an index, a mail server) and must be safe to repeat. `parts` divides what follows from
    events that touch thousands of things: it returns the numbers, from 1, of the deliveries to make of an event, or
    (0,) for a single one. Divided deliveries stand back behind all others.
    """

    name: str
    one: Callable[[Happened], None] | None = None
    many: Callable[[Sequence[Happened]], None] | None = None
    parts: Callable[[Happened], Iterable[int]] = lambda _event: (0,)


Table = Mapping[EventKind, Sequence[Reaction]]


@dataclass
class Drained:
    """How many deliveries were done and how many failed."""

    done: int = 0
    failed: int = 0


@operation
def expand(table: Table, limit: int = 500) -> int:
    """Turn outbox rows into one delivery per reaction; return how many events were expanded."""
    waiting = sa.select(Event).join(Outbox).order_by(Event.id).limit(limit).with_for_update(of=Outbox, skip_locked=True)
    events = session().scalars(waiting).all()
    at = now()
    for event in events:
        for reaction in table.get(event.kind, ()):
            for part in reaction.parts(happened(event)):
                session().add(Delivery(event_id=event.id, reaction=reaction.name, part=part, due_at=at))
    session().flush()
    session().execute(sa.delete(Outbox).where(Outbox.event_id.in_([event.id for event in events])))
    return len(events)


def drain(table: Table, *, limit: int = 200, delayed: bool = False) -> Drained:
    """Expand the outbox and run what is due; with `delayed` also what waits for its next try."""
    while _has_outbox() and expand(table):
        pass
    reactions = {each.name: each for row in table.values() for each in row}
    drained = Drained()
    for name, ids in _due(limit, delayed=delayed):
        reaction = reactions.get(name)
        if reaction is None:
            _note_failure(ids, f"no reaction is called {name}", drained)
        elif reaction.many is not None:
            _run_batch(reaction.many, ids, drained)
        else:
            for ident in ids:
                _run_one(reaction, ident, drained)
    return drained


def _has_outbox() -> bool:
    """Return whether an event waits to be expanded; a look that takes no lock, since it is repeated all day."""
    found = session().scalar(sa.select(Outbox.event_id).limit(1)) is not None
    session().rollback()
    return found


def _due(limit: int, *, delayed: bool) -> list[tuple[str, list[int]]]:
    """Return the deliveries to run, by reaction, oldest first.

    What failed before comes alone: one bad event must not hold up the batch that it once was in. Of divided deliveries
    there is one at a time, so that what happens meanwhile comes between.
    """
    undone = sa.select(Delivery.id, Delivery.reaction, Delivery.attempts, Delivery.part)
    query = undone.where(Delivery.done_at.is_(None)).order_by(Delivery.part > 0, Delivery.id).limit(limit)
    if not delayed:
        query = query.where(Delivery.due_at <= now())
    fresh: dict[str, list[int]] = {}
    again: list[tuple[str, list[int]]] = []
    for ident, name, attempts, part in session().execute(query):
        if part:
            again.append((name, [ident]))
            break
        if attempts:
            again.append((name, [ident]))
        else:
            fresh.setdefault(name, []).append(ident)
    session().rollback()
    return [*fresh.items(), *again]


def _run_one(reaction: Reaction, ident: int, drained: Drained) -> None:
    """Run a single delivery: its effect and its mark commit together."""
    try:
        with unit():
            claim = (
                sa.select(Delivery)
                .where(Delivery.id == ident, Delivery.done_at.is_(None))
                .with_for_update(skip_locked=True)
            )
            delivery = session().scalars(claim).one_or_none()
            if delivery is None:
                return
            event = session().get_one(Event, delivery.event_id)
            if reaction.one is not None:
                # What follows from an import is an import too, and tells nobody.
                with coming_by(event.channel):
                    reaction.one(happened(event))
            delivery.done_at = now()
            delivery.error = None
        drained.done += 1
    except Exception:
        log.exception("reaction failed", extra={"reaction": reaction.name, "delivery": ident})
        _note_failure([ident], traceback.format_exc(limit=-3), drained)


def _run_batch(many: Callable[[Sequence[Happened]], None], ids: list[int], drained: Drained) -> None:
    """Run a batch, then mark it: a kill in between repeats the batch."""
    try:
        joined = sa.select(Event).join(Delivery, Delivery.event_id == Event.id)
        query = joined.add_columns(Delivery.part).where(Delivery.id.in_(ids)).order_by(Event.id)
        many([happened(event, part) for event, part in session().execute(query)])
        session().rollback()
        with unit():
            session().execute(sa.update(Delivery).where(Delivery.id.in_(ids)).values(done_at=now(), error=None))
        drained.done += len(ids)
    except Busy:
        _postpone(ids)
    except Exception:
        log.exception("reaction failed", extra={"deliveries": len(ids)})
        _note_failure(ids, traceback.format_exc(limit=-3), drained)


def _postpone(ids: list[int]) -> None:
    """Try again soon: what is busy is no failure, so it does not count as one and stays a batch."""
    session().rollback()
    with unit():
        later = sa.update(Delivery).where(Delivery.id.in_(ids), Delivery.done_at.is_(None))
        session().execute(later.values(due_at=now() + BUSY_DELAY))


def _note_failure(ids: list[int], error: str, drained: Drained) -> None:
    """Keep the error and set the next try, later each time."""
    drained.failed += len(ids)
    with unit():
        for delivery in session().scalars(sa.select(Delivery).where(Delivery.id.in_(ids))):
            delivery.attempts += 1
            delivery.error = error
            delivery.due_at = now() + min(FIRST_DELAY * 2 ** min(delivery.attempts - 1, 20), LONGEST_DELAY)


def waiting() -> int:
    """Return how many events and deliveries have not been done."""
    outbox = session().scalar(sa.select(sa.func.count()).select_from(Outbox)) or 0
    deliveries = session().scalar(sa.select(sa.func.count()).where(Delivery.done_at.is_(None))) or 0
    return outbox + deliveries


def happened(event: Event, part: int = 0) -> Happened:
    """Return the event as a plain value."""
    return Happened(
        id=event.id,
        kind=event.kind,
        actor_id=event.actor_id,
        root=event.root,
        about=event.about,
        data=event.data,
        occurred_at=event.occurred_at,
        imported=event.channel == "import",
        part=part,
    )
