"""Fills every table of a database by what the database itself says of it, so that any revision can be filled.

Rows are made up from types and references; what a table's constraints refuse is made up otherwise.
"""

import itertools
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

ROWS = 6
FIRST = datetime(2026, 1, 5, 8, 30, 0, 123456, tzinfo=UTC)
# Alembic's own table knows which revision this is.
LEFT_ALONE = frozenset({"alembic_version"})
Row = dict[str, Any]
Made = dict[str, list[Row]]
Choices = dict[str, list[Any]]
_CHOICE = re.compile(r"""\(?\(?"?(?P<column>\w+)"?\)?(?:::\w+(?: \w+)?)? (?:IN|= ANY) \((?P<values>.*)\)""", re.DOTALL)
_VALUE = re.compile(r"'([^']*)'|(-?\d+)")


def fill(connection: Connection, only: Collection[str] | None = None) -> dict[str, int]:
    """Give every table some rows, or these and those that they refer to; return how many of each.

    A table may have rows already, which do not count; only where its constraints admit no more, it keeps those.
    """
    metadata = sa.MetaData()
    metadata.reflect(connection)
    wanted = {table for table in metadata.sorted_tables if only is None or table.name in only}
    while more := {key.column.table for table in wanted for key in table.foreign_keys} - wanted:
        wanted |= more
    made: Made = {}
    for table in metadata.sorted_tables:
        if table in wanted and table.name not in LEFT_ALONE:
            _fill(connection, table, made)
    return {name: len(rows) for name, rows in made.items()}


def _fill(connection: Connection, table: sa.Table, made: Made) -> None:
    """Give one table some rows, after those that it refers to, and note them."""
    choices = _choices(connection, table)
    there = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    last = connection.scalar(sa.select(sa.func.max(table.c.id))) if _is_counted(table) else there
    made[table.name] = []
    for number in range((last or 0) + 1, (last or 0) + ROWS + 1):
        row = _insert(connection, table, _variants(table, number, made, choices))
        if row is None and there:
            made[table.name] = [dict(each) for each in connection.execute(sa.select(table)).mappings()]
            break
        assert row is not None, f"no row was made up that {table.name} admits"
        made[table.name].append(row)
    _move_on(connection, table)


def _is_counted(table: sa.Table) -> bool:
    return "id" in table.columns and isinstance(table.c.id.type, sa.Integer)


def _insert(connection: Connection, table: sa.Table, variants: Iterator[Row]) -> Row | None:
    """Insert the first of the rows that the table's constraints admit; None if they admit none."""
    for row in variants:
        with suppress(IntegrityError):
            with connection.begin_nested():
                connection.execute(sa.insert(table), row)
            return row
    return None


def _variants(table: sa.Table, number: int, made: Made, choices: Choices) -> Iterator[Row]:
    """Yield rows to try: every second one without what may be left out, then with all of it, without each, each two."""
    may_lack = [column.name for column in table.columns if column.nullable]
    few = [set(names) for size in (1, 2) for names in itertools.combinations(may_lack, size)]
    sets = [set(may_lack) if number % 2 else set(), set(), set(may_lack), *few]
    for small, lacking in itertools.product((False, True), sets):
        yield {
            column.name: None if column.name in lacking else _cell(column, number, made, choices, small)
            for column in table.columns
        }


def _cell(column: sa.Column[Any], number: int, made: Made, choices: Choices, small: bool) -> Any:
    """Return what stands in a column of row `number`: a reference, or a value; `small` keeps plain numbers at 1."""
    if not column.foreign_keys:
        alone = small and not column.primary_key and isinstance(column.type, sa.Integer)
        return 1 if alone else _value(column, number, choices.get(column.name))
    target = next(iter(column.foreign_keys)).column
    # A row may refer to one of its own table only when that one is there.
    index = 0 if target.table is column.table else len(made[column.table.name])
    rows = made[target.table.name]
    return rows[index][target.name] if index < len(rows) else None


def _choices(connection: Connection, table: sa.Table) -> Choices:
    """Return the values that a column may have, where a constraint lists them."""
    found: Choices = {}
    for check in sa.inspect(connection).get_check_constraints(table.name):
        listed = _CHOICE.fullmatch(check["sqltext"].strip())
        if listed and listed["column"] in table.columns:
            values = [int(number) if number else word for word, number in _VALUE.findall(listed["values"])]
            found[listed["column"]] = values
    return found


def _value(column: sa.Column[Any], number: int, choices: list[Any] | None) -> Any:
    """Return a value of the column's type that no other row has, or one of those it may have."""
    if choices:
        return choices[number % len(choices)]
    kind = column.type
    if isinstance(kind, sa.JSON):
        return {"number": number, "word": f"{column.name} – ü"}
    if isinstance(kind, sa.Boolean):
        return number % ROWS == 0
    if isinstance(kind, sa.DateTime):
        return FIRST + timedelta(days=number)
    if isinstance(kind, sa.Date):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(kind, sa.Float):
        return number + 0.5
    return number if isinstance(kind, sa.Integer) else f"{column.name} {number} – ü"[: _length(kind)]


def _length(kind: Any) -> int | None:
    """Return how long a text may be."""
    return getattr(kind, "length", None)


def _move_on(connection: Connection, table: sa.Table) -> None:
    """Let PostgreSQL's next number come after those that were given."""
    if connection.dialect.name == "postgresql" and _is_counted(table):
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        connection.execute(sa.select(sa.func.setval(sequence, sa.select(sa.func.max(table.c.id)).scalar_subquery())))


def shapes(connection: Connection) -> dict[str, str]:
    """Return what rows each table admits, by its name: columns, references and checks. It differs where those do."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    inspector = sa.inspect(connection)
    return {
        table.name: repr(
            [
                [(column.name, str(column.type), column.nullable) for column in table.columns],
                sorted(key.target_fullname for key in table.foreign_keys),
                sorted(check["sqltext"] for check in inspector.get_check_constraints(table.name)),
            ]
        )
        for table in metadata.sorted_tables
        if table.name not in LEFT_ALONE
    }


def contents(connection: Connection) -> dict[str, dict[str, list[Any]]]:
    """Return all that stands in the database: for each table its columns, each with its values in the rows' order."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    found: dict[str, dict[str, list[Any]]] = {}
    for table in metadata.sorted_tables:
        if table.name not in LEFT_ALONE:
            rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings().all()
            found[table.name] = {column.name: [row[column.name] for row in rows] for column in table.columns}
    return found
