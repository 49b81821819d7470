"""Decisions of moderators."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import Base


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
    reason: Mapped[str]
    before: Mapped[Containment] = mapped_column(
        sa.Enum(Containment, name="before", native_enum=False, length=20, values_callable=lambda e: list(e))
    )
    after: Mapped[Containment] = mapped_column(
        sa.Enum(Containment, name="after", native_enum=False, length=20, values_callable=lambda e: list(e))
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
