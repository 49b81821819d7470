"""Products, releases, tags."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.db import Base


class Product(Base):
    """What the community is about. Times and dues may differ per product; none means the site's setting."""

    __tablename__ = "products"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    answer_due_hours: Mapped[int | None]
    review_months: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    archived_at: Mapped[datetime | None] = mapped_column(doc="since when it takes no new questions")

    releases: Mapped[list["Release"]] = relationship(
        lazy="raise", back_populates="product", order_by="Release.position"
    )


class Release(Base):
    """A version of a product. `position` orders them, oldest first."""

    __tablename__ = "releases"
    __table_args__ = (sa.UniqueConstraint("product_id", "name"), sa.UniqueConstraint("product_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"))
    name: Mapped[str]
    position: Mapped[int]
    released_on: Mapped[date | None]

    product: Mapped[Product] = relationship(lazy="raise", back_populates="releases")


class FormerRelease(Base):
    """A name that a release had: its address leads to the release for ever, until another one takes the name."""

    __tablename__ = "former_releases"

    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(sa.ForeignKey("releases.id"), index=True)


class CheckRound(Base):
    """That a release appeared, and how far engineers have been asked to check again what it reaches.

    Written with the release. The texts are gone through in the order of their numbers: `answers_to` and `entries_to`
    are the last ones looked at, `asked` how many of them wait for a check since.
    """

    __tablename__ = "check_rounds"

    release_id: Mapped[int] = mapped_column(sa.ForeignKey("releases.id"), primary_key=True)
    answers_to: Mapped[int] = mapped_column(default=0)
    entries_to: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]


class Tag(Base):
    """A free topic. Its name is its address: lower case, without spaces.

    One that was merged keeps its row, since the history names it, under a name that nothing else can have; its own name
    leads to the other tag from then on.
    """

    __tablename__ = "tags"
    __table_args__ = (sa.CheckConstraint("name = lower(name)", name="name_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(default="")
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tags.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class TagSynonym(Base):
    """Another word for a tag; tagging or searching by it gives the tag."""

    __tablename__ = "tag_synonyms"

    name: Mapped[str] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tags.id"), index=True)
    former: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false(), doc="a tag was called so: its address leads here for ever"
    )
