"""How Alembic runs here: on the application's own engine, safe for SQLite's recreated tables."""

import importlib
import pkgutil
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy.engine import Connection

import forum
from forum.core.db import WRITES, Base, UtcDateTime, db
from forum.journal import triggers

for module in pkgutil.walk_packages(forum.__path__, "forum."):
    if module.name.endswith((".models", ".site")):
        importlib.import_module(module.name)


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our times as plain columns: a migration must not change when our types do."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def same_type(ctx: Any, inspected: Any, column: Any, found: Any, wanted: Any) -> bool | None:
    """Let Alembic compare all types but ours, which store what the database says."""
    return False if isinstance(wanted, UtcDateTime) else None


def run(connection: Connection) -> None:
    """Run the migrations in one transaction, with foreign keys checked at its end instead of during it."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Inside a transaction this pragma does nothing, so it is set on the bare connection.
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        migrate(connection, sqlite)
    finally:
        if sqlite:
            # The connection goes back to the pool, after a migration that failed too.
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


def migrate(connection: Connection, sqlite: bool) -> None:
    """Run the migrations, create the journal's triggers again, and refuse rows without what they refer to."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        compare_type=same_type,
        compare_server_default=False,
        transactional_ddl=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sa.inspect(connection).has_table("seals"):
            triggers.create(connection)
            if lost := triggers.missing(connection):
                raise RuntimeError(f"triggers were lost: {', '.join(lost)}")
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise RuntimeError(f"rows without what they refer to: {broken[:5]}")


with db.engine.connect().execution_options(**{WRITES: True}) as connection:
    run(connection)
