"""What is kept of what staff opened."""

from forum.core.personal import Holding
from forum.core.text import N_
from forum.reach.models import DailyOpening, DailyReading

HELD = (
    Holding(N_("On how many questions you looked on which day"), DailyReading, shown=("day", "questions")),
    Holding(
        N_("Private parts of things that you opened as staff"),
        DailyOpening,
        shown=("day", "part", "kind", "thing_id", "times"),
    ),
)
