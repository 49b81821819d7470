"""Which trust level people have earned, from what they did: derived again and again by the clock, never by hand."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.flags.models import Case, Flag, FlagKind
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.models import Action, Decision, Reading
from forum.people.models import Person
from forum.people.policy import SYSTEM, Actor
from forum.people.trust import Allowance, Deeds, Preset, allowance, level_of, missing
from forum.questions.models import Answer, Comment, Question
from forum.questions.trust import VERIFIED_KINDS
from forum.reach.models import DailyReading

BATCH = 200
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


def settle_levels(beyond: int = 0, limit: int = BATCH) -> int | None:
    """Bring the levels of the people behind this number in line with what they did; return the number of the last, None
    where nobody is left. A few statements; only who rises or falls is written.
    """
    mine = (Person.id > beyond, Person.email.is_not(None))
    rows = session().execute(_deeds().where(*mine).order_by(Person.id).limit(limit)).all()
    spammers = _spammers() if rows else set()
    session().rollback()
    for person_id, before, *deeds in rows:
        level = level_of(Deeds(*deeds), _preset(), before=before, spam=person_id in spammers)
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
    found = sa.or_(Answer.accepted, Answer.worked > 0, Answer.level.in_(VERIFIED_KINDS))
    reports = sa.select(sa.func.count(Flag.id)).where(Flag.reporter_id == Person.id, Flag.agreed.is_(True))
    return sa.select(
        Person.id,
        Person.trust_level,
        read.with_only_columns(sa.func.count()).scalar_subquery(),
        read.with_only_columns(sa.func.coalesce(sa.func.sum(DailyReading.questions), 0)).scalar_subquery(),
        sa.select(sa.func.count(Answer.id)).where(*good, found).scalar_subquery(),
        reports.scalar_subquery(),
    )


def _spammers() -> set[int]:
    """Return who posted what was found to be spam lately. One statement."""
    author = sa.func.coalesce(Question.author_id, Answer.author_id, Comment.author_id)
    spam = sa.exists().where(Flag.case_id == Case.id, Flag.kind == FlagKind.SPAM)
    query = (
        sa.select(author)
        .select_from(Decision)
        .join(Case, Case.id == Decision.case_id)
        .outerjoin(Question, sa.and_(Case.about_kind == Kind.QUESTION, Question.id == Case.about_id))
        .outerjoin(Answer, sa.and_(Case.about_kind == Kind.ANSWER, Answer.id == Case.about_id))
        .outerjoin(Comment, sa.and_(Case.about_kind == Kind.COMMENT, Comment.id == Case.about_id))
        .where(Decision.action.in_(FOUND_SPAM), Decision.reading != Reading.OVERTURNED, spam)
        .where(Decision.created_at > now() - REMEMBERED)
    )
    return {person_id for person_id in session().scalars(query) if person_id is not None}
