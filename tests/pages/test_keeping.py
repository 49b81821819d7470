"""Buttons for following, muting, keeping and "I have this too", without scripts and with them."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.catalog.models import Tag
from forum.core.db import session
from forum.people.policy import Actor
from forum.questions.models import Question
from forum.questions.operations import have_too
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import TITLE, answer, ask

Browsers = Callable[[Actor], Client]


def address(question: Question) -> str:
    """The page of a question."""
    return f"/questions/{question.id}/{question.slug}"


def press(client: Client, page: str, path: str, **more: str) -> None:
    """Press the button of a form on a page, and come back to a page of ours."""
    button = client.page(page).select_one(f"form[action='{path}'] button")
    assert button is not None, path
    response = client.post(path, data={button["name"]: button["value"], **more})
    assert response.status_code == 303, response.text[:300]


def pressed(client: Client, page: str, path: str) -> bool:
    """Whether the button of a form shows that it is on."""
    button = client.page(page).select_one(f"form[action='{path}'] button")
    assert button is not None, path
    return str(button["aria-pressed"]) == "true"


def test_each_button_turns_on_and_off(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast, tags=("night",))
    made = answer(cast, question)
    sam, page = client_of(cast.sam), address(question)
    tag = session().scalars(sa.select(Tag.id)).one()
    for where, path in (
        (page, f"/questions/{question.id}/follow"),
        (page, f"/questions/{question.id}/mute"),
        (page, f"/questions/{question.id}/have-too"),
        (page, f"/questions/{question.id}/bookmark"),
        (page, f"/answers/{made.id}/bookmark"),
        ("/products/router", "/products/router/follow"),
        ("/questions?product=router", "/products/router/follow"),
        ("/questions?tag=night", f"/tags/{tag}/follow"),
    ):
        assert not pressed(sam, where, path), path
        press(sam, where, path)
        assert pressed(sam, where, path), path
        press(sam, where, path)
        assert not pressed(sam, where, path), path


def test_who_asked_follows_and_has_no_button_for_their_own_trouble(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    ada = client_of(cast.ada)
    assert pressed(ada, address(question), f"/questions/{question.id}/follow")
    assert ada.page(address(question)).select_one(".have-too") is None


def test_visitors_read_the_count_and_nothing_personal(app: Flask, client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    page = address(question)
    assert "has this too" not in Client(app).page(page).text
    press(client_of(cast.sam), page, f"/questions/{question.id}/have-too", release=str(cast.releases[1]))
    have_too(cast.ben, question.id)
    for _ in range(2):
        shown = Client(app).page(page)
        assert "2 people have this too" in shown.text
        assert shown.select(".have-too, .follow") == []
    assert "(2.0)" in client_of(cast.sam).page(page).select_one(".have-too button").text


def test_with_scripts_only_the_part_comes_back(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    sam = client_of(cast.sam)
    for path, field in (
        (f"/questions/{question.id}/follow", "follow"),
        (f"/questions/{question.id}/mute", "mute"),
        (f"/questions/{question.id}/have-too", "has"),
        (f"/questions/{question.id}/bookmark", "keep"),
        (f"/answers/{made.id}/bookmark", "keep"),
    ):
        response = sam.post(path, data={field: "yes"}, headers={"HX-Request": "true"})
        button = tree(response).select_one(f"[name={field}]")
        assert (response.status_code, button["aria-pressed"], button["value"]) == (200, "true", "no"), path
        assert "<html" not in response.text


def test_what_is_no_choice_is_refused(app: Flask, client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    sam = client_of(cast.sam)
    for path, field in (("follow", "follow"), ("mute", "mute"), ("have-too", "has"), ("bookmark", "keep")):
        assert sam.post(f"/questions/{question.id}/{path}", data={field: "maybe"}).status_code == 422
        assert Client(app).post(f"/questions/{question.id}/{path}", data={field: "yes"}).status_code == 403
    assert sam.post(f"/questions/{question.id}/have-too", data={"has": "yes", "release": "4711"}).status_code == 422
    assert sam.post("/products/none/follow", data={"follow": "yes"}).status_code == 404


def test_the_list_of_bookmarks_leads_to_what_is_kept(app: Flask, client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    sam = client_of(cast.sam)
    assert sam.page("/bookmarks").select_one(".empty") is not None
    press(sam, address(question), f"/questions/{question.id}/bookmark")
    press(sam, address(question), f"/answers/{made.id}/bookmark")
    links = sam.page("/bookmarks").select(".row-title a")
    assert [(link.text, link["href"]) for link in links] == [
        (TITLE, f"/answers/{made.id}"),
        (TITLE, address(question)),
    ]
    assert client_of(cast.ada).page("/bookmarks").select(".rows") == []
    assert Client(app).get("/bookmarks").headers["Location"] == "/login?next=/bookmarks"


@pytest.mark.parametrize("path", ["/questions?tag=night", "/products/router"])
def test_visitors_see_no_button(app: Flask, cast: Cast, path: str) -> None:
    ask(cast, tags=("night",))
    assert Client(app).page(path).select("form[action$=follow]") == []
