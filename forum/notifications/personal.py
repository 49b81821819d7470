"""What is kept of what people were told."""

from forum.core.personal import INNER, SECRET, Holding
from forum.core.text import N_
from forum.notifications.models import Mail, Notice, NoticeChoice

HELD = (
    Holding(N_("What you were told"), Notice, shown=("kind", "about_kind", "about_id", "created_at")),
    Holding(N_("How you want to be told"), NoticeChoice, shown=("topic", "bell", "mail")),
    Holding(
        N_("Letters to you"),
        Mail,
        shown=("to", "subject", "created_at", "sent_at"),
        # A letter that waits may hold the link to a new password.
        kept_back={"text": SECRET, "key": INNER, "error": INNER},
    ),
)
