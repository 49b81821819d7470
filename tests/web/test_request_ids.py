"""One number joins all that a request leaves behind: its answer, its log lines, its error page, its history."""

import dataclasses
import io
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.app import create_app
from forum.core.db import db, session
from forum.journal.models import Event
from forum.journal.record import request_id
from forum.people.tokens import create_token
from tests.support.cast import Cast
from tests.support.client import Client

QUESTION = {"title": "Why does it blink?", "body": "It blinks three times.", "tags": "", "product": ""}

# Not in the lines that fail: a traceback repeats those.
NAME, REFUSED = "Zora Quendel", "550 <zora@quendel.example>: no such mailbox"


@pytest.fixture
def log() -> io.StringIO:
    """What the site writes."""
    return io.StringIO()


@pytest.fixture
def broken(settings: config.Config, log: io.StringIO) -> Iterator[Flask]:
    """A site with two pages that fail, which writes its log as machines read it into `log`."""
    app = create_app(dataclasses.replace(settings, log_format="json"))
    app.testing = False
    (handler,) = (each for each in logging.getLogger().handlers if each.get_name() == "vouch")
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(log)

    @app.get("/test/fail")
    @app.get("/api/v1/fail")
    def fail() -> str:
        raise RuntimeError("the lamp fell over")

    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def lines(log: io.StringIO) -> list[dict[str, object]]:
    """The lines of the log but those of other sites, whose threads count views in this process until it ends."""
    found = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in found if line["logger"] != "forum.web.counting"]


def test_answer_page_and_log_share_it(broken: Flask, log: io.StringIO) -> None:
    response = Client(broken).get("/test/fail")
    number = response.headers["X-Request-Id"]
    assert response.status_code == 500
    assert number in response.text
    logged = lines(log)
    assert {line["request_id"] for line in logged} == {number}
    assert {line["event"] for line in logged} == {"unexpected error", "request"}
    assert any("the lamp fell over" in str(line.get("exception")) for line in logged)


def test_a_problem_of_the_api_bears_it(broken: Flask, log: io.StringIO) -> None:
    response = Client(broken).get("/api/v1/fail")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert response.headers["X-Request-Id"] in {str(line["request_id"]) for line in lines(log)}
    assert "lamp" not in response.text


def test_the_history_bears_it(app: Flask, cast: Cast) -> None:
    ada = Client(app)
    ada.enter(cast.ada)
    by_page = ada.post("/questions/ask", data=QUESTION)
    assert by_page.status_code == 303
    key = {"Authorization": f"Bearer {create_token(cast.ada, 'tests')}"}
    body = {"title": "Why does it hum?", "body": "It hums all day."}
    by_api = Client(app).post("/api/v1/questions", json=body, headers=key)
    assert by_api.status_code == 201
    events = session().scalars(sa.select(Event).where(Event.kind == "question.asked").order_by(Event.id)).all()
    assert [event.request_id for event in events] == [made.headers["X-Request-Id"] for made in (by_page, by_api)]
    assert [event.channel.value for event in events] == ["web", "api"]
    max_key = {"Authorization": f"Bearer {create_token(cast.max, 'tests')}"}
    told = Client(app).get("/api/v1/journal", headers=max_key).get_json()["items"]
    assert [each["request_id"] for each in told] == [event.request_id for event in reversed(events)]


def test_every_request_has_its_own_and_leaves_none_behind(app: Flask) -> None:
    def ask(_: int) -> str:
        return Client(app).get("/login").headers["X-Request-Id"]

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(ask, range(20)))
    assert len(set(numbers)) == 20
    assert request_id.get() is None


def test_only_a_trusted_proxy_may_name_it(app: Flask, settings: config.Config) -> None:
    given = {"X-Request-Id": "proxy-0123456789"}
    assert Client(app).get("/login", headers=given).headers["X-Request-Id"] != given["X-Request-Id"]
    behind = create_app(dataclasses.replace(settings, trusted_proxies=1))
    assert Client(behind).get("/login", headers=given).headers["X-Request-Id"] == given["X-Request-Id"]
    for forged in ("x", "a" * 65, "new\tline", "<script>alert(1)</script>"):
        assert Client(behind).get("/login", headers={"X-Request-Id": forged}).headers["X-Request-Id"] != forged
    with behind.app_context():
        db.session.remove()
        db.engine.dispose()
    config.use(settings)


def test_no_line_names_anybody(broken: Flask, log: io.StringIO) -> None:
    @broken.get("/test/tell")
    def tell() -> str:
        session().execute(sa.text("INSERT INTO people (name) VALUES (:name)"), {"name": NAME})
        return ""

    @broken.get("/test/write")
    def write() -> str:
        raise RuntimeError(REFUSED)

    browser = Client(broken)
    browser.get("/people/1/zora-quendel")
    browser.get("/test/tell")
    browser.get("/test/write")
    written = log.getvalue()
    assert written.count("Traceback") >= 2
    assert "/people/1" in written
    assert "[address]" in written
    assert [line for line in written.splitlines() if "quendel" in line.lower()] == []
