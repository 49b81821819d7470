"""PostgreSQL databases for tests: one migrated template a session, one copy of it a test.

Two settings name a server on which databases may be created. `FORUM_TEST_POSTGRES_URL`, which `with-postgres` sets,
serves the tests that ask for PostgreSQL by name; with `FORUM_TEST_DATABASE_URL` the whole suite runs on that server.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.support.requires import missing


def suite_server() -> str | None:
    """The server on which the whole suite is to run, or None where it runs on SQLite."""
    return os.environ.get("FORUM_TEST_DATABASE_URL") or None


def server() -> str:
    """A PostgreSQL server for a test that asks for one by name; skips the test where none was named."""
    url = suite_server() or os.environ.get("FORUM_TEST_POSTGRES_URL")
    if not url:
        missing("postgres", "FORUM_TEST_POSTGRES_URL names no server")
    return url


@dataclass
class Template:
    """A migrated database that nobody is connected to, to be copied."""

    url: str
    _admin: psycopg.Connection[tuple[object, ...]] = field(repr=False)
    _left: list[str] = field(default_factory=list, repr=False)

    def copy(self) -> str:
        """Copy the template; returns the SQLAlchemy URL of the new database."""
        self._drop_left()
        name = f"vouch_test_{secrets.token_hex(6)}"
        # Copying files takes half as long as writing every page to the log, where nothing waits for the disk.
        how = sql.SQL(" STRATEGY FILE_COPY" if self._admin.info.server_version >= 15_00_00 else "")
        template = _name(make_url(self.url).database or "")
        self._admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(_name(name), template) + how)
        return _url(self.url, name)

    def drop(self, url: str) -> None:
        """Drop a copy, whoever may still be connected to it."""
        self._admin.execute(_drop(url))

    def leave(self, url: str) -> None:
        """Drop a copy when the next one is made.

        The server waits a tenth of a second for connections that are just ending; by then they have ended.
        """
        self._left.append(url)

    def close(self) -> None:
        """Drop the template itself and what was left, and let go of the server."""
        self._drop_left()
        self._admin.execute(_drop(self.url))
        self._admin.close()

    def _drop_left(self) -> None:
        while self._left:
            self.drop(self._left.pop())


def create_template(server_url: str, migrate: Callable[[str], None]) -> Template:
    """Create an empty database on the server and have `migrate(url)` fill it with tables.

    `migrate` must leave no connection open, since PostgreSQL copies no database that is in use.
    """
    parts = make_url(server_url)
    admin = psycopg.connect(
        host=parts.host,
        port=parts.port,
        user=parts.username,
        password=parts.password,
        dbname=parts.database,
        autocommit=True,
    )
    name = f"vouch_template_{secrets.token_hex(6)}"
    try:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(_name(name)))
        url = _url(server_url, name)
        migrate(url)
    except BaseException:
        admin.close()
        raise
    return Template(url, admin)


def _url(server_url: str, database: str) -> str:
    parts = make_url(server_url).set(drivername="postgresql+psycopg", database=database)
    return parts.render_as_string(hide_password=False)


def _name(database: str) -> sql.Identifier:
    return sql.Identifier(database)


def _drop(url: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(_name(make_url(url).database or ""))
