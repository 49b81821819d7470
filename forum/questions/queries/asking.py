"""What the form for a new question knows beforehand: what its asker uses, and how long answers take."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import sqlalchemy as sa

from forum.catalog.models import Product, Release
from forum.core.clock import now
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.provenance import Channel
from forum.people.policy import Actor
from forum.questions.models import Answer, Outcome, Question

# How many questions are looked at, how far back, and how many of them must have an answer before anything is said.
MOST, BACK, LEAST = 200, timedelta(days=90), 20
# "Usually" is two of three.
USUALLY = 2 / 3


@dataclass(frozen=True, slots=True)
class Used:
    """A product that somebody uses, and its version where they named one."""

    product: str
    release: str | None


def last_used(actor: Actor) -> Used | None:
    """Return what the actor asked about last, or said "worked" or "did not work" about. One statement."""
    if actor.id is None:
        return None
    asked = sa.select(Question.product_id, Question.release_id, Question.created_at.label("at"))
    said = sa.select(Question.product_id, Outcome.release_id, Outcome.created_at.label("at"))
    latest = sa.union_all(
        _last(asked.where(Question.author_id == actor.id, Question.product_id.is_not(None)), Question.created_at),
        _last(
            said.join(Answer, Answer.id == Outcome.answer_id)
            .join(Question, Question.id == Answer.question_id)
            .where(Outcome.person_id == actor.id, Question.product_id.is_not(None)),
            Outcome.created_at,
        ),
    ).subquery()
    query = (
        sa.select(Product.slug, Release.name)
        .select_from(latest)
        .join(Product, Product.id == latest.c.product_id)
        .outerjoin(Release, Release.id == latest.c.release_id)
        .order_by(latest.c.at.desc())
        .limit(1)
    )
    row = session().execute(query).first()
    return Used(*row) if row else None


def _last(query: sa.Select[*tuple[Any, ...]], moment: Any) -> sa.Select[*tuple[Any, ...]]:
    """SQL: the newest row of a select, in a shape that both databases unite."""
    return sa.select(query.order_by(moment.desc()).limit(1).subquery())


def usual_hours(product_id: int | None) -> int | None:
    """Return within how many hours two of three questions about a product get their first answer.

    Of the newest questions of the last 90 days that were asked here; those without an answer count as still open. None
    where fewer than 20 have an answer, or where too many have none. One statement.
    """
    if product_id is None:
        return None
    first = (
        sa.select(sa.func.min(Answer.created_at))
        .where(
            Answer.question_id == Question.id,
            Answer.author_id.is_distinct_from(Question.author_id),
            Answer.channel != Channel.IMPORT,
            Answer.containment != spelt(Containment.QUARANTINED),
        )
        .scalar_subquery()
    )
    query = (
        sa.select(Question.created_at, first)
        .where(
            Question.product_id == product_id,
            Question.channel != Channel.IMPORT,
            Question.created_at >= now() - BACK,
        )
        .order_by(Question.created_at.desc(), Question.id.desc())
        .limit(MOST)
    )
    return _usually([(asked, answered) for asked, answered in session().execute(query)])


def _usually(times: list[tuple[datetime, datetime | None]]) -> int | None:
    """Return the hours that two of three take, rounded up."""
    waits = sorted(answered - asked for asked, answered in times if answered is not None)
    place = ceil(len(times) * USUALLY) - 1
    if len(waits) < LEAST or place >= len(waits):
        return None
    return max(1, ceil(waits[place] / timedelta(hours=1)))
