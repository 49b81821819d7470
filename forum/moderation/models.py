"""Decisions of moderators, and changes that somebody suggests."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.catalog.models import Release
from forum.core.clock import now
from forum.core.containment import Containment, Hazard
from forum.core.db import Base, enum_type
from forum.core.refs import Kind, Ref
from forum.knowledge.models import Entry
from forum.people.models import Person
from forum.people.policy import Restraint
from forum.questions.models import Answer, Question

OPEN = sa.text("decided_at IS NULL")
WAITING = sa.text("reading = 'waits'")


class Action(StrEnum):
    """What a moderator can do about a case."""

    DISMISS = "dismiss"
    WARN = "warn"
    FOLD = "fold"
    QUARANTINE = "quarantine"
    MEND = "mend"
    DELETE = "delete"
    DUPLICATE = "duplicate"
    REDACT = "redact"
    SUSPEND = "suspend"
    SILENCE = "silence"
    CORRECT = "correct"
    CONVERT = "convert"
    HIDE_POSTS = "hide_posts"


# How far a thing is held back after a decision.
EFFECT = {
    Action.DISMISS: Containment.NONE,
    Action.WARN: Containment.WARNED,
    Action.FOLD: Containment.FOLDED,
    Action.QUARANTINE: Containment.QUARANTINED,
}
# What is gone after one.
TAKES_AWAY = frozenset({Action.DELETE, Action.REDACT})
# What is taken from a person for a while.
RESTRAINTS = {Action.SUSPEND: Restraint.SUSPENSION, Action.SILENCE: Restraint.SILENCE}
# Of these the newest one holds; what others did stays beside them.
NEWEST_HOLDS = frozenset({Action.DISMISS, Action.WARN, Action.FOLD, Action.QUARANTINE, Action.DELETE})


def superseded(action: Action) -> frozenset[Action]:
    """Return the actions whose decisions end with a new one of this kind. Each hiding of all posts has its own."""
    if action is Action.HIDE_POSTS:
        return frozenset()
    return NEWEST_HOLDS if action in NEWEST_HOLDS else frozenset({action})


class Reading(StrEnum):
    """Whether a second moderator has to read a decision, and what they found."""

    NONE = "none"
    WAITS = "waits"
    CONFIRMED = "confirmed"
    OVERTURNED = "overturned"


class Decision(Base):
    """What a moderator did about a case, and why."""

    __tablename__ = "decisions"
    __table_args__ = (sa.Index("ix_decisions_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    moderator_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    action: Mapped[Action] = mapped_column(enum_type(Action, checked=False))
    hazard: Mapped[Hazard | None] = mapped_column(doc="what could go wrong, as readers are told; none: not named")
    reason: Mapped[str]
    before: Mapped[Containment] = mapped_column(enum_type(Containment, name="before"))
    after: Mapped[Containment] = mapped_column(enum_type(Containment, name="after"))
    revision: Mapped[int | None] = mapped_column(doc="the newest one of the text when it was decided")
    rule_before: Mapped[str | None] = mapped_column(doc="the risk rule that held it back until it was decided")
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("people.id"), index=True, doc="who is suspended or silenced"
    )
    until: Mapped[datetime | None] = mapped_column(doc="of a suspension or a silence")
    target_id: Mapped[int | None] = mapped_column(doc="the question that was asked before")
    number: Mapped[int | None] = mapped_column(doc="the revision that lost its words")
    part_of_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("decisions.id"), doc="one that hid all of somebody's posts"
    )
    reading: Mapped[Reading] = mapped_column(
        enum_type(Reading, checked=False), default=Reading.NONE, server_default=Reading.NONE.value
    )
    second_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), doc="who read it again")
    second_reason: Mapped[str] = mapped_column(default="", server_default="")
    second_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class HidingState(StrEnum):
    """How far a post is that somebody decided to hide with all others by its author."""

    WAITS = "waits"
    HIDDEN = "hidden"
    LEFT = "left"
    RETURNING = "returning"
    RETURNED = "returned"


TO_DO = sa.text("state IN ('waits', 'returning')")


class HiddenPost(Base):
    """One of the posts that are hidden by one decision about their author. `made_id`: its own decision."""

    __tablename__ = "hidden_posts"
    __table_args__ = (
        sa.UniqueConstraint("decision_id", "about_kind", "about_id"),
        sa.Index("ix_hidden_posts_to_do", "id", sqlite_where=TO_DO, postgresql_where=TO_DO),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decisions.id"))
    about_kind: Mapped[Kind] = mapped_column(enum_type(Kind, checked=False))
    about_id: Mapped[int]
    state: Mapped[HidingState] = mapped_column(enum_type(HidingState, checked=False))
    made_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decisions.id"))


class StaffNote(Base):
    """A note between moderators: beside a report (`case_id`), else about a person.

    `subject_id`: that person, or who wrote what was reported; no page shows it to them. One that was taken out has no
    text any more.
    """

    __tablename__ = "staff_notes"
    __table_args__ = (sa.CheckConstraint("case_id IS NOT NULL OR subject_id IS NOT NULL", name="about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    subject_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class DueCheck(Base):
    """That a text which was found right waits for a new check, since a release appeared; gone once it was judged.

    `severity` is the worst that was reported of it, 0-4, and `views` how often it was seen, both by when it was asked.
    """

    __tablename__ = "due_checks"
    __table_args__ = (
        sa.CheckConstraint("(answer_id IS NULL) <> (entry_id IS NULL)", name="one_thing"),
        sa.Index("ix_due_checks_queue", "severity", "views", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answers.id"), unique=True)
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entries.id"), unique=True)
    release_id: Mapped[int] = mapped_column(sa.ForeignKey("releases.id"), index=True)
    severity: Mapped[int]
    views: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(default=now)

    answer: Mapped[Answer | None] = relationship(lazy="raise")
    entry: Mapped[Entry | None] = relationship(lazy="raise")
    release: Mapped[Release] = relationship(lazy="raise")


class AppealOutcome(StrEnum):
    """What another moderator found about an appeal."""

    UPHELD = "upheld"
    GRANTED = "granted"


class Appeal(Base):
    """An author's word against a decision, once for each; another moderator decides."""

    __tablename__ = "appeals"
    __table_args__ = (
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="outcome_given"),
        sa.Index("ix_appeals_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decisions.id"), unique=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    outcome: Mapped[AppealOutcome | None] = mapped_column(enum_type(AppealOutcome, checked=False))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")


