"""`kill -9` at any moment: what was answered with success is there, once, and is found; nothing half done stays."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from random import Random

import pytest
import sqlalchemy as sa

from forum.config import Config
from forum.core.db import db, session
from tests.hard.books import differences
from tests.hard.calls import Caller
from tests.hard.load import Ledger, Writer
from tests.hard.sound import assert_sound
from tests.running.processes import beating, family, is_running
from tests.support.cast import Cast
from tests.support.servers import Server
from tests.support.waiting import eventually

ROUNDS = 20
# After so many rounds the server may catch up, and everything that follows is looked at as well.
SETTLE_EVERY = 5
pytestmark = pytest.mark.hard


@contextmanager
def writing(writers: list[Writer], ending: threading.Event) -> Iterator[None]:
    """All write at once until `ending` is set or their connections break."""
    threads = [threading.Thread(target=writer.write, args=(ending.is_set,)) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ending.set()
        for thread in threads:
            thread.join()


def cut_the_power(server: Server) -> None:
    """Kill all processes of the server at once; those that it began for itself end with it."""
    assert server.pid
    everybody = family(server.pid)
    server.kill()
    eventually(lambda: not any(map(is_running, everybody)))


def assert_whole() -> None:
    """SQLite finds its file undamaged; PostgreSQL's server was not killed."""
    if db.engine.dialect.name == "sqlite":
        assert session().execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
        session().rollback()


def assert_found(reader: Caller, ledger: Ledger) -> None:
    """Every question and answer is found by its mark."""
    for post in [*ledger.of("question"), *ledger.of("answer")]:
        items = reader.send("GET", f"/search?q={post.mark}").body["items"]
        assert [item["question_id"] for item in items] == [post.question], post


def another_beats(than: int) -> bool:
    """Whether the worker of this start has begun."""
    return beating() not in (0, than)


def enough(ledger: Ledger, count: int) -> bool:
    """Whether so many promises were made, or one was refused."""
    return ledger.count() >= count or bool(ledger.troubles)


def test_a_killed_server_keeps_its_promises(
    settings: Config, cast: Cast, chance: Random, tell: Callable[[str], None]
) -> None:
    server = Server(settings, workers=2)
    ledger = Ledger()
    people = {"ada": cast.ada, "ben": cast.ben, "eva": cast.eva, "sam": cast.sam}
    callers = {name: Caller(server.port, actor) for name, actor in people.items()}
    writers = [Writer(name, callers[name], ledger, Random(chance.random())) for name in people]
    try:
        for number in range(ROUNDS):
            before = beating()
            server.start()
            if number % 2:  # else it is killed while it begins to catch up
                eventually(partial(another_beats, before))
            if number % SETTLE_EVERY == SETTLE_EVERY - 1:
                assert_sound(settings)
            with writing(writers, threading.Event()):
                eventually(partial(enough, ledger, ledger.count() + chance.randint(1, 40)), every=0.005)
                cut_the_power(server)
            assert ledger.troubles == []
            assert_whole()
            assert differences(ledger, on_the_way=sum(writer.waits for writer in writers)) == [], number
        server.start()
        for writer in writers:
            assert writer.finish()
        assert ledger.troubles == []
        assert differences(ledger, on_the_way=0) == []
        assert_sound(settings)
        assert_found(callers["ada"], ledger)
    finally:
        server.kill()
    tell(f"{ROUNDS} kills, {ledger.count()} promises, {ledger.replayed} of them already kept when asked again")
    assert "Traceback" not in server.words(), server.words()
