"""What is held back is told by no search, however old the index is: no hit, no total, no suggestion, no passage.

The index is frozen before the text is held back: copied, and put back after the site has settled everything. So nothing
but the look at the database stands between it and the reader.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.operation import unit
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.drain import drain, waiting
from forum.knowledge.models import Entry
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.people.tokens import create_token
from forum.questions.models import Answer, Question
from forum.questions.operations import accept_answer, report_answer, unaccept_answer
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from forum.search import indexing
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask

WORD = "zebrafish"
SECRET = f"Hold the {WORD} button for ten seconds, then release it and wait until the light turns green."
# Misspelt, it would be put right from a title that has it.
NEARLY = "zebrafsh"

Hold = Callable[[Cast, Answer], None]


def follow() -> None:
    """Let everything follow from what happened."""
    while waiting():
        assert drain(TABLE, delayed=True).failed == 0


@contextmanager
def frozen() -> Iterator[None]:
    """Put the index back as it was before the block, when all has followed from what the block did."""
    here = config.current().search_path
    kept = here.with_name("kept")
    indexing.engine().close()
    shutil.copytree(here, kept)
    yield
    follow()
    indexing.engine().close()
    shutil.rmtree(here)
    shutil.move(kept, here)
    indexing.engine().close()


@pytest.fixture
def solved(app: Flask, cast: Cast) -> Answer:
    """A solved question whose answer alone has the word."""
    indexing.rebuild()
    made = answer(cast, ask(cast, title="How to reset it", tags=("reset",)), body=SECRET)
    accept_answer(cast.ada, made.id)
    follow()
    assert Seeker(app, cast.visitor).finds(WORD)["total"] == 1
    return made


def quarantine(cast: Cast, held: Answer) -> None:
    """A moderator takes it out of sight."""
    flag = report_answer(cast.sam, held.id, Report(FlagKind.DANGEROUS, "It breaks."))
    decide(cast.max, flag.case_id, Action.QUARANTINE, reason="Until we know.")


def fold(cast: Cast, held: Answer) -> None:
    """A moderator puts it behind a click."""
    flag = report_answer(cast.sam, held.id, Report(FlagKind.DANGEROUS, "It breaks."))
    decide(cast.max, flag.case_id, Action.FOLD, reason="Until we know.")


def warn(cast: Cast, held: Answer) -> None:
    """A moderator puts a warning before it."""
    flag = report_answer(cast.sam, held.id, Report(FlagKind.DANGEROUS, "It breaks."))
    decide(cast.max, flag.case_id, Action.WARN, reason="Mind the cable.")


def judge_unsafe(cast: Cast, held: Answer) -> None:
    """An engineer finds it dangerous."""
    give_verdict(cast.eva, held.id, VerdictDraft(VerdictKind.UNSAFE, 1, note="It erases the disk."))


def judge_incorrect(cast: Cast, held: Answer) -> None:
    """An engineer finds it wrong."""
    give_verdict(cast.eva, held.id, VerdictDraft(VerdictKind.INCORRECT, 1, note="There is no such button."))


class Seeker:
    """Somebody who searches, in the browser and by the API."""

    def __init__(self, app: Flask, actor: Actor) -> None:
        """Open a browser, and get a key where the person can have one."""
        self.browser = Client(app)
        self._headers = {}
        if actor.id is not None:
            self.browser.enter(actor)
            self._headers = {"Authorization": f"Bearer {create_token(actor, 'search')}"}
        self._caller = Client(app)

    def finds(self, words: str, more: str = "") -> dict[str, Any]:
        """What the API finds; as many as the page says."""
        response = self._caller.get(f"/api/v1/search?q={words}{more}", headers=self._headers)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json or {}
        if "limit" not in more:
            page = self.browser.page(f"/search?q={words}{more}")
            total = found["total"]
            said = f"{total} result{'' if total == 1 else 's'}" if total else "Nothing found."
            assert said in page.select("[role=status]")[0].text
            assert len(page.select(".row-title")) == len(found["items"]) == total
        return found

    def reads(self, path: str) -> str:
        """All that a page of the browser says."""
        return self.browser.get(path).text

    def is_told(self, path: str) -> str:
        """All that the API says."""
        return self._caller.get(f"/api/v1{path}", headers=self._headers).text


HOLDS = (quarantine, fold, warn, judge_unsafe, judge_incorrect)


@pytest.mark.parametrize("hold", HOLDS)
def test_an_answer_that_is_held_back_is_found_by_none_of_its_words(
    app: Flask, cast: Cast, solved: Answer, hold: Hold
) -> None:
    with frozen():
        hold(cast, solved)
    indexed = indexing.engine().keys()
    assert f"answer:{solved.id}" in indexed
    for actor in (cast.visitor, cast.sam, cast.ada):
        seeker = Seeker(app, actor)
        for more in ("", "&kind=entry", "&kind=question", "&state=accepted", "&sort=newest"):
            assert seeker.finds(WORD, more)["total"] == 0
            assert seeker.finds(f'"{WORD}+button"', more)["items"] == []
        # Found by its title it may be, quoted not.
        for said in (seeker.reads("/search?q=reset"), seeker.is_told("/search?q=reset")):
            assert "ten seconds" not in said


def test_what_stands_behind_a_click_is_still_found_by_staff(app: Flask, cast: Cast, solved: Answer) -> None:
    with frozen():
        fold(cast, solved)
    for actor in (cast.eva, cast.max):
        assert Seeker(app, actor).finds(WORD)["total"] == 1


@pytest.mark.parametrize("containment", [Containment.QUARANTINED, Containment.FOLDED])
def test_a_question_that_is_held_back_is_neither_found_nor_suggested(
    app: Flask, cast: Cast, containment: Containment
) -> None:
    indexing.rebuild()
    hidden = ask(cast, title=f"Where does the {WORD} go", body="It is loose.")
    answer(cast, hidden, body="Behind the quokka panel, above the socket, where the light is.")
    follow()
    assert Seeker(app, cast.visitor).finds(NEARLY)["suggestion"] == WORD
    with frozen(), unit():
        session().get_one(Question, hidden.id).containment = containment
    for actor in (cast.visitor, cast.sam):
        seeker = Seeker(app, actor)
        for words in (WORD, "quokka", f"{WORD}+quokka+loose"):
            assert seeker.finds(words)["total"] == 0
        assert seeker.finds(NEARLY)["suggestion"] is None
        assert WORD not in seeker.reads(f"/search?q={NEARLY}")


def test_of_a_question_with_a_warning_the_title_alone_is_found(app: Flask, cast: Cast) -> None:
    indexing.rebuild()
    warned = ask(cast, title="Where does the panel go", body=f"The {WORD} is loose.")
    follow()
    with unit():
        session().get_one(Question, warned.id).containment = Containment.WARNED
    indexing.rebuild()
    visitor = Seeker(app, cast.visitor)
    (hit,) = visitor.finds("panel")["items"]
    assert hit["passage"] is None
    assert visitor.finds(WORD)["total"] == 0


def test_an_entry_that_is_held_back_is_not_found(app: Flask, cast: Cast, solved: Answer) -> None:
    with frozen(), unit():
        session().execute(sa.update(Entry).values(containment=Containment.WARNED))
    visitor = Seeker(app, cast.visitor)
    assert visitor.finds(WORD, "&kind=entry")["total"] == 0
    assert visitor.finds(WORD)["total"] == 1, "its answer is shown to everybody"


def test_totals_and_pages_count_what_may_be_seen_alone(app: Flask, cast: Cast) -> None:
    indexing.rebuild()
    shown = [answer(cast, ask(cast, title=f"Panel {number}"), body=SECRET) for number in range(6)]
    follow()
    with frozen():
        for held in shown[::2]:
            quarantine(cast, held)
    visitor = Seeker(app, cast.visitor)
    pages = [visitor.finds(WORD, "&limit=2")]
    while pages[-1]["next"]:
        pages.append(visitor.finds(WORD, f"&limit=2&cursor={pages[-1]['next']}"))
    assert [page["total"] for page in pages] == [3, 3]
    assert [len(page["items"]) for page in pages] == [2, 1]


def test_what_is_no_entry_any_more_is_found_as_the_thread_that_it_was(app: Flask, cast: Cast, solved: Answer) -> None:
    with frozen():
        unaccept_answer(cast.ada, solved.id)
    (hit,) = Seeker(app, cast.visitor).finds(WORD)["items"]
    assert hit["kind"] == "question"
