"""A site with the encoder: what is asked otherwise, or in another language, is found a moment after it was written.

These are the only tests that load the encoder; it is in the lock files, so none of them is ever skipped.
"""

from dataclasses import replace
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from flask import Flask

from forum.app import create_app
from forum.config import Config
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.drain import drain, waiting
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.questions.operations import report_answer
from forum.reactions import TABLE
from forum.search import indexing
from forum.search.engine import Meanings, Query
from forum.search.queries import search, similar
from tests.running.processes import worker
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.commands import forum
from tests.support.servers import Server
from tests.support.talk import answer, ask
from tests.support.waiting import eventually

TITLE = "My laptop does not connect to the wireless network"
IN_PORTUGUESE = "o computador não conecta na internet sem fio"
OTHERWISE = "notebook fails to join wifi"


@pytest.fixture
def settings(settings: Config) -> Config:
    """Settings of a site with the encoder."""
    return replace(settings, search_by_meaning=True)


def follow() -> None:
    """Let everything follow from what happened."""
    while waiting():
        assert drain(TABLE, delayed=True).failed == 0


def learnt() -> Meanings:
    """How far the meanings are known."""
    found = indexing.engine().meanings()
    assert found is not None, "the encoder is not installed: make install"
    return found


def found(cast: Cast, text: str) -> list[str]:
    """The titles that a visitor finds."""
    return [item.title for item in search(cast.visitor, Query(text)).items]


def test_a_question_is_found_in_other_words_until_it_is_hidden(app: Flask, settings: Config, cast: Cast) -> None:
    indexing.rebuild()
    ask(cast, title="Which knife is best for bread?", body="The crust is hard.")
    asked = ask(cast, title=TITLE, body="It worked yesterday.")
    follow()
    assert found(cast, "wireless") == [TITLE]
    assert found(cast, IN_PORTUGUESE) == []
    assert indexing.learn_all() == 2
    for text in (IN_PORTUGUESE, OTHERWISE, "mon ordinateur ne se connecte pas au réseau sans fil"):
        assert found(cast, text)[:1] == [TITLE]
    assert [item.title for item in similar(cast.visitor, OTHERWISE)] == [TITLE]
    for text in ("zyzzyva", "quokka", "asdf qwer zxcv"):
        assert search(cast.visitor, Query(text)).total == 0
    assert TITLE in Client(app).page(f"/search?q={OTHERWISE}").text
    told = Client(app).get(f"/api/v1/search?q={OTHERWISE}").json or {}
    assert told["items"][0]["title"] == TITLE
    # What is held back is not near either, nor is what it said known any longer.
    advice = answer(cast, asked, body="Switch off the fridge, and wait until the ice cream has molten.")
    follow()
    indexing.learn_all()
    assert found(cast, "unplug the refrigerator") == [TITLE]
    flag = report_answer(cast.sam, advice.id, Report(FlagKind.DANGEROUS, "It breaks."))
    decide(cast.max, flag.case_id, Action.QUARANTINE, reason="Until we know.")
    assert found(cast, "unplug the refrigerator") == []
    texts = learnt().texts
    follow()
    assert learnt() == Meanings(texts - 1, lacking=0, extra=0)
    checked = forum(settings, "search", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert f"{texts - 1} texts with a meaning, 0 pending" in checked.stdout


def test_the_worker_learns_what_is_new_and_what_was_lost(app: Flask, settings: Config, cast: Cast) -> None:
    server = Server(settings).start()
    try:
        ask(cast, title=TITLE, body="It worked yesterday.")
        eventually(lambda: indexing.engine().is_healthy() and learnt() == Meanings(2, lacking=0, extra=0))
        address = f"{server.url}/api/v1/search?q={quote(OTHERWISE)}"
        eventually(lambda: TITLE in urlopen(address).read().decode())
    finally:
        server.stop()
    (settings.search_path / "vectors").write_bytes(b"spoilt")
    assert learnt().lacking == 2
    checked = forum(settings, "search", "check")
    assert (checked.returncode, "2 pending" in checked.stdout) == (0, True)
    with worker(settings):
        eventually(lambda: learnt().lacking == 0)
    (settings.search_path / "vectors").unlink()
    assert "1 of them learnt" in forum(settings, "search", "rebuild").stdout
    assert learnt() == Meanings(2, lacking=0, extra=0)
    # The setting leaves words alone, and what was learnt where it is.
    create_app(replace(settings, search_by_meaning=False))
    assert indexing.engine().meanings() is None
    assert found(cast, OTHERWISE) == []
    assert found(cast, "wireless") == [TITLE]
