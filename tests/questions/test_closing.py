"""Closing and opening again: who may, what it says, and where duplicates lead."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.core.clock import now, travel
from forum.core.errors import Forbidden, Invalid, Unfit
from forum.core.markup import render
from forum.people.policy import Actor
from forum.questions.models import NextAction, QuestionState
from forum.questions.operations import (
    close_question,
    delete_question,
    edit_question,
    mark_duplicate,
    reopen_question,
    restore_question,
)
from forum.questions.operations.asking import QuestionDraft
from forum.questions.queries import thread
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import BODY, answer, ask, days_ago

Browsers = Callable[[Actor], Client]


@pytest.mark.parametrize("who", ["ada", "eva", "max"])
def test_the_asker_and_staff_close(cast: Cast, who: str) -> None:
    question = ask(cast)
    close_question(getattr(cast, who), question.id, reason="Not needed any more.")
    close_question(getattr(cast, who), question.id, reason="Twice is once.")
    assert (question.state, question.closed_reason) == (QuestionState.CLOSED, "Not needed any more.")
    assert question.next_action == NextAction.NOTHING
    with pytest.raises(Unfit):
        answer(cast, question)


@pytest.mark.parametrize("who", ["visitor", "ben", "sam", "amy"])
def test_nobody_else_does(cast: Cast, who: str) -> None:
    question = ask(cast)
    with pytest.raises(Forbidden):
        close_question(getattr(cast, who), question.id, reason="No.")
    with pytest.raises(Forbidden):
        reopen_question(getattr(cast, who), question.id)


def test_a_reason_is_needed(cast: Cast) -> None:
    with pytest.raises(Invalid):
        close_question(cast.ada, ask(cast).id, reason=" ")


def test_opened_again_it_waits_in_its_queue_with_a_new_time(cast: Cast) -> None:
    with travel(days_ago(9)):
        question = ask(cast)
        close_question(cast.max, question.id, reason="The shop answers this.")
    with pytest.raises(Forbidden):
        reopen_question(cast.ada, question.id)
    reopen_question(cast.max, question.id)
    assert (question.state, question.next_action) == (QuestionState.OPEN, NextAction.ANSWER)
    assert question.due_at is not None
    assert question.due_at > now()


def test_an_asker_opens_what_they_closed(cast: Cast) -> None:
    question = ask(cast)
    close_question(cast.ada, question.id, reason="I no longer need this.")
    reopen_question(cast.ada, question.id)
    reopen_question(cast.ada, question.id)
    assert question.state == QuestionState.OPEN


def test_a_duplicate_leads_to_the_other_and_back(cast: Cast) -> None:
    first, again = ask(cast, title="The light blinks"), ask(cast, title="A light blinks twice")
    mark_duplicate(cast.ada, again.id, first.id)
    mark_duplicate(cast.ada, again.id, first.id)
    led, target = thread(cast.visitor, again.id), thread(cast.visitor, first.id)
    assert (led.question.state, led.kin.last and led.kin.last.id) == (QuestionState.CLOSED, first.id)
    assert [(one.id, one.title) for one in target.kin.duplicates] == [(again.id, "A light blinks twice")]
    reopen_question(cast.ada, again.id)
    assert thread(cast.visitor, again.id).kin.last is None
    assert thread(cast.visitor, first.id).kin.duplicates == []


def test_chains_end_at_the_last_and_never_go_in_a_circle(cast: Cast) -> None:
    first, second, third = ask(cast), ask(cast), ask(cast)
    mark_duplicate(cast.max, first.id, second.id)
    mark_duplicate(cast.max, second.id, third.id)
    led = thread(cast.visitor, first.id)
    assert led.kin.last
    assert led.kin.last.id == third.id
    for target in (first, second, third):
        with pytest.raises(Invalid) as caught:
            mark_duplicate(cast.max, third.id, target.id)
        assert caught.value.errors[0].code == "circle"
    fourth = ask(cast)
    mark_duplicate(cast.max, fourth.id, first.id)
    assert fourth.duplicate_of_id == third.id


def test_a_target_has_to_be_there(cast: Cast) -> None:
    question, gone = ask(cast), ask(cast)
    delete_question(cast.ada, gone.id)
    for target in (0, 4711, gone.id):
        with pytest.raises(Invalid) as caught:
            mark_duplicate(cast.eva, question.id, target)
        assert caught.value.errors[0].code == "unknown"
    with pytest.raises(Forbidden):
        mark_duplicate(cast.sam, question.id, ask(cast).id)


def test_what_is_hidden_is_named_on_no_page_of_its_kin(app: Flask, cast: Cast) -> None:
    first, again = ask(cast, title="The light blinks"), ask(cast, title="Where is the xylograph?")
    mark_duplicate(cast.max, again.id, first.id)
    page, visitor = f"/questions/{first.id}/{first.slug}", Client(app)
    assert "xylograph" in visitor.get(page).text
    delete_question(cast.max, again.id, reason="Spam.")
    assert "xylograph" not in visitor.get(page).text
    restore_question(cast.max, again.id)
    assert "xylograph" in visitor.get(page).text
    draft = QuestionDraft(title="Where is the key?", body=render(BODY), product_id=cast.router)
    edit_question(cast.ada, again.id, draft, base_revision=1)
    assert "xylograph" not in visitor.get(page).text
    assert "Where is the key?" in visitor.get(page).text


def test_the_api_closes_leads_and_opens(cast: Cast, call: Callers) -> None:
    first, again = ask(cast), ask(cast)
    ada = call(cast.ada)
    path = f"/questions/{again.id}/closure"
    assert ada("PUT", path, {}).status_code == 422
    closed = ada.made("PUT", path, {"reason": "I found it."})
    assert (closed["state"], closed["closed_by"], closed["closed_reason"]) == ("closed", "asker", "I found it.")
    assert ada("DELETE", path).status_code == 204
    led = ada.made("PUT", path, {"duplicate_of": first.id})
    assert (led["state"], led["duplicate_of"]) == ("closed", first.id)
    assert call(None).made("GET", f"/questions/{first.id}")["also_asked"] == [again.id]
    assert call(cast.sam)("PUT", path, {"reason": "No."}).status_code == 403
    assert call(cast.sam)("DELETE", path).status_code == 403
    assert ada("DELETE", path).status_code == 204
    assert call(None).made("GET", f"/questions/{again.id}")["duplicate_of"] is None


def test_on_pages_it_says_who_and_why_and_finds_the_other_by_its_title(
    app: Flask, client_of: Browsers, cast: Cast
) -> None:
    first, again = ask(cast, title="The light blinks twice"), ask(cast)
    page, ada, visitor = f"/questions/{again.id}/{again.slug}", client_of(cast.ada), Client(app)
    form = ada.get(f"/questions/{again.id}/close").text
    assert "I no longer need this." in form
    assert ada.post(f"/questions/{again.id}/close", data={"reason": "Found it."}).status_code == 303
    assert "Closed by the asker: Found it." in visitor.get(page).text
    shown = ada.get(page).text
    assert "The question is closed." in shown
    assert shown.count(f'action="/questions/{again.id}/reopen"') == 2
    ada.post(f"/questions/{again.id}/reopen")
    assert "Closed by" not in visitor.get(page).text
    assert "The light blinks twice" in ada.get(f"/questions/{again.id}/close?q=light+twice").text
    refused = ada.post(f"/questions/{again.id}/duplicate", data={"target": "nonsense"})
    assert refused.status_code == 422
    address = f"http://127.0.0.1/questions/{first.id}/{first.slug}#answers"
    assert ada.post(f"/questions/{again.id}/duplicate", data={"target": address}).status_code == 303
    assert "Answered here:" in visitor.get(page).text
    assert again.title in visitor.get(f"/questions/{first.id}/{first.slug}").text
    eva = client_of(cast.eva)
    eva.post(f"/questions/{again.id}/reopen")
    eva.post(f"/questions/{again.id}/close", data={"reason": "Ask the shop."})
    assert "Closed by staff: Ask the shop." in visitor.get(page).text
