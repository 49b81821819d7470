"""The triggers that make events and seals append-only, for both databases.

Recreating a table on SQLite drops its triggers without a word, so every migration ends with `create` and `count`.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

TABLES = ("events", "seals")
REFUSAL = "the journal is append-only"

_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def statements(dialect: str) -> list[str]:
    """Return the statements that create the triggers anew."""
    if dialect == "sqlite":
        made: list[str] = []
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                name = f"{table}_no_{verb.lower()}"
                made.append(f"DROP TRIGGER IF EXISTS {name}")
                made.append(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
        return made
    made = [_POSTGRES_FUNCTION]
    for table in TABLES:
        for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            name = f"{table}_no_{verb.lower()}"
            made.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            when = f"BEFORE {verb} ON {table} FOR EACH {each}"
            made.append(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION refuse_journal_change()")
    return made


def create(connection: Connection) -> None:
    """Create all triggers, replacing those that are there."""
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def missing(connection: Connection) -> list[str]:
    """Return the names of triggers that should be there and are not."""
    sqlite = connection.dialect.name == "sqlite"
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    there = set(connection.scalars(sa.text(query)))
    verbs = ("update", "delete") if sqlite else ("update", "delete", "truncate")
    return [f"{table}_no_{verb}" for table in TABLES for verb in verbs if f"{table}_no_{verb}" not in there]
