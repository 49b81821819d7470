"""Fills every table of a database by what the database itself says of it, so that any revision can be filled.

Rows are made up from types and references; what a table's constraints refuse is made up otherwise.
"""

import itertools
import re
from collections.abc import Iterator
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


def fill(connection: Connection) -> dict[str, int]:
    """Give every table some rows; return how many each has."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    made: Made = {}
    for table in metadata.sorted_tables:
        if table.name in LEFT_ALONE:
            continue
        made[table.name] = []
        choices = _choices(connection, table)
        for number in range(1, ROWS + 1):
            made[table.name].append(_insert(connection, table, _variants(table, number, made, choices)))
        _move_on(connection, table)
    return {name: len(rows) for name, rows in made.items()}


def _insert(connection: Connection, table: sa.Table, variants: Iterator[Row]) -> Row:
    """Insert the first of the rows that the table's constraints admit."""
    refused: Exception | None = None
    for row in variants:
        try:
            with connection.begin_nested():
                connection.execute(sa.insert(table), row)
        except IntegrityError as error:
            refused = error
        else:
            return row
    raise AssertionError(f"no row was made up that {table.name} admits") from refused


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
    index = 0 if target.table is column.table else number - 1
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
        return number == ROWS
    if isinstance(kind, sa.DateTime):
        return FIRST + timedelta(days=number)
    if isinstance(kind, sa.Date):
        return date(2026, 1, number)
    if isinstance(kind, sa.Float):
        return number + 0.5
    return number if isinstance(kind, sa.Integer) else f"{column.name} {number} – ü"[: _length(kind)]


def _length(kind: Any) -> int | None:
    """Return how long a text may be."""
    return getattr(kind, "length", None)


def _move_on(connection: Connection, table: sa.Table) -> None:
    """Let PostgreSQL's next number come after those that were given."""
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        connection.execute(sa.select(sa.func.setval(sequence, ROWS)))


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
