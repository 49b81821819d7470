"""What pages and forms show of the catalogue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from forum.catalog.models import FormerRelease, Product, Release, Tag, TagSynonym
from forum.core.db import session
from forum.core.errors import Invalid, NotFound
from forum.core.text import N_

UNKNOWN_PRODUCT = N_("There is no product “%(name)s”. Choose one of the list, or none if you are not sure.")
UNKNOWN_RELEASE = N_("This product has no version “%(name)s”. Choose one of the list, or leave it empty.")
RELEASE_ALONE = N_("A version needs its product. Choose the product too, or leave the version empty.")


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One version of a product."""

    id: int
    name: str
    released_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product with its releases, oldest first."""

    id: int
    slug: str
    name: str
    description: str = ""
    releases: tuple[ReleaseLine, ...] = ()
    archived: bool = False
    answer_due_hours: int | None = None
    review_months: int | None = None


def products() -> tuple[ProductLine, ...]:
    """Return all products by name. Takes one statement."""
    return _products(sa.true())


def current_products() -> tuple[ProductLine, ...]:
    """Return the products that take new questions, by name. Takes one statement."""
    return _products(Product.archived_at.is_(None))


def product_by_slug(slug: str) -> ProductLine | None:
    """Return the product at an address, or None. Takes one statement."""
    return next(iter(_products(Product.slug == slug)), None)


def _products(clause: sa.ColumnElement[bool]) -> tuple[ProductLine, ...]:
    """Return the products that match, with their releases."""
    query = (
        sa.select(
            Product.id,
            Product.slug,
            Product.name,
            Product.description,
            Product.archived_at,
            Product.answer_due_hours,
            Product.review_months,
            Release.id.label("release_id"),
            Release.name.label("release"),
            Release.released_on,
        )
        .outerjoin(Release, Release.product_id == Product.id)
        .where(clause)
        .order_by(sa.func.lower(Product.name), Product.id, Release.position)
    )
    found: dict[int, list[sa.Row[Any]]] = {}
    rows: list[sa.Row[Any]] = list(session().execute(query))
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return tuple(_line(rows) for rows in found.values())


def _line(rows: list[sa.Row[Any]]) -> ProductLine:
    """Return one product from its rows, one a release."""
    releases = (ReleaseLine(row.release_id, row.release, row.released_on) for row in rows if row.release_id is not None)
    first = rows[0]
    return ProductLine(
        first.id,
        first.slug,
        first.name,
        first.description,
        tuple(releases),
        archived=first.archived_at is not None,
        answer_due_hours=first.answer_due_hours,
        review_months=first.review_months,
    )


def release_now(product: ProductLine, name: str) -> ReleaseLine:
    """Return the release that has this name, or had it; raise `NotFound` where none did. One statement at most."""
    for release in product.releases:
        if release.name == name:
            return release
    mine = (FormerRelease.product_id == product.id, FormerRelease.name == name)
    release_id = session().scalar(sa.select(FormerRelease.release_id).where(*mine))
    for release in product.releases:
        if release.id == release_id:
            return release
    raise NotFound


def product_of(slug: str | None) -> Product | None:
    """Return the product that a form or client named, None for none; raise `Invalid` for an unknown one."""
    if not slug or not slug.strip():
        return None
    product = session().scalar(sa.select(Product).where(Product.slug == slug.strip()))
    if product is None:
        raise Invalid.one("product", "unknown", UNKNOWN_PRODUCT, name=slug.strip()[:80])
    return product


def release_of(product_id: int | None, name_or_id: str | int | None) -> Release | None:
    """Return the product's release with that name, else with that number; None for none given.

    Raises `Invalid` for the field `release` where the product has no such release or no product is given.
    """
    text = str(name_or_id).strip() if name_or_id is not None else ""
    if not text:
        return None
    if product_id is None:
        raise Invalid.one("release", "without_product", RELEASE_ALONE)
    named = session().scalar(sa.select(Release).where(Release.product_id == product_id, Release.name == text))
    if named is None and text.isascii() and text.isdigit() and len(text) < 19:
        named = session().scalar(sa.select(Release).where(Release.product_id == product_id, Release.id == int(text)))
    if named is None:
        raise Invalid.one("release", "unknown", UNKNOWN_RELEASE, name=text[:80])
    return named


def tag_called(name: str) -> Tag | None:
    """Return the tag of that name or synonym, or None. Takes one statement."""
    wanted = name.strip().lower()
    synonym = sa.select(TagSynonym.tag_id).where(TagSynonym.name == wanted)
    query = sa.select(Tag).where(sa.or_(Tag.name == wanted, Tag.id.in_(synonym))).order_by((Tag.name == wanted).desc())
    return session().scalars(query.limit(1)).first()


def tags_called(words: Collection[str]) -> dict[str, str]:
    """Return the names of the tags that these words are, or stand for, by word. One statement, none without words.

    The words are in lower case.
    """
    if not words:
        return {}
    synonyms = sa.select(TagSynonym.name, Tag.name, sa.literal(0)).join(Tag, Tag.id == TagSynonym.tag_id)
    tags = sa.select(Tag.name, Tag.name, sa.literal(1)).where(Tag.name.in_(words))
    rows = session().execute(sa.union_all(synonyms.where(TagSynonym.name.in_(words)), tags)).all()
    # What is a tag's own name stands for nothing else.
    return {word: name for word, name, _is_own in sorted(rows, key=lambda row: row[2])}


def tag_by_id(tag_id: int) -> Tag:
    """Return a tag, the one that it became a part of where it was merged. Raises `NotFound`. Takes one statement."""
    mine = sa.select(Tag.merged_into_id).where(Tag.id == tag_id).scalar_subquery()
    found = session().scalars(sa.select(Tag).where(Tag.id == sa.func.coalesce(mine, tag_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def synonyms_of(tag_id: int) -> list[TagSynonym]:
    """Return the other words for a tag, by name. Takes one statement."""
    query = sa.select(TagSynonym).where(TagSynonym.tag_id == tag_id).order_by(TagSynonym.name)
    return list(session().scalars(query))
