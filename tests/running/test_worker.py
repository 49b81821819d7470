"""The worker: one at a time, hard to kill, and never held up by one bad event."""

import signal
from collections.abc import Sequence
from contextlib import closing

import sqlalchemy as sa

from forum.config import Config
from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.operation import unit
from forum.core.site import last_beat
from forum.journal.drain import Happened, Reaction
from forum.journal.kinds import EventKind
from forum.journal.models import Delivery, Event, Seal
from forum.journal.seal import anchor_path
from forum.journal.turn import Turn
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.questions.models import Answer
from forum.questions.trust import Level, VerdictKind
from forum.worker import Sweep, Worker
from tests.running.processes import beating, happen, is_running, kill, left, worker
from tests.support.cast import Cast
from tests.support.talk import answer, ask, days_ago
from tests.support.waiting import eventually


def unsealed() -> int:
    """How many events have no seal."""
    session().rollback()
    query = sa.select(sa.func.count(Event.id)).outerjoin(Seal, Seal.event_id == Event.id).where(Seal.event_id.is_(None))
    return session().scalar(query) or 0


def test_it_drains_seals_anchors_and_beats(settings: Config, cast: Cast) -> None:
    happen(cast)
    with worker(settings):
        eventually(lambda: left() == 0)
        eventually(lambda: unsealed() == 0)
        eventually(lambda: last_beat() is not None)
        eventually(anchor_path().exists)
        happen(cast)
        eventually(lambda: left() == 0)
        eventually(lambda: unsealed() == 0)


def test_it_ends_cleanly_when_asked(settings: Config, cast: Cast) -> None:
    with worker(settings) as process:
        eventually(lambda: beating() == process.pid)
        process.terminate()
        words, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert "the worker ends" in words
        assert "Traceback" not in words


def test_a_second_one_waits_until_the_first_is_gone(settings: Config, cast: Cast) -> None:
    with worker(settings) as first:
        eventually(lambda: beating() == first.pid)
        with worker(settings) as second:
            output = second.stdout
            assert output is not None
            eventually(lambda: "another worker is running" in output.readline())
            happen(cast)
            eventually(lambda: left() == 0)
            assert beating() == first.pid
            kill(first.pid)
            eventually(lambda: beating() == second.pid)


def test_of_two_that_start_at_once_one_works(settings: Config, cast: Cast) -> None:
    with worker(settings) as one, worker(settings) as other:
        winner = eventually(beating)
        loser = one if winner == other.pid else other
        output = loser.stdout
        assert output is not None
        eventually(lambda: "another worker is running" in output.readline())
        happen(cast)
        eventually(lambda: left() == 0)
        assert beating() == winner
        kill(winner)
        eventually(lambda: beating() == loser.pid)


def test_one_without_its_parent_does_nothing(cast: Cast) -> None:
    happen(cast)
    Worker(parent=1).run()
    assert beating() == 0
    assert left() > 0


def test_it_goes_on_after_the_database_failed(settings: Config, cast: Cast) -> None:
    with worker(settings) as process:
        eventually(lambda: beating() == process.pid)
        with unit():
            session().execute(sa.text("ALTER TABLE outbox RENAME TO away"))
        output = process.stdout
        assert output is not None
        eventually(lambda: "the worker rests" in output.readline())
        with unit():
            session().execute(sa.text("ALTER TABLE away RENAME TO outbox"))
        happen(cast)
        eventually(lambda: left() == 0)
        assert is_running(process.pid)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 0


def test_one_bad_event_holds_up_nothing(cast: Cast) -> None:
    seen: list[int] = []
    made = happen(cast, 4)

    def index(events: Sequence[Happened]) -> None:
        if made[1] in [event.id for event in events]:
            raise RuntimeError("cannot be indexed")
        seen.extend(event.id for event in events)

    with closing(Worker(table={EventKind.SITE_CHANGED: (Reaction("index", many=index),)}, sweeps=())) as once:
        once.step()
        assert seen == []
        with unit():
            session().execute(sa.update(Delivery).values(due_at=now()))
        once.step()
    assert seen == [made[0], made[2], made[3]]
    assert left() == 1


def test_a_failing_sweep_stops_no_other(cast: Cast) -> None:
    ran: list[str] = []

    def fail() -> None:
        ran.append("fail")
        raise RuntimeError("the disk is full")

    sweeps = (Sweep("fail", 3600, fail), Sweep("next", 3600, lambda: ran.append("next")))
    with closing(Worker(table={}, sweeps=sweeps)) as once:
        once.step()
        once.step()
    assert ran == ["fail", "next"]


def test_whoever_holds_the_turn_works_alone(cast: Cast) -> None:
    happen(cast)
    ran: list[str] = []
    with closing(Worker(table={}, sweeps=(Sweep("note", 3600, lambda: ran.append("late")),))) as late:
        with Turn() as turn:
            assert turn.take()
            assert turn.take()
            assert not late.step()
            assert ran == []
        late.step()
    assert ran == ["late"]


def test_checks_that_are_past_their_date_are_due_again(cast: Cast) -> None:
    with travel(days_ago(400)):
        made = answer(cast, ask(cast)).id
        give_verdict(cast.eva, made, VerdictDraft(VerdictKind.VERIFIED, 1))
    with closing(Worker(table={})) as once:
        once.step()
    assert session().get_one(Answer, made).level is Level.CHECK_DUE
