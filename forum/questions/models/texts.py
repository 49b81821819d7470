"""Questions, answers and comments with their revisions.

Marks are independent: acceptance, outcomes, verdicts, votes and containment each have their own columns or rows, and
none overwrites another. What is derived from them (`Answer.level`, `Answer.standing`) is stored for lists and order,
and written by `forum.questions.marks.settle` only.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from forum.catalog.models import Product, Release, Tag
from forum.core.clock import now
from forum.core.containment import HELD_BACK, Contained, Decided, Held
from forum.core.db import Base
from forum.core.provenance import Bylined, Provenance
from forum.core.refs import Kind, Ref
from forum.people.models import Person
from forum.questions.removal import GONE, Removable
from forum.questions.trust.levels import Level

ACCEPTED = sa.text("accepted")
DELETED = sa.text("deleted_at IS NOT NULL")


class QuestionState(StrEnum):
    """Whether a question takes answers."""

    OPEN = "open"
    CLOSED = "closed"


class NextAction(StrEnum):
    """What a question waits for, so that none is ever lost."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    CHECK = "check"
    NOTHING = "nothing"


class Scored:
    """Votes: those cast here, and the totals that an import brought."""

    score: Mapped[int] = mapped_column(default=0, sort_order=40)
    imported_score: Mapped[int] = mapped_column(default=0, sort_order=41)


class Written(Bylined):
    """One immutable numbered revision of a text: the source, and what was made of it once, when it was saved."""

    number: Mapped[int]
    source: Mapped[str]
    format: Mapped[str] = mapped_column(sa.String(10), default="markdown")
    html: Mapped[str]
    text: Mapped[str] = mapped_column(doc="the words alone, for search, snippets and mail")
    renderer: Mapped[int] = mapped_column(default=0, doc="version of the renderer that made html")
    note: Mapped[str] = mapped_column(default="", doc="the author's word about the edit")
    created_at: Mapped[datetime] = mapped_column(default=now)
    redacted_at: Mapped[datetime | None] = mapped_column(doc="when its words were taken out for good", sort_order=86)

    @declared_attr
    def author_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy calls it with the class
        """Who wrote this revision."""
        return mapped_column(sa.ForeignKey("people.id"))

    @declared_attr
    def author(cls) -> Mapped[Person | None]:  # noqa: N805 - SQLAlchemy calls it with the class
        """Who wrote this revision."""
        return relationship(lazy="raise")


