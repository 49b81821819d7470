"""Keyset paging: pages stay right while people post, and page 500 costs what page 1 costs."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from forum.core.errors import Invalid
from forum.core.text import N_

T = TypeVar("T")
Column = InstrumentedAttribute[Any] | sa.ColumnElement[Any]
BAD_CURSOR = N_("This page address is not valid. Start again from the first page.")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. `next` and `previous` are opaque cursors, None at the ends."""

    items: Sequence[T]
    next: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Keyset:
    """A strict total order: columns and whether each descends, the last one unique. `name` guards against mix-ups."""

    name: str
    columns: tuple[tuple[Column, bool], ...]

    def order_by(self, *, backwards: bool = False) -> list[sa.ColumnElement[Any]]:
        """SQL: the order, or its reverse."""
        return [column.desc() if descending != backwards else column.asc() for column, descending in self.columns]

    def after(self, values: Sequence[Any], *, backwards: bool = False) -> sa.ColumnElement[bool]:
        """SQL: strictly behind the row with these values (before it, when backwards)."""
        clauses: list[sa.ColumnElement[bool]] = []
        for position, ((column, descending), value) in enumerate(zip(self.columns, values, strict=True)):
            same = [earlier == values[index] for index, (earlier, _) in enumerate(self.columns[:position])]
            step = column < value if descending != backwards else column > value
            clauses.append(sa.and_(*same, step))
        return sa.or_(*clauses)


def encode(keyset: Keyset, values: Sequence[Any], *, backwards: bool = False) -> str:
    """Return the opaque cursor that stands at a row."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps([keyset.name, int(backwards), *plain], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(keyset: Keyset, cursor: str) -> tuple[list[Any], bool]:
    """Return a cursor's values and whether it leads backwards; raise `Invalid` for anything else."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, backwards, *plain = json.loads(base64.b64decode(padded.encode(), altchars=b"-_", validate=True))
        if name != keyset.name or len(plain) != len(keyset.columns):
            raise ValueError(name)
        values = [_typed(column, value) for (column, _), value in zip(keyset.columns, plain, strict=True)]
    except (ValueError, TypeError, RecursionError) as error:
        raise Invalid.one("cursor", "malformed", BAD_CURSOR) from error
    return values, bool(backwards)


def _typed(column: Column, value: object) -> object:
    """Return a cursor's value in its column's type, or raise ValueError."""
    wanted = column.type.python_type
    if wanted is datetime and isinstance(value, str):
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise ValueError(value)
        return found
    if wanted is int and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    if wanted is str and isinstance(value, str):
        return value
    raise ValueError(value)


def fetch(
    session: Session, query: sa.Select[Any], keyset: Keyset, *, limit: int, cursor: str | None = None
) -> Page[Any]:
    """Run `query` for one page in the keyset's order.

    The keyset's columns are attributes of what `query` joins, or expressions over them.
    Takes one statement. Raises `Invalid` for a malformed cursor.
    """
    values, backwards = decode(keyset, cursor) if cursor else ([], False)
    if values:
        query = query.where(keyset.after(values, backwards=backwards))
    marks: list[sa.Label[Any]] = [column.label(f"keyset_{index}") for index, (column, _) in enumerate(keyset.columns)]
    query = query.add_columns(*marks).order_by(None).order_by(*keyset.order_by(backwards=backwards)).limit(limit + 1)
    rows = session.execute(query).all()
    more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows = rows[::-1]
    width = len(marks)
    items = [row[0] if len(row) == width + 1 else row[:-width] for row in rows]

    def cursor_at(index: int, *, back: bool) -> str:
        return encode(keyset, rows[index][-width:], backwards=back)

    has_next = bool(rows) and (more if not backwards else True)
    has_previous = bool(rows) and (bool(values) if not backwards else more)
    return Page(
        items,
        next=cursor_at(-1, back=False) if has_next else None,
        previous=cursor_at(0, back=True) if has_previous else None,
    )
