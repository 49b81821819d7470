"""Two people edit one text: the second one loses nothing, sees both texts and what differs, and decides."""

from collections.abc import Callable

from forum.core.db import session
from forum.core.markup import render
from forum.people.policy import Actor
from forum.questions.models import Question
from forum.questions.operations import edit_answer
from forum.questions.queries import answer_revisions
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, answer, ask

Browsers = Callable[[Actor], Client]


def test_of_an_answer_both_texts_and_the_difference_are_shown(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    edit_answer(cast.eva, made.id, render("Open the menu, choose Plan.\nThen press Save."), base_revision=1)
    ben, path = client_of(cast.ben), f"/answers/{made.id}/edit"
    mine = {"body": "Open the menu, choose Calendar.\nThen press Save.", "revision": "1", "note": "Its name."}
    refused = ben.post(path, data=mine)
    assert refused.status_code == 409
    assert "Open the menu, choose Plan." in refused.text
    assert "<del>Plan</del>" in refused.text
    assert "<ins>Calendar</ins>" in refused.text
    assert "choose Calendar.\nThen press Save.</textarea>" in refused.text
    assert 'value="2"' in refused.text
    assert ben.post(path, data={**mine, "revision": "2"}).status_code == 303
    assert [one.author_id for one in answer_revisions(made.id)] == [cast.ben.id, cast.eva.id, cast.ben.id]


def test_of_a_question_also_what_it_says_beside_the_text(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast, tags=("night",))
    path = f"/questions/{question.id}/edit"
    form = {"body": "It is dark.", "product": "router", "tags": "night", "revision": "1"}
    assert client_of(cast.eva).post(path, data={**form, "title": "The light is out"}).status_code == 303
    mine = {**form, "title": "The lamp is out", "body": "It is very dark.", "product": "camera", "tags": "lamp night"}
    refused = client_of(cast.ada).post(path, data=mine)
    assert refused.status_code == 409
    for changed in (
        "<del>The light is out</del>",
        "<ins>The lamp is out</ins>",
        "<del>Router</del>",
        "<ins>Camera</ins>",
    ):
        assert changed in refused.text
    assert "<ins>lamp, night</ins>" in refused.text
    assert "<ins>very </ins>" in refused.text
    assert 'value="The lamp is out"' in refused.text
    assert client_of(cast.ada).post(path, data={**mine, "revision": "2"}).status_code == 303
    assert session().get_one(Question, question.id).title == "The lamp is out"


def test_the_api_names_the_newest_revision(cast: Cast, call: Callers) -> None:
    question = ask(cast)
    made = answer(cast, question)
    ben, ada = call(cast.ben), call(cast.ada)
    ben.made("PATCH", f"/answers/{made.id}", {"body": f"{ADVICE} Now."}, If_Match='"1"')
    stale = ben("PATCH", f"/answers/{made.id}", {"body": ADVICE}, If_Match='"1"')
    assert (stale.status_code, stale.get_json()["current"]) == (412, 2)
    ada.made("PATCH", f"/questions/{question.id}", {"title": "Another title"}, If_Match='"1"')
    stale = ada("PATCH", f"/questions/{question.id}", {"title": "A third one"}, If_Match='"1"')
    assert (stale.status_code, stale.get_json()["current"]) == (412, 2)
    assert ada("PATCH", f"/questions/{question.id}", {"title": "A third one"}, If_Match="x").status_code == 422
    assert ada.made("PATCH", f"/questions/{question.id}", {"title": "A third one"})["revision"] == 3
