"""Errors are pages that say what happened and what to do; they leak nothing and lose nothing."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.core.errors import Busy, Conflict, Forbidden, ForumError, Invalid, NotFound, Stale, TooMany
from forum.core.text import N_
from forum.people.policy import Actor
from tests.support.cast import Cast
from tests.support.client import Client, tree

ClientOf = Callable[[Actor], Client]
ERRORS: list[tuple[ForumError, int, str]] = [
    (NotFound(), 404, "There is nothing here"),
    (Forbidden(), 403, "may not"),
    (Forbidden(N_("Only %(who)s may do this."), who="Ada"), 403, "Only Ada may do this."),
    (Conflict(), 409, "Somebody was quicker"),
    (Stale(3), 412, "edited in the meantime"),
    (TooMany(90), 429, "Too many in a short time"),
    (Busy(), 503, "Busy for a moment"),
    (Invalid.one("title", "empty", N_("Write a title.")), 422, "Write a title."),
]


@pytest.fixture
def app(app: Flask) -> Flask:
    """The site with a page that fails as the test wants."""
    failure: dict[str, Exception] = {}

    @app.route("/test/fail", methods=["GET", "POST"])
    def fail() -> str:
        raise failure["error"]

    app.extensions["test_failure"] = failure
    return app


@pytest.mark.parametrize(("error", "status", "words"), ERRORS, ids=lambda value: type(value).__name__)
def test_each_error_has_its_page(app: Flask, client: Client, error: ForumError, status: int, words: str) -> None:
    app.extensions["test_failure"]["error"] = error
    response = client.get("/test/fail")
    assert response.status_code == status
    assert words in tree(response).get_text()
    assert response.headers["X-Request-Id"] in response.text


def test_a_limit_says_when_to_come_back(app: Flask, client: Client) -> None:
    app.extensions["test_failure"]["error"] = TooMany(90)
    assert client.get("/test/fail").headers["Retry-After"] == "90"


def test_a_bug_shows_its_number_and_nothing_else(app: Flask, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    app.testing = False
    app.extensions["test_failure"]["error"] = RuntimeError("the secret ingredient")
    response = client.get("/test/fail")
    assert response.status_code == 500
    assert "ingredient" not in response.text
    assert response.headers["X-Request-Id"] in response.text
    assert "ingredient" in caplog.text


def test_a_page_that_fails_without_a_database_is_still_a_page(
    app: Flask, client: Client, client_of: ClientOf, cast: Cast
) -> None:
    browser = client_of(cast.ada)
    app.testing = False
    app.extensions["test_failure"]["error"] = RuntimeError("gone")
    assert browser.get("/test/fail").status_code == 500


def test_a_busy_site_offers_to_send_the_form_again(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    app.extensions["test_failure"]["error"] = Busy()
    page = tree(client_of(cast.ada).post("/test/fail", data={"body": "words"}))
    field = page.find("input", {"name": "body"})
    assert field is not None
    assert field["value"] == "words"
    assert page.find("input", {"name": "csrf_token"})


def test_a_part_of_a_page_fails_beside_it(app: Flask, client: Client) -> None:
    app.extensions["test_failure"]["error"] = Conflict()
    response = client.get("/test/fail", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "body"
    assert "<html" not in response.text
    assert "Somebody changed this in the meantime" in response.text


def test_the_wrong_method_fails(client: Client) -> None:
    response = client.delete("/login")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_an_address_that_is_no_page_says_so(client_of: Callable[[Actor], Client], cast: Cast) -> None:
    page = client_of(cast.ada).page("/account/keys", 405)
    words = [" ".join(each.get_text().split()) for each in page.select(".error-page .num, .error-page h1")]
    assert words == ["405", "This is no page to read"]


def test_too_much_is_refused(client: Client) -> None:
    assert client.post("/login", data={"email": "x" * 3_000_000}).status_code == 413
