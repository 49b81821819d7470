"""How much somebody reads, for their trust level: how many different questions a day, up to a few, and not which.

Which ones they were stands in the memory of a process until the day is over, so that none counts twice there.
"""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import operation
from forum.core.upsert import insert_into
from forum.reach.models import DailyReading

# More on a day is no more reading.
MOST_A_DAY = 20
Reader = tuple[int, date]


class Readings:
    """What one process has seen people open today. The caller guards it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._opened: dict[Reader, set[int]] = {}
        self._new: dict[Reader, int] = {}

    def note(self, person_id: int, question_id: int) -> None:
        """Note that somebody opened a question, now."""
        reader = (person_id, now().date())
        opened = self._opened.setdefault(reader, set())
        if len(opened) < MOST_A_DAY and question_id not in opened:
            opened.add(question_id)
            self._new[reader] = self._new.get(reader, 0) + 1

    def take(self) -> dict[Reader, int]:
        """Return what has to be written, and forget it and the days before today."""
        taken, self._new = self._new, {}
        today = now().date()
        self._opened = {reader: opened for reader, opened in self._opened.items() if reader[1] == today}
        return taken

    def put_back(self, taken: Mapping[Reader, int]) -> None:
        """Keep for the next time what could not be written."""
        for reader, number in taken.items():
            self._new[reader] = self._new.get(reader, 0) + number


@operation
def add_readings(taken: Mapping[Reader, int]) -> None:
    """Add what was opened to its days."""
    for (person_id, day), number in sorted(taken.items()):
        added = insert_into(DailyReading).values(person_id=person_id, day=day, questions=number)
        sum_of = DailyReading.questions + added.excluded.questions
        most = sa.case((sum_of > MOST_A_DAY, MOST_A_DAY), else_=sum_of)
        session().execute(added.on_conflict_do_update(index_elements=["person_id", "day"], set_={"questions": most}))
