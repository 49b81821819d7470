"""What is kept of whom recalls went to, and of who decided about them."""

from forum.core.personal import IN_HISTORY, INNER, Holding
from forum.core.text import N_
from forum.recalls.models import Recall, RecallRecipient

HELD = (
    Holding(
        N_("Notices that you got about advice that was wrong"), RecallRecipient, shown=("recall_id", "why", "undid_at")
    ),
    Holding(
        N_("Notices about wrong advice that you decided about"),
        Recall,
        ("decided_by_id",),
        ("summary", "severity", "state", "decided_at"),
        kept_back={"approved_by_id": IN_HISTORY, "cause_event_id": INNER},
    ),
)
