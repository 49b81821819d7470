"""Statements that are built once and run thousands of times.

Three quarters of what one row costs is spent on getting ready to ask for it: SQLAlchemy works out anew which statement
this is, how its values are sent and what its columns are called. What is kept here is worked out once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

Statement = sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]
Processor = Callable[[Any], Any]


class _Prepared:
    """A statement as one kind of database takes it."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        """Compile the statement."""
        compiled: Any = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        # Whether nothing of the text waits for the values, as the length of a list does.
        self.is_complete = not compiled.post_compile_params and not compiled.literal_execute_params
        self._order: Sequence[str] | None = compiled.positiontup
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        self._fixed = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        sent = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
        self._sent: dict[str, Processor] = {name: process for name, process in sent.items() if process}
        types = [column.type.dialect_impl(dialect) for column in statement.selected_columns]
        got = [(place, kind.result_processor(dialect, None)) for place, kind in enumerate(types)]
        self._got: list[tuple[int, Processor]] = [(place, process) for place, process in got if process]

    def parameters(self, values: Mapping[str, Any]) -> dict[str, Any] | tuple[Any, ...]:
        """Return the values as the driver takes them."""
        given = {**self._fixed, **values}
        for name, process in self._sent.items():
            given[name] = process(given[name])
        return given if self._order is None else tuple([given[name] for name in self._order])

    def row(self, raw: Sequence[Any]) -> tuple[Any, ...]:
        """Return a row of the driver with Python's values in it."""
        row = list(raw)
        for place, process in self._got:
            row[place] = process(row[place])
        return tuple(row)


@lru_cache(maxsize=1_024)
def _prepared(statement: Statement, dialect: Dialect) -> _Prepared:
    return _Prepared(statement, dialect)


def run(connection: Connection, statement: Statement, values: Mapping[str, Any]) -> Iterable[Any]:
    """Return the rows of a statement that is kept by who asks; `values` are those of its named parameters.

    The connection has begun its transaction, or wants none. Errors are SQLAlchemy's.
    """
    prepared = _prepared(statement, connection.dialect)
    if not prepared.is_complete:
        return connection.execute(statement, values)
    cursor = connection.connection.cursor()
    try:
        # Without a public name, but SQLAlchemy's own way for such: it tells those who listen, and wraps errors.
        connection._cursor_execute(cursor, prepared.sql, prepared.parameters(values))
        return [prepared.row(row) for row in cursor.fetchall()]
    finally:
        cursor.close()
