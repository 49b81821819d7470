"""Decisions of moderators."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.containment import Containment, Hazard
from forum.core.db import Base, enum_type


class Action(StrEnum):
    """What a moderator can do about a case."""

    DISMISS = "dismiss"
    WARN = "warn"
    FOLD = "fold"
    QUARANTINE = "quarantine"


class Decision(Base):
    """What a moderator did about a case, and why."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    moderator_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    action: Mapped[Action]
    hazard: Mapped[Hazard | None] = mapped_column(doc="what could go wrong, as readers are told; none: not named")
    reason: Mapped[str]
    before: Mapped[Containment] = mapped_column(enum_type(Containment, name="before"))
    after: Mapped[Containment] = mapped_column(enum_type(Containment, name="after"))
    created_at: Mapped[datetime] = mapped_column(default=now)
