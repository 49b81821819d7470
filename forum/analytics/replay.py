"""The state of all questions at a past moment, replayed from the journal: from its rows alone, so always the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.core.containment import Containment
from forum.core.db import session
from forum.core.refs import Kind
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.questions.trust import HOLDS_BACK, POSITIVE_KINDS, VerdictKind

# Events from before the promise was kept with them: the time that a site starts with.
USUAL = timedelta(hours=24)


class Happened(NamedTuple):
    """What an event says that numbers are made of."""

    kind: EventKind
    actor_id: int | None
    root_id: int
    about_kind: Kind
    about_id: int
    at: datetime
    data: dict[str, Any]


@dataclass(slots=True)
class Asked:
    """A question: by whom, when, until when an answer was promised, and whether it is closed or gone."""

    asker_id: int | None
    at: datetime
    due_at: datetime
    closed: bool = False
    gone: bool = False

    @property
    def takes_answers(self) -> bool:
        """Whether it still waits for what people say."""
        return not self.closed and not self.gone


@dataclass(slots=True)
class Answered:
    """An answer and the marks on it.

    `checked` is what the newest verdict, `checked_by`, says of the revision that it read.
    """

    question_id: int
    author_id: int | None
    at: datetime
    revision: int = 1
    accepted_by: int | None = None
    accepted_at: datetime | None = None
    checked: VerdictKind | None = None
    checked_by: int = 0
    checked_revision: int = 0
    lapsed: bool = False
    hidden: bool = False
    gone: bool = False
    worked: dict[int, datetime] = field(default_factory=dict)

    @property
    def is_verified(self) -> bool:
        """Whether an engineer found the newest text right, and the check is not past its day."""
        return self.checked in POSITIVE_KINDS and self.checked_revision == self.revision and not self.lapsed

    @property
    def counts(self) -> bool:
        """Whether it is an answer at all: neither hidden, deleted nor found wrong."""
        return not self.hidden and not self.gone and self.checked not in HOLDS_BACK


class Merged(NamedTuple):
    """What a question took along when it became a part of another: its answers, and the mark that was taken off one."""

    answer_ids: tuple[int, ...]
    unmarked: int | None
    accepted_by: int | None
    accepted_at: datetime | None


class Turn(NamedTuple):
    """A positive verdict that a later one took back."""

    answer_id: int
    given_at: datetime
    turned_at: datetime


@dataclass
class State:
    """Everything that numbers are made of, at one moment."""

    questions: dict[int, Asked] = field(default_factory=dict)
    answers: dict[int, Answered] = field(default_factory=dict)
    positive: list[tuple[int, datetime]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    withdrawn: list[tuple[int, datetime]] = field(default_factory=list)
    _given: dict[int, datetime] = field(default_factory=dict)
    _merged: dict[int, Merged] = field(default_factory=dict)

    @property
    def standing(self) -> Iterator[tuple[int, Answered]]:
        """The answers that stand beneath questions of this site, by number; those to imported ones stay out."""
        return ((ident, one) for ident, one in self.answers.items() if one.question_id in self.questions)

    @property
    def counting(self) -> Iterator[Answered]:
        """The answers that count, to questions that are there."""
        return (one for _, one in self.standing if one.counts and not self.questions[one.question_id].gone)

    def take(self, one: Happened) -> None:
        """Let one event happen."""
        take = TAKES.get(one.kind)
        if take is not None:
            take(self, one)

    def ask(self, one: Happened) -> None:
        """A question was asked."""
        self.questions[one.root_id] = Asked(one.actor_id, one.at, _due(one))

    def close(self, one: Happened) -> None:
        """A question was closed."""
        if asked := self.questions.get(one.root_id):
            asked.closed = True

    def reopen(self, one: Happened) -> None:
        """A question was opened again."""
        if asked := self.questions.get(one.root_id):
            asked.closed, asked.due_at = False, _due(one)

    def answer(self, one: Happened) -> None:
        """An answer was posted."""
        self.answers[one.about_id] = Answered(one.root_id, one.actor_id, one.at)

    def remove(self, one: Happened) -> None:
        """A question or an answer was deleted."""
        if found := self._thing(one):
            found.gone = True

    def restore(self, one: Happened) -> None:
        """It is shown again; a question waits anew."""
        if found := self._thing(one):
            found.gone = False
            if isinstance(found, Asked):
                found.due_at = _due(one)

    def _thing(self, one: Happened) -> Asked | Answered | None:
        """Return what was deleted, or is shown again."""
        whole = one.kind in {EventKind.QUESTION_DELETED, EventKind.QUESTION_RESTORED}
        return self.questions.get(one.root_id) if whole else self.answers.get(one.about_id)

    def edit(self, one: Happened) -> None:
        """An answer was changed."""
        if found := self.answers.get(one.about_id):
            found.revision = int(one.data["revision"])

    def accept(self, one: Happened) -> None:
        """An answer was accepted, in place of another one if there was one."""
        if replaced := self.answers.get(one.data.get("replaced") or 0):
            replaced.accepted_by = replaced.accepted_at = None
        if found := self.answers.get(one.about_id):
            found.accepted_by, found.accepted_at = one.actor_id, one.at

    def unaccept(self, one: Happened) -> None:
        """An acceptance was taken back."""
        if found := self.answers.get(one.about_id):
            found.accepted_by = found.accepted_at = None

    def try_out(self, one: Happened) -> None:
        """Somebody said whether an answer worked for them, or took that back."""
        found = self.answers.get(one.about_id)
        if found is None or one.actor_id is None:
            return
        found.worked.pop(one.actor_id, None)
        if one.data["worked"]:
            found.worked[one.actor_id] = one.at

    def check(self, one: Happened) -> None:
        """An engineer judged an answer."""
        kind = VerdictKind(one.data["kind"])
        if kind in POSITIVE_KINDS:
            self.positive.append((one.about_id, one.at))
            self._given[one.about_id] = one.at
        elif given := self._given.pop(one.about_id, None):
            self.turns.append(Turn(one.about_id, given, one.at))
        if found := self.answers.get(one.about_id):
            found.checked, found.checked_revision, found.lapsed = kind, int(one.data["revision"]), False
            found.checked_by = int(one.data["verdict"])

    def lapse(self, one: Happened) -> None:
        """A check passed its day; one that a newer check took the place of says nothing any more."""
        found = self.answers.get(one.about_id)
        if found is not None and found.checked_by == one.data["verdict"]:
            found.lapsed = True

    def merge(self, one: Happened) -> None:
        """A question became a part of another, with its answers; of two accepted ones it gave up its own."""
        ids = tuple(ident for ident, answer in self.answers.items() if answer.question_id == one.about_id)
        unmarked = self.answers.get(one.data.get("acceptance") or 0)
        given_up = (unmarked.accepted_by, unmarked.accepted_at) if unmarked else (None, None)
        self._merged[one.about_id] = Merged(ids, one.data.get("acceptance"), *given_up)
        if unmarked:
            unmarked.accepted_by = unmarked.accepted_at = None
        for ident in ids:
            self.answers[ident].question_id = one.root_id
        if asked := self.questions.get(one.about_id):
            asked.gone = True

    def split(self, one: Happened) -> None:
        """It is a question of its own again, with what is left of its answers."""
        merged = self._merged.pop(one.about_id, None)
        if asked := self.questions.get(one.about_id):
            asked.gone, asked.due_at = False, _due(one)
        if merged is None:
            return
        for ident in merged.answer_ids:
            if self.answers[ident].question_id == one.root_id:
                self.answers[ident].question_id = one.about_id
        self._mark_again(merged, (one.about_id, one.root_id))

    def _mark_again(self, merged: Merged, questions: tuple[int, int]) -> None:
        """Give the mark back that a merge took off an answer of both questions, where no other bears it."""
        answer = self.answers.get(merged.unmarked or 0)
        if answer is None or answer.question_id not in questions:
            return
        siblings = (each for each in self.answers.values() if each.question_id == answer.question_id)
        if not any(each.accepted_at for each in siblings):
            answer.accepted_by, answer.accepted_at = merged.accepted_by, merged.accepted_at

    def convert(self, one: Happened) -> None:
        """An answer or a comment became something else; the text keeps its author and its time."""
        was = self.answers.get(one.data.get("answer") or 0)
        if was:
            was.gone = True
        written = one.data.get("written_at")
        at = datetime.fromisoformat(written) if written else one.at
        if one.about_kind is Kind.ANSWER:
            self.answers[one.about_id] = Answered(one.root_id, one.data.get("author"), at)
        elif one.about_kind is Kind.QUESTION and "comment" in one.data and one.root_id in self.questions:
            self.questions[one.about_id] = Asked(one.data.get("author"), at, _due(one))
        elif one.about_kind is Kind.QUESTION and was and was.question_id in self.questions:
            self.questions[one.about_id] = Asked(was.author_id, was.at, _due(one))

    def convert_back(self, one: Happened) -> None:
        """A text is again what it was."""
        made: Asked | Answered | None = None
        if one.about_kind is Kind.ANSWER:
            made = self.answers.get(one.about_id)
        elif one.about_kind is Kind.QUESTION:
            made = self.questions.get(one.about_id)
        if made:
            made.gone = True
        if was := self.answers.get(one.data.get("answer") or 0):
            was.gone = False

    def decide(self, one: Happened) -> None:
        """A moderator decided about an answer or took a decision back, or a risk rule held it back."""
        found = self.answers.get(one.about_id) if one.about_kind is Kind.ANSWER else None
        if found:
            found.hidden = one.data.get("after") == Containment.QUARANTINED

    def withdraw(self, one: Happened) -> None:
        """A solution was taken out of the knowledge base."""
        self.withdrawn.append((one.root_id, one.at))


TAKES = {
    EventKind.QUESTION_ASKED: State.ask,
    EventKind.QUESTION_CLOSED: State.close,
    EventKind.DUPLICATE_MARKED: State.close,
    EventKind.QUESTION_REOPENED: State.reopen,
    EventKind.QUESTION_DELETED: State.remove,
    EventKind.QUESTION_RESTORED: State.restore,
    EventKind.ANSWER_DELETED: State.remove,
    EventKind.ANSWER_RESTORED: State.restore,
    EventKind.ANSWER_POSTED: State.answer,
    EventKind.ANSWER_EDITED: State.edit,
    EventKind.ANSWER_ACCEPTED: State.accept,
    EventKind.ANSWER_UNACCEPTED: State.unaccept,
    EventKind.OUTCOME_REPORTED: State.try_out,
    EventKind.VERDICT_GIVEN: State.check,
    EventKind.VERDICT_LAPSED: State.lapse,
    EventKind.DECISION_MADE: State.decide,
    EventKind.RULE_HELD: State.decide,
    EventKind.DECISION_CONFIRMED: State.decide,
    EventKind.DECISION_OVERTURNED: State.decide,
    EventKind.APPEAL_DECIDED: State.decide,
    EventKind.QUESTION_MERGED: State.merge,
    EventKind.QUESTION_SPLIT: State.split,
    EventKind.TEXT_CONVERTED: State.convert,
    EventKind.TEXT_CONVERTED_BACK: State.convert_back,
    EventKind.ENTRY_WITHDRAWN: State.withdraw,
}


def _due(one: Happened) -> datetime:
    """Return until when an answer was promised."""
    told = one.data.get("due_at")
    return datetime.fromisoformat(told) if told else one.at + USUAL


def replayed(events: Iterable[Happened]) -> State:
    """Return the state that these events lead to, in their order."""
    state = State()
    for one in events:
        state.take(one)
    return state


def state_at(moment: datetime) -> State:
    """Return the state just before a moment. One statement, read row by row."""
    about = (Event.about_kind, Event.about_id)
    columns = (Event.kind, Event.actor_id, Event.root_id, *about, Event.occurred_at, Event.data)
    query = sa.select(*columns).where(Event.kind.in_(TAKES), Event.occurred_at < moment).order_by(Event.id)
    rows = session().connection().execute(query.execution_options(yield_per=5_000))
    return replayed(Happened(*row) for row in rows)
