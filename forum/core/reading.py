"""Objects for pages, which are shown and never changed, read at a fraction of the session's cost.

The session keeps track of every object that it loads, for the case that it changes; a page that shows a hundred of them
pays for that with half of its time. What is read here belongs to no session: a change made to it is never written,
and what was not read with it cannot be loaded later.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import set_committed_value

from forum.core.db import Base, session
from forum.core.operation import in_unit

Row = TypeVar("Row", bound=Base)


class Shape:
    """What a statement reads: whole objects by their model, and single columns, in this order."""

    def __init__(self, *wanted: Any) -> None:
        """Take models and column expressions."""
        self.columns: list[Any] = []
        self._parts: list[tuple[Mapper[Any] | None, tuple[str, ...], int, int]] = []
        for each in wanted:
            start = len(self.columns)
            if not isinstance(each, type):
                self.columns.append(each)
                self._parts.append((None, (), start, start + 1))
                continue
            mapper: Mapper[Any] = sa.inspect(each)
            # The primary key comes first, so that a look at one value tells whether there is a row at all.
            keys = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
            names = (*keys, *(name for name in mapper.column_attrs.keys() if name not in keys))  # noqa: SIM118
            self.columns += [getattr(each, name) for name in names]
            self._parts.append((mapper, names, start, start + len(names)))

    def rows(self, statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """Run a statement that selects `columns` and possibly more; yield its objects and values, None for an object
        that an outer join did not find. Columns beyond the shape's come last, as they are.
        """
        if in_unit():
            session().flush()
        for row in session().connection().execute(statement, values):
            yield self.made(row)

    def made(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """Return a row's objects and values, as `rows` yields them."""
        found: list[Any] = []
        for mapper, names, start, stop in self._parts:
            if mapper is None:
                found.append(row[start])
            else:
                found.append(None if row[start] is None else _made(mapper, names, row[start:stop]))
        return (*found, *row[len(self.columns) :])


def _made(mapper: Mapper[Any], names: tuple[str, ...], values: Sequence[Any]) -> Any:
    made = mapper.class_manager.new_instance()
    made.__dict__.update(zip(names, values, strict=True))
    return made


def shown(model: type[Row], **values: object) -> Row:
    """Return an object of these values alone."""
    found: Row = _made(sa.inspect(model), tuple(values), tuple(values.values()))
    return found


def joined(row: Row, **related: object) -> Row:
    """Return the object with what stands in these relationships of it."""
    for name, other in related.items():
        set_committed_value(row, name, other)
    return row
