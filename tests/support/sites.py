"""Sites for tests: an application of its own for each, a database copied from a migrated template, and the cast."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.pool import QueuePool

from forum import config
from forum.app import create_app
from forum.cli.database import migrate
from forum.core.db import db
from forum.people.policy import Actor
from tests.support import postgres
from tests.support.cast import Cast, arrive
from tests.support.client import Client


def settings_for(instance: Path, database_url: str = "") -> config.Config:
    """Settings of a test's own site."""
    return config.Config(
        instance=instance,
        database_url=database_url,
        secret_key="a key of the tests",
        journal_key="another key of the tests",
        # Every process would load the encoder. The tests of it set it.
        search_by_meaning=False,
    )


def _fill(settings: config.Config) -> None:
    """Migrate an empty database and let the cast arrive."""
    app = create_app(settings)
    with app.app_context():
        migrate()
        arrive()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database with the cast, to be copied."""
    instance = tmp_path_factory.mktemp("template")
    _fill(settings_for(instance))
    return instance / "forum.sqlite3"


@pytest.fixture(scope="session")
def suite_database() -> str | None:
    """The server on which the suite runs, None for SQLite. Nothing else may tell a test: see `tests.support.once`."""
    return postgres.suite_server()


@pytest.fixture(scope="session")
def postgres_template(
    tmp_path_factory: pytest.TempPathFactory, suite_database: str | None
) -> Iterator[postgres.Template | None]:
    """A migrated PostgreSQL database with the cast, None where the suite runs on SQLite."""
    if suite_database is None:
        yield None
        return
    instance = tmp_path_factory.mktemp("template")
    template = postgres.create_template(suite_database, lambda url: _fill(settings_for(instance, url)))
    yield template
    template.close()


@contextlib.contextmanager
def own_site(
    instance: Path, request: pytest.FixtureRequest, postgres_template: postgres.Template | None
) -> Iterator[config.Config]:
    """Give a site with this instance folder and a fresh copy of the database, for as long as the block runs."""
    if postgres_template is None:
        shutil.copy(request.getfixturevalue("sqlite_template"), instance / "forum.sqlite3")
        yield settings_for(instance)
        return
    url = postgres_template.copy()
    yield settings_for(instance, url)
    postgres_template.leave(url)


@pytest.fixture
def settings(
    tmp_path: Path, request: pytest.FixtureRequest, postgres_template: postgres.Template | None
) -> Iterator[config.Config]:
    """Settings of a site with its own instance folder and a fresh copy of the database."""
    instance = tmp_path / "instance"
    instance.mkdir()
    with own_site(instance, request, postgres_template) as site:
        yield site


@pytest.fixture
def app(settings: config.Config) -> Iterator[Flask]:
    """The application of this test, with its context open."""
    app = create_app(settings)
    app.testing = True
    with app.app_context():
        share_compiled(db.engine)
        yield app
        let_go()


# By kind of database: the dialect of the first engine, and the statements that were compiled with it.
_COMPILED: dict[str, tuple[Dialect, dict[Any, Any]]] = {}


def share_compiled(engine: Engine) -> None:
    """Let the engines of all tests share what they make of statements.

    Each compiles them for itself otherwise, which takes longer than all that a test does with them. Compiled statements
    are kept by their dialect, so the engines have to have the same one.
    """
    name = engine.dialect.name
    if name not in _COMPILED:
        # The dialect learns about the database with its first connection.
        engine.connect().close()
        _COMPILED[name] = (engine.dialect, {})
    engine.dialect, compiled = _COMPILED[name]
    engine.update_execution_options(compiled_cache=compiled)


def let_go() -> None:
    """Close the connections of the present application; fails where something still holds one."""
    db.session.remove()
    pool = db.engine.pool
    db.engine.dispose()
    held = pool.checkedout() if isinstance(pool, QueuePool) else 0
    assert held == 0, f"{held} connections were not given back: close what opened them"


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser of a visitor."""
    return Client(app)


@pytest.fixture
def client_of(app: Flask) -> Callable[[Actor], Client]:
    """Give each of the cast a browser: `client_of(cast.ada).get("/inbox")`."""

    def open_browser(actor: Actor) -> Client:
        browser = Client(app)
        browser.enter(actor)
        return browser

    return open_browser


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Ada asks, Ben answers, Eva is an engineer, Max moderates, Amy administers, Sam is a stranger."""
    return Cast.load()
