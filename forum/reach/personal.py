"""What is kept of what staff opened."""

from forum.core.personal import Holding
from forum.core.text import N_
from forum.reach.models import DailyOpening

HELD = (
    Holding(
        N_("Private parts of things that you opened as staff"),
        DailyOpening,
        shown=("day", "part", "kind", "thing_id", "times"),
    ),
)
