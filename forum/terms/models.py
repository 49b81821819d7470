"""The versions of what a community asks and promises."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Base, enum_type


class Topic(StrEnum):
    """What a text is about; each has its page."""

    RULES = "rules"
    PRIVACY = "privacy"
    TERMS = "terms"


class TermsVersion(Base):
    """One immutable version of a text in one language. The highest number counts."""

    __tablename__ = "terms_versions"
    __table_args__ = (sa.UniqueConstraint("topic", "language", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[Topic] = mapped_column(enum_type(Topic, checked=False))
    language: Mapped[str]
    number: Mapped[int]
    source: Mapped[str]
    html: Mapped[str]
    reason: Mapped[str] = mapped_column(doc="why it was written or changed; everybody reads it")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
