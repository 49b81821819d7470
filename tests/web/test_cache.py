"""Pages that visitors share: made once, never stale, never anybody's own."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from forum.catalog.operations import describe_product
from forum.core.containment import Containment
from forum.core.db import db
from forum.core.operation import unit
from forum.core.site import bump_epoch, epoch
from forum.questions.models import Question
from forum.questions.operations import vote_question
from forum.web.cache import Kept, Pages, UnfitPage, cached_for_visitors
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask


@pytest.fixture
def path(app: Flask, cast: Cast) -> str:
    """The address of a question's page."""
    question = ask(cast)
    return f"/questions/{question.id}/{question.slug}"


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database in the block."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT")):
            asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def tag(visitor: Client, path: str) -> str:
    """The validator of a page."""
    return visitor.get(path).headers["ETag"]


def test_a_second_visitor_gets_the_page_for_one_statement(app: Flask, path: str) -> None:
    first = Client(app).get(path)
    with statements() as asked:
        second = Client(app).get(path)
    assert (second.status_code, second.data) == (200, first.data)
    assert len(asked) == 1


def test_whoever_has_the_page_is_told_that_it_still_holds(app: Flask, path: str) -> None:
    known = tag(Client(app), path)
    assert known.startswith('W/"')
    with statements() as asked:
        response = Client(app).get(path, headers={"If-None-Match": known})
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["ETag"] == known
    assert len(asked) == 1


def test_a_shared_page_is_asked_for_again_and_sets_no_cookie(app: Flask, path: str) -> None:
    visitor = Client(app)
    for _ in range(2):
        response = visitor.get(path)
        assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert {"Cookie", "Accept-Language", "Accept-Encoding"} <= set(response.headers["Vary"].split(", "))
        assert "Set-Cookie" not in response.headers
        assert "csrf_token" not in response.text
        assert "Content-Security-Policy" in response.headers


def test_a_kept_page_comes_as_the_browser_takes_it(app: Flask, path: str) -> None:
    visitor = Client(app)
    plain = visitor.get(path).data
    for _ in range(2):
        packed = visitor.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain
        assert visitor.get(path).data == plain


def test_looking_at_the_head_is_enough(app: Flask, path: str) -> None:
    visitor = Client(app)
    head = visitor.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == tag(visitor, path)


def test_every_change_of_the_thing_shows_at_once(app: Flask, cast: Cast, path: str) -> None:
    visitor = Client(app)
    seen = {tag(visitor, path)}
    question = db.session.scalars(sa.select(Question)).one()
    answer(cast, question)
    seen.add(tag(visitor, path))
    assert "switch off the nightly restart" in visitor.get(path).text
    vote_question(cast.ben, question.id, 1)
    seen.add(tag(visitor, path))
    assert len(seen) == 3


def test_a_change_of_a_name_shows_on_every_page(app: Flask, cast: Cast, path: str) -> None:
    visitor = Client(app)
    before = tag(visitor, path)
    describe_product(cast.amy, cast.router, name="Gateway", description="")
    assert tag(visitor, path) != before
    assert "Gateway" in visitor.get(path).text


def test_the_epoch_counts_every_change(cast: Cast) -> None:
    before = epoch()
    for _ in range(3):
        with unit():
            bump_epoch()
    assert epoch() == before + 3


def test_pages_differ_by_address_and_question(app: Flask, cast: Cast, path: str) -> None:
    visitor = Client(app)
    other = ask(cast, title="The camera does not see the cat at night")
    tags = [tag(visitor, each) for each in (path, f"{path}?order=newest", f"/questions/{other.id}/{other.slug}")]
    assert len(set(tags)) == 3


def test_whoever_is_signed_in_gets_a_page_of_their_own(app: Flask, cast: Cast, path: str) -> None:
    known = tag(Client(app), path)
    ada = Client(app)
    ada.enter(cast.ada)
    response = ada.get(path, headers={"If-None-Match": known})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in response.headers
    assert "Ada" not in Client(app).page(path).select_one("header").text  # type: ignore[union-attr] # every page has one


def test_a_message_is_shown_once_and_to_its_reader_only(app: Flask, path: str) -> None:
    Client(app).get(path)
    told = Client(app)
    with told.session_transaction() as kept:
        kept["_flashes"] = [("message", "Your vote was taken back.")]
    response = told.get(path)
    assert "Your vote was taken back." in response.text
    assert "public" not in response.headers["Cache-Control"]
    assert "Your vote was taken back." not in Client(app).get(path).text
    assert "Your vote was taken back." not in told.get(path).text


def test_what_is_not_there_is_not_kept(app: Flask, cast: Cast, path: str) -> None:
    visitor = Client(app)
    for address in ("/questions/999/x", f"{path}-other"):
        assert "ETag" not in visitor.get(address).headers


def test_what_was_hidden_is_gone_for_those_who_have_it_too(app: Flask, cast: Cast, path: str) -> None:
    visitor = Client(app)
    known = tag(visitor, path)
    with unit():
        hidden = {"containment": Containment.QUARANTINED, "version": Question.version + 1}
        db.session.execute(sa.update(Question).values(hidden))
    assert visitor.get(path, headers={"If-None-Match": known}).status_code == 404


@pytest.mark.parametrize("kind", ["token", "cookie", "session"])
def test_a_page_with_anything_personal_is_never_shared(app: Flask, cast: Cast, kind: str) -> None:
    def personal() -> object:
        if kind == "token":
            return generate_csrf()
        if kind == "session":
            session["x"] = 1
            return "x"
        response = app.make_response("x")
        response.set_cookie("x", "1")
        return response

    view = cached_for_visitors(lambda: (sa.select(sa.literal(1)), {}))(personal)  # type: ignore[arg-type] # answers of three kinds
    with app.test_request_context("/"), pytest.raises(UnfitPage, match="holds a"):
        view()
    app.testing = False
    with app.test_request_context("/"):
        response = app.make_response(view())
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in response.headers


def test_the_room_for_pages_is_bounded_and_the_least_used_go_first() -> None:
    pages = Pages(10_000, "salt")
    for number in range(12):
        pages.put(str(number), Kept(bytes(600), "text/html"))
        pages.get("0")
        assert pages.size <= 10_000
    assert pages.get("0") is not None
    assert pages.get("1") is None
    assert pages.get("11") is not None
    pages.put("large", Kept(bytes(9_000), "text/html"))
    assert pages.get("large") is None
    none = Pages(0, "salt")
    none.put("1", Kept(b"x", "text/html"))
    assert none.get("1") is None


def test_two_sites_never_share_a_name() -> None:
    assert Pages(0, "one").tag("/", 1) != Pages(0, "other").tag("/", 1)
    assert Pages(0, "one").tag("/", 1, 2) != Pages(0, "one").tag("/", 12)
