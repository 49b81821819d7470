"""The tables of the journal: events and their erasable details, seals, outbox and deliveries."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Base, enum_type
from forum.core.provenance import Channel
from forum.core.refs import Kind, Ref
from forum.journal.kinds import EventKind

UNDONE = sa.text("done_at IS NULL")


class Event(Base):
    """One thing that happened. Triggers refuse to change or delete the row.

    It holds ids, numbers and names from fixed lists only; free text and personal values stand in `Detail`.
    """

    __tablename__ = "events"
    __table_args__ = (
        sa.Index("ix_events_root", "root_kind", "root_id", "id"),
        sa.Index("ix_events_about", "about_kind", "about_id", "id"),
        sa.Index("ix_events_actor", "actor_id", "id"),
        sa.Index("ix_events_kind_occurred", "kind", "occurred_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind] = mapped_column(enum_type(EventKind, checked=False, length=40))
    actor_id: Mapped[int | None] = mapped_column(doc="the person; none for the system and for visitors")
    root_kind: Mapped[Kind]
    root_id: Mapped[int]
    about_kind: Mapped[Kind] = mapped_column(enum_type(Kind, checked=False))
    about_id: Mapped[int]
    channel: Mapped[Channel] = mapped_column(default=Channel.WEB)
    request_id: Mapped[str | None]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(doc="of the salt and the details, so that erased details stay provable")
    nonce: Mapped[str] = mapped_column(unique=True, doc="makes each row's seal its own")
    mac: Mapped[str] = mapped_column(doc="keyed digest of the row, made at insertion")

    @property
    def root(self) -> Ref:
        """The thing whose history this belongs to."""
        return Ref(self.root_kind, self.root_id)

    @property
    def about(self) -> Ref:
        """The thing that it happened to."""
        return Ref(self.about_kind, self.about_id)


class Detail(Base):
    """The free text and personal values of an event. Erasure and redaction may delete the row, and that is an event."""

    __tablename__ = "details"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id"), primary_key=True)
    salt: Mapped[str]
    values: Mapped[dict[str, Any]]


class Seal(Base):
    """A link of the chain that makes removal and reordering visible; written behind the events by one sealer."""

    __tablename__ = "seals"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id"), unique=True)
    hmac: Mapped[str]


class Outbox(Base):
    """An event whose deliveries have not been written yet."""

    __tablename__ = "outbox"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id"), primary_key=True)


class Delivery(Base):
    """One reaction that an event calls for, or part of it: done when `done_at` is set, else tried again at `due_at`."""

    __tablename__ = "deliveries"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "reaction", "part"),
        sa.Index(
            "ix_deliveries_due",
            "due_at",
            "id",
            sqlite_where=UNDONE,
            postgresql_where=UNDONE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id"))
    reaction: Mapped[str]
    part: Mapped[int] = mapped_column(default=0, server_default="0")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]
