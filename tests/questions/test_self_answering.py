"""Somebody asks and answers in one step: both are online, or neither."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.errors import Forbidden, Invalid
from forum.core.markup import render
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.people.policy import VISITOR, Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import ask_and_answer
from forum.questions.operations.asking import QuestionDraft
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, BODY, TITLE


def counts() -> tuple[int, int]:
    """How many questions and answers there are."""
    session().rollback()
    return session().query(Question).count(), session().query(Answer).count()


def test_question_and_answer_are_posted_in_one_step(app: Flask, cast: Cast) -> None:
    made = ask_and_answer(cast.ada, QuestionDraft(TITLE, render(BODY), cast.router), render(ADVICE))
    found = session().scalars(sa.select(Answer)).one()
    assert (found.question_id, found.author_id, found.accepted) == (made.id, cast.ada.id, False)
    kinds = session().scalars(sa.select(Event.kind).order_by(Event.id)).all()
    assert kinds[-2:] == [EventKind.QUESTION_ASKED, EventKind.ANSWER_POSTED]


def test_without_the_one_there_is_not_the_other(app: Flask, cast: Cast) -> None:
    with pytest.raises(Invalid) as caught:
        ask_and_answer(cast.ada, QuestionDraft(TITLE, render(BODY)), render(" "))
    assert [error.field for error in caught.value.errors] == ["answer"]
    with pytest.raises(Invalid):
        ask_and_answer(cast.ada, QuestionDraft("", render(BODY)), render(ADVICE))
    with pytest.raises(Forbidden):
        ask_and_answer(VISITOR, QuestionDraft(TITLE, render(BODY)), render(ADVICE))
    assert counts() == (0, 0)


def test_the_form_takes_both_and_gives_both_back(
    app: Flask, cast: Cast, client_of: Callable[[Actor], Client], client: Client
) -> None:
    ada = client_of(cast.ada)
    refused = ada.post("/questions/ask", data={"title": "", "body": BODY, "answer": ADVICE})
    assert refused.status_code == 422
    opened = tree(refused).select_one("details[open] #answer")
    assert opened is not None
    assert ADVICE in opened.get_text()
    assert client.post("/questions/ask", data={"title": TITLE, "body": BODY, "answer": ADVICE}).status_code == 403
    assert counts() == (0, 0)
    made = ada.post("/questions/ask", data={"title": TITLE, "body": BODY, "answer": ADVICE})
    assert made.status_code == 303
    assert counts() == (1, 1)
    ada.post("/questions/ask", data={"title": TITLE, "body": BODY, "answer": " "})
    assert counts() == (2, 1)


def test_the_api_takes_both(app: Flask, cast: Cast, call: Callable[[Actor | None], Caller]) -> None:
    sent = {"title": TITLE, "body": BODY, "answer": ADVICE}
    assert call(None)("POST", "/questions", sent).status_code == 401
    made = call(cast.ada)("POST", "/questions", sent)
    assert made.status_code == 201
    assert made.json is not None
    assert [one["author"]["id"] for one in made.json["answers"]] == [cast.ada.id]
    assert call(cast.ada)("POST", "/questions", {**sent, "answer": ""}).status_code == 422
    assert counts() == (1, 1)
