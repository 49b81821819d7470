"""Everybody's share of the renderer: slow texts, again and again, slow their sender only."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from forum.core.clock import now, travel
from forum.core.errors import TooMany
from forum.people.policy import VISITOR, Actor
from forum.people.rendering import LEAST, SHARE, render_for
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ask

ClientOf = Callable[[Actor], Client]
# A table as long as a text may be, which takes a while.
SLOW = "| a | b |\n|---|---|\n" + "| *a* | `b` |\n" * 900


def use_up(actor: Actor, address: str | None = None, text: str = "*quick*") -> int:
    """Render until the share is used up; return how many texts it took."""
    for number in range(SHARE // LEAST + 1):
        try:
            render_for(actor, text, address=address)
        except TooMany:
            return number
    raise AssertionError("there is no end to it")


def test_a_share_is_used_up_and_comes_back(app: Flask, cast: Cast) -> None:
    use_up(cast.ada)
    with pytest.raises(TooMany) as error:
        render_for(cast.ada, "one more")
    assert 0 < error.value.retry_after <= 61
    assert render_for(cast.ben, "*mine*").html
    with travel(now() + timedelta(seconds=61)):
        assert render_for(cast.ada, "*again*").html


def test_visitors_share_by_their_place(app: Flask) -> None:
    use_up(VISITOR, "192.0.2.1")
    with pytest.raises(TooMany):
        render_for(VISITOR, "one more", address="192.0.2.1")
    assert render_for(VISITOR, "*mine*", address="192.0.2.2").html


def test_slow_texts_count_for_what_they_cost(app: Flask, cast: Cast) -> None:
    assert use_up(cast.ada, text=SLOW) < use_up(cast.ben)
    with pytest.raises(TooMany):
        render_for(cast.ada, "quick")


def test_a_text_that_comes_too_soon_is_given_back(
    app: Flask, client_of: ClientOf, call: Callable[[Actor | None], Caller], cast: Cast
) -> None:
    question = ask(cast)
    use_up(cast.sam)
    browser = client_of(cast.sam)
    text = "Open the settings and switch off the nightly restart."
    for data in ({"body": text}, {"body": text, "preview": "1"}):
        response = browser.post(f"/questions/{question.id}/answers", data=data)
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) > 0
        assert text in tree(response).get_text()
    for path in ("/preview", f"/questions/{question.id}/answers"):
        refused = call(cast.sam)("POST", path, {"body": text})
        assert (refused.status_code, refused.get_json()["code"]) == (429, "too_many")
