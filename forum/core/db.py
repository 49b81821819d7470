"""The database: the typed base class, column types, and the hooks that make both databases behave alike."""

import enum
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, registry

from forum.core.prepared import run

# Named in every migration: a constraint without a name cannot be changed later.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# Asks the begin hook for a transaction that may write. Readers stay deferred.
WRITES = "vouch_writes"
# Asks it for no transaction at all. SQLite has one around each statement by itself, as long as nobody begins any.
ALONE = "vouch_alone"
GLANCE: dict[str, dict[str, Any]] = {"sqlite": {ALONE: True}, "postgresql": {"isolation_level": "AUTOCOMMIT"}}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A time with its zone, kept in UTC; refuses times without one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What queries return."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps no zone, so it is left out there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(members: type[enum.Enum]) -> list[str]:
    """Store an enum by its values: they are the words of the API and of the journal."""
    return [str(member.value) for member in members]


def enum_type(members: type[enum.Enum], *, name: str | None = None, checked: bool = True, length: int = 20) -> sa.Enum:
    """Return the column type of an enum: text, and with `checked` a CHECK constraint called `name`.

    A second column of the same enum in one table needs another name, or no check.
    """
    return sa.Enum(
        members,
        name=name or members.__name__.lower(),
        native_enum=False,
        create_constraint=checked,
        validate_strings=True,
        length=length,
        values_callable=_values,
    )


TYPES: dict[Any, Any] = {
    datetime: UtcDateTime(),
    str: sa.Text(),
    dict[str, Any]: sa.JSON(),
    enum.Enum: sa.Enum(
        enum.Enum,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=20,
        values_callable=_values,
    ),
}


class Base(DeclarativeBase):
    """The base of all models. Relationships are declared with `lazy="raise"`: a page loads what it shows, by query."""

    registry = registry(metadata=sa.MetaData(naming_convention=NAMING), type_annotation_map=TYPES)


# Only the fronts, the worker and the tests open a context for it; the floors below use `session()`.
db = SQLAlchemy(model_class=Base)


def session() -> Session:
    """Return the session of the present request, command or delivery."""
    return db.session()


def change(statement: sa.Update | sa.Delete) -> int:
    """Run a statement inside the open unit of work, and return how many rows it changed."""
    result: Any = session().execute(statement)
    return int(result.rowcount)


def glance(statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Sequence[Any] | None:
    """Return the first row of one statement that nothing else has to agree with, None without any.

    It runs by itself, outside of any transaction: beginning and ending one costs more than a small look.
    """
    engine = db.engine
    with engine.connect().execution_options(**GLANCE[engine.dialect.name]) as connection:
        return next(iter(run(connection, statement, values)), None)


def drop_overwritten() -> None:
    """Let go of what SQLite keeps beside its file of earlier states of it, as far as nobody reads them just now."""
    engine = db.engine
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(**GLANCE["sqlite"]) as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Make SQLite durable, patient, strict about references, and leave `BEGIN` to us."""
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "cache_size=-32000",
        "mmap_size=268435456",
        "temp_store=MEMORY",
        # What is deleted is overwritten, wherever SQLite was built.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Begin deferred for readers and IMMEDIATE for writers.

    A read transaction of SQLite that turns to writing fails at once with "database is locked", whatever the timeout.
    """
    options = connection.get_execution_options()
    if connection.dialect.name == "sqlite" and ALONE not in options:
        writes = options.get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


# What PostgreSQL says after the first line of an error repeats the row: "Failing row contains (7, Zora Quendel, ...)".
_REPEATS_THE_ROW = re.compile(r"\nDETAIL:.*", re.DOTALL)


@event.listens_for(Engine, "handle_error")
def _leave_out_values(context: sa.engine.ExceptionContext) -> None:
    """Let no error of the database repeat what people wrote: errors end in a log, where nobody erases anything."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            error.args = tuple(_REPEATS_THE_ROW.sub("", each) if isinstance(each, str) else each for each in error.args)


_SQLITE_COLUMNS = re.compile(r"UNIQUE constraint failed: (?P<columns>[\w., ]+)")
_SQLITE_NAMED = re.compile(r"(?:CHECK constraint failed: |UNIQUE constraint failed: index ')(?P<name>\w+)")


def constraint_name(error: IntegrityError) -> str | None:
    """Return the name of the violated constraint or unique index, the same on both databases, or None."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name) if diagnosis.constraint_name else None
    text = str(error.orig)
    if named := _SQLITE_NAMED.search(text):
        return named["name"]
    if found := _SQLITE_COLUMNS.search(text):
        return _name_by_columns([column.strip() for column in found["columns"].split(",")])
    return None


def _name_by_columns(columns: list[str]) -> str | None:
    """Find the unique constraint or index over `table.column` names, as SQLite reports them."""
    table = Base.metadata.tables.get(columns[0].split(".")[0])
    if table is None:
        return None
    wanted = {column.split(".")[1] for column in columns}
    uniques: list[sa.UniqueConstraint | sa.Index] = [
        each for each in table.constraints if isinstance(each, sa.UniqueConstraint)
    ]
    uniques += [index for index in table.indexes if index.unique]
    for each in uniques:
        if {column.name for column in each.columns} == wanted:
            return str(each.name)
    return None
