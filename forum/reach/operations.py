"""Counting views: in memory at once, in the database every few seconds, in one statement for many."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import operation, unit
from forum.core.refs import Kind, Ref
from forum.core.upsert import insert_into
from forum.reach.models import DailySearches, DailyView
from forum.reach.openings import Opening, add_openings
from forum.reach.reading import Readings, add_readings

BATCH = 500
Seen = tuple[Kind, int, date]


class Views:
    """The views that one process has counted and not yet written. A killed process loses them, and nothing else."""

    def __init__(self) -> None:
        """Begin with none."""
        self._counts: Counter[Seen] = Counter()
        self._searches: Counter[tuple[date, bool]] = Counter()
        self._openings: Counter[Opening] = Counter()
        self._readings = Readings()
        self._lock = threading.Lock()

    def count(self, ref: Ref) -> None:
        """Count one view of a thing, now."""
        with self._lock:
            self._counts[ref.kind, ref.id, now().date()] += 1

    def count_search(self, *, found: bool) -> None:
        """Count one search, now."""
        with self._lock:
            self._searches[now().date(), found] += 1

    def count_openings(self, opened: Iterable[Opening]) -> None:
        """Count what somebody of the staff opened."""
        with self._lock:
            self._openings.update(opened)

    def count_reading(self, person_id: int, question_id: int) -> None:
        """Count that somebody opened a question, now."""
        with self._lock:
            self._readings.note(person_id, question_id)

    def flush(self, totals: Mapping[Kind, type[Any]]) -> int:
        """Write what was counted and return how many views that is.

        `totals` names the model whose column `views` grows, for each kind that has one. Where the database fails,
        the counts are kept for the next time and the error is raised.
        """
        with self._lock:
            counts, self._counts = self._counts, Counter()
            searches, self._searches = self._searches, Counter()
            openings, self._openings = self._openings, Counter()
            readings = self._readings.take()
        if not counts and not searches and not openings and not readings:
            return 0
        try:
            with unit():
                add_views(counts, totals)
                add_searches(searches)
                add_openings(openings)
                add_readings(readings)
        except BaseException:
            with self._lock:
                self._counts.update(counts)
                self._searches.update(searches)
                self._openings.update(openings)
                self._readings.put_back(readings)
            raise
        return counts.total()


@operation
def add_views(counts: Mapping[Seen, int], totals: Mapping[Kind, type[Any]]) -> None:
    """Add views to the days and to the things themselves."""
    # In one order everywhere, so that two processes that write at once do not wait for each other.
    rows = [
        {"kind": kind, "thing_id": ident, "day": day, "views": count}
        for (kind, ident, day), count in sorted(counts.items())
    ]
    for some in _batches(rows):
        insert = insert_into(DailyView).values(some)
        grown = {"views": DailyView.views + insert.excluded.views}
        session().execute(insert.on_conflict_do_update(index_elements=["kind", "thing_id", "day"], set_=grown))
    for kind, model in totals.items():
        _add_to_totals(model, [row for row in rows if row["kind"] == kind])


@operation
def add_searches(counts: Mapping[tuple[date, bool], int]) -> None:
    """Add searches to their days; the key says whether something was found."""
    for day in sorted({day for day, _ in counts}):
        hits, misses = counts.get((day, True), 0), counts.get((day, False), 0)
        insert = insert_into(DailySearches).values(day=day, searches=hits + misses, without=misses)
        grown = {
            "searches": DailySearches.searches + insert.excluded.searches,
            "without": DailySearches.without + insert.excluded.without,
        }
        session().execute(insert.on_conflict_do_update(index_elements=["day"], set_=grown))


def _add_to_totals(model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add to the `views` of a table's rows."""
    if not rows:
        return
    table: Any = model.__table__
    grown = (
        sa.update(table).where(table.c.id == sa.bindparam("thing")).values(views=table.c.views + sa.bindparam("seen"))
    )
    session().connection().execute(grown, [{"thing": row["thing_id"], "seen": row["views"]} for row in rows])


def _batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows in groups that a statement can hold."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
