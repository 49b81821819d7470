"""People as moderators handle them: who is suspended or silenced now, why, and what was decided about somebody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.core.refs import Kind, Ref
from forum.flags.models import Case
from forum.journal.kinds import EventKind
from forum.journal.models import Detail, Event
from forum.moderation.models import NEWEST_HOLDS, RESTRAINTS, Action, Decision, HiddenPost, HidingState, Reading
from forum.moderation.policy import can_hide_posts, cases_seen_by
from forum.moderation.things import AUTHOR, Thing, thing_of, with_things
from forum.people.models import Person
from forum.people.policy import STAFF, Actor, can_see_restraints, can_silence, can_suspend, is_self
from forum.people.suspending import until_of
from forum.questions.models import POSTS

NEWEST = Keyset("restrained", ((Person.id, True),))
# What the history tells of somebody's restraints.
TOLD = (
    EventKind.PERSON_SUSPENDED,
    EventKind.SUSPENSION_LIFTED,
    EventKind.PERSON_SILENCED,
    EventKind.SILENCE_LIFTED,
)
ASKS_TO_MEND = (Action.MEND, Action.WARN, Action.FOLD, Action.QUARANTINE)
# More than a page can show of one person.
MOST = 30


@dataclass(frozen=True, slots=True)
class Held:
    """What is taken from a person now. `decision_id`: where it stands and is appealed against, if anywhere."""

    action: Action
    until: datetime
    reason: str = ""
    decision_id: int | None = None


@dataclass(frozen=True, slots=True)
class Restrained:
    """Somebody who is suspended or silenced now."""

    person: Person
    held: Sequence[Held]


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to somebody's freedom to act: what, when, by whom, why, and until when."""

    kind: EventKind
    at: datetime
    by: str | None
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person with what is taken from them now, what happened before, and the decisions about what they wrote.

    `hidings`: the decisions that hide all of their posts now, how many each hides, and how many still wait for it.
    """

    person: Person
    held: Sequence[Held]
    steps: Sequence[Step]
    decisions: Sequence[tuple[Decision, Thing]]
    may: frozenset[Action]
    may_hide: bool
    hidings: Sequence[tuple[Decision, int, int]] = ()


def held_now(person: Person) -> list[Held]:
    """Return what is taken from a person now, with why. One statement, none for who is free."""
    return held_of([person]).get(person.id, [])


def held_of(people: Sequence[Person]) -> dict[int, list[Held]]:
    """Return what is taken from each of these people now. One statement, none where all are free."""
    found: dict[int, dict[Action, Held]] = {}
    for person in people:
        for action, restraint in RESTRAINTS.items():
            if (until := until_of(person, restraint)) is not None:
                found.setdefault(person.id, {})[action] = Held(action, until)
    if not found:
        return {}
    query = sa.select(Decision).where(Decision.person_id.in_(found), Decision.reading != Reading.OVERTURNED)
    for decision in session().scalars(query.order_by(Decision.id)):
        of = found[decision.person_id or 0]
        held = of.get(decision.action)
        if held is not None and held.until == decision.until:
            of[decision.action] = Held(held.action, held.until, decision.reason, decision.id)
    return {ident: list(of.values()) for ident, of in found.items()}


def own_restraints(actor: Actor) -> list[Held]:
    """Return what is taken from the actor now, with why. Two statements, none for who is free."""
    person = session().get(Person, actor.id) if actor.suspended or actor.silenced else None
    return [] if person is None else held_now(person)


def restrained(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[Restrained]:
    """Return one page of those who are suspended or silenced now. Two statements."""
    _need_staff(actor)
    at = now()
    query = sa.select(Person).where(sa.or_(Person.suspended_until > at, Person.silenced_until > at))
    page = fetch(session(), query, NEWEST, limit=limit, cursor=cursor)
    held = held_of(page.items)
    return Page([Restrained(person, held.get(person.id, ())) for person in page.items], page.next, page.previous)


def person_record(actor: Actor, person_id: int) -> PersonRecord:
    """Return a person for moderators and admins; to everybody else, and about oneself, there is no such page.

    Five statements.
    """
    person = person_to_handle(actor, person_id)
    staff = bool(person.roles & STAFF)
    rules = {Action.SUSPEND: can_suspend, Action.SILENCE: can_silence}
    may = frozenset(action for action, rule in rules.items() if rule(actor, person_id, staff=staff))
    may_hide = can_hide_posts(actor, person_id, staff=staff)
    known = (held_now(person), _steps(person_id), _decisions(actor, person_id))
    return PersonRecord(person, *known, may, may_hide, _hidings(person_id) if may_hide else ())


def person_to_handle(actor: Actor, person_id: int) -> Person:
    """Return somebody else for moderators and admins; raise `NotFound` for others. One statement."""
    _need_staff(actor)
    person = session().get(Person, person_id, populate_existing=True)
    if person is None or is_self(actor, person_id):
        raise NotFound
    return person


def _need_staff(actor: Actor) -> None:
    if not can_see_restraints(actor):
        raise NotFound


def _steps(person_id: int) -> list[Step]:
    """Return what the history tells of a person's restraints, the newest first. One statement."""
    by = aliased(Person)
    query = (
        sa.select(Event, Detail.values, by.name)
        .outerjoin(Detail, Detail.event_id == Event.id)
        .outerjoin(by, by.id == Event.actor_id)
        .where(Event.root_kind == Kind.PERSON, Event.root_id == person_id, Event.kind.in_(TOLD))
    )
    return [
        Step(event.kind, event.occurred_at, name, (said or {}).get("reason", ""), _moment(event.data.get("until")))
        for event, said, name in session().execute(query.order_by(Event.id.desc()).limit(MOST))
    ]


