"""Numbers that say whether the community works, each with its rows, for any past day: six, and what asking spared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles

import sqlalchemy as sa

from forum.analytics.policy import can_see_numbers
from forum.analytics.replay import Answered, State, state_at
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.refs import Kind, Ref
from forum.people.policy import Actor
from forum.reach.looking import Looks, looks
from forum.reach.models import DailySearches

WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """Hours until somebody else answered; None where nobody has. `waiting` questions have no answer yet."""

    median: float | None
    slowest_tenth: float | None
    waiting: int
    rows: Sequence[Ref]


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and which; `of`: out of how many, None where nothing is divided."""

    value: int
    rows: Sequence[Ref]
    of: int | None = None

    @property
    def share(self) -> float | None:
        """The part, 0 to 1; None of nothing."""
        return self.value / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class SearchCount:
    """Searches in the window, and those that found nothing; `rows` by day."""

    searches: int
    without: int
    rows: Sequence[tuple[date, int, int]]


@dataclass(frozen=True, slots=True)
class Numbers:
    """All of them, as they stood at the end of a day, over the 30 days up to it where they say "in".

    `spared`: who opened something similar while they began to ask, and who asked all the same.
    """

    day: date
    helped: Count
    first_answer: FirstAnswer
    overdue: Count
    verified: Count
    overturned: Count
    searches: SearchCount
    spared: Looks


NAMES = ("helped", "first_answer", "overdue", "verified", "overturned", "searches", "spared")
# Counted by day, not replayed from the history.
BY_DAY = frozenset({"searches", "spared"})


def numbers(actor: Actor, day: date) -> Numbers:
    """Return the numbers of a day that is over, or of today so far. Three statements.

    Raises `NotFound` for whoever may not read them.
    """
    if not can_see_numbers(actor):
        raise NotFound
    end = min(datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1), now())
    state, since = state_at(end), end - WINDOW
    return Numbers(
        day=day,
        helped=people_helped(state, since),
        first_answer=first_answer(state, since),
        overdue=overdue(state, end),
        verified=verified(state),
        overturned=overturned(state, since),
        searches=searches(since.date(), day),
        spared=looks(since.date(), day),
    )


def people_helped(state: State, since: datetime) -> Count:
    """People who said themselves that an answer of somebody else solved it or worked for them."""
    people: set[int] = set()
    rows: list[Ref] = []
    for ident, answer in state.standing:
        found = {who for who, at in answer.worked.items() if at >= since and who != answer.author_id}
        asker = state.questions[answer.question_id].asker_id
        is_own = asker is None or answer.accepted_by != asker or asker == answer.author_id
        if not is_own and answer.accepted_at is not None and answer.accepted_at >= since:
            found.add(asker or 0)
        if found:
            people |= found
            rows.append(Ref(Kind.ANSWER, ident))
    return Count(len(people), rows)


def first_answer(state: State, since: datetime) -> FirstAnswer:
    """Time from asking to the first answer of somebody else, of the questions asked in the window."""
    first = _first_answers(state)
    asked = {ident: one for ident, one in state.questions.items() if one.at >= since}
    hours = {ident: (first[ident] - one.at) / timedelta(hours=1) for ident, one in asked.items() if ident in first}
    waiting = [ident for ident, one in asked.items() if ident not in first and one.takes_answers]
    slowest = sorted(hours, key=lambda ident: -hours[ident])
    return FirstAnswer(
        median(hours.values()) if hours else None,
        _tenth(sorted(hours.values())),
        len(waiting),
        [Ref(Kind.QUESTION, ident) for ident in (*waiting, *slowest)],
    )


def overdue(state: State, end: datetime) -> Count:
    """Open questions without an answer past the time that was promised."""
    first = _first_answers(state)
    rows = [
        Ref(Kind.QUESTION, ident)
        for ident, one in state.questions.items()
        if one.takes_answers and ident not in first and one.due_at < end
    ]
    return Count(len(rows), rows)


def verified(state: State) -> Count:
    """Answered questions of which an engineer found the newest text of an answer right."""
    answered = {one.question_id for one in state.counting}
    right = {one.question_id for one in state.counting if one.is_verified}
    return Count(len(right), [Ref(Kind.QUESTION, ident) for ident in sorted(right)], of=len(answered))


def overturned(state: State, since: datetime) -> Count:
    """Checks that found an answer right and were taken back, and solutions that were withdrawn, in the window."""
    turned = [Ref(Kind.ANSWER, one.answer_id) for one in state.turns if one.turned_at >= since]
    gone = [Ref(Kind.ENTRY, ident) for ident, at in state.withdrawn if at >= since]
    return Count(len(turned) + len(gone), [*turned, *gone])


def searches(since: date, day: date) -> SearchCount:
    """Searches, and those that found nothing, by day. One statement."""
    query = (
        sa.select(DailySearches.day, DailySearches.searches, DailySearches.without)
        .where(DailySearches.day >= since, DailySearches.day <= day)
        .order_by(DailySearches.day.desc())
    )
    rows = [(at, count, without) for at, count, without in session().execute(query)]
    return SearchCount(sum(row[1] for row in rows), sum(row[2] for row in rows), rows)


def _first_answers(state: State) -> dict[int, datetime]:
    """Return when each question got its first answer that counts, by somebody else than the asker."""
    first: dict[int, datetime] = {}
    for _, answer in state.standing:
        if answer.counts and not _is_askers(state, answer):
            known = first.get(answer.question_id)
            first[answer.question_id] = min(known, answer.at) if known else answer.at
    return first


def _is_askers(state: State, answer: Answered) -> bool:
    """Whether the asker answered themselves."""
    return answer.author_id is not None and answer.author_id == state.questions[answer.question_id].asker_id


def _tenth(hours: Sequence[float]) -> float | None:
    """Return the value that nine of ten do not exceed."""
    if len(hours) < 2:
        return hours[0] if hours else None
    return quantiles(hours, n=10, method="inclusive")[-1]
