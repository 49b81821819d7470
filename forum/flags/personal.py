"""What is kept of people's reports."""

from forum.core.personal import Holding
from forum.core.text import N_
from forum.flags.models import Case, Flag, RuleVersion

HELD = (
    Holding(N_("Your reports"), Flag, whose=("reporter_id",), shown=("kind", "reason", "created_at")),
    Holding(N_("Reports that you have in hand"), Case, whose=("taken_by_id",), shown=("about_kind", "about_id")),
    Holding(N_("Rules that you made or changed"), RuleVersion, ("by_id",), ("reason", "created_at")),
)
