"""A form that is sent twice has one effect and leads to one place, for each form that makes or changes a text."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.clock import now, travel
from forum.core.db import Base, session
from forum.core.markup import render
from forum.journal.models import Event
from forum.moderation.models import Suggestion
from forum.people.policy import Actor
from forum.people.sent import KEPT_FOR
from forum.questions.models import (
    Answer,
    AnswerRevision,
    Comment,
    Correction,
    Question,
    QuestionRevision,
    Verdict,
)
from forum.questions.operations import delete_answer, edit_answer
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, BODY, TITLE, answer, ask

Browsers = Callable[[Actor], Client]
OTHER = "First save the settings. Then press the small button for ten seconds."


@dataclass(frozen=True)
class Form:
    """A form: who sends it where, what stands in it, and the rows that it makes."""

    path: str
    who: str
    makes: type[Base]
    fields: dict[str, Any]


FORMS = {
    "ask": Form("/questions/ask", "ben", Question, {"title": "Another title", "body": BODY}),
    "ask and answer": Form("/questions/ask", "ben", Answer, {"title": "Another title", "body": BODY, "answer": ADVICE}),
    "answer": Form("/questions/{question}/answers", "sam", Answer, {"body": OTHER}),
    "comment": Form("/questions/{question}/comments", "sam", Comment, {"body": "Which version?"}),
    "edit a question": Form(
        "/questions/{question}/edit", "ada", QuestionRevision, {"title": TITLE, "body": OTHER, "revision": "1"}
    ),
    "edit an answer": Form("/answers/{answer}/edit", "ben", AnswerRevision, {"body": OTHER, "revision": "1"}),
    "suggest for an answer": Form(
        "/answers/{answer}/suggest", "sam", Suggestion, {"body": OTHER, "revision": "1", "note": "Shorter."}
    ),
    "suggest for a question": Form(
        "/questions/{question}/suggest",
        "sam",
        Suggestion,
        {"title": TITLE, "body": OTHER, "revision": "1", "note": "Shorter."},
    ),
    "correct": Form(
        "/answers/{answer}/correct",
        "eva",
        Correction,
        {"passage": "settings", "replacement": "menu", "reason": "It moved.", "revision": "1"},
    ),
    "check": Form("/engineering/answers/{answer}", "eva", Verdict, {"verdict": "verified", "revision": "1"}),
    "mend and check": Form(
        "/engineering/answers/{answer}", "eva", Verdict, {"verdict": "verified", "revision": "1", "body": OTHER}
    ),
}


def count(model: type[Base]) -> int:
    """How many rows there are."""
    session().rollback()
    return session().scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.fixture
def places(cast: Cast) -> dict[str, int]:
    """A question with an answer."""
    question = ask(cast)
    return {"question": question.id, "answer": answer(cast, question).id}


@pytest.mark.parametrize("name", FORMS)
def test_a_second_press_changes_nothing_and_leads_to_the_same_place(
    app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int], name: str
) -> None:
    form = FORMS[name]
    browser, path = client_of(getattr(cast, form.who)), form.path.format(**places)
    before = count(form.makes)
    first = browser.post(path, data=form.fields)
    assert (first.status_code, count(form.makes)) == (303, before + 1), first.text[:500]
    events = count(Event)
    again = browser.post(path, data=form.fields)
    assert (again.status_code, again.location) == (303, first.location)
    assert (count(form.makes), count(Event)) == (before + 1, events)


@pytest.mark.parametrize("name", ["ask", "answer", "check"])
def test_two_presses_at_the_same_moment_are_one(
    app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int], name: str
) -> None:
    form = FORMS[name]
    path, before = form.path.format(**places), count(form.makes)
    start, led = Barrier(2), []

    def press(browser: Client) -> None:
        start.wait()
        led.append(browser.post(path, data=form.fields).location)

    browsers = [client_of(getattr(cast, form.who)) for _ in range(2)]
    session().rollback()
    threads = [Thread(target=press, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(form.makes) == before + 1
    assert led[0] is not None
    assert led[0] == led[1]


def test_other_words_other_people_and_other_times_are_other_texts(
    app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int]
) -> None:
    path = f"/questions/{places['question']}/comments"
    sam, ben = client_of(cast.sam), client_of(cast.ben)
    for browser, fields in (
        (sam, {"body": "Thank you."}),
        (sam, {"body": "Thank you"}),
        (sam, {"body": "Thank you.", "answer": str(places["answer"])}),
        (ben, {"body": "Thank you."}),
    ):
        assert browser.post(path, data=fields).status_code == 303
    assert count(Comment) == 4
    with travel(now() + KEPT_FOR * 2):
        assert sam.post(path, data={"body": "Thank you."}).status_code == 303
    assert count(Comment) == 5


def test_a_refused_form_may_be_sent_again(app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int]) -> None:
    sam, path = client_of(cast.sam), f"/answers/{places['answer']}/suggest"
    fields = {"body": OTHER, "note": "Shorter.", "revision": "1"}
    edit_answer(cast.ben, places["answer"], render(f"{ADVICE} Wait."), base_revision=1)
    for _ in range(2):
        assert sam.post(path, data=fields).status_code == 409
    assert sam.post(path, data={**fields, "revision": "2"}).status_code == 303


def test_what_was_deleted_may_be_written_again(
    app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int]
) -> None:
    sam, path = client_of(cast.sam), f"/questions/{places['question']}/answers"
    first = sam.post(path, data={"body": OTHER}).location
    delete_answer(cast.sam, int(first.rpartition("/")[2]))
    assert sam.post(path, data={"body": OTHER}).location != first
    assert count(Answer) == 3


def test_the_same_check_of_what_was_judged_meanwhile_is_a_new_one(
    app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int]
) -> None:
    eva, path = client_of(cast.eva), f"/engineering/answers/{places['answer']}"
    for verdict in ("verified", "incorrect", "verified"):
        seen = eva.page(path).select_one("#seen")
        assert seen is not None
        fields = {"verdict": verdict, "revision": "1", "seen": str(seen["value"]), "note": "I looked."}
        assert eva.post(path, data=fields).status_code == 303
    assert count(Verdict) == 3
