"""Flags and cases."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.db import Base, enum_type
from forum.core.refs import Kind, Ref


class FlagKind(StrEnum):
    """What the reporter says is the matter."""

    DANGEROUS = "dangerous"
    WRONG = "wrong"
    SPAM = "spam"
    ABUSE = "abuse"
    PRIVACY = "privacy"
    OFF_TOPIC = "off_topic"
    ATTENTION = "attention"


class CaseState(StrEnum):
    """A case is open until it was decided."""

    OPEN = "open"
    CLOSED = "closed"


class Case(Base):
    """All open reports of one thing, handled once. A thing has at most one open case."""

    __tablename__ = "cases"
    __table_args__ = (
        sa.Index(
            "uq_cases_open",
            "about_kind",
            "about_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_cases_queue", "state", "severity", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[Kind]
    about_id: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"))
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    hazard: Mapped[Hazard | None]
    severity: Mapped[int] = mapped_column(default=0, doc="0: no hazard named; 1-4 from nuisance to harm")
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, doc="counts flags and decisions; a stale decision is refused")
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    taken_until: Mapped[datetime | None]
    called_at: Mapped[datetime | None] = mapped_column(doc="when moderators were called to it last")

    flags: Mapped[list["Flag"]] = relationship(lazy="raise", back_populates="case", order_by="Flag.id")

    @property
    def about(self) -> Ref:
        """The thing reported."""
        return Ref(self.about_kind, self.about_id)

    @property
    def holder_id(self) -> int | None:
        """Who has taken it and still has it."""
        return self.taken_by_id if self.taken_until is not None and self.taken_until > now() else None


class Flag(Base):
    """One report by a person or a rule. It keeps the revision it saw."""

    __tablename__ = "flags"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "reporter_id"),
        sa.CheckConstraint("severity BETWEEN 0 AND 4", name="severity_range"),
        sa.CheckConstraint("(reporter_id IS NULL) <> (rule IS NULL)", name="person_or_rule"),
        sa.Index("ix_flags_reporter", "reporter_id", "agreed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    rule: Mapped[str | None]
    kind: Mapped[FlagKind] = mapped_column(enum_type(FlagKind, checked=False))
    hazard: Mapped[Hazard | None]
    severity: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    evidence: Mapped[str | None] = mapped_column(doc="what a rule found, or the address that a person names")
    revision: Mapped[int | None]
    weight: Mapped[float] = mapped_column(default=1.0, server_default="1", doc="see forum.flags.weights")
    agreed: Mapped[bool | None] = mapped_column(doc="a moderator found it to have ground; none: not decided yet")
    created_at: Mapped[datetime] = mapped_column(default=now)

    case: Mapped[Case] = relationship(lazy="raise", back_populates="flags")
