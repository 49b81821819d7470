"""Objects for pages, which are shown and never changed, read at a fraction of the session's cost.

The session keeps track of every object that it loads, for the case that it changes; a page that shows a hundred of them
pays for that with half of its time. What is read here belongs to no session: a change made to it is never written,
and what was not read with it cannot be loaded later.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Mapper
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import AliasedClass

from forum.core.db import Base, session
from forum.core.operation import in_unit
from forum.core.prepared import Statement, run

Row = TypeVar("Row", bound=Base)
NOTHING: set[str] = set()


class Some:
    """Some attributes of a model: what a page shows of it. To ask for any other raises `DetachedInstanceError`."""

    def __init__(self, model: type[Base], *attributes: InstrumentedAttribute[Any]) -> None:
        """Take the attributes; the primary key comes along."""
        self.model = model
        self.names = tuple(attribute.key for attribute in attributes)


class _Part(NamedTuple):
    """Where an object's columns (a single column: no mapper) stand in a row, and which attributes are not read."""

    mapper: Mapper[Any] | None
    names: tuple[str, ...]
    missing: set[str]
    start: int
    stop: int


class Shape:
    """What a statement reads: objects by their model, whole or in part, and single columns, in this order."""

    def __init__(self, *wanted: Any) -> None:
        """Take models or aliases of them, `Some` of their attributes, and column expressions."""
        self.columns: list[Any] = []
        self._parts: list[_Part] = []
        for each in wanted:
            start = len(self.columns)
            if not isinstance(each, type | Some | AliasedClass):
                self.columns.append(each)
                self._parts.append(_Part(None, (), set(), start, start + 1))
                continue
            model = each.model if isinstance(each, Some) else each
            mapper: Mapper[Any] = sa.inspect(model).mapper
            everything = mapper.column_attrs.keys()
            # The primary key comes first, so that a look at one value tells whether there is a row at all.
            keys = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
            others = each.names if isinstance(each, Some) else everything
            names = (*keys, *(name for name in others if name not in keys))
            self.columns += [getattr(model, name) for name in names]
            self._parts.append(_Part(mapper, names, set(everything) - set(names), start, start + len(names)))

    def rows(self, statement: Statement, values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """Run a statement that selects `columns` and possibly more; yield its objects and values, None for an object
        that an outer join did not find. Columns beyond the shape's come last, as they are.
        """
        if in_unit():
            session().flush()
        for row in run(session().connection(), statement, values):
            yield self.made(row)

    def made(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """Return a row's objects and values, as `rows` yields them."""
        found: list[Any] = []
        for mapper, names, missing, start, stop in self._parts:
            if mapper is None:
                found.append(row[start])
            else:
                found.append(None if row[start] is None else _made(mapper, names, row[start:stop], missing))
        return (*found, *row[len(self.columns) :])


def _made(mapper: Mapper[Any], names: tuple[str, ...], values: Sequence[Any], missing: set[str] = NOTHING) -> Any:
    made = mapper.class_manager.new_instance()
    made.__dict__.update(zip(names, values, strict=True))
    if missing:
        # To ask for one would answer None otherwise, as if the row said so.
        made._sa_instance_state.expired_attributes = missing
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