class CannedText(Base):
    """A reason that moderators give again and again."""

    __tablename__ = "canned_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    text: Mapped[str]
    position: Mapped[int] = mapped_column(default=0, doc="the order in which they are offered")
    kept_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    dropped_at: Mapped[datetime | None]


class Outcome(StrEnum):
    """What became of a suggestion."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"


class Suggestion(Base):
    """A text that somebody would write instead of another's: of one question, or of one answer. At most one waits a
    person and thing.
    """

    __tablename__ = "suggestions"
    __table_args__ = (
        sa.CheckConstraint("(question_id IS NULL) <> (answer_id IS NULL)", name="one_thing"),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="outcome_given"),
        sa.CheckConstraint("outcome <> 'rejected' OR reason <> ''", name="reason_given"),
        sa.Index(
            "uq_suggestions_open_question",
            *("person_id", "question_id"),
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        sa.Index(
            "uq_suggestions_open_answer",
            *("person_id", "answer_id"),
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int | None] = mapped_column(sa.ForeignKey("questions.id"), index=True)
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answers.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    base_revision: Mapped[int] = mapped_column(doc="the revision that was read")
    title: Mapped[str] = mapped_column(default="", doc="of a question")
    source: Mapped[str]
    tags: Mapped[str] = mapped_column(default="", doc="of a question, in one line")
    note: Mapped[str] = mapped_column(doc="why")
    created_at: Mapped[datetime] = mapped_column(default=now)
    outcome: Mapped[Outcome | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="", doc="why it was rejected")
    revision: Mapped[int | None] = mapped_column(doc="the revision that it became")
    improved: Mapped[bool] = mapped_column(default=False, doc="whoever accepted it changed its text")

    question: Mapped[Question | None] = relationship(lazy="raise")
    answer: Mapped[Answer | None] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    decided_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])

    @property
    def is_open(self) -> bool:
        """Whether it waits."""
        return self.decided_at is None

    @property
    def about(self) -> Ref:
        """What it would change."""
        return Ref(Kind.QUESTION, self.question_id or 0) if self.answer_id is None else Ref(Kind.ANSWER, self.answer_id)


class SuggestionImage(Base):
    """That a suggested text shows an image."""

    __tablename__ = "suggestion_images"

    suggestion_id: Mapped[int] = mapped_column(sa.ForeignKey("suggestions.id"), primary_key=True)
    image_id: Mapped[int] = mapped_column(sa.ForeignKey("images.id"), primary_key=True, index=True)
