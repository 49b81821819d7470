"""Before somebody asks: the product they use is chosen, and they read how long an answer takes."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask import Flask

from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.provenance import Channel
from forum.people.policy import VISITOR, Actor
from forum.questions.models import Question
from forum.questions.operations import ask_question, report_outcome
from forum.questions.operations.asking import QuestionDraft
from forum.questions.queries import Used, last_used, usual_hours
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import BODY, TITLE, answer, ask

Browsers = Callable[[Actor], Client]


def test_the_product_of_the_last_question_is_chosen_and_can_be_changed(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    assert last_used(VISITOR) is None
    assert last_used(cast.ada) is None
    ask(cast)
    ask_question(cast.ada, QuestionDraft(TITLE, render(BODY), cast.router, cast.releases[1]))
    ask_question(cast.ada, QuestionDraft(TITLE, render(BODY)))
    assert last_used(cast.ada) == Used("router", "2.0")
    ada = client_of(cast.ada)
    page = ada.page("/questions/ask")
    assert [one["value"] for one in page.select("option[selected]")] == ["router", "router:2.0"]
    named = ada.page("/questions/ask?product=camera")
    assert [one["value"] for one in named.select("option[selected]")] == ["camera"]
    assert last_used(cast.sam) is None
    ada.post("/questions/ask", data={"title": "Another", "body": BODY, "product": "", "release": ""})
    assert session().query(Question).order_by(Question.id.desc()).first().product_id is None  # type: ignore[union-attr] # it is there


def test_what_somebody_tried_counts_as_used(app: Flask, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    report_outcome(cast.sam, made.id, worked=True, release_id=cast.releases[2])
    assert last_used(cast.sam) == Used("router", "2.1")


def fill(cast: Cast, hours: Sequence[float | None]) -> None:
    """Ask as many questions, each answered after so many hours."""
    for wait in hours:
        question = ask(cast)
        if wait is not None:
            with travel(now() + timedelta(hours=wait)):
                answer(cast, question)


def test_nothing_is_said_before_twenty_were_answered(app: Flask, cast: Cast, client_of: Browsers) -> None:
    fill(cast, [0.5] * 19)
    assert usual_hours(cast.router) is None
    page = client_of(cast.ada).page("/questions/ask")
    assert "Usually answered" not in page.get_text()
    assert "Staff looks at it after 24 hours" in page.get_text()
    fill(cast, [0.5])
    assert usual_hours(cast.router) == 1
    assert usual_hours(cast.camera) is usual_hours(None) is None
    assert "Usually answered within an hour." in client_of(cast.ada).page("/questions/ask").get_text()


def test_two_of_three_are_as_quick_and_open_ones_count_as_open(app: Flask, cast: Cast) -> None:
    fill(cast, [1.0] * 10 + [2.4] * 10 + [8.9] * 10)
    assert usual_hours(cast.router) == 3
    fill(cast, [None] * 10)
    assert usual_hours(cast.router) == 9
    fill(cast, [None] * 10)
    assert usual_hours(cast.router) is None


@pytest.mark.parametrize("what", ["imported", "long ago", "answered by the asker"])
def test_what_tells_nothing_about_the_service_is_left_out(app: Flask, cast: Cast, what: str) -> None:
    if what == "long ago":
        with travel(now() - timedelta(days=91)):
            fill(cast, [0.5] * 20)
    elif what == "imported":
        fill(cast, [0.5] * 20)
        with unit():
            session().query(Question).update({Question.channel: Channel.IMPORT})
    else:
        for _ in range(20):
            answer(cast, ask(cast), by=cast.ada)
    assert usual_hours(cast.router) is None


def test_the_asker_reads_it_beneath_their_question_too(app: Flask, cast: Cast, client_of: Browsers) -> None:
    fill(cast, [0.5] * 20)
    question = ask(cast)
    path = f"/questions/{question.id}/{question.slug}"
    said = "Usually answered within an hour."
    assert said in client_of(cast.ada).page(path).get_text()
    assert said not in client_of(cast.sam).page(path).get_text()
