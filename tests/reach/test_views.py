"""Views are counted for everybody, lost by nobody but a killed process, and change no page."""

from datetime import timedelta
from urllib.request import urlopen

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from forum.config import Config
from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.operation import unit
from forum.core.refs import Kind, Ref
from forum.questions.models import Question
from forum.reach.models import DailyView
from forum.reach.operations import Views
from forum.web.counting import TOTALS, counting
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.servers import Server
from tests.support.talk import ask


def days(ident: int) -> list[int]:
    """The views of a question by day."""
    session().rollback()
    query = sa.select(DailyView.views).where(DailyView.kind == Kind.QUESTION, DailyView.thing_id == ident)
    return list(session().scalars(query.order_by(DailyView.day)))


def total(ident: int) -> int:
    """The views that a question shows."""
    session().rollback()
    return session().scalar(sa.select(Question.views).where(Question.id == ident)) or 0


def test_every_look_at_a_page_counts_however_it_is_answered(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    path, version = f"/questions/{question.id}/{question.slug}", question.version
    visitor, ada = Client(app), Client(app)
    ada.enter(cast.ada)
    known = visitor.get(path).headers["ETag"]
    visitor.get(path)
    visitor.get(path, headers={"If-None-Match": known})
    ada.get(path)
    visitor.get(f"/questions/{question.id}/other")
    assert total(question.id) == 0
    counting().flush()
    counting().flush()
    assert (total(question.id), days(question.id)) == (4, [4])
    assert session().scalar(sa.select(Question.version)) == version
    assert visitor.get(path, headers={"If-None-Match": known}).status_code == 304


def test_views_belong_to_their_day(cast: Cast) -> None:
    question = ask(cast)
    views = Views()
    with travel(now() - timedelta(days=1)):
        views.count(question.ref)
    for _ in range(2):
        views.count(question.ref)
        assert views.flush(TOTALS) in {2, 1}
    assert (total(question.id), days(question.id)) == (3, [1, 2])


def test_many_things_are_written_at_once(cast: Cast) -> None:
    views = Views()
    for ident in range(1, 1_203):
        views.count(Ref(Kind.ENTRY, ident))
    assert views.flush(TOTALS) == 1_202
    assert session().scalar(sa.select(sa.func.sum(DailyView.views))) == 1_202
    assert views.flush(TOTALS) == 0


def test_a_failing_database_loses_no_view(cast: Cast) -> None:
    question = ask(cast)
    views = Views()
    views.count(question.ref)
    with unit():
        session().execute(sa.text("ALTER TABLE daily_views RENAME TO away"))
    with pytest.raises(DBAPIError):
        views.flush(TOTALS)
    with unit():
        session().execute(sa.text("ALTER TABLE away RENAME TO daily_views"))
    views.count(question.ref)
    assert views.flush(TOTALS) == 2
    assert total(question.id) == 2


def test_a_server_writes_what_it_counted_when_it_ends(settings: Config, cast: Cast) -> None:
    question = ask(cast)
    server = Server(settings, workers=2).start()
    try:
        for _ in range(5):
            with urlopen(f"{server.url}/questions/{question.id}/{question.slug}") as page:
                assert page.status == 200
    finally:
        server.stop()
    assert total(question.id) == 5
    assert "Traceback" not in server.words()
