"""Statements that are kept come out as those that SQLAlchemy runs, and their errors are SQLAlchemy's."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import DetachedInstanceError

from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.prepared import run
from forum.core.reading import Shape, Some
from forum.people.models import Person, RoleGrant
from forum.questions.models import Answer, Question
from tests.support.cast import Cast
from tests.support.talk import answer, ask


def test_rows_are_those_of_an_ordinary_execution(app: Flask, cast: Cast) -> None:
    """Times, words of an enum, yes and no, nothing at all: each kind of column as Python knows it."""
    answer(cast, ask(cast))
    connection = session().connection()
    wanted = sa.bindparam("since", type_=Question.created_at.type)
    statement = (
        sa.select(*Question.__table__.c, *Answer.__table__.c, RoleGrant.role)
        .join(Answer, Answer.question_id == Question.id)
        .outerjoin(RoleGrant, RoleGrant.person_id == Question.author_id)
        .where(Question.created_at >= wanted, Answer.containment == spelt(Containment.NONE), Answer.level != "unsafe")
        .limit(sa.bindparam("most", 10))
    )
    since = session().scalars(sa.select(Question.created_at)).first()
    for _ in range(2):
        kept = [tuple(row) for row in run(connection, statement, {"since": since})]
        assert kept == [tuple(row) for row in connection.execute(statement, {"since": since})]
        assert len(kept) >= 1
    assert list(run(connection, statement, {"since": since, "most": 0})) == []


def test_a_list_of_values_is_run_too(app: Flask, cast: Cast) -> None:
    statement = sa.select(Person.id).where(Person.id.in_(sa.bindparam("people", expanding=True))).order_by(Person.id)
    for several in ([cast.ada.id], sorted([cast.ada.id or 0, cast.ben.id or 0])):
        found = run(session().connection(), statement, {"people": several})
        assert [row[0] for row in found] == several


def test_an_error_is_told_as_any_other(app: Flask) -> None:
    broken = sa.select(sa.literal_column("nowhere", sa.Integer())).where(sa.bindparam("x", 1) == 1)
    with pytest.raises(DBAPIError, match="nowhere"):
        run(session().connection(), broken, {})


def test_what_a_page_did_not_read_is_not_taken_for_nothing(app: Flask, cast: Cast) -> None:
    """An attribute that is left out raises: None would read as "they have no address"."""
    shape = Shape(Some(Person, Person.name))
    statement = sa.select(*shape.columns).where(Person.id == sa.bindparam("person"))
    ((person,),) = shape.rows(statement, {"person": cast.ada.id})
    assert (person.id, person.name) == (cast.ada.id, "Ada")
    with pytest.raises(DetachedInstanceError):
        _ = person.email
