"""Images, and the texts that show them."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Base, enum_type
from forum.core.refs import Kind

DESCRIPTION_MAX = 300


class ImageState(StrEnum):
    """An image is kept until it is erased, and gone once its file is."""

    KEPT = "kept"
    ERASED = "erased"
    GONE = "gone"


KEPT = sa.text("state = 'kept'")


class Image(Base):
    """An image as it was kept: re-encoded by us, under a name that we made up.

    `name` is that of its file and the end of its address; it tells the size, so that a page leaves room for the image
    without asking anybody. Nobody sees an image but its owner and those who see a text that shows it.
    """

    __tablename__ = "images"
    __table_args__ = (
        sa.Index("ix_images_owner", "owner_id", "created_at"),
        sa.Index("uq_images_kept", "owner_id", "sha256", unique=True, sqlite_where=KEPT, postgresql_where=KEPT),
        sa.CheckConstraint("width > 0 AND height > 0", name="has_size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    width: Mapped[int] = mapped_column(doc="in pixels, as is the height")
    height: Mapped[int]
    bytes: Mapped[int] = mapped_column(doc="of the file that is kept")
    sha256: Mapped[str] = mapped_column(doc="of the file that is kept")
    description: Mapped[str] = mapped_column(default="", doc="what it shows, for who cannot see it")
    state: Mapped[ImageState] = mapped_column(default=ImageState.KEPT)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ImageUse(Base):
    """That a text shows an image: revision `revision` of a question, an answer or a solution, or a comment (0)."""

    __tablename__ = "image_uses"

    image_id: Mapped[int] = mapped_column(sa.ForeignKey("images.id"), primary_key=True)
    about_kind: Mapped[Kind] = mapped_column(enum_type(Kind, checked=False), primary_key=True)
    about_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
