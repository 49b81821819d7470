"""`kill -9` of the worker while it drains and writes the index: the next one goes on, and nothing is done twice."""

import subprocess
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
import sqlalchemy as sa

from forum.config import Config
from forum.core.db import session
from forum.journal.models import Delivery, Event, Outbox
from forum.knowledge.models import Entry
from forum.notifications.models import Notice
from forum.questions.models import Question
from forum.questions.operations import accept_answer
from tests.hard.sound import assert_sound
from tests.running.processes import kill, left, worker
from tests.support.cast import Cast
from tests.support.talk import answer, ask
from tests.support.waiting import eventually

ROUNDS = 25
THREADS = 8
pytestmark = pytest.mark.hard


def solve(cast: Cast, number: int) -> None:
    """Ada asks, Ben answers, Ada accepts: three events, which call for nine deeds."""
    question = ask(cast, title=f"The router drops the network every night, number {number}")
    accept_answer(cast.ada, answer(cast, question).id)


def progress() -> tuple[int, int, int]:
    """What waits to be expanded, how many deliveries there are, and how many of them are done."""
    session().rollback()
    waiting = session().scalar(sa.select(sa.func.count()).select_from(Outbox)) or 0
    count, done = session().execute(sa.select(sa.func.count(Delivery.id), sa.func.count(Delivery.done_at))).one()
    session().rollback()
    return waiting, count, done


def await_step(process: subprocess.Popen[str]) -> None:
    """Wait until the worker has done one thing more, or all; it may have to begin first, on a busy machine."""
    seen = progress()

    def is_further() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"the worker ended by itself: {process.communicate()[0]}")
        return progress() != seen or left() == 0

    eventually(is_further, within=300, every=0.002)


def test_a_killed_worker_leaves_nothing_half_done(
    settings: Config, cast: Cast, chance: Random, tell: Callable[[str], None]
) -> None:
    caught = 0
    for number in range(ROUNDS):
        for each in range(THREADS):
            solve(cast, number * THREADS + each)
        with worker(settings) as process:
            for _ in range(1 + chance.randrange(8)):
                await_step(process)
            kill(process.pid)
            process.wait()
        caught += left() > 0

    with worker(settings):
        assert_sound(settings)
    assert_done_once(ROUNDS * THREADS)
    tell(f"{ROUNDS} kills, {caught} of them in the middle, {progress()[1]} deliveries")


def assert_done_once(questions: int) -> None:
    """Every event was delivered once to each reaction, every solution is there once, everybody was told once."""
    session().rollback()
    twice = sa.select(Delivery.event_id).group_by(Delivery.event_id, Delivery.reaction).having(sa.func.count() > 1)
    assert list(session().scalars(twice)) == []
    assert list(session().scalars(sa.select(Delivery.error).where(Delivery.attempts > 0))) == []
    solved = session().scalars(sa.select(Entry.question_id)).all()
    assert sorted(solved, key=str) == sorted(session().scalars(sa.select(Question.id)), key=str)
    assert len(solved) == questions
    told = Counter(session().scalars(sa.select(Event.kind).join(Notice, Notice.event_id == Event.id)))
    assert told == {"answer.posted": questions, "answer.accepted": questions}
