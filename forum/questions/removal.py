"""Where a text has gone: taken away by somebody, or moved to another place, with all marks on it as they were.

This stands beside containment: containment says how far readers may see a text, this whether it is there at all.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from forum.core.db import enum_type
from forum.core.refs import Kind, Ref

# Of the few rows that are gone, each table that search asks keeps an index.
GONE = sa.text("deleted_at IS NOT NULL OR moved_id IS NOT NULL")


class Removable:
    """The columns of something that can be deleted, and that can move elsewhere: its address then leads there."""

    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=60)
    deleted_reason: Mapped[str] = mapped_column(default="", server_default="", sort_order=60)
    moved_kind: Mapped[Kind | None] = mapped_column(enum_type(Kind, checked=False), sort_order=61)
    moved_id: Mapped[int | None] = mapped_column(sort_order=61)

    @declared_attr
    def deleted_by_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy calls it with the class
        """Who deleted it."""
        return mapped_column(sa.ForeignKey("people.id"), sort_order=60)

    @property
    def is_deleted(self) -> bool:
        """Whether somebody took it away."""
        return self.deleted_at is not None

    @property
    def is_in_place(self) -> bool:
        """Whether it stands where it was written."""
        return self.deleted_at is None and self.moved_id is None

    @property
    def moved_to(self) -> Ref | None:
        """What it became a part of, or was made into."""
        return None if self.moved_id is None or self.moved_kind is None else Ref(self.moved_kind, self.moved_id)

    @classmethod
    def in_place(cls) -> sa.ColumnElement[bool]:
        """SQL twin of `is_in_place`."""
        return sa.and_(cls.deleted_at.is_(None), cls.moved_id.is_(None))

    @classmethod
    def gone_clause(cls) -> sa.ColumnElement[bool]:
        """SQL: not in its place, spelt so that the index of such rows serves."""
        return sa.or_(cls.deleted_at.is_not(None), cls.moved_id.is_not(None))
