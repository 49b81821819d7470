"""Somebody with five hundred posts goes while the site is used: afterwards nobody finds their name or address."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
import sqlalchemy as sa

from forum.config import Config
from forum.core.db import db, drop_overwritten, session
from forum.core.markup import render
from forum.journal.catch_up import catch_up
from forum.people.accounts import create_person
from forum.people.erasing import is_finished
from forum.people.models import Erasure, Posts
from forum.people.policy import SYSTEM
from forum.questions.mentions import names_in
from forum.questions.models import Answer, Comment, Question
from forum.questions.operations import comment, post_answer
from forum.reactions import TABLE
from tests.hard.calls import Caller
from tests.hard.prolific import POSTS, QUESTIONS, Use, post
from tests.support.cast import PASSWORD, Cast
from tests.support.commands import forum
from tests.support.servers import Server
from tests.support.traces import in_database, in_files
from tests.support.waiting import eventually

NAME, EMAIL, WORDS = "Zora Quendel", "zora@quendel.example", ("quendel",)
pytestmark = pytest.mark.hard


def written(person_id: int | None) -> int:
    """How many posts of somebody stand in their place."""
    session().rollback()
    return sum(
        session().scalar(sa.select(sa.func.count(model.id)).where(model.author_id == person_id, model.in_place())) or 0
        for model in (Question, Answer, Comment)
    )


def speak_of_her(cast: Cast, questions: list[int]) -> None:
    """Let Ben quote her, with her address, and Ada mention her, in some threads."""
    for number, ident in enumerate(questions):
        quote = f"> says {NAME} <{EMAIL}>\n\nNo, {NAME.upper()}, this lamp wants {number} drops of oil."
        post_answer(cast.ben, ident, render(quote))
        said = f"Thank you, @zora-quendel, for number {number}."
        comment(cast.ada, ident, render(said, names=names_in(cast.ada, ident, said)))


def left(settings: Config, log: Path) -> list[str]:
    """Where name and address are left: database, index, mail, pictures, copies, log."""
    session().rollback()
    drop_overwritten()
    places = [settings.search_path, settings.mail_folder, log]
    if db.engine.dialect.name == "sqlite":
        places.append(settings.instance)
    return in_database(WORDS) + [line for place in places for line in in_files(place, WORDS)]


@pytest.mark.parametrize("posts", Posts)
def test_five_hundred_posts_under_load(settings: Config, cast: Cast, tell: Callable[[str], None], posts: Posts) -> None:
    # As somebody who has written so much is known.
    zora = replace(create_person(SYSTEM, NAME, EMAIL, password=PASSWORD), trust=2)
    adas, hers = post(cast, zora, lambda text: f"{text.rstrip('.')}, says {NAME}.")
    speak_of_her(cast, [*adas[::2], *hers[::2]])
    assert written(zora.id) == POSTS
    assert catch_up(TABLE).failures == []
    gone = threading.Event()
    server = Server(settings, workers=2).start()
    pages = [f"/people/{zora.id}/zora-quendel", "/search?q=Zora+Quendel", f"/search?q={EMAIL}"]
    use = Use(
        server.port,
        adas,
        pages,
        lambda turn: f"It is {turn} by my clock." if gone.is_set() else f"It is {turn} by my clock, @{NAME}.",
    )
    try:
        with use.by(cast.ada, cast.ben):
            # Letters that name her, and her address on some: they are sent within the minute.
            eventually(lambda: in_files(settings.mail_folder, WORDS), within=120)
            before = use.told()
            gone.set()
            wanted = {"posts": posts.value, "reason": "Asked for in a letter."}
            amy, begun = Caller(server.port, cast.amy), monotonic()
            use.longest = 0.0
            assert amy.send("PUT", f"/people/{zora.id}/erasure", wanted).status == 200
            erasure = session().scalars(sa.select(Erasure.id)).one()
            eventually(lambda: is_finished(erasure), within=900, every=0.5)
            seconds = monotonic() - begun
    finally:
        server.stop()
    assert use.wrong == []
    assert left(settings, server.log) == []
    # Questions that Ben answered stay in any case.
    assert written(zora.id) == {Posts.KEEP: POSTS, Posts.REMOVE: QUESTIONS // 2}[posts]
    for command in (("journal", "verify"), ("search", "check")):
        found = forum(settings, *command)
        assert found.returncode == 0, found.stdout
    tell(f"{POSTS} posts, {posts.value}: {seconds:.0f} s from the request to the end; {use.told()}; before: {before}")
