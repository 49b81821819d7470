"""What is kept of decisions, and of changes that somebody suggested."""

from forum.core.personal import IN_HISTORY, Holding
from forum.core.text import N_
from forum.moderation.models import Appeal, CannedText, Decision, StaffNote, Suggestion

HELD = (
    Holding(
        N_("Changes that you suggested"),
        Suggestion,
        shown=("question_id", "answer_id", "source", "note", "created_at"),
        kept_back={"decided_by_id": IN_HISTORY},
    ),
    Holding(N_("Texts that you keep for moderators"), CannedText, ("kept_by_id",), ("title", "changed_at")),
    Holding(
        N_("Decisions that you made or read again, and those that suspended or silenced you"),
        Decision,
        ("moderator_id", "second_id", "person_id"),
        ("case_id", "action", "reason", "until", "created_at"),
        kept_back={"moderator_id": IN_HISTORY, "second_id": IN_HISTORY},
    ),
    Holding(
        N_("Notes between moderators that you wrote, and those about you and what you posted"),
        StaffNote,
        ("author_id", "subject_id"),
        ("case_id", "text", "created_at"),
        # Whoever wrote them is somebody else: see decision 34.
        kept_back={"author_id": IN_HISTORY},
    ),
    Holding(
        N_("Your appeals"),
        Appeal,
        ("author_id",),
        ("reason", "created_at"),
        kept_back={"decided_by_id": IN_HISTORY},
    ),
)
