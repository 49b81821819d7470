"""Everything that may come from outside says by which way it came, from where, and in which language it is."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.core.db import session
from forum.core.operation import unit
from forum.core.provenance import Channel
from forum.importing.operations import import_stackexchange
from forum.knowledge.models import Entry
from forum.people.models import Person
from forum.people.policy import SYSTEM
from forum.people.tokens import create_token
from forum.questions.models import Answer, Comment, Question
from tests.importing import dumps
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.town import follow

KINDS: tuple[Any, ...] = (Person, Question, Answer, Comment, Entry)
COLUMNS = {"channel", "source_url", "external_id", "language", "licence"}


def ways(kind: Any) -> set[Channel]:
    """The ways by which things of a kind came."""
    return set(session().scalars(sa.select(kind.channel)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_the_columns(kind: Any) -> None:
    assert {column.name for column in kind.__table__.columns} >= COLUMNS


def test_pages_and_programs_are_told_apart(app: Flask, cast: Cast) -> None:
    ada = Client(app)
    ada.enter(cast.ada)
    ada.post("/questions/ask", data={"title": "Why does it blink?", "body": "It blinks three times."})
    asked = session().scalars(sa.select(Question.id)).one()
    ada.post(f"/questions/{asked}/answers", data={"body": "Count again, and press twice when it blinks four times."})
    ada.post(f"/questions/{asked}/comments", data={"body": "It is blue."})
    assert [ways(kind) for kind in (Question, Answer, Comment)] == [{Channel.WEB}] * 3
    key = {"Authorization": f"Bearer {create_token(cast.ben, 'tests')}"}
    program = Client(app)
    for path, body in ((f"questions/{asked}/answers", "Turn it off."), (f"questions/{asked}/comments", "Mine is red.")):
        assert program.post(f"/api/v1/{path}", json={"body": body}, headers=key).status_code == 201
    question = {"title": "Why does it hum?", "body": "It hums all day."}
    assert program.post("/api/v1/questions", json=question, headers=key).status_code == 201
    assert [ways(kind) for kind in (Question, Answer, Comment)] == [{Channel.WEB, Channel.API}] * 3


def test_imports_keep_where_it_stood(app: Flask, cast: Cast) -> None:
    folder = dumps.write(config.current().instance / "dump", dumps.pond())
    import_stackexchange(SYSTEM, folder, host=dumps.HOST)
    follow()
    for kind in KINDS[1:4]:
        rows = session().scalars(sa.select(kind)).all()
        assert rows
        assert all(row.is_imported and row.external_id and row.source_url and row.licence for row in rows), kind
    assert ways(Entry) == {Channel.IMPORT}
    names = session().scalars(sa.select(Question.external_id)).all()
    assert all((name or "").startswith(f"{dumps.HOST}:q:") for name in names)


def test_the_outsides_name_names_one_thing(app: Flask, cast: Cast) -> None:
    with unit():
        session().add(Question(title="x", slug="x", external_id="a:q:1"))
    with pytest.raises(Exception, match="Somebody changed"), unit():
        session().add(Question(title="y", slug="y", external_id="a:q:1"))
