"""INSERT that does not mind a row that is already there, on both databases."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from forum.core.db import Base, session


def insert_into(model: type[Base]) -> Any:
    """Return the database's own INSERT, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if session().get_bind().dialect.name == "postgresql":
        return postgresql.insert(model)
    return sqlite.insert(model)


def insert_missing(model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose key is not there yet, inside the open unit of work.

    Waits for another transaction that is inserting the same key, so that a SELECT afterwards finds every row. Give the
    rows in a fixed order, or two such transactions can wait for each other.
    """
    if rows:
        session().execute(insert_into(model).values(rows).on_conflict_do_nothing())
