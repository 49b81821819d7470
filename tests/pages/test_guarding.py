"""What somebody might not want to publish is shown to them once, before it goes online; nothing typed is lost."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from forum.core.db import session
from forum.people.policy import Actor
from forum.questions.models import Answer, AnswerRevision, Comment, Question, QuestionRevision
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, BODY, TITLE, answer, ask

SECRET = "hunter22"
LEAKY = f"I typed password={SECRET} and wrote to maria@firma.pt."
Browsers = Callable[[Actor], Client]


def texts(model: type[QuestionRevision | AnswerRevision]) -> list[str]:
    """All texts that are online."""
    session().rollback()
    return list(session().scalars(sa.select(model.source).order_by(model.id)))


def buttons(page: BeautifulSoup) -> list[str]:
    """What the buttons "Mask this" say."""
    return [str(button["value"]) for button in page.select("button[name=mask]")]


def test_a_question_comes_back_once_and_is_posted_as_it_is(app: Flask, cast: Cast, client_of: Browsers) -> None:
    ada = client_of(cast.ada)
    sent = {"title": TITLE, "body": LEAKY, "environment": "A router.", "tags": "night"}
    back = ada.post("/questions/ask", data=sent)
    assert back.status_code == 422
    page = tree(back)
    assert [mark.get_text() for mark in page.select(".spots mark")] == [SECRET, "maria@firma.pt"]
    assert page.select("#body")[0].get_text().strip() == LEAKY
    assert page.select("#tags")[0]["value"] == "night"
    assert texts(QuestionRevision) == []
    assert ada.post("/questions/ask", data={**sent, "secrets_ok": "yes"}).status_code == 303
    assert texts(QuestionRevision) == [LEAKY]


def test_one_place_after_the_other_is_masked_and_then_it_is_online(app: Flask, cast: Cast, client_of: Browsers) -> None:
    ada = client_of(cast.ada)
    sent = {"title": f"{TITLE} token=abc123de", "body": f"{LEAKY} Yes, {SECRET}."}
    while True:
        back = ada.post("/questions/ask", data=sent)
        if back.status_code == 303:
            break
        page = tree(back)
        sent = {"body": page.select("#body")[0].get_text().strip(), "title": str(page.select("#title")[0]["value"])}
        sent["mask"] = buttons(page)[0]
    assert texts(QuestionRevision) == ["I typed password=•••• and wrote to ••••. Yes, ••••."]
    assert session().query(Question).one().title == f"{TITLE} token=••••"


def test_answers_and_comments_are_looked_at_too(app: Flask, cast: Cast, client_of: Browsers) -> None:
    question = ask(cast)
    ben, path = client_of(cast.ben), f"/questions/{question.id}"
    back = ben.post(f"{path}/answers", data={"body": LEAKY})
    assert back.status_code == 422
    assert len(tree(back).select(".write .spots li")) == 2
    assert session().query(Answer).count() == 0
    assert ben.post(f"{path}/answers", data={"body": LEAKY, "secrets_ok": "yes"}).status_code == 303
    said = ben.post(f"{path}/comments", data={"body": "Ask maria@firma.pt"})
    assert said.status_code == 422
    page = tree(said)
    assert len(page.select("#question .add-comment[open] .spots li")) == 1
    assert page.select("#comment-question")[0].get_text() == "Ask maria@firma.pt"
    masked = ben.post(f"{path}/comments", data={"body": "Ask maria@firma.pt", "mask": buttons(page)[0]})
    assert masked.status_code == 303
    assert session().query(Comment).one().source == "Ask ••••"


@pytest.mark.parametrize("what", ["question", "answer"])
def test_an_edit_is_asked_about_what_is_new(app: Flask, cast: Cast, client_of: Browsers, what: str) -> None:
    question = ask(cast, body=f"{BODY} {LEAKY}")
    made = answer(cast, question, body=f"{ADVICE} {LEAKY}")
    path, who = (
        (f"/questions/{question.id}/edit", cast.ada) if what == "question" else (f"/answers/{made.id}/edit", cast.ben)
    )
    browser = client_of(who)
    sent = {"title": TITLE, "body": f"{LEAKY} Really.", "revision": "1"}
    assert browser.post(path, data=sent).status_code == 303
    again = browser.post(path, data={**sent, "body": "Call +49 170 1234567", "revision": "2"})
    assert again.status_code == 422
    assert [mark.get_text() for mark in tree(again).select(".spots mark")] == ["+49 170 1234567"]
    ok = {**sent, "body": "Call +49 170 1234567", "revision": "2", "secrets_ok": "yes"}
    assert browser.post(path, data=ok).status_code == 303


def test_what_is_harmless_goes_online_at_once(app: Flask, cast: Cast, client_of: Browsers) -> None:
    sent = client_of(cast.ada).post("/questions/ask", data={"title": TITLE, "body": BODY, "mask": "body:0"})
    assert sent.status_code == 303
    assert texts(QuestionRevision) == [BODY]
