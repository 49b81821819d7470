"""Somebody with five hundred posts goes while the site is used: afterwards nobody finds their name or address."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from forum.config import Config
from forum.core.db import db, drop_overwritten, session
from forum.people.accounts import create_person
from forum.people.erasing import erase_person, is_finished
from forum.people.models import Posts
from forum.people.policy import SYSTEM, Actor
from forum.questions.models import Answer, Question
from tests.hard.calls import Caller, Lost
from tests.support.cast import PASSWORD, Cast
from tests.support.commands import forum
from tests.support.servers import Server
from tests.support.talk import answer, ask
from tests.support.traces import in_database, in_files
from tests.support.waiting import eventually

POSTS = 500
NAME, EMAIL, WORDS = "Zora Quendel", "zora@quendel.example", ("quendel",)
# Seconds between two requests of one reader: the site is used, not flooded.
PAUSE = 0.05
pytestmark = pytest.mark.hard


@dataclass
class Load:
    """People who read and comment without pause until `ending`; they mention Zora by name while `named` is unset."""

    questions: list[int]
    named: threading.Event = field(default_factory=threading.Event)
    ending: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    wrong: list[str] = field(default_factory=list)

    def use(self, caller: Caller) -> None:
        """Be one of them."""
        turn = 0
        while not self.ending.wait(PAUSE):
            turn += 1
            ident = self.questions[turn % len(self.questions)]
            body = f"Thank you. Turn {turn}." if self.named.is_set() else f"Thank you, @{NAME}. Turn {turn}."
            try:
                read = caller.send("GET", f"/questions/{ident}")
                said = caller.send("POST", f"/questions/{ident}/comments", {"body": body})
            except Lost:
                continue
            self.done += 1
            if read.status not in {200, 503} or said.status not in {201, 429, 503}:
                self.wrong.append(f"{ident}: {read.status} {said.status} {said.body}")


def post(cast: Cast, zora: Actor) -> list[int]:
    """Let her ask and answer, with her name in many texts; return the questions."""
    questions = []
    for number in range(POSTS // 5):
        hers = bool(number % 2)
        question = ask(cast, by=zora if hers else None, title=f"Question {number} of {NAME}")
        questions.append(question.id)
        for part in range(4 if hers else 5):
            answer(cast, question, by=zora, body=f"Part {part}: restart it and wait a while, says {NAME} <{EMAIL}>.")
    return questions


def test_five_hundred_posts_under_load(settings: Config, cast: Cast, tell: Callable[[str], None]) -> None:
    zora = create_person(SYSTEM, NAME, EMAIL, password=PASSWORD)
    load = Load(post(cast, zora))
    mine = sum(
        session().scalar(sa.select(sa.func.count(model.id)).where(model.author_id == zora.id)) or 0
        for model in (Answer, Question)
    )
    assert mine >= POSTS
    server = Server(settings, workers=2).start()
    threads = [threading.Thread(target=load.use, args=(Caller(server.port, who),)) for who in (cast.ada, cast.ben)]
    try:
        for thread in threads:
            thread.start()
        # Letters that name her, and her address on some: they are sent within the minute.
        eventually(lambda: in_files(settings.mail_folder, WORDS), within=120)
        load.named.set()
        erasure = erase_person(cast.amy, zora.id or 0, Posts.KEEP, "Asked for in a letter.").id
        eventually(lambda: is_finished(erasure), within=900, every=1)
    finally:
        load.ending.set()
        for thread in threads:
            thread.join()
        server.stop()
    assert load.wrong == []
    session().rollback()
    drop_overwritten()
    assert in_database(WORDS) == []
    for place in (settings.search_path, settings.mail_folder, server.log):
        assert in_files(place, WORDS) == []
    if db.engine.dialect.name == "sqlite":
        assert in_files(settings.instance, WORDS) == []
    for command in (("journal", "verify"), ("search", "check")):
        found = forum(settings, *command)
        assert found.returncode == 0, found.stdout
    tell(f"{mine} posts, {load.done} readings and comments meanwhile")
