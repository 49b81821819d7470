"""Who found an answer while asking: counted by day, never identified.

Somebody who begins to ask and opens something similar is counted once for that sitting. Whoever asks all the same is
counted on the day of that look, so that the difference is the questions that nobody had to ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import operation
from forum.core.upsert import insert_into
from forum.reach.models import DailyLook


@dataclass(frozen=True, slots=True)
class Looks:
    """How many opened something similar, and how many of them asked afterwards; `rows`: the same by day."""

    opened: int
    asked: int
    rows: Sequence[tuple[date, int, int]] = field(default=(), compare=False)

    @property
    def avoided(self) -> int:
        """How many left without asking."""
        return max(0, self.opened - self.asked)


@operation
def count_look() -> date:
    """Count somebody who opened something similar, and return the day, by which they are counted if they ask."""
    today = now().date()
    _add(today, "opened")
    return today


@operation
def count_asked(day: date) -> None:
    """Count that somebody who looked on this day asked all the same."""
    _add(day, "asked")


def looks(since: date, until: date) -> Looks:
    """Return what was counted on the days from `since` to `until`, both included. One statement."""
    query = sa.select(DailyLook.day, DailyLook.opened, DailyLook.asked).where(DailyLook.day.between(since, until))
    rows = [(day, opened, asked) for day, opened, asked in session().execute(query.order_by(DailyLook.day.desc()))]
    return Looks(sum(row[1] for row in rows), sum(row[2] for row in rows), rows)


def _add(day: date, name: str) -> None:
    """Add one to a day's number."""
    insert = insert_into(DailyLook).values(day=day, **{"opened": 0, "asked": 0, name: 1})
    grown = {name: getattr(DailyLook, name) + 1}
    session().execute(insert.on_conflict_do_update(index_elements=["day"], set_=grown))
