"""Which trust level people have earned, from what they did: derived again and again by the clock, never by hand."""

import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum import config
from forum.core.clock import now
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.flags.models import Case, Flag, FlagKind
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.journal.record import record
from forum.moderation.models import NEWEST_HOLDS, Action, Decision, Reading
from forum.moderation.rechecking import MENDED
from forum.people.models import Person
from forum.people.policy import SYSTEM, Actor
from forum.people.trust import Allowance, Deeds, Preset, allowance, level_of, missing
from forum.questions.models import Answer, Comment, Question
from forum.questions.trust import VERIFIED_KINDS
from forum.reach.models import DailyReading

BATCH = 200
# Seconds: how long a part of a round takes, and between the beginnings of two rounds.
AT_A_TIME = 0.7
EVERY = 300.0
# How long whoever posted spam stays a stranger.
REMEMBERED = timedelta(days=30)
FOUND_SPAM = (Action.QUARANTINE, Action.DELETE, Action.REDACT, Action.SUSPEND)


@dataclass(frozen=True, slots=True)
class OwnTrust:
    """Somebody's level, what it allows, and what is missing for the next; None where there is none."""

    level: int
    allowed: Allowance
    missing: Deeds | None


def own_trust(actor: Actor) -> OwnTrust:
    """Return how far the actor is trusted. One statement."""
    _, level, *deeds = session().execute(_deeds().where(Person.id == actor.id)).one()
    preset = _preset()
    return OwnTrust(level, allowance(level, preset), missing(Deeds(*deeds), preset, level))


@dataclass(slots=True)
class Settling:
    """Goes through everybody, a while at a time, and begins again some minutes after it began. Another process begins
    with the first person.
    """

    batch: int = BATCH
    beyond: int | None = None
    due: float = 0.0

    def go_on(self, seconds: float = AT_A_TIME) -> None:
        """Go on for about so long, if people are left or it is time to begin again."""
        begun = time.monotonic()
        if self.beyond is None:
            if begun < self.due:
                return
            self.beyond, self.due = 0, begun + EVERY
        spammers = _spammers()
        while (last := settle_levels(self.beyond, self.batch, spammers)) is not None:
            self.beyond = last
            if time.monotonic() - begun >= seconds:
                return
        self.beyond = None


def settle_levels(beyond: int = 0, limit: int = BATCH, spammers: Set[int] | None = None) -> int | None:
    """Bring the levels of the people behind this number in line with what they did; return the number of the last, None
    where nobody is left. `spammers`: who is known to have posted spam, None to look.

    A few statements; only who rises or falls is written.
    """
    mine = (Person.id > beyond, Person.email.is_not(None))
    rows = session().execute(_deeds().where(*mine).order_by(Person.id).limit(limit)).all()
    spammers = _spammers() if spammers is None else spammers
    fell = _fell_from([row.id for row in rows if row.trust_level == 0 and row.id not in spammers])
    session().rollback()
    for person_id, before, *deeds in rows:
        # Who fell by spam stands where they stood, once that is over or was taken back.
        stood = max(before, fell.get(person_id, 0))
        level = level_of(Deeds(*deeds), _preset(), before=stood, spam=person_id in spammers)
        if level != before:
            _write(person_id, before, level)
    return rows[-1].id if len(rows) == limit else None


@operation
def _write(person_id: int, before: int, level: int) -> None:
    """Change somebody's level, unless it was changed meanwhile."""
    person = lock(Person, person_id)
    if person.trust_level == before:
        person.trust_level = level
        data = {"before": before, "after": level}
        record(EventKind.TRUST_CHANGED, SYSTEM, Ref(Kind.PERSON, person_id), data=data, react=False)


def _preset() -> Preset:
    return Preset(config.current().trust_preset)


def _deeds() -> sa.Select[*tuple[Any, ...]]:
    """SQL: people's numbers and levels, and what they did, in the order of `Deeds`."""
    read = sa.select(DailyReading).where(DailyReading.person_id == Person.id)
    good = (Answer.author_id == Person.id, Answer.in_place(), Answer.containment == spelt(Containment.NONE))
    # Whoever answers their own question solves it for themselves.
    others = sa.exists().where(Question.id == Answer.question_id, Question.author_id.is_distinct_from(Answer.author_id))
    found = sa.or_(sa.and_(Answer.accepted, others), Answer.worked > 0, Answer.level.in_(VERIFIED_KINDS))
    reports = sa.select(sa.func.count(Flag.id)).where(Flag.reporter_id == Person.id, Flag.agreed.is_(True))
    return sa.select(
        Person.id,
        Person.trust_level,
        read.with_only_columns(sa.func.count()).scalar_subquery(),
        read.with_only_columns(sa.func.coalesce(sa.func.sum(DailyReading.questions), 0)).scalar_subquery(),
        sa.select(sa.func.count(Answer.id)).where(*good, found).scalar_subquery(),
        reports.scalar_subquery(),
    )


def _fell_from(person_ids: Sequence[int]) -> dict[int, int]:
    """Return the level before spam was found of those among these people who fell by it. One statement, for no people
    none.
    """
    mine = (Event.about_kind == Kind.PERSON, Event.about_id.in_(person_ids), Event.kind == EventKind.TRUST_CHANGED)
    query = sa.select(Event.about_id, Event.data).where(*mine).order_by(Event.id)
    newest: dict[int, dict[str, Any]] = {}
    for ident, data in session().execute(query) if person_ids else ():
        newest[ident] = data
    return {ident: data["before"] for ident, data in newest.items() if data["after"] == 0}


def _spammers() -> set[int]:
    """Return who posted what was found to be spam lately, by what holds now about each post. One statement."""
    author = sa.func.coalesce(Question.author_id, Answer.author_id, Comment.author_id)
    later, of = aliased(Decision), aliased(Case)
    replaced = sa.exists().where(
        of.id == later.case_id,
        of.about_kind == Case.about_kind,
        of.about_id == Case.about_id,
        later.id > Decision.id,
        later.reading != Reading.OVERTURNED,
        later.action.in_(NEWEST_HOLDS | set(FOUND_SPAM)),
        # Who changes a hidden text and has it hidden again has posted what they posted.
        sa.or_(later.action.not_in(FOUND_SPAM), ~sa.exists().where(Flag.case_id == of.id, Flag.rule == MENDED)),
    )
    weight = sa.case((Flag.kind == FlagKind.SPAM, Flag.weight), else_=-Flag.weight)
    ground = Flag.hazard.is_not_distinct_from(sa.func.coalesce(Decision.hazard, Case.hazard))
    spam = sa.select(sa.func.sum(weight)).where(Flag.case_id == Case.id, ground).scalar_subquery()
    query = (
        sa.select(author)
        .select_from(Decision)
        .join(Case, Case.id == Decision.case_id)
        .outerjoin(Question, sa.and_(Case.about_kind == Kind.QUESTION, Question.id == Case.about_id))
        .outerjoin(Answer, sa.and_(Case.about_kind == Kind.ANSWER, Answer.id == Case.about_id))
        .outerjoin(Comment, sa.and_(Case.about_kind == Kind.COMMENT, Comment.id == Case.about_id))
        .where(Decision.action.in_(FOUND_SPAM), Decision.reading != Reading.OVERTURNED, spam > 0, ~replaced)
        .where(Decision.created_at > now() - REMEMBERED)
    )
    return {person_id for person_id in session().scalars(query) if person_id is not None}
