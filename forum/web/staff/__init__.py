"""What staff works with: the engineers' lists and checks, the moderators' reports."""

from forum.web.staff import confirming, deleted, due, hiding, notes, objections, people, rules, taking, telling, texts
from forum.web.staff.engineering import blueprint as engineering
from forum.web.staff.moderation import blueprint as moderation

__all__ = [
    "confirming",
    "deleted",
    "due",
    "engineering",
    "hiding",
    "moderation",
    "notes",
    "objections",
    "people",
    "rules",
    "taking",
    "telling",
    "texts",
]