class Question(Provenance, Bylined, Contained, Held, Removable, Scored, Base):
    """A question. Its text is `QuestionRevision` number `revision`."""

    __tablename__ = "questions"
    __table_args__ = (
        sa.Index("ix_questions_newest", "created_at", "id"),
        sa.Index("ix_questions_active", "active_at", "id"),
        sa.Index("ix_questions_votes", "score", "id"),
        sa.Index("ix_questions_product", "product_id", "created_at", "id"),
        sa.Index("ix_questions_author", "author_id", "id"),
        sa.Index("ix_questions_next", "next_action", "due_at", "id"),
        sa.Index("ix_questions_contained", "containment", sqlite_where=HELD_BACK, postgresql_where=HELD_BACK),
        sa.Index("ix_questions_gone", "moved_id", sqlite_where=GONE, postgresql_where=GONE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"), doc="none: queue Unsorted")
    release_id: Mapped[int | None] = mapped_column(sa.ForeignKey("releases.id"))
    title: Mapped[str]
    slug: Mapped[str]
    environment: Mapped[str] = mapped_column(default="", doc="device, versions, settings, as the asker gave them")
    state: Mapped[QuestionState] = mapped_column(default=QuestionState.OPEN)
    closed_reason: Mapped[str | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]
    duplicate_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("questions.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    active_at: Mapped[datetime] = mapped_column(default=now)
    next_action: Mapped[NextAction] = mapped_column(default=NextAction.ANSWER)
    due_at: Mapped[datetime | None] = mapped_column(doc="when the next action is due; none: nothing is awaited")
    answer_count: Mapped[int] = mapped_column(default=0, doc="answers that readers can see")
    is_accepted: Mapped[bool] = mapped_column(default=False)
    best_level: Mapped[Level | None] = mapped_column(doc="level of the answer that stands first")
    views: Mapped[int] = mapped_column(default=0)
    have_too: Mapped[int] = mapped_column(default=0, server_default="0", doc="people with the same trouble")
    version: Mapped[int] = mapped_column(default=1, doc="bumped by every change of what the page shows")
    open_suggestions: Mapped[int] = mapped_column(default=0, server_default="0", doc="changes of it that wait")

    author: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[author_id])
    product: Mapped[Product | None] = relationship(lazy="raise")
    release: Mapped[Release | None] = relationship(lazy="raise")
    tags: Mapped[list[Tag]] = relationship(lazy="raise", secondary="question_tags", order_by=Tag.name)
    answers: Mapped[list["Answer"]] = relationship(lazy="raise", back_populates="question")

    @property
    def ref(self) -> Ref:
        """Its name."""
        return Ref(Kind.QUESTION, self.id)

    @property
    def closed_by_asker(self) -> bool:
        """Whether it was the asker who closed it."""
        return self.closed_by_id is not None and self.closed_by_id == self.author_id


class QuestionTag(Base):
    """A tag on a question."""

    __tablename__ = "question_tags"

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tags.id"), primary_key=True, index=True)


class QuestionRevision(Written, Base):
    """One revision of a question: its title, and what it was about then."""

    __tablename__ = "question_revisions"
    __table_args__ = (sa.UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id"), sort_order=-1)
    title: Mapped[str]
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"))
    release_id: Mapped[int | None] = mapped_column(sa.ForeignKey("releases.id"))
    environment: Mapped[str] = mapped_column(default="", server_default="")
    tags: Mapped[str] = mapped_column(default="", server_default="", doc="as they were called then, in one line")

    product: Mapped[Product | None] = relationship(lazy="raise")
    release: Mapped[Release | None] = relationship(lazy="raise")


class Answer(Provenance, Bylined, Contained, Held, Decided, Removable, Scored, Base):
    """An answer. Its newest text is revision `revision`; readers see `shown_revision`."""

    __tablename__ = "answers"
    __table_args__ = (
        sa.Index("uq_answers_accepted", "question_id", unique=True, sqlite_where=ACCEPTED, postgresql_where=ACCEPTED),
        sa.Index("ix_answers_order", "question_id", "tier", "standing"),
        sa.Index("ix_answers_author", "author_id", "id"),
        sa.Index("ix_answers_level", "level", "id"),
        sa.Index("ix_answers_contained", "containment", sqlite_where=HELD_BACK, postgresql_where=HELD_BACK),
        sa.Index("ix_answers_gone", "moved_id", sqlite_where=GONE, postgresql_where=GONE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    by_staff: Mapped[bool] = mapped_column(default=False, doc="written by an engineer of the product")
    revision: Mapped[int] = mapped_column(default=1)
    shown_revision: Mapped[int] = mapped_column(default=1)
    last_substantial: Mapped[int] = mapped_column(
        default=0, doc="newest revision that touched code, a link or a number"
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    accepted: Mapped[bool] = mapped_column(default=False)
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    accepted_reason: Mapped[str] = mapped_column(default="", server_default="", doc="given by who is not the asker")
    worked: Mapped[int] = mapped_column(default=0)
    did_not: Mapped[int] = mapped_column(default=0)
    did_not_counting: Mapped[int] = mapped_column(default=0, doc="of accounts that were older than a day")
    did_not_since_check: Mapped[int | None] = mapped_column(doc="of those, since the newest verdict")
    level: Mapped[Level] = mapped_column(default=Level.UNREVIEWED)
    tier: Mapped[int] = mapped_column(default=2, doc="1 verified kinds, 2 unjudged, 3 disputed, outdated or wrong")
    standing: Mapped[int] = mapped_column(default=0, doc="the order inside the tier, highest first")
    disagreement: Mapped[bool] = mapped_column(default=False, doc="two engineers differ on one release")
    judged_at: Mapped[datetime | None] = mapped_column(doc="when an engineer looked last")
    open_suggestions: Mapped[int] = mapped_column(default=0, server_default="0", doc="changes of it that wait")

    question: Mapped[Question] = relationship(lazy="raise", back_populates="answers")
    author: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[author_id])

    @property
    def ref(self) -> Ref:
        """Its name."""
        return Ref(Kind.ANSWER, self.id)

    @property
    def accepted_for_asker(self) -> bool:
        """A moderator accepted it in the asker's stead; imported marks are the asker's."""
        return self.accepted and self.accepted_by_id not in {None, self.question.author_id}


class AnswerRevision(Written, Contained, Base):
    """One revision of an answer. Its containment is what a past decision still holds back of it alone."""

    __tablename__ = "answer_revisions"
    __table_args__ = (sa.UniqueConstraint("answer_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answers.id"), sort_order=-1)


class Comment(Provenance, Bylined, Contained, Held, Removable, Scored, Base):
    """A remark beneath a question or an answer. It holds its newest text, as most are never changed."""

    __tablename__ = "comments"
    __table_args__ = (
        sa.Index("ix_comments_question", "question_id", "created_at", "id"),
        sa.Index("ix_comments_deleted", "deleted_at", sqlite_where=DELETED, postgresql_where=DELETED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id"))
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answers.id"), doc="none: beneath the question itself")
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    source: Mapped[str]
    format: Mapped[str] = mapped_column(sa.String(10), default="markdown")
    html: Mapped[str]
    text: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1, server_default="1", doc="counts the texts that it has had")
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    redacted_at: Mapped[datetime | None] = mapped_column(doc="when its words were taken out for good", sort_order=86)

    author: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[author_id])

    @property
    def ref(self) -> Ref:
        """Its name."""
        return Ref(Kind.COMMENT, self.id)


class CommentRevision(Written, Base):
    """One revision of a comment that was changed. The text of one that was not stands in the comment alone."""

    __tablename__ = "comment_revisions"
    __table_args__ = (sa.UniqueConstraint("comment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comments.id"), sort_order=-1)


# What people post in a thread.
POSTS: Mapping[Kind, type[Question | Answer | Comment]] = {
    Kind.QUESTION: Question,
    Kind.ANSWER: Answer,
    Kind.COMMENT: Comment,
}
