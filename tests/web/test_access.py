"""Who looks at a page, what they may do there, and what becomes of what they typed before they signed in."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import StringField

import forum
from forum.core.db import db, session
from forum.people import policy as people_policy
from forum.people.models import SignIn
from forum.people.policy import Actor
from forum.people.sessions import end_other_sessions
from forum.web.access import needs_sign_in, viewer
from forum.web.forms import Form, Required
from forum.web.policies import POLICIES, ROOMS, collect, modules
from tests.support.cast import PASSWORD, Cast
from tests.support.client import Client, tree

ClientOf = Callable[[Actor], Client]


class NoteForm(Form):
    text = StringField(_l("Note"), [Required()])


NOTE = """{% from 'components/forms.html' import csrf, field %}
<form method="post">{% if viewer.id %}{{ csrf() }}{% endif %}{{ field(form.text) }}</form>"""


@pytest.fixture
def app(app: Flask) -> Flask:
    """The site with a page of the test's own on which somebody writes."""

    @app.route("/test/note", methods=["GET"], endpoint="test_note")
    def note() -> ResponseReturnValue:
        return render_template_string(NOTE, form=NoteForm())

    @app.post("/test/note", endpoint="test_send")
    @needs_sign_in
    def send() -> ResponseReturnValue:
        form = NoteForm()
        assert form.validate_on_submit()
        return f"{viewer().name} wrote {form.text.data}"

    @app.get("/test/who", endpoint="test_who")
    def who() -> ResponseReturnValue:
        return render_template_string("{{ viewer.name }}|{{ can.manage_people() }}")

    @app.get("/test/unknown", endpoint="test_unknown")
    def unknown() -> ResponseReturnValue:
        return render_template_string("{{ can.fly() }}")

    return app


def test_the_viewer_is_who_the_cookie_says(client_of: ClientOf, client: Client, cast: Cast) -> None:
    assert client_of(cast.amy).get("/test/who").text == "Amy|True"
    assert client_of(cast.ada).get("/test/who").text == "Ada|False"
    assert client.get("/test/who").text == "|False"


def test_the_viewer_is_loaded_by_one_statement(client_of: ClientOf, cast: Cast) -> None:
    browser = client_of(cast.eva)
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    browser.get("/test/who")
    assert [text.split()[0] for text in seen if not text.startswith("BEGIN")] == ["SELECT"]


def test_an_ended_session_is_over_at_once(client_of: ClientOf, cast: Cast) -> None:
    browser = client_of(cast.ada)
    end_other_sessions(cast.ada, None)
    assert browser.get("/test/who").text == "|False"
    assert session().scalar(sa.select(sa.func.count(SignIn.id))) == 0


def test_an_unknown_policy_is_an_error_and_not_a_silent_no(client: Client) -> None:
    with pytest.raises(Exception, match="fly"):
        client.get("/test/unknown")


def test_every_policy_of_a_room_is_known_to_templates() -> None:
    root = Path(forum.__file__).parent
    names = {f"forum.{room}.policy" for room in ROOMS if (root / room / "policy.py").exists()}
    assert {module.__name__ for module in modules()} == names
    written = {
        name
        for module in modules()
        for name, value in vars(module).items()
        if name.startswith("can_") and value.__module__ == module.__name__
    }
    assert {f"can_{name}" for name in POLICIES} == written


def test_two_policies_of_one_name_stop_the_start() -> None:
    with pytest.raises(RuntimeError, match="two policies"):
        collect([people_policy, people_policy])


def test_a_visitor_is_led_to_sign_in_and_back(client: Client, cast: Cast) -> None:
    response = client.post("/logout")
    assert response.status_code == 403
    assert tree(response).find("input", {"name": "password"})


def hidden(page: BeautifulSoup, name: str) -> str:
    field = page.find("input", {"name": name})
    assert field is not None
    return str(field["value"])


def test_a_visitor_finds_their_text_again_after_signing_in(client: Client, cast: Cast) -> None:
    client.forges = True  # a visitor's page holds no token
    typed = "My router <blinks>\r\nand then?"
    sent = client.post("/test/note", data={"text": typed}, headers={"Referer": "http://127.0.0.1:5000/test/note"})
    assert sent.status_code == 403
    page = tree(sent)
    assert "you find it again in its place" in page.get_text()
    fields = {name: hidden(page, name) for name in ("next", "kept", "csrf_token")}
    entered = client.post("/login", data={**fields, "email": "ada@example.org", "password": PASSWORD})
    assert entered.status_code == 303
    assert entered.location.startswith("/test/note?kept=")
    assert hidden(client.page(entered.location), "text") == "My router <blinks>\nand then?"


def test_a_kept_text_is_found_by_its_writer_only(client: Client, client_of: ClientOf, cast: Cast) -> None:
    sent = tree(client.post("/test/note", data={"text": "mine"}))
    data = {"kept": hidden(sent, "kept"), "email": "ada@example.org", "password": PASSWORD}
    place = client.post("/login", data=data).location
    assert hidden(client.page(place), "text") == "mine"
    assert hidden(client_of(cast.sam).page(place), "text") == ""
    assert hidden(Client(client.application).page(place), "text") == ""


def test_a_wrong_password_keeps_the_text(client: Client, cast: Cast) -> None:
    sent = tree(client.post("/test/note", data={"text": "mine"}))
    again = client.post("/login", data={"kept": hidden(sent, "kept"), "email": "ada@example.org", "password": "no"})
    assert again.status_code == 422
    assert hidden(tree(again), "kept") == hidden(sent, "kept")
    assert hidden(tree(again), "email") == "ada@example.org"


def test_a_forged_or_foreign_kept_text_is_dropped(client: Client, cast: Cast) -> None:
    data = {"kept": "bm90aGluZw.x.y", "email": "ada@example.org", "password": PASSWORD}
    assert client.post("/login", data=data).location == "/"
    other = Client(client.application)
    sent = other.post("/test/note", data={"text": "buy"}, headers={"Origin": "https://evil.example"})
    assert hidden(tree(sent), "kept") == ""


def test_a_signed_in_person_simply_sends(client_of: ClientOf, cast: Cast) -> None:
    assert client_of(cast.ada).post("/test/note", data={"text": "  mine "}).text == "Ada wrote mine"
