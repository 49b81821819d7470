"""What is kept of who edits solutions."""

from forum.core.personal import INNER, MADE_OF_IT, Holding
from forum.core.text import N_
from forum.knowledge.models import Entry, EntryRevision

HELD = (
    Holding(
        N_("Texts of solutions that you wrote"),
        EntryRevision,
        ("author_id",),
        ("entry_id", "number", "title", "source", "note", "created_at"),
        {"html": MADE_OF_IT, "text": MADE_OF_IT, "renderer": INNER},
    ),
    Holding(N_("Solutions that you took out"), Entry, ("retired_by_id",), ("id", "title", "retired_reason")),
)
