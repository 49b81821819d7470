"""How often what moderators decided and engineers found was overturned, replayed from the journal for any past day.

A person's own figures are told from 20 cases on, to them and to the admins; everybody else of the staff reads those of
all together.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from forum.analytics.numbers import Count
from forum.analytics.policy import can_see_numbers, can_see_reversals
from forum.analytics.replay import Happened
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.refs import Ref
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.trust import HOLDS_BACK, POSITIVE_KINDS, VerdictKind

WINDOW = timedelta(days=365)
# Below it a share says more about chance than about somebody.
FEWEST = 20
# What another moderator takes back by deciding that nothing holds the text back; actions as the journal names them.
TAKEN_BACK = frozenset({"warn", "fold", "quarantine", "delete"})


class How(StrEnum):
    """In which way something was overturned."""

    SECOND = "second_reader"
    APPEAL = "appeal"
    ANEW = "decided_anew"
    CHECK = "other_check"


@dataclass(slots=True)
class Ruling:
    """A decision or a check: by whom, when, about what; and when and how it was overturned, None where it was not."""

    person_id: int
    about: Ref
    at: datetime
    is_check: bool
    overturned_at: datetime | None = None
    how: How | None = None

    def overturn(self, at: datetime, how: How) -> None:
        """Note the first time."""
        if self.how is None:
            self.overturned_at, self.how = at, how


@dataclass(slots=True)
class _Check:
    """What a check said of which revision, for which releases (none: all)."""

    ruling: Ruling
    kind: VerdictKind
    revision: int
    releases: frozenset[int]

    def is_opposite(self, other: "_Check") -> bool:
        """Whether one found right what the other found wrong."""
        same = self.revision == other.revision and (
            not self.releases or not other.releases or bool(self.releases & other.releases)
        )
        pair = {self.kind, other.kind}
        return same and bool(pair & POSITIVE_KINDS) and bool(pair & HOLDS_BACK.keys())


@dataclass(slots=True)
class _Held:
    """The newest decision about a text, as long as the text is the one that it was about."""

    ruling: Ruling
    action: str
    case_id: int


@dataclass
class Rulings:
    """All decisions and checks up to a moment."""

    all: list[Ruling] = field(default_factory=list)
    _decisions: dict[int, Ruling] = field(default_factory=dict)
    _held: dict[Ref, _Held] = field(default_factory=dict)
    _checks: dict[Ref, list[_Check]] = field(default_factory=dict)

    def take(self, one: Happened) -> None:
        """Let one event happen."""
        TAKES[one.kind](self, one)

    def decide(self, one: Happened) -> None:
        """A moderator decided; that nothing holds a text back takes back what another had decided in the same case."""
        # Of posts that were hidden together the one decision about all of them counts.
        if one.actor_id is None or "part_of" in one.data:
            return
        about, action, case_id = Ref(one.about_kind, one.about_id), str(one.data["action"]), int(one.data["case"])
        held = self._held.get(about)
        if held and action == "dismiss" and held.case_id == case_id:
            self._anew(held, one)
        ruling = Ruling(one.actor_id, about, one.at, is_check=False)
        self.all.append(ruling)
        self._decisions[int(one.data["decision"])] = ruling
        self._held[about] = _Held(ruling, action, case_id)

    def _anew(self, held: _Held, one: Happened) -> None:
        if held.action in TAKEN_BACK and held.ruling.person_id != one.actor_id:
            held.ruling.overturn(one.at, How.ANEW)

    def edit(self, one: Happened) -> None:
        """A text was changed: what is decided about the new one says nothing of the old one."""
        self._held.pop(Ref(one.about_kind, one.about_id), None)

    def restore(self, one: Happened) -> None:
        """A deleted text is shown again, by somebody else than who decided that, and not by a later decision."""
        held = self._held.get(Ref(one.about_kind, one.about_id))
        if held and held.action == "delete" and one.actor_id is not None and "case" not in one.data:
            self._anew(held, one)

    def overturn(self, one: Happened) -> None:
        """A second moderator took a decision back."""
        ruling = self._decisions.get(int(one.data["decision"]))
        if ruling and not one.data.get("own"):
            ruling.overturn(one.at, How.SECOND)

    def answer_appeal(self, one: Happened) -> None:
        """An appeal was decided."""
        ruling = self._decisions.get(int(one.data["decision"]))
        if ruling and one.data["outcome"] == "granted":
            ruling.overturn(one.at, How.APPEAL)

    def check(self, one: Happened) -> None:
        """An engineer judged a text; what others found of the same revision and said the opposite is overturned."""
        if one.actor_id is None:
            return
        about = Ref(one.about_kind, one.about_id)
        ruling = Ruling(one.actor_id, about, one.at, is_check=True)
        releases = frozenset(one.data.get("releases") or ())
        mine = _Check(ruling, VerdictKind(one.data["kind"]), int(one.data["revision"]), releases)
        others = [each for each in self._checks.get(about, ()) if each.ruling.person_id != one.actor_id]
        for other in others:
            if mine.is_opposite(other):
                other.ruling.overturn(one.at, How.CHECK)
        own = [each for each in self._checks.get(about, ()) if each.ruling.person_id == one.actor_id]
        # Whoever judges the same text again has changed their mind themselves.
        self._checks[about] = [*others, *(each for each in own if each.revision != mine.revision), mine]
        self.all.append(ruling)


TAKES: Mapping[EventKind, Callable[[Rulings, Happened], None]] = {
    EventKind.DECISION_MADE: Rulings.decide,
    EventKind.DECISION_OVERTURNED: Rulings.overturn,
    EventKind.APPEAL_DECIDED: Rulings.answer_appeal,
    EventKind.QUESTION_EDITED: Rulings.edit,
    EventKind.ANSWER_EDITED: Rulings.edit,
    EventKind.COMMENT_EDITED: Rulings.edit,
    EventKind.ENTRY_REVISED: Rulings.edit,
    EventKind.QUESTION_RESTORED: Rulings.restore,
    EventKind.ANSWER_RESTORED: Rulings.restore,
    EventKind.COMMENT_RESTORED: Rulings.restore,
    EventKind.VERDICT_GIVEN: Rulings.check,
    EventKind.ENTRY_CHECKED: Rulings.check,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """How many decisions and checks were made in the year before, and how many of them were overturned since.

    None of a person: too few to say anything.
    """

    decisions: Count | None
    checks: Count | None


@dataclass(frozen=True, slots=True)
class Reversals:
    """Those of all together, and those of the people whom the actor may read about, by name."""

    day: date
    team: Figures
    people: Sequence[tuple[int, str, Figures]]


def reversals(actor: Actor, day: date) -> Reversals:
    """Return the figures as they stood at the end of a day. Two statements; raise `NotFound` for who is no staff."""
    if not can_see_numbers(actor):
        raise NotFound
    found = _rulings(day)
    by_person: dict[int, list[Ruling]] = {}
    for one in found:
        by_person.setdefault(one.person_id, []).append(one)
    told = {ident: _figures(ones, FEWEST) for ident, ones in by_person.items() if can_see_reversals(actor, ident)}
    known = [ident for ident, figures in told.items() if figures.decisions or figures.checks]
    names = session().execute(sa.select(Person.id, Person.name).where(Person.id.in_(known)).order_by(Person.name))
    return Reversals(day, _figures(found, 0), [(ident, name, told[ident]) for ident, name in names])


def overturned_of(actor: Actor, person_id: int, day: date) -> tuple[str, Sequence[Ruling]]:
    """Return somebody's name and what of theirs was overturned, the newest first. Two statements.

    Raises `NotFound` where there is too little, or where that is not for the actor.
    """
    if not can_see_reversals(actor, person_id):
        raise NotFound
    mine = [one for one in _rulings(day) if one.person_id == person_id]
    name = session().scalar(sa.select(Person.name).where(Person.id == person_id))
    rows = [one for is_check in (False, True) for one in _told(mine, is_check=is_check)]
    enough = any(sum(one.is_check is is_check for one in mine) >= FEWEST for is_check in (False, True))
    if name is None or not enough:
        raise NotFound
    return name, sorted(rows, key=lambda one: one.at, reverse=True)


def _told(mine: Sequence[Ruling], *, is_check: bool) -> Iterator[Ruling]:
    """Yield what of one kind was overturned, nothing where there were too few."""
    ones = [one for one in mine if one.is_check is is_check]
    return (one for one in ones if one.how is not None and len(ones) >= FEWEST)


def _figures(found: Sequence[Ruling], fewest: int) -> Figures:
    def count(*, is_check: bool) -> Count | None:
        ones = [one for one in found if one.is_check is is_check]
        gone = [one.about for one in ones if one.how is not None]
        return Count(len(gone), gone, of=len(ones)) if len(ones) >= fewest else None

    return Figures(count(is_check=False), count(is_check=True))


def _rulings(day: date) -> Sequence[Ruling]:
    """Return what was decided and found in the year up to a day, with what became of it by then. One statement."""
    end = min(datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1), now())
    about = (Event.about_kind, Event.about_id)
    columns: tuple[Any, ...] = (Event.kind, Event.actor_id, Event.root_id, *about, Event.occurred_at, Event.data)
    query = sa.select(*columns).where(Event.kind.in_(TAKES), Event.occurred_at < end).order_by(Event.id)
    rulings = Rulings()
    for row in session().connection().execute(query.execution_options(yield_per=5_000)):
        rulings.take(Happened(*row))
    return [one for one in rulings.all if one.at >= end - WINDOW]
