"""A site of any revision can be brought to the newest one: nothing in it is lost, and its history stays what it was."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config as Alembic
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from forum.app import create_app
from forum.cli.database import MIGRATIONS, migrate
from forum.core.db import WRITES, db
from forum.core.schema import needed
from forum.journal import triggers
from tests.support import postgres
from tests.support.filler import ROWS, contents, fill, shapes
from tests.support.sites import settings_for


def alembic() -> Alembic:
    """The migrations' configuration."""
    configuration = Alembic()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    return configuration


# The oldest first.
REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic()).walk_revisions()][::-1]
# What a migration changes on purpose: (the revision it leads from, the table, the column) need not stay as it was.
# What a moderator decided and what a verdict holds back stand apart from 0004 on; the stronger acts.
CHANGED_ON_PURPOSE: frozenset[tuple[str, str, str]] = frozenset(
    {
        ("0003_search_at_scale", "answers", "containment"),
        *(
            ("0003_search_at_scale", table, "contained_by_decision")
            for table in ("answers", "comments", "entries", "questions")
        ),
    }
)


@contextmanager
def sqlite_site(instance: Path) -> Iterator[Flask]:
    """A site without a database, to be kept in SQLite."""
    yield create_app(settings_for(instance))


@contextmanager
def postgres_site(instance: Path) -> Iterator[Flask]:
    """A site with an empty database on PostgreSQL."""
    template = postgres.create_template(postgres.server(), lambda _url: None)
    yield create_app(dataclasses.replace(settings_for(instance), database_url=template.url))
    template.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A site on each of the two databases, without tables, with its context open."""
    opened = sqlite_site(tmp_path) if request.param == "sqlite" else postgres_site(tmp_path)
    with opened as app, app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def writing() -> Iterator[Connection]:
    """A transaction that may write."""
    with db.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


def check_whole(connection: Connection) -> None:
    """Find rows without what they refer to, and triggers that are gone."""
    assert triggers.missing(connection) == []
    if connection.dialect.name == "sqlite":
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    else:
        unproved = "SELECT conname FROM pg_constraint WHERE NOT convalidated"
        assert connection.exec_driver_sql(unproved).fetchall() == []


def check_append_only() -> None:
    """Try to rewrite the history."""
    attempts = [f"UPDATE {table} SET {column} = {column}" for table, column in (("events", "mac"), ("seals", "hmac"))]
    attempts += ["DELETE FROM events", "DELETE FROM seals"]
    if db.engine.dialect.name == "postgresql":
        attempts += ["TRUNCATE seals", "TRUNCATE events CASCADE"]
    for attempt in attempts:
        with pytest.raises(DBAPIError, match=triggers.REFUSAL), writing() as connection:
            connection.exec_driver_sql(attempt)


def test_a_filled_site_comes_from_every_revision_to_the_newest(empty_site: Flask) -> None:
    """Each revision gets rows in what it changed: they go through all that follows, beside those of before."""
    filled: dict[str, str] = {}
    migrate(REVISIONS[0])
    for revision, following in pairwise(REVISIONS):
        with writing() as connection:
            found = shapes(connection)
            fill(connection, [table for table, shape in found.items() if filled.get(table) != shape])
            filled, before = found, contents(connection)
        assert [table for table in found if rows_of(before[table]) < ROWS] == []
        migrate(following)
        with writing() as connection:
            after = contents(connection)
            check_whole(connection)
        lost = [
            f"{table}.{column}"
            for table, columns in before.items()
            for column, values in columns.items()
            if (revision, table, column) not in CHANGED_ON_PURPOSE and after.get(table, {}).get(column) != values
        ]
        assert (following, lost) == (following, [])
    assert following == needed()
    check_append_only()


def rows_of(columns: dict[str, list[object]]) -> int:
    """How many rows a table has."""
    return len(next(iter(columns.values())))


def test_models_and_migrations_agree(empty_site: Flask) -> None:
    migrate()
    # There and back: what came last can be taken back.
    command.downgrade(alembic(), "0039_terms")
    migrate()
    command.check(alembic())


def test_old_revisions_of_a_question_tell_what_it_is_about_now(empty_site: Flask) -> None:
    migrate("0001_initial")
    with writing() as connection:
        fill(connection)
        tagged = connection.execute(sa.text("SELECT question_id, tag_id FROM question_tags")).all()
        names = {row.id: row.name for row in connection.execute(sa.text("SELECT id, name FROM tags"))}
        about = "SELECT id, product_id, release_id, environment FROM questions"
        expected = {
            row.id: (*row[1:], ", ".join(sorted(names[tag] for question, tag in tagged if question == row.id)))
            for row in connection.execute(sa.text(about))
        }
    migrate()
    with writing() as connection:
        told = "SELECT question_id, product_id, release_id, environment, tags FROM question_revisions"
        rows = connection.execute(sa.text(told)).all()
    assert len(rows) == ROWS
    assert all(tuple(row[1:]) == expected[row.question_id] for row in rows)


RECREATING = """
import sqlalchemy as sa
from alembic import op

