"""What the sources said last, so that a change made here can be told from a change made there."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Base


class ImportMark(Base):
    """One imported thing as its source gave it at the last import: a question with all beneath it, a person, an entry.

    `fingerprint` is that of the whole thing: the same again means that nothing is to be done. `parts` holds a
    fingerprint for each part that may be changed here as well; a part that no longer matches its own was changed here.
    """

    __tablename__ = "import_marks"

    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(doc="host of the dump's site, or the name that the operator gave")
    fingerprint: Mapped[str]
    parts: Mapped[dict[str, Any]]


class ImportSource(Base):
    """A place that things were brought from, and how new its newest import was."""

    __tablename__ = "import_sources"

    name: Mapped[str] = mapped_column(primary_key=True)
    newest: Mapped[datetime | None] = mapped_column(doc="date of the newest thing in it; an older dump changes nothing")
    imported_at: Mapped[datetime] = mapped_column(default=now)
