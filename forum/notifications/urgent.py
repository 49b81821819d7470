"""Calls to several urgent reports at once: whom they concern, and how many of them."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from forum.core.db import session
from forum.people.models import RoleGrant
from forum.people.policy import Actor, Role, scope

# As the event holds them: number of the report, its product or none, who wrote what it is about.
Reports = Sequence[Sequence[int | None]]


def number_for(actor: Actor, reports: Reports) -> int:
    """Return how many of the reports a moderator may decide."""
    return _number(actor.id, scope(actor, Role.MODERATOR), reports)


def moderators_of(reports: Reports) -> list[int]:
    """Return everybody who may decide at least one of the reports. One statement."""
    held: dict[int, set[int | None]] = {}
    query = sa.select(RoleGrant.person_id, RoleGrant.product_id).where(RoleGrant.role == Role.MODERATOR)
    for person_id, product_id in session().execute(query):
        held.setdefault(person_id, set()).add(product_id)
    return [
        ident for ident, products in held.items() if _number(ident, None if None in products else products, reports)
    ]


def _number(person_id: int | None, products: Collection[Any] | None, reports: Reports) -> int:
    """Count the reports of these products (None: of all), without those of one's own words."""
    return sum(
        author_id != person_id and (products is None or product_id is None or product_id in products)
        for _, product_id, author_id in reports
    )
