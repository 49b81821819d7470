"""A test's live site is the real one: the same database, the same worker, and nothing of it is left behind."""

import http.client
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from forum.config import Config
from tests.support.servers import Server
from tests.support.waiting import eventually


def _status(server: Server, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_it_serves_the_tests_own_site(app: Flask, live_server: Server) -> None:
    assert live_server.settings.database == app.config["SQLALCHEMY_DATABASE_URI"]
    assert _status(live_server, "/healthz") == 200


def test_its_worker_runs(live_server: Server) -> None:
    assert eventually(lambda: _status(live_server, "/readyz") == 200)


def test_nothing_is_left_of_a_killed_one(settings: Config) -> None:
    server = Server(settings).start()
    server.kill()
    with pytest.raises(ConnectionRefusedError):
        _status(server, "/healthz")
    again = Server(settings).start()
    assert _status(again, "/healthz") == 200
    again.stop()


def test_one_that_cannot_start_says_why(settings: Config) -> None:
    with pytest.raises(RuntimeError, match="no-such-option"):
        Server(settings, options=["--no-such-option"]).start()


def test_a_page_shows_the_site(page: Page, new_page: Callable[..., Page], live_server: Server) -> None:
    page.goto("/healthz")
    assert page.url == f"{live_server.url}/healthz"
    other = new_page(base_url=live_server.url, java_script_enabled=False)
    assert other.request.get("/healthz").ok
