"""What the API keeps of its own: the answers to requests that may be sent again."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Base


class IdempotencyKey(Base):
    """The answer to a request that came with an Idempotency-Key, kept for a day and committed with its effect."""

    __tablename__ = "idempotency_keys"

    token_id: Mapped[int] = mapped_column(sa.ForeignKey("api_tokens.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(doc="digest of method, path and body")
    status: Mapped[int] = mapped_column(default=0)
    location: Mapped[str | None]
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
