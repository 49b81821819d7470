"""Who follows what, what they keep, and who has the same trouble."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from forum.core.clock import now
from forum.core.db import Base

WHOLE = sa.text("answer_id IS NULL")


class Stance(StrEnum):
    """How a person stands to a question. No row: they have nothing to do with it."""

    FOLLOWS = "follows"
    MUTED = "muted"
    LEFT = "left"


class Carried:
    """What somebody has of a question because they had it of another one, which was merged into it or led to it.

    Undoing that takes it back. Whatever they choose here themselves afterwards is theirs, and stays.
    """

    @declared_attr
    def carried_from_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy calls it with the class
        """The question that it came from."""
        return mapped_column(sa.ForeignKey("questions.id"), sort_order=90)


class QuestionFollow(Carried, Base):
    """A person's stance to a question. Taking part makes them follow it, unless they chose otherwise before."""

    __tablename__ = "question_follows"
    __table_args__ = (sa.Index("ix_question_follows_question", "question_id", "stance", "person_id"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id"), primary_key=True)
    stance: Mapped[Stance]
    changed_at: Mapped[datetime] = mapped_column(default=now)


class TagFollow(Base):
    """A tag whose new questions a person wants to hear of."""

    __tablename__ = "tag_follows"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tags.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ProductFollow(Base):
    """A product whose new questions a person wants to hear of."""

    __tablename__ = "product_follows"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Bookmark(Carried, Base):
    """A question, or one of its answers, that a person wants to find again."""

    __tablename__ = "bookmarks"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "answer_id"),
        sa.Index(
            "uq_bookmarks_question",
            "person_id",
            "question_id",
            unique=True,
            sqlite_where=WHOLE,
            postgresql_where=WHOLE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id"), index=True)
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answers.id"), index=True, doc="none: the question")
    created_at: Mapped[datetime] = mapped_column(default=now)


class HaveToo(Carried, Base):
    """A person who has the trouble that a question is about, and the version that they have it with."""

    __tablename__ = "have_too"

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    release_id: Mapped[int | None] = mapped_column(sa.ForeignKey("releases.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
