"""Keeping products and their releases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from forum.catalog.models import CheckRound, FormerRelease, Product, Release
from forum.catalog.names import MOST_HOURS, MOST_MONTHS, at_most, display_name, product_slug
from forum.catalog.names import description as checked_description
from forum.catalog.policy import can_change_product, can_create_product
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.site import bump_epoch
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor

PRODUCT_EXISTS = N_("There already is a product at the address “%(slug)s”. Choose another address.")
RELEASE_EXISTS = N_("The product already has a version “%(name)s”.")


@dataclass(frozen=True, slots=True)
class Terms:
    """When an answer is due, in hours, and a check again, in months; None: as everywhere on the site."""

    answer_due_hours: int | None = None
    review_months: int | None = None


@operation
def create_product(
    actor: Actor, *, slug: str, name: str, description: str = "", releases: Sequence[str] = ()
) -> Product:
    """Bring a product to the forum, with its releases from the oldest to the newest.

    Raises `Forbidden`, `Invalid`, and `Conflict` where the address is taken or a release is named twice.
    """
    if not can_create_product(actor):
        raise Forbidden
    slug, name = product_slug(slug), display_name("name", name)
    if session().scalar(sa.select(Product.id).where(Product.slug == slug)) is not None:
        raise Conflict(PRODUCT_EXISTS, code="product_exists", slug=slug)
    product = Product(slug=slug, name=name, description=checked_description(description))
    session().add(product)
    session().flush()
    record(EventKind.PRODUCT_CREATED, actor, Ref(Kind.PRODUCT, product.id), details={"slug": slug, "name": name})
    for release in releases:
        _add_release(actor, product, release)
    bump_epoch()
    return product


@operation
def describe_product(actor: Actor, product_id: int, *, name: str, description: str) -> Product:
    """Change a product's name and description; its address stays."""
    product = _product(actor, product_id)
    name, description = display_name("name", name), checked_description(description)
    if (product.name, product.description) == (name, description):
        return product
    before = {"name": product.name, "description": product.description}
    product.name, product.description = name, description
    details = {"before": before, "after": {"name": name, "description": description}}
    # The index holds a product's address and its releases, neither of which changes here.
    record(EventKind.PRODUCT_CHANGED, actor, Ref(Kind.PRODUCT, product.id), details=details, react=False)
    bump_epoch()
    return product


@operation
def set_terms(actor: Actor, product_id: int, terms: Terms) -> Product:
    """Say when answers are due and how long checks hold in a product. What was promised before stays as it was."""
    product = _product(actor, product_id)
    hours = at_most("answer_due_hours", terms.answer_due_hours, MOST_HOURS)
    months = at_most("review_months", terms.review_months, MOST_MONTHS)
    if (product.answer_due_hours, product.review_months) == (hours, months):
        return product
    before = {"answer_due_hours": product.answer_due_hours, "review_months": product.review_months}
    product.answer_due_hours, product.review_months = hours, months
    data = {"before": before, "after": {"answer_due_hours": hours, "review_months": months}}
    record(EventKind.PRODUCT_CHANGED, actor, Ref(Kind.PRODUCT, product.id), data=data, react=False)
    bump_epoch()
    return product


@operation
def archive_product(actor: Actor, product_id: int, *, archived: bool) -> Product:
    """Let a product take no new questions, or take them again; what was asked stays, and is found. Twice is once."""
    product = _product(actor, product_id)
    if (product.archived_at is not None) == archived:
        return product
    product.archived_at = now() if archived else None
    data = {"archived": archived}
    record(EventKind.PRODUCT_CHANGED, actor, Ref(Kind.PRODUCT, product.id), data=data, react=False)
    bump_epoch()
    return product


@operation
def add_release(actor: Actor, product_id: int, name: str, *, released_on: date | None = None) -> Release:
    """Add the newest release of a product. Raises `Conflict` where it has one of that name.

    What engineers found right before is checked again for it: the worker asks them, text by text.
    """
    release = _add_release(actor, _product(actor, product_id), name, released_on)
    session().add(CheckRound(release_id=release.id, created_at=now()))
    return release


def _add_release(actor: Actor, product: Product, name: str, released_on: date | None = None) -> Release:
    """Add a release to a locked product."""
    name = display_name("release", name)
    there = session().scalars(sa.select(Release).where(Release.product_id == product.id)).all()
    if any(release.name == name for release in there):
        raise Conflict(RELEASE_EXISTS, code="release_exists", name=name)
    position = max((release.position for release in there), default=-1) + 1
    release = Release(product_id=product.id, name=name, position=position, released_on=released_on)
    session().add(release)
    _take_name(product.id, name)
    session().flush()
    data = {"release": release.id}
    record(EventKind.RELEASE_ADDED, actor, Ref(Kind.PRODUCT, product.id), data=data, details={"name": name})
    bump_epoch()
    return release


@operation
def change_release(
    actor: Actor, product_id: int, release_id: int, *, name: str, released_on: date | None = None
) -> Release:
    """Give a release another name or day; the address of the old name leads on.

    Raises `Conflict` where another one of the product has the name.
    """
    product = _product(actor, product_id)
    there = {each.id: each for each in session().scalars(sa.select(Release).where(Release.product_id == product.id))}
    release = there.pop(release_id, None)
    if release is None:
        raise NotFound
    name = display_name("release", name)
    if (release.name, release.released_on) == (name, released_on):
        return release
    if any(each.name == name for each in there.values()):
        raise Conflict(RELEASE_EXISTS, code="release_exists", name=name)
    details = {"before": {"name": release.name}, "after": {"name": name}}
    is_renamed = release.name != name
    if is_renamed:
        _take_name(product.id, name)
        session().add(FormerRelease(product_id=product.id, name=release.name, release_id=release.id))
    release.name, release.released_on = name, released_on
    data = {"release": release.id}
    # The index knows releases by their names.
    root = Ref(Kind.PRODUCT, product.id)
    record(EventKind.RELEASE_CHANGED, actor, root, data=data, details=details, react=is_renamed)
    bump_epoch()
    return release


def _take_name(product_id: int, name: str) -> None:
    """Let a name lead nowhere else any more: a release is called so now."""
    mine = (FormerRelease.product_id == product_id, FormerRelease.name == name)
    session().execute(sa.delete(FormerRelease).where(*mine))


def _product(actor: Actor, product_id: int) -> Product:
    """Return the locked product, after asking whether the actor may change it."""
    product = lock(Product, product_id)
    if not can_change_product(actor):
        raise Forbidden
    return product
