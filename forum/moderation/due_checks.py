"""The engineers' list of what waits for a check because a release appeared: answers, and solutions of editors."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.catalog.models import Product, Release
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.paging import Keyset, Page, fetch
from forum.knowledge.models import Entry
from forum.knowledge.queues import checkable
from forum.moderation.models import DueCheck
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.queries.queues import in_scope

RISKIEST = Keyset("due", ((DueCheck.severity, True), (DueCheck.views, True), (DueCheck.id, False)))
READ = (
    joinedload(DueCheck.answer).joinedload(Answer.question).joinedload(Question.product),
    joinedload(DueCheck.entry).joinedload(Entry.product),
    joinedload(DueCheck.release),
)


@dataclass(frozen=True, slots=True)
class DueRelease:
    """A release, and how much waits for a check by it."""

    id: int
    name: str
    product: str
    number: int


def due_checks(
    actor: Actor, *, release_id: int | None = None, limit: int = 40, cursor: str | None = None
) -> Page[DueCheck]:
    """Return one page of what waits in the engineer's products, the riskiest first, then the most read. One statement.

    `release_id`: only what waits by that release.
    """
    query = sa.select(DueCheck).where(_due(actor)).options(*READ)
    if release_id is not None:
        query = query.where(DueCheck.release_id == release_id)
    return fetch(session(), query, RISKIEST, limit=limit, cursor=cursor)


def due_releases(actor: Actor) -> Sequence[DueRelease]:
    """Return the releases by which something waits for the engineer, the newest first. One statement."""
    query = (
        sa.select(Release.id, Release.name, Product.name, sa.func.count(DueCheck.id))
        .join(Product, Product.id == Release.product_id)
        .join(DueCheck, DueCheck.release_id == Release.id)
        .where(_due(actor))
        .group_by(Release.id, Release.name, Product.name)
        .order_by(Release.id.desc())
    )
    return [DueRelease(*row) for row in session().execute(query)]


def due_number(actor: Actor) -> sa.Select[int]:
    """SQL: how much waits."""
    return sa.select(sa.func.count(DueCheck.id)).where(_due(actor))


def _due(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: readers get the text, the engineer may judge it, and it is still about the release's product."""
    product = sa.select(Release.product_id).where(Release.id == DueCheck.release_id).correlate(DueCheck)
    of_product = product.scalar_subquery()
    answers = (
        sa.select(Answer.id)
        .join(Answer.question)
        .where(
            Answer.id == DueCheck.answer_id,
            in_scope(actor),
            Answer.containment != spelt(Containment.QUARANTINED),
            Question.containment != spelt(Containment.QUARANTINED),
            Answer.in_place(),
            Question.in_place(),
            Answer.author_id.is_distinct_from(actor.id),
            Question.product_id == of_product,
        )
    )
    entries = checkable(actor, sa.select(Entry.id)).where(Entry.id == DueCheck.entry_id, Entry.product_id == of_product)
    return sa.or_(answers.correlate(DueCheck).exists(), entries.correlate(DueCheck).exists())