def _hidings(person_id: int) -> list[tuple[Decision, int, int]]:
    """Return the decisions that hide all of somebody's posts now, and how far each has come. One statement."""
    held = sa.func.count(sa.case((HiddenPost.state == HidingState.HIDDEN, 1)))
    waits = sa.func.count(sa.case((HiddenPost.state == HidingState.WAITS, 1)))
    query = (
        sa.select(Decision, held, waits)
        .join(HiddenPost, HiddenPost.decision_id == Decision.id)
        .where(Decision.person_id == person_id, Decision.reading != Reading.OVERTURNED)
        .group_by(Decision.id)
        .order_by(Decision.id.desc())
    )
    return [(decision, hidden, waiting) for decision, hidden, waiting in session().execute(query)]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _decisions(actor: Actor, person_id: int) -> list[tuple[Decision, Thing]]:
    """Return the decisions about what a person wrote and shows, in the moderator's products. One statement."""
    query = with_things(sa.select(Case, Decision).join(Decision, Decision.case_id == Case.id))
    query = (
        query.where(AUTHOR.id == person_id, cases_seen_by(actor), Decision.part_of_id.is_(None))
        .order_by(Decision.id.desc())
        .limit(MOST)
    )
    rows = session().execute(query).all()
    return [(row[1], thing) for row in rows if (thing := thing_of(row[0], row[2:])) is not None]


def asked_to_mend(person_id: int) -> frozenset[Ref]:
    """Return the texts that a person was asked to mend, or that a decision holds back. One statement."""
    parts = [
        sa.select(Case.about_kind, Case.about_id, Decision.id, Decision.action)
        .join(Decision, Decision.case_id == Case.id)
        .join(model, sa.and_(Case.about_kind == kind, model.id == Case.about_id))
        .where(model.author_id == person_id, Decision.reading != Reading.OVERTURNED)
        .where(Decision.action.in_([*NEWEST_HOLDS, Action.MEND]))
        for kind, model in POSTS.items()
    ]
    every = sa.union_all(*parts).subquery()
    newest: dict[Ref, Action] = {}
    for kind, ident, _, action in session().execute(sa.select(every).order_by(every.c.id)):
        newest[Ref(Kind(kind), ident)] = Action(action)
    return frozenset(ref for ref, action in newest.items() if action in ASKS_TO_MEND)


def with_mends(actor: Actor) -> Actor:
    """Return a silenced person with what they may still change; everybody else as they are. One statement for them."""
    return replace(actor, mends=asked_to_mend(actor.id or 0)) if actor.silenced and not actor.suspended else actor
