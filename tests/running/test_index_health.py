"""A search index that was lost or damaged: said at once, mended by the worker, and never a fault for who searches."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection
from json import loads
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.config import Config
from forum.core.db import session
from forum.core.operation import unit
from forum.core.site import note_beat
from forum.journal.drain import drain, waiting
from forum.questions.operations import accept_answer
from forum.reactions import TABLE
from forum.search import indexing
from forum.search.engine import Query
from forum.search.queries import search
from tests.running.processes import left, worker
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.commands import begin, forum
from tests.support.servers import Server
from tests.support.talk import answer, ask
from tests.support.waiting import eventually

WORD = "zebrafish"
# Words that are in no other text, so that there is a middle of the file which nothing but a look at every byte reads.
LONG = " ".join(f"word{number}x" for number in range(400))

Damage = Callable[[Path], None]


def follow() -> None:
    """Let everything follow from what happened."""
    while waiting():
        assert drain(TABLE, delayed=True).failed == 0


@pytest.fixture
def indexed(app: Flask, cast: Cast) -> Path:
    """The folder of an index with a solved question, closed."""
    indexing.rebuild()
    accept_answer(cast.ada, answer(cast, ask(cast, title=f"The {WORD} is loose", body=LONG)).id)
    follow()
    indexing.engine().close()
    return config.current().search_path


def folder(root: Path) -> Path:
    """The directory in use."""
    return root / (root / "current").read_text()


def segments(root: Path) -> list[Path]:
    """Its segments, the largest first."""
    return sorted(folder(root).glob("*.seg"), key=lambda path: -path.stat().st_size)


def lose_all(root: Path) -> None:
    """The folder is gone, as on a new machine."""
    shutil.rmtree(root)


def lose_the_directory(root: Path) -> None:
    """The pointer leads nowhere."""
    shutil.rmtree(folder(root))


def lose_the_table(root: Path) -> None:
    """The table of contents is gone."""
    for path in folder(root).glob("*.toc"):
        path.unlink()


def cut_a_segment(root: Path) -> None:
    """A disk was full, or a copy was cut off."""
    path = segments(root)[0]
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lose_a_segment(root: Path) -> None:
    """A segment is gone."""
    segments(root)[0].unlink()


def zero_some_bytes(root: Path) -> None:
    """A block of zeros, as a power cut leaves; the file opens, and Whoosh finds nothing wrong."""
    path = segments(root)[0]
    content = path.read_bytes()
    start = len(content) // 3
    path.write_bytes(content[:start] + bytes(200) + content[start + 200 :])


def zero_all(root: Path) -> None:
    """Every file is nothing but zeros."""
    for path in folder(root).iterdir():
        path.write_bytes(bytes(path.stat().st_size))


def come_from_another_version(root: Path) -> None:
    """The index was written by another version of the forum."""
    folder(root).rename(root / "v0-0123456789abcdef")
    (root / "current").write_text("v0-0123456789abcdef")


DAMAGES = (
    lose_all,
    lose_the_directory,
    lose_the_table,
    cut_a_segment,
    lose_a_segment,
    zero_some_bytes,
    zero_all,
    come_from_another_version,
)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("damage", DAMAGES)
def test_the_worker_mends_what_it_finds_when_it_begins(
    settings: Config, cast: Cast, indexed: Path, damage: Damage
) -> None:
    damage(indexed)
    with worker(settings):
        eventually(lambda: indexing.engine().is_healthy() and indexing.engine().is_intact())
        assert not indexing.check().differs
        assert search(cast.visitor, Query(WORD)).total == 1


def test_a_whole_index_is_left_alone(settings: Config, indexed: Path) -> None:
    before = folder(indexed)
    assert indexing.mend() is False
    assert folder(indexed) == before


@pytest.mark.parametrize("damage", [lose_all, cut_a_segment, come_from_another_version])
def test_meanwhile_searches_say_so_and_the_site_is_not_ready(app: Flask, indexed: Path, damage: Damage) -> None:
    with unit():
        note_beat(1)
    visitor = Client(app)
    assert visitor.get("/readyz").status_code == 200
    damage(indexed)
    page = visitor.page(f"/search?q={WORD}")
    assert "Search is being made ready" in page.text
    assert [row.text for row in page.select(".row-title a")] == [f"The {WORD} is loose"]
    said = visitor.get(f"/api/v1/search?q={WORD}")
    assert said.status_code == 503
    assert said.content_type == "application/problem+json"
    assert "being repaired" in said.text
    ready = visitor.get("/readyz")
    assert ready.status_code == 503
    assert list((ready.json or {})["problems"]) == ["index"]
    assert "forum search rebuild" in (ready.json or {})["problems"]["index"]
    visitor.page("/questions")
    indexing.rebuild()
    assert visitor.get("/readyz").status_code == 200
    assert visitor.page(f"/search?q={WORD}").select(".row-title")


def test_a_new_site_is_searchable_as_soon_as_its_worker_runs(settings: Config, cast: Cast) -> None:
    assert not indexing.engine().is_healthy()
    with worker(settings):
        eventually(lambda: indexing.engine().is_healthy())
    assert search(cast.visitor, Query(WORD)).total == 0


def test_a_new_site_is_searched_before_its_worker_ran(settings: Config, tmp_path: Path) -> None:
    new = replace(settings, instance=tmp_path / "new", database_url="")
    assert forum(new, "db", "upgrade").returncode == 0
    server = Server(new, options=["--no-worker"]).start()
    try:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", f"/search?q={WORD}")
        page = connection.getresponse()
        assert (page.status, b"Nothing found" in page.read()) == (200, True)
        connection.request("GET", f"/api/v1/search?q={WORD}")
        answered = connection.getresponse()
        assert (answered.status, loads(answered.read())["total"]) == (200, 0)
        connection.close()
    finally:
        server.kill()


def test_searches_go_on_while_the_index_is_built_anew(settings: Config, cast: Cast, indexed: Path) -> None:
    for number in range(20):
        ask(cast, title=f"Question {number} about {WORD}")
    follow()
    server = Server(settings, workers=2).start()
    answers: list[tuple[int, int]] = []
    done = threading.Event()

    def look() -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        while not done.is_set():
            connection.request("GET", f"/api/v1/search?q={WORD}")
            response = connection.getresponse()
            answers.append((response.status, loads(response.read()).get("total", -1)))
        connection.close()

    seekers = [threading.Thread(target=look) for _ in range(3)]
    try:
        for seeker in seekers:
            seeker.start()
        for _ in range(3):
            before = folder(indexed)
            built = forum(settings, "search", "rebuild")
            assert (built.returncode, built.stderr) == (0, "")
            assert folder(indexed) != before
            seen = len(answers)
            eventually(lambda seen=seen: len(answers) > seen + 20)  # type: ignore[misc]  # mypy cannot infer the default
    finally:
        done.set()
        for seeker in seekers:
            seeker.join()
        server.kill()
    assert set(answers) == {(200, 21)}
    assert "Traceback" not in server.words()


def test_what_happens_during_a_rebuild_is_found_after_it(settings: Config, cast: Cast, indexed: Path) -> None:
    for number in range(60):
        ask(cast, title=f"Question {number}", body=LONG)
    with worker(settings):
        eventually(lambda: left() == 0)
        rebuilding = begin(settings, "search", "rebuild")
        while rebuilding.poll() is None:
            ask(cast, title=f"Another {WORD}")
        rebuilding.communicate()
        assert rebuilding.returncode == 0
        eventually(lambda: left() == 0)
    checked = forum(settings, "search", "check")
    assert checked.returncode == 0, checked.stderr


def test_check_names_what_differs_and_exits_1(settings: Config, cast: Cast, indexed: Path) -> None:
    assert forum(settings, "search", "check").returncode == 0
    kept = ask(cast, title="Kept")
    follow()
    engine = indexing.engine()
    engine.update([], delete=[f"question:{kept.id}"])
    assert f"missing question:{kept.id}" in checked_wrong(settings)
    indexing.rebuild()
    with unit():
        session().execute(sa.text("UPDATE questions SET title = 'Changed behind our back' WHERE title = 'Kept'"))
    assert f"stale question:{kept.id}" in checked_wrong(settings)
    with unit():
        session().execute(sa.text("UPDATE questions SET containment = 'quarantined' WHERE title LIKE 'Changed%'"))
    assert f"extra question:{kept.id}" in checked_wrong(settings)


def checked_wrong(settings: Config) -> str:
    """What `forum search check` names where it finds something wrong."""
    done = forum(settings, "search", "check")
    assert done.returncode == 1
    assert "1 differ, 0 pending" in done.stdout
    return done.stderr


def test_check_counts_what_waits_as_pending(settings: Config, cast: Cast, indexed: Path) -> None:
    ask(cast, title="Fresh")
    done = forum(settings, "search", "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 differ, 1 pending" in done.stdout


def test_check_says_that_there_is_no_index(settings: Config, cast: Cast, indexed: Path) -> None:
    lose_all(indexed)
    done = forum(settings, "search", "check")
    assert done.returncode == 1
    assert "forum search rebuild" in done.stderr
    assert "Traceback" not in done.stderr
