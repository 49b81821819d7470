"""Questions, answers, comments, and the marks that people set on them.

Marks are independent: acceptance, outcomes, verdicts, votes and containment each have their own columns or rows, and
none overwrites another. What is derived from them (`Answer.level`, `Answer.standing`) is stored for lists and order,
and written by `forum.questions.marks.settle` only.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from forum.catalog.models import Product, Release, Tag
from forum.core.clock import now
from forum.core.containment import HELD_BACK, Contained, Decided, Hazard
from forum.core.db import Base, enum_type
from forum.core.provenance import Bylined, Provenance
from forum.core.refs import Kind, Ref
from forum.people.models import Person
from forum.questions.removal import GONE, Removable
from forum.questions.trust.levels import Evidence, Level, VerdictKind

ACCEPTED = sa.text("accepted")
DELETED = sa.text("deleted_at IS NOT NULL")
DISPUTED = sa.text("objected_at IS NOT NULL AND resolved_at IS NULL")


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

    @declared_attr
    def author_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy calls it with the class
        """Who wrote this revision."""
        return mapped_column(sa.ForeignKey("people.id"))

    @declared_attr
    def author(cls) -> Mapped[Person | None]:  # noqa: N805 - SQLAlchemy calls it with the class
        """Who wrote this revision."""
        return relationship(lazy="raise")


class Question(Provenance, Bylined, Contained, Removable, Scored, Base):
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


class Answer(Provenance, Bylined, Contained, Decided, Removable, Scored, Base):
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


class Comment(Provenance, Bylined, Contained, Removable, Scored, Base):
    """A remark beneath a question or an answer."""

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
    created_at: Mapped[datetime] = mapped_column(default=now)

    author: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[author_id])

    @property
    def ref(self) -> Ref:
        """Its name."""
        return Ref(Kind.COMMENT, self.id)


class QuestionVote(Base):
    """A person's vote on a question."""

    __tablename__ = "question_votes"
    __table_args__ = (sa.CheckConstraint("value IN (-1, 1)", name="value"),)

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    value: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class AnswerVote(Base):
    """A person's vote on an answer."""

    __tablename__ = "answer_votes"
    __table_args__ = (sa.CheckConstraint("value IN (-1, 1)", name="value"),)

    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answers.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    value: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Outcome(Base):
    """Whether a revision of an answer worked for a person. The person's newest outcome counts."""

    __tablename__ = "outcomes"
    __table_args__ = (sa.UniqueConstraint("answer_id", "person_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answers.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    revision: Mapped[int]
    worked: Mapped[bool]
    release_id: Mapped[int | None] = mapped_column(sa.ForeignKey("releases.id"))
    note: Mapped[str] = mapped_column(default="")
    settled_account: Mapped[bool] = mapped_column(doc="the account was older than a day")
    created_at: Mapped[datetime] = mapped_column(default=now)


class VerdictRelease(Base):
    """A release that a verdict holds for."""

    __tablename__ = "verdict_releases"

    verdict_id: Mapped[int] = mapped_column(sa.ForeignKey("verdicts.id"), primary_key=True)
    release_id: Mapped[int] = mapped_column(sa.ForeignKey("releases.id"), primary_key=True)


class Verdict(Base):
    """An engineer's judgement of one revision: of an answer, or of a solution that an editor wrote.

    No releases named: all of the product.
    """

    __tablename__ = "verdicts"
    __table_args__ = (
        sa.UniqueConstraint("answer_id", "number"),
        sa.UniqueConstraint("entry_id", "number"),
        sa.CheckConstraint("(answer_id IS NULL) <> (entry_id IS NULL)", name="one_thing"),
        sa.CheckConstraint("kind <> 'conditional' OR condition IS NOT NULL", name="condition_given"),
        sa.CheckConstraint("kind NOT IN ('incorrect', 'unsafe') OR note <> ''", name="reason_given"),
        sa.CheckConstraint("kind <> 'outdated' OR since_release_id IS NOT NULL", name="since_given"),
        sa.CheckConstraint("hazard IS NULL OR kind IN ('incorrect', 'unsafe')", name="hazard_of_wrong"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answers.id"))
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entries.id"))
    number: Mapped[int] = mapped_column(doc="counts the verdicts and corrections of the thing together")
    revision: Mapped[int]
    kind: Mapped[VerdictKind]
    engineer_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    evidence: Mapped[Evidence] = mapped_column(default=Evidence.EXPERIENCE)
    condition: Mapped[str | None] = mapped_column(doc="for readers: when it is right")
    since_release_id: Mapped[int | None] = mapped_column(sa.ForeignKey("releases.id"))
    note: Mapped[str] = mapped_column(default="", doc="for readers; required where it is wrong or dangerous: why")
    hazard: Mapped[Hazard | None] = mapped_column(doc="what could go wrong for who follows a wrong text")
    instead: Mapped[str] = mapped_column(default="", server_default="", doc="for readers: what to do instead")
    review_by: Mapped[date | None]
    lapsed_at: Mapped[datetime | None] = mapped_column(doc="set by the sweep once review_by has passed")
    created_at: Mapped[datetime] = mapped_column(default=now)

    engineer: Mapped[Person] = relationship(lazy="raise")
    releases: Mapped[list[Release]] = relationship(
        lazy="raise", secondary="verdict_releases", order_by=Release.position
    )


class Correction(Base):
    """An erratum: which passage, what is right, why, by whom. The original stays readable.

    The answer's author may object once; another engineer upholds the correction or withdraws it.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        sa.UniqueConstraint("answer_id", "number"),
        sa.CheckConstraint("objected_at IS NULL OR objection <> ''", name="objection_given"),
        sa.CheckConstraint("resolved_at IS NULL OR resolution <> ''", name="resolution_given"),
        sa.Index("ix_corrections_disputed", "objected_at", sqlite_where=DISPUTED, postgresql_where=DISPUTED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answers.id"))
    number: Mapped[int] = mapped_column(doc="counts the verdicts and corrections of the answer together")
    revision: Mapped[int]
    passage: Mapped[str]
    replacement: Mapped[str]
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    by_engineer: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    adopted_revision: Mapped[int | None] = mapped_column(doc="the revision in which the answer's author took it over")
    objection: Mapped[str] = mapped_column(default="", server_default="", doc="what the author says against it")
    objected_at: Mapped[datetime | None]
    resolution: Mapped[str] = mapped_column(default="", server_default="", doc="why it stands or does not")
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    author: Mapped[Person] = relationship(lazy="raise", foreign_keys=[author_id])

    @property
    def is_disputed(self) -> bool:
        """Whether an objection waits for an engineer."""
        return self.objected_at is not None and self.resolved_at is None


class Move(Base):
    """A text that became a part of another, or was made into another kind of text, and what it took along.

    `taken` names what went with it, for the way back: lists of numbers by kind.
    """

    __tablename__ = "moves"
    __table_args__ = (
        sa.Index("ix_moves_source", "source_kind", "source_id"),
        sa.Index("ix_moves_target", "target_kind", "target_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_kind: Mapped[Kind] = mapped_column(enum_type(Kind, checked=False))
    source_id: Mapped[int]
    target_kind: Mapped[Kind] = mapped_column(enum_type(Kind, checked=False))
    target_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    taken: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
