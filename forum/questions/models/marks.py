"""The marks that people set on questions, answers and comments, and where texts went."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.catalog.models import Release
from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.db import Base, enum_type
from forum.core.refs import Kind
from forum.people.models import Person
from forum.questions.trust.levels import Evidence, VerdictKind

DISPUTED = sa.text("objected_at IS NOT NULL AND resolved_at IS NULL")
WAITING = sa.text("decided_at IS NULL")


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


class CommentVote(Base):
    """That a person found a comment useful. Nobody votes a comment down: who objects to one answers or reports."""

    __tablename__ = "comment_votes"

    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comments.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
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
    evidence: Mapped[Evidence | None] = mapped_column(doc="how the engineer knows; None: they did not say")
    condition: Mapped[str | None] = mapped_column(doc="for readers: when it is right")
    since_release_id: Mapped[int | None] = mapped_column(sa.ForeignKey("releases.id"))
    note: Mapped[str] = mapped_column(default="", doc="for readers; required where it is wrong or dangerous: why")
    hazard: Mapped[Hazard | None] = mapped_column(doc="what could go wrong for who follows a wrong text")
    instead: Mapped[str] = mapped_column(default="", server_default="", doc="for readers: what to do instead")
    review_by: Mapped[date | None]
    lapsed_at: Mapped[datetime | None] = mapped_column(doc="set by the sweep once review_by has passed")
    newer_release_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("releases.id"), doc="appeared since, and the text waits for a check by it"
    )
    created_at: Mapped[datetime] = mapped_column(default=now)

    engineer: Mapped[Person] = relationship(lazy="raise")
    releases: Mapped[list[Release]] = relationship(
        lazy="raise", secondary="verdict_releases", order_by=Release.position
    )


class CheckOutcome(StrEnum):
    """What became of a check that waited for a second engineer."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class WaitingCheck(Base):
    """What a new engineer says of one revision of an answer: no verdict until another engineer confirms it."""

    __tablename__ = "waiting_checks"
    __table_args__ = (
        sa.CheckConstraint("kind <> 'conditional' OR condition IS NOT NULL", name="condition_given"),
        sa.CheckConstraint("kind NOT IN ('incorrect', 'unsafe') OR note <> ''", name="note_given"),
        sa.CheckConstraint("kind <> 'outdated' OR since_release_id IS NOT NULL", name="since_given"),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="outcome_given"),
        sa.CheckConstraint("outcome <> 'refused' OR reason <> ''", name="reason_given"),
        sa.Index(
            "uq_waiting_checks_open",
            *("engineer_id", "answer_id"),
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answers.id"), index=True)
    revision: Mapped[int]
    kind: Mapped[VerdictKind]
    engineer_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    evidence: Mapped[Evidence | None]
    release_ids: Mapped[list[int]] = mapped_column(sa.JSON, doc="the releases that it names; none: all of the product")
    condition: Mapped[str | None]
    since_release_id: Mapped[int | None] = mapped_column(sa.ForeignKey("releases.id"))
    note: Mapped[str] = mapped_column(default="")
    hazard: Mapped[Hazard | None]
    instead: Mapped[str] = mapped_column(default="")
    review_by: Mapped[date | None] = mapped_column(doc="None: by the product's setting, once it is confirmed")
    created_at: Mapped[datetime] = mapped_column(default=now)
    outcome: Mapped[CheckOutcome | None] = mapped_column(enum_type(CheckOutcome, checked=False))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="", doc="why it was refused")
    verdict_id: Mapped[int | None] = mapped_column(sa.ForeignKey("verdicts.id"), unique=True, doc="what it became")

    engineer: Mapped[Person] = relationship(lazy="raise", foreign_keys=[engineer_id])


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
