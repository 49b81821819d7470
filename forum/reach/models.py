"""Counts of views by day, of what visitors without an account said, and of who of the staff opened what is private."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base, enum_type
from forum.core.refs import Kind, Ref


class DailyView(Base):
    """How often a thing was seen on one day."""

    __tablename__ = "daily_views"

    kind: Mapped[Kind] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    views: Mapped[int] = mapped_column(default=0)


class DailyHelp(Base):
    """How many visitors said on one day that a revision of a thing helped them, and how many that it did not."""

    __tablename__ = "daily_help"

    kind: Mapped[Kind] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    helped: Mapped[int] = mapped_column(default=0)
    did_not: Mapped[int] = mapped_column(default=0)


class DailySearches(Base):
    """How often was searched on one day, and how often nothing was found. No words, no names."""

    __tablename__ = "daily_searches"

    day: Mapped[date] = mapped_column(primary_key=True)
    searches: Mapped[int] = mapped_column(default=0)
    without: Mapped[int] = mapped_column(default=0)


class DailyLook(Base):
    """How many people who began to ask opened something similar on one day, and how many of them asked all the same."""

    __tablename__ = "daily_looks"

    day: Mapped[date] = mapped_column(primary_key=True)
    opened: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)


class DailyReading(Base):
    """How many different questions somebody opened on one day, up to a few; not which."""

    __tablename__ = "daily_readings"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    questions: Mapped[int] = mapped_column(default=0)


class Part(StrEnum):
    """What is private of a thing.

    A text that readers do not get, a picture in such a text, who reported it, a person's mail address.
    """

    TEXT = "text"
    PICTURE = "picture"
    REPORTERS = "reporters"
    ADDRESS = "address"


class DailyOpening(Base):
    """How often somebody opened a private part of a thing on one day."""

    __tablename__ = "daily_openings"
    __table_args__ = (sa.UniqueConstraint("kind", "thing_id", "part", "person_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    part: Mapped[Part]
    kind: Mapped[Kind] = mapped_column(enum_type(Kind, checked=False))
    thing_id: Mapped[int]
    day: Mapped[date]
    times: Mapped[int] = mapped_column(default=1)

    @property
    def about(self) -> Ref:
        """The thing."""
        return Ref(self.kind, self.thing_id)
