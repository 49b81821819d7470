"""`forum journal drain`: nothing waits afterwards, or the command says what failed."""

from datetime import timedelta

import sqlalchemy as sa

from forum.config import Config
from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import unit
from forum.journal.catch_up import catch_up
from forum.journal.drain import Happened, Reaction
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
