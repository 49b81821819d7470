"""Recalls, and to whom each of them went."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import now
from forum.core.db import Base, enum_type
from forum.core.refs import Kind, Ref
from forum.knowledge.models import Entry
from forum.people.models import Person
from forum.questions.models import Answer

UNSENT = sa.text("state IN ('offered', 'waiting', 'due') AND reverses_id IS NULL")


class Cause(StrEnum):
    """Why advice should not be followed any more, the gravest last."""

    CORRECTED = "corrected"
    INCORRECT = "incorrect"
    UNSAFE = "unsafe"
    QUARANTINED = "quarantined"

    @property
    def rank(self) -> int:
        """0 for a corrected passage to 3 for what nobody may read."""
        return list(Cause).index(self)


class RecallState(StrEnum):
    """How far a recall has come. Until it is sent it can go back to `offered`."""

    OFFERED = "offered"
    DECLINED = "declined"
    WAITING = "waiting"
    DUE = "due"
    SENT = "sent"


class Why(StrEnum):
    """What somebody did who may have relied on the advice, the strongest first. A person counts once."""

    ACCEPTED = "accepted"
    WORKED = "worked"
    BOOKMARKED = "bookmarked"
    FOLLOWS = "follows"


class Recall(Base):
    """Advice that became wrong, and what its readers are told: of one answer, or of a solution that an editor wrote.

    It is offered by itself and sent by a decision of a person. Where it turns out that the advice was right, a second
    one with `reverses_id` goes to the same people.
    """

    __tablename__ = "recalls"
    __table_args__ = (
        sa.CheckConstraint("(answer_id IS NULL) <> (entry_id IS NULL)", name="one_thing"),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name="severity_range"),
        sa.CheckConstraint(
            "state NOT IN ('waiting', 'due', 'sent') OR (summary <> '' AND what_now <> '')", name="words_given"
        ),
        sa.CheckConstraint("state <> 'declined' OR reason <> ''", name="reason_given"),
        sa.CheckConstraint("state <> 'due' OR send_at IS NOT NULL", name="send_at_given"),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_at_given"),
        sa.Index("uq_recalls_answer", "answer_id", unique=True, sqlite_where=UNSENT, postgresql_where=UNSENT),
        sa.Index("uq_recalls_entry", "entry_id", unique=True, sqlite_where=UNSENT, postgresql_where=UNSENT),
        sa.Index("ix_recalls_state", "state", "id"),
        sa.Index("ix_recalls_answer_id", "answer_id"),
        sa.Index("ix_recalls_entry_id", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answers.id"))
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entries.id"))
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("products.id"))
    reverses_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("recalls.id"), unique=True, doc="the recall that this one takes back"
    )
    cause: Mapped[Cause]
    cause_id: Mapped[int] = mapped_column(doc="the number of the verdict, the correction or the decision")
    cause_event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id"))
    since: Mapped[datetime] = mapped_column(doc="when it became wrong")
    state: Mapped[RecallState] = mapped_column(default=RecallState.OFFERED)
    severity: Mapped[int] = mapped_column(doc="1-4; before anybody decided, what it looks like")
    summary: Mapped[str] = mapped_column(default="", doc="for everybody: what was wrong, in one line")
    what_now: Mapped[str] = mapped_column(default="", doc="for everybody: what to do now")
    instead_kind: Mapped[Kind | None] = mapped_column(
        enum_type(Kind, checked=False), doc="answer or entry: what replaces it"
    )
    instead_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), doc="the second person")
    reason: Mapped[str] = mapped_column(default="", doc="why nobody is told")
    send_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    answer: Mapped[Answer | None] = relationship(lazy="raise")
    entry: Mapped[Entry | None] = relationship(lazy="raise")
    decided_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    approved_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[approved_by_id])

    @property
    def ref(self) -> Ref:
        """Its name."""
        return Ref(Kind.RECALL, self.id)

    @property
    def about(self) -> Ref:
        """The advice."""
        return Ref(Kind.ENTRY, self.entry_id or 0) if self.answer_id is None else Ref(Kind.ANSWER, self.answer_id)

    @property
    def instead(self) -> Ref | None:
        """What replaces it, where somebody named that."""
        return Ref(self.instead_kind, self.instead_id) if self.instead_kind and self.instead_id else None

    @property
    def is_grave(self) -> bool:
        """Whether somebody could come to harm, so that a letter goes out at once."""
        return self.severity >= GRAVE

    @property
    def is_unsent(self) -> bool:
        """Whether somebody decided to send it and that can still be taken back."""
        return self.state in {RecallState.WAITING, RecallState.DUE}


# From this severity on a notice is a safety notice.
GRAVE = 3


class RecallRecipient(Base):
    """Somebody whom a recall went to, as it was when it was sent. Their notice is written from this row."""

    __tablename__ = "recall_recipients"

    recall_id: Mapped[int] = mapped_column(sa.ForeignKey("recalls.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    why: Mapped[Why]
    undid_at: Mapped[datetime | None] = mapped_column(doc="when they said that they undid what they had done")
