"""Entries of the knowledge base."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.catalog.models import Product, Tag
from forum.core.clock import now
from forum.core.containment import HELD_BACK, Contained, Containment
from forum.core.db import Base, enum_type
from forum.core.provenance import Provenance
from forum.core.refs import Kind, Ref
from forum.questions.models import Answer, Question, Written
from forum.questions.trust.levels import Level


class EntryState(StrEnum):
    """Whether readers find the solution, or a page that says why it is gone."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"


class WithdrawnReason(StrEnum):
    """Why a solution is not shown any more."""

    NO_SOLUTION = "no_solution"
    NOT_CHECKED = "not_checked"
    CONTAINED = "contained"
    JUDGED_WRONG = "judged_wrong"
    DISPUTED = "disputed"
    TOO_SHORT = "too_short"
    GONE = "gone"
    RETIRED = "retired"


class Entry(Provenance, Contained, Base):
    """A solution at a lasting address: a view of its answer until an editor has revised it.

    `revision` 0 means that it is a view: it shows revision `answer_revision` of its answer. An entry without a question
    is an editor's own and always has revisions. `own_level` is the trust in what an editor wrote; a view has
    the level of its answer.

    Once it is revised, `answer_id` and `answer_revision` name its source: the text that its editor had before them
    last. `solution_id` is the question's solution now; where the two differ, an editor has to look.
    """

    __tablename__ = "entries"
    __table_args__ = (
        sa.Index("ix_entries_browse", "state", "product_id", "published_at", "id"),
        sa.Index("ix_entries_newest", "state", "published_at", "id"),
        sa.Index("ix_entries_edited_at", "edited_at"),
        sa.Index("ix_entries_contained", "containment", sqlite_where=HELD_BACK, postgresql_where=HELD_BACK),
        sa.CheckConstraint("answer_id IS NOT NULL OR revision > 0 OR state = 'withdrawn'", name="has_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int | None] = mapped_column(sa.ForeignKey("questions.id"), unique=True)
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answers.id"), index=True)
    answer_revision: Mapped[int] = mapped_column(default=0)
    solution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answers.id"))
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"))
    title: Mapped[str]
    slug: Mapped[str]
    state: Mapped[EntryState] = mapped_column(default=EntryState.LIVE)
    withdrawn_reason: Mapped[WithdrawnReason | None]
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entries.id"), index=True)
    retired_at: Mapped[datetime | None] = mapped_column(doc="when an editor took it out for good")
    retired_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    retired_reason: Mapped[str] = mapped_column(default="", server_default="", doc="for readers")
    revision: Mapped[int] = mapped_column(default=0)
    shown_revision: Mapped[int | None] = mapped_column(
        doc="what readers get while the newest waits for its check, 0: the answer's text; none: the newest"
    )
    shown_source: Mapped[int | None] = mapped_column(doc="the answer's revision that readers get then")
    own_level: Mapped[Level] = mapped_column("level", default=Level.UNREVIEWED)
    disagreement: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false(), doc="two engineers differ about the editor's text"
    )
    decided: Mapped[Containment] = mapped_column(
        enum_type(Containment, name="decided"),
        default=Containment.NONE,
        server_default=Containment.NONE.value,
        doc="what a moderator decided about an editor's text",
    )
    edited_at: Mapped[datetime | None] = mapped_column(doc="when an editor revised it here; imports do not count")
    created_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    views: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    question: Mapped[Question | None] = relationship(lazy="raise")
    answer: Mapped[Answer | None] = relationship(lazy="raise", foreign_keys=[answer_id])
    solution: Mapped[Answer | None] = relationship(lazy="raise", foreign_keys=[solution_id])
    successor: Mapped["Entry | None"] = relationship(lazy="raise", remote_side="Entry.id")
    product: Mapped[Product | None] = relationship(lazy="raise")
    tags: Mapped[list[Tag]] = relationship(lazy="raise", secondary="entry_tags", order_by=Tag.name)

    @property
    def ref(self) -> Ref:
        """Its name."""
        return Ref(Kind.ENTRY, self.id)

    @property
    def level(self) -> Level:
        """How far it can be trusted, at this moment. Needs the answer with it."""
        return self.own_level if self.revision > 0 or self.answer is None else self.answer.level

    @property
    def is_held(self) -> bool:
        """Whether readers keep the text that was checked last, since the newest waits for its check."""
        return self.shown_revision is not None

    @classmethod
    def read_revision(cls) -> sa.ColumnElement[int]:
        """SQL: the editor's revision that readers get, 0 for the answer's text."""
        return sa.func.coalesce(cls.shown_revision, cls.revision)

    @classmethod
    def read_source(cls) -> sa.ColumnElement[int]:
        """SQL: the revision of the answer that readers get where they get the answer's text."""
        return sa.func.coalesce(cls.shown_source, cls.answer_revision)

    @property
    def answer_changed(self) -> bool:
        """Whether the question's solution is another answer, or a newer text, than the editor's text was made from.

        Needs `solution` with it. What is held back is no news.
        """
        new = self.solution
        if not self.revision or new is None or not new.is_in_place or new.containment is not Containment.NONE:
            return False
        return (new.id, new.revision) != (self.answer_id, self.answer_revision)


class EntryTag(Base):
    """A tag on an editor's own entry; one made from a question shows the question's tags."""

    __tablename__ = "entry_tags"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tags.id"), primary_key=True, index=True)


class EntryRevision(Written, Base):
    """One revision of an entry that an editor wrote, and the answer's text that they had before them."""

    __tablename__ = "entry_revisions"
    __table_args__ = (sa.UniqueConstraint("entry_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id"), sort_order=-1)
    title: Mapped[str]
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answers.id"))
    answer_revision: Mapped[int | None]
