"""The releases of products by name, and the reader who asks about one of them."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from forum.catalog.models import Release
from forum.core.db import session
from forum.people.policy import Actor
from forum.questions.reader import Reader


def reader_with(actor: Actor, releases: Mapping[int, str], release: str) -> Reader:
    """Return the reader who asks about a release by its name; `releases` are the product's."""
    return Reader(actor, frozenset(ident for ident, name in releases.items() if name == release))


def releases_of(product_id: int | None) -> dict[int, str]:
    """Return the names of a product's releases, oldest first. One statement, none without a product."""
    if product_id is None:
        return {}
    query = sa.select(Release.id, Release.name).where(Release.product_id == product_id).order_by(Release.position)
    return {row.id: row.name for row in session().execute(query)}


def release_names(product_ids: Iterable[int | None]) -> dict[int | None, dict[int, str]]:
    """Return the names of the releases of products, oldest first. One statement, none when no product is named."""
    wanted = {ident for ident in product_ids if ident is not None}
    found: dict[int | None, dict[int, str]] = {ident: {} for ident in wanted}
    query = sa.select(Release).where(Release.product_id.in_(wanted)).order_by(Release.position)
    for release in session().scalars(query) if wanted else ():
        found[release.product_id][release.id] = release.name
    return found
