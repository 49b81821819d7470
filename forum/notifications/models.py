"""Notices under the bell, and mail waiting to be sent."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Base, enum_type
from forum.core.refs import Kind, Ref


class NoticeKind(StrEnum):
    """Why somebody is told. What is said about it is the fronts' matter."""

    ANSWERED = "answered"
    QUESTION_EDITED = "question_edited"
    ANSWER_EDITED = "answer_edited"
    SOLUTION_EDITED = "solution_edited"
    SOLUTION_CHECKED = "solution_checked"
    SOLUTION_RETIRED = "solution_retired"
    QUESTION_COMMENTED = "question_commented"
    ANSWER_COMMENTED = "answer_commented"
    THREAD_COMMENTED = "thread_commented"
    MENTIONED = "mentioned"
    ACCEPTED = "accepted"
    ACCEPTED_FOR_ASKER = "accepted_for_asker"
    CHECKED = "checked"
    CHECK_CONFIRMED = "check_confirmed"
    CHECK_REFUSED = "check_refused"
    CORRECTED = "corrected"
    CORRECTION_ADOPTED = "correction_adopted"
    CORRECTION_OBJECTED = "correction_objected"
    OBJECTION_DECIDED = "objection_decided"
    DECIDED = "decided"
    REPORT_DECIDED = "report_decided"
    DECISION_OVERTURNED = "decision_overturned"
    APPEAL_DECIDED = "appeal_decided"
    REPORT_REVERSED = "report_reversed"
    CASE_HANDED_OVER = "case_handed_over"
    CASE_URGENT = "case_urgent"
    CASES_URGENT = "cases_urgent"
    POST_WAITS = "post_waits"
    CHANGE_SUGGESTED = "change_suggested"
    SUGGESTION_ACCEPTED = "suggestion_accepted"
    SUGGESTION_REJECTED = "suggestion_rejected"
    SUGGESTION_CLOSED = "suggestion_closed"
    FOLLOWED_RETIRED = "followed_retired"
    HANDLED = "handled"
    FOLLOWED_ANSWER = "followed_answer"
    FOLLOWED_HANDLED = "followed_handled"
    FOLLOWED_PRODUCT = "followed_product"
    FOLLOWED_TAG = "followed_tag"
    RECALLED = "recalled"
    RECALLED_FOR_SAFETY = "recalled_for_safety"
    RECALL_TAKEN_BACK = "recall_taken_back"
    SAFETY_TAKEN_BACK = "safety_taken_back"


# A moderator acts for the community, so these name nobody.
NAMELESS = frozenset(
    {
        NoticeKind.ACCEPTED_FOR_ASKER,
        NoticeKind.DECIDED,
        NoticeKind.REPORT_DECIDED,
        NoticeKind.HANDLED,
        NoticeKind.FOLLOWED_HANDLED,
        NoticeKind.DECISION_OVERTURNED,
        NoticeKind.APPEAL_DECIDED,
        NoticeKind.REPORT_REVERSED,
        NoticeKind.CASE_URGENT,
        NoticeKind.CASES_URGENT,
        NoticeKind.POST_WAITS,
    }
)


class Topic(StrEnum):
    """What a person can choose to be told of, by the bell and by mail."""

    ANSWERED = "answered"
    COMMENTED = "commented"
    MENTIONED = "mentioned"
    ACCEPTED = "accepted"
    CHECKED = "checked"
    CORRECTED = "corrected"
    EDITED = "edited"
    DECIDED = "decided"
    FOLLOWED = "followed"
    CALLED = "called"
    SAFETY = "safety"
    RECALLED = "recalled"


class Notice(Base):
    """One line under one person's bell: at most one per event. What it says is made from rows when it is read."""

    __tablename__ = "notices"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "event_id"),
        sa.Index("ix_notices_inbox", "person_id", "read_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id"))
    kind: Mapped[NoticeKind] = mapped_column(enum_type(NoticeKind, checked=False, length=40))
    root_kind: Mapped[Kind]
    root_id: Mapped[int]
    about_kind: Mapped[Kind] = mapped_column(enum_type(Kind, checked=False))
    about_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    in_bell: Mapped[bool] = mapped_column(default=True, server_default=sa.true(), doc="else it only calls for a letter")

    @property
    def about(self) -> Ref:
        """The thing that it leads to."""
        return Ref(self.about_kind, self.about_id)


class NoticeChoice(Base):
    """What a person chose for one topic. No row: the site's own choice."""

    __tablename__ = "notice_choices"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(primary_key=True)
    bell: Mapped[bool]
    mail: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(default=now)


class Mail(Base):
    """A letter, sent from its row and at least once. `key` keeps an event from writing it twice.

    A letter about a notice has no words before it is sent: they are made then, of what its reader sees then.
    """

    __tablename__ = "mails"
    __table_args__ = (
        sa.Index(
            "ix_mails_due",
            "due_at",
            "id",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notices.id"))
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
