"""Two programs of the asker's accept different answers at the same moment: one is accepted, the other is told."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from forum.config import Config
from forum.core.db import session
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.questions.models import Answer, Question
from tests.hard.calls import Caller, Reply
from tests.support.cast import Cast
from tests.support.commands import forum
from tests.support.servers import Server
from tests.support.talk import ADVICE, answer, ask

ROUNDS = 200
pytestmark = pytest.mark.hard


@pytest.fixture
def server(settings: Config) -> Iterator[Server]:
    """The site with two serving processes."""
    server = Server(settings, workers=2).start()
    yield server
    server.kill()


def together(*calls: Callable[[], Reply]) -> list[Reply]:
    """Let several calls begin at the same moment and return what each was answered."""
    gate = threading.Barrier(len(calls))

    def go(call: Callable[[], Reply]) -> Reply:
        gate.wait(timeout=60)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(go, calls))


def accepted(question: int) -> list[int]:
    """The accepted answers of a question."""
    session().rollback()
    return list(session().scalars(sa.select(Answer.id).where(Answer.question_id == question, Answer.accepted)))


def acceptances(question: int) -> list[int]:
    """The answers whose acceptance stands in the journal, in order."""
    query = sa.select(Event.about_id).where(Event.kind == EventKind.ANSWER_ACCEPTED, Event.root_id == question)
    return list(session().scalars(query.order_by(Event.id)))


def test_one_is_accepted_and_the_other_is_told(server: Server, cast: Cast, tell: Callable[[str], None]) -> None:
    callers = [Caller(server.port, cast.ada), Caller(server.port, cast.ada)]
    wins: Counter[int] = Counter()
    for number in range(ROUNDS):
        question = ask(cast, title=f"Which of two answers is it this time, number {number}?").id
        answers = [answer(cast, Question(id=question), by=by, body=ADVICE).id for by in (cast.ben, cast.sam)]

        def accept(which: int, answers: list[int] = answers) -> Callable[[], Reply]:
            return lambda: callers[which].send("PUT", f"/answers/{answers[which]}/acceptance")

        replies = together(accept(0), accept(1))

        assert sorted(reply.status for reply in replies) == [200, 409], (number, replies)
        winner = [reply.status for reply in replies].index(200)
        loser = replies[1 - winner].body
        assert (loser["status"], loser["code"]) == (409, "accepted_elsewhere"), loser
        assert accepted(question) == [answers[winner]]
        assert acceptances(question) == [answers[winner]]
        wins[winner] += 1
    tell(f"{ROUNDS} rounds, won by the first {wins[0]} times, by the second {wins[1]} times")
    assert forum(server.settings, "journal", "verify").returncode == 0
    assert "Traceback" not in server.words()