revision = "9999_next"
down_revision = {head!r}


def upgrade() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    for table in {tables!r}:
        with op.batch_alter_table(table, recreate="always" if sqlite else "auto") as batch:
            batch.add_column(sa.Column("added", sa.Text(), nullable=True))
"""


def test_a_table_that_is_made_anew_keeps_what_hangs_on_it(empty_site: Flask, tmp_path: Path) -> None:
    """SQLite changes most of a table only by making it anew: that deletes no children and drops no trigger here."""
    folder = tmp_path / "next"
    folder.mkdir()
    migrate()
    tables = ["people", "questions", "answers", "products", "entries", "events", "seals"]
    (folder / "9999_next.py").write_text(RECREATING.format(head=needed(), tables=tables))
    with writing() as connection:
        fill(connection)
        before = contents(connection)
    migrate("9999_next", beside=folder)
    with writing() as connection:
        after = contents(connection)
        check_whole(connection)
    assert {table: columns.pop("added", None) for table, columns in after.items() if "added" in columns} == {
        table: [None] * ROWS for table in tables
    }
    assert after == before
    check_append_only()


def test_a_migration_that_would_lose_something_changes_nothing(empty_site: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "next"
    folder.mkdir()
    migrate()
    harm = 'op.execute("DELETE FROM people WHERE id = 2")'
    script = RECREATING.format(head=needed(), tables=["people"]) + f"    {harm}\n"
    (folder / "9999_next.py").write_text(script)
    with writing() as connection:
        fill(connection)
        before = contents(connection)
    with pytest.raises((RuntimeError, DBAPIError)):
        migrate("9999_next", beside=folder)
    with writing() as connection:
        assert contents(connection) == before
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == needed()
        check_whole(connection)


def test_what_moderators_had_decided_stands_beside_the_staff_checks(empty_site: Flask) -> None:
    migrate("0003_search_at_scale")
    with writing() as connection:
        fill(connection)
        for statement in BEFORE_0004:
            connection.exec_driver_sql(statement)
    migrate()
    query = "SELECT containment, decided, decided_hazard, decided_reason, decided_revision FROM answers ORDER BY id"
    with writing() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(query)]
    assert found == [
        ("folded", "warned", "data_loss", "So we warn.", 4),
        ("quarantined", "quarantined", "privacy", "So we hide.", 4),
        ("warned", "none", None, "", None),
        ("none", "none", None, "", None),
        ("none", "none", None, "", None),
        ("none", "none", None, "", None),
    ]


# A warning that unfolded what staff found dangerous; one decided twice; one found wrong; one whose verdict ended; one
# that was reported in vain; and one that nothing was said of.
BEFORE_0004 = (
    "UPDATE answers SET revision = 4, containment = 'none', level = 'unreviewed'",
    "UPDATE answers SET containment = 'warned', level = 'unsafe' WHERE id = 1",
    "UPDATE answers SET containment = 'quarantined', level = 'quarantined' WHERE id = 2",
    "UPDATE answers SET containment = 'warned', level = 'incorrect' WHERE id = 3",
    "UPDATE answers SET containment = 'folded', level = 'outdated' WHERE id = 4",
    "UPDATE cases SET state = 'closed', about_kind = 'answer', hazard = 'data_loss', about_id = 1",
    "UPDATE cases SET about_id = 2, hazard = 'privacy' WHERE id = 2",
    "UPDATE cases SET about_id = 5 WHERE id = 5",
    "UPDATE decisions SET action = 'dismiss', case_id = 5",
    "UPDATE decisions SET action = 'warn', reason = 'So we warn.', case_id = 1 WHERE id = 1",
    "UPDATE decisions SET action = 'warn', reason = 'At first.', case_id = 2 WHERE id = 2",
    "UPDATE decisions SET action = 'quarantine', reason = 'So we hide.', case_id = 2 WHERE id = 3",
)
