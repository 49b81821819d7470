"""What staff reads of a question beside it: all that happened, and who of them opened what is private."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.core.refs import Kind, Ref
from forum.flags.models import Case
from forum.journal.kinds import EventKind
from forum.journal.models import Detail, Event
from forum.people.models import Person
from forum.people.policy import Actor, can_see_all_openings, is_moderator
from forum.questions.models import Answer, Comment, Question
from forum.questions.policy import can_see_openings
from forum.questions.queries.threads import question_of
from forum.reach.models import DailyOpening, Part

NEWEST_EVENTS = Keyset("staff history", ((Event.id, True),))
NEWEST_FIRST = Keyset("openings", ((DailyOpening.id, True),))
WHOSE = aliased(Person)
# What people say by a tap is theirs; the numbers beside the texts tell the rest.
OWN = (EventKind.VOTE_CAST, EventKind.HAVE_TOO_SAID, EventKind.OUTCOME_REPORTED)
# Who reports is known to moderators by the report, and a moderator acts for the community.
NAMELESS = (
    *(EventKind.FLAG_RAISED, EventKind.DECISION_MADE),
    *(EventKind.DECISION_CONFIRMED, EventKind.DECISION_OVERTURNED, EventKind.APPEAL_DECIDED),
    *(EventKind.CASE_TAKEN, EventKind.CASE_HANDED_OVER, EventKind.CASE_LET_GO),
)
# Under which name an event keeps what was said.
SAID = ("reason", "note", "condition")


@dataclass(frozen=True, slots=True)
class StaffEvent:
    """One event of a question. `by` is a name, None for who is not named; `said` what they gave as a reason."""

    kind: EventKind
    at: datetime
    about: Ref
    by: str | None
    data: Mapping[str, Any]
    said: str

    @property
    def found(self) -> str | None:
        """What an engineer found or a moderator decided, None for all else."""
        fields = {EventKind.VERDICT_GIVEN: "kind", EventKind.DECISION_MADE: "action"}
        return str(self.data[fields[self.kind]]) if self.kind in fields else None


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """That somebody opened a part of a thing on a day, and how often.

    `whose` is the name of a person whose part it is.
    """

    person: Person
    part: Part
    about: Ref
    day: date
    times: int
    whose: str | None


def _need(actor: Actor, question_id: int) -> Question:
    """Return a question that the actor is staff of; raise `NotFound` for any other. One statement."""
    question = question_of(actor, question_id)
    if not can_see_openings(actor, question):
        raise NotFound
    return question


def staff_history(actor: Actor, question_id: int, *, limit: int = 100, cursor: str | None = None) -> Page[StaffEvent]:
    """Return one page of all that happened to a question and beneath it, with reasons, the newest first.

    Two statements. What reporters wrote is for moderators. Raises `NotFound` as `openings_of`.
    """
    moderates = is_moderator(actor, _need(actor, question_id).product_id)
    named = sa.and_(Person.id == Event.actor_id, Event.kind.not_in(NAMELESS))
    query = (
        sa.select(Event, Detail.values, Person.name)
        .outerjoin(Detail, Detail.event_id == Event.id)
        .outerjoin(Person, named)
        .where(Event.root_kind == Kind.QUESTION, Event.root_id == question_id, Event.kind.not_in(OWN))
    )
    page = fetch(session(), query, NEWEST_EVENTS, limit=limit, cursor=cursor)
    return Page([_event(*row, moderates=moderates) for row in page.items], page.next, page.previous)


def _event(event: Event, said: Mapping[str, Any] | None, name: str | None, *, moderates: bool) -> StaffEvent:
    words = [str((said or {}).get(field) or "") for field in SAID]
    told = "" if event.kind is EventKind.FLAG_RAISED and not moderates else next(filter(None, words), "")
    about = Ref(event.about_kind, event.about_id)
    return StaffEvent(event.kind, event.occurred_at, about, name, event.data, told)


def openings_of(actor: Actor, question_id: int, *, limit: int = 50, cursor: str | None = None) -> Page[OpeningLine]:
    """Return one page of who opened what of a question and of all beneath it, the newest first. Two statements.

    Raises `NotFound` for a question that the actor does not see, or is not staff of.
    """
    _need(actor, question_id)
    answers = sa.select(Answer.id).where(Answer.question_id == question_id)
    beneath = {
        Kind.QUESTION: sa.select(sa.literal(question_id)),
        Kind.ANSWER: answers,
        Kind.COMMENT: sa.select(Comment.id).where(Comment.question_id == question_id),
        Kind.CASE: sa.select(Case.id).where(Case.about_kind == Kind.ANSWER, Case.about_id.in_(answers)),
    }
    of_it = [sa.and_(DailyOpening.kind == kind, DailyOpening.thing_id.in_(ids)) for kind, ids in beneath.items()]
    return _lines(_openings().where(sa.or_(*of_it)), limit, cursor)


def all_openings(actor: Actor, *, limit: int = 50, cursor: str | None = None) -> Page[OpeningLine]:
    """Return one page of who opened what on the whole site, the newest first; raise `NotFound` to all but admins."""
    if not can_see_all_openings(actor):
        raise NotFound
    return _lines(_openings(), limit, cursor)


def _openings() -> sa.Select[*tuple[Any, ...]]:
    """SQL: openings with who opened, and the name of the person whose part it is."""
    whose = sa.and_(DailyOpening.kind == Kind.PERSON, WHOSE.id == DailyOpening.thing_id)
    query = sa.select(DailyOpening, Person, WHOSE.name).join(Person, Person.id == DailyOpening.person_id)
    return query.outerjoin(WHOSE, whose)


def _lines(query: sa.Select[*tuple[Any, ...]], limit: int, cursor: str | None) -> Page[OpeningLine]:
    page = fetch(session(), query, NEWEST_FIRST, limit=limit, cursor=cursor)
    lines = [OpeningLine(who, row.part, row.about, row.day, row.times, whose) for row, who, whose in page.items]
    return Page(lines, page.next, page.previous)
