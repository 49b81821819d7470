"""`forum journal drain`: nothing waits afterwards, or the command says what failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.config import Config
from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.operation import unit
from forum.journal.catch_up import catch_up
from forum.journal.drain import Happened, Reaction, drain
from forum.journal.kinds import EventKind
from forum.journal.models import Delivery, Event
from forum.journal.record import record
from tests.running.processes import happen, left, worker
from tests.support.cast import Cast
from tests.support.commands import forum
from tests.support.waiting import eventually


def deliver(event: int, reaction: str) -> None:
    """Let a delivery wait for its next try in an hour."""
    with unit():
        due = now() + timedelta(hours=1)
        session().add(Delivery(event_id=event, reaction=reaction, due_at=due, attempts=3, error="the network is down"))


def test_after_it_nothing_waits(settings: Config, cast: Cast) -> None:
    happen(cast)
    result = forum(settings, "journal", "drain")
    assert (result.returncode, left()) == (0, 0)
    assert "0 failed, 0 waiting" in result.stdout


def test_it_names_what_failed_and_exits_1(settings: Config, cast: Cast) -> None:
    deliver(happen(cast, 1)[0], "forgotten")
    result = forum(settings, "journal", "drain")
    assert result.returncode == 1
    assert "forgotten after site.changed" in result.stderr
    assert "no reaction is called forgotten" in result.stderr
    assert "1 failed, 1 waiting" in result.stdout


def test_a_running_worker_does_it(settings: Config, cast: Cast) -> None:
    with worker(settings) as process:
        eventually(lambda: left() == 0)
        happen(cast, 20)
        result = forum(settings, "journal", "drain")
        assert (result.returncode, left()) == (0, 0)
        deliver(happen(cast, 1)[0], "forgotten")
        result = forum(settings, "journal", "drain")
        assert result.returncode == 1
        assert "failed 4 times" in result.stderr
        assert process.poll() is None


def test_what_fails_is_tried_again_later_each_time_until_it_succeeds(cast: Cast) -> None:
    tries: list[datetime] = []
    broken = [True]

    def send(_event: Happened) -> None:
        tries.append(now())
        if broken:
            raise RuntimeError("the network is down")

    table = {EventKind.SITE_CHANGED: (Reaction("send", one=send),)}
    happen(cast, 1)
    moment = now()
    waits = []
    for attempt in range(1, 15):
        with travel(moment):
            assert drain(table).failed == 1
        with travel(moment):
            assert drain(table).failed == 0  # not due yet
        delivery = session().scalars(sa.select(Delivery)).one()
        assert (delivery.attempts, len(tries), delivery.done_at) == (attempt, attempt, None)
        assert "the network is down" in (delivery.error or "")
        waits.append(delivery.due_at - tries[-1])
        moment = delivery.due_at
    # From 5 seconds to 6 hours, twice as long each time; writing it down takes a moment.
    planned = [min(timedelta(seconds=5) * 2**step, timedelta(hours=6)) for step in range(14)]
    assert all(plan <= wait < 2 * plan for plan, wait in zip(planned, waits, strict=True))
    assert waits[-1] - waits[-2] < timedelta(hours=1)

    broken.clear()
    with travel(moment):
        assert drain(table).done == 1
    delivery = session().scalars(sa.select(Delivery)).one()
    assert delivery.done_at is not None
    assert delivery.error is None
    assert left() == 0


def test_a_failed_batch_waits_and_keeps_why(cast: Cast) -> None:
    def index(_events: Sequence[Happened]) -> None:
        raise RuntimeError("the disk is full")

    table = {EventKind.SITE_CHANGED: (Reaction("index", many=index),)}
    happen(cast, 3)
    assert (drain(table).failed, drain(table).failed) == (3, 0)
    errors = list(session().scalars(sa.select(Delivery.error)))
    assert len(errors) == 3
    assert all("the disk is full" in (error or "") for error in errors)


def test_delayed_tries_and_what_they_cause_are_run(cast: Cast) -> None:
    seen: list[EventKind] = []

    def follow(event: Happened) -> None:
        seen.append(event.kind)
        record(EventKind.ENTRY_CHANGED, cast.amy, event.root)

    table = {
        EventKind.SITE_CHANGED: (Reaction("follow", one=follow),),
        EventKind.ENTRY_CHANGED: (Reaction("note", one=lambda event: seen.append(event.kind)),),
    }
    [event] = happen(cast, 1)
    with unit():
        session().execute(sa.text("DELETE FROM outbox"))
    deliver(event, "follow")
    result = catch_up(table)
    assert seen == [EventKind.SITE_CHANGED, EventKind.ENTRY_CHANGED]
    assert (result.done, result.failures, result.waiting) == (2, [], 0)
    assert session().scalar(sa.select(sa.func.count(Event.id))) == 2
