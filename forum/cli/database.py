"""`forum db`: bring the schema to what this version needs."""

import contextlib
import importlib
from pathlib import Path
from typing import Any

import click

from forum.core.db import session
from forum.core.schema import needed, present
from forum.search.engine import IndexBusy
from forum.search.indexing import rebuild

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def _alembic() -> tuple[Any, Any]:
    """Return Alembic's commands and our configuration. Its import is slow and only these commands need it."""
    command = importlib.import_module("alembic.command")
    configuration = importlib.import_module("alembic.config").Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    return command, configuration


def migrate(revision: str = "head", *, beside: Path | None = None) -> None:
    """Create the database of the present application, or bring it to a revision.

    `beside` is a folder with further migrations, which follow on ours.
    """
    command, configuration = _alembic()
    if beside is not None:
        configuration.set_main_option("path_separator", "newline")
        configuration.set_main_option("version_locations", f"{MIGRATIONS / 'versions'}\n{beside}")
    command.upgrade(configuration, revision)


@click.group("db")
def db_group() -> None:
    """Bring the schema to what this version needs."""


def begin_index() -> None:
    """Make the index of a new site, so that its first search is answered, whether or not a worker has run."""
    session().rollback()  # what was read before there were tables
    with contextlib.suppress(OSError, IndexBusy):  # the worker makes it all the same, and says what hinders it
        rebuild()


@db_group.command()
def upgrade() -> None:
    """Create the database or bring it up to date."""
    before = present()
    migrate()
    if before is None:
        begin_index()
    click.echo("The database was up to date." if before == needed() else f"The database is ready ({needed()}).")


@db_group.command()
def check() -> None:
    """Say whether models and migrations agree (for contributors)."""
    command, configuration = _alembic()
    try:
        command.check(configuration)
    except importlib.import_module("alembic.util").CommandError as error:
        raise click.ClickException(str(error)) from error


@db_group.command()
@click.argument("message")
@click.option("--id", "ident", required=True, help="Number and word, as 0002_drafts.")
def revision(message: str, ident: str) -> None:
    """Write a new migration from the models (for contributors)."""
    command, configuration = _alembic()
    configuration.set_main_option("file_template", "%%(rev)s")
    command.revision(configuration, message, autogenerate=True, rev_id=ident)
