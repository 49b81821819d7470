"""Changing the catalogue. Every change shows on cached pages, so each makes them stale."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from forum.catalog.models import Product, Release, Tag, TagSynonym
from forum.catalog.names import description as checked_description
from forum.catalog.names import display_name, product_slug, tag_name
from forum.catalog.policy import can_change_product, can_change_tag, can_create_product
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.site import bump_epoch
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor

PRODUCT_EXISTS = N_("There already is a product at the address “%(slug)s”. Choose another address.")
RELEASE_EXISTS = N_("The product already has a version “%(name)s”.")
TAG_EXISTS = N_("“%(name)s” is a tag of its own already.")
SYNONYM_TAKEN = N_("“%(name)s” already stands for the tag “%(tag)s”.")


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
        add_release(actor, product.id, release)
    bump_epoch()
    return product


@operation
def describe_product(actor: Actor, product_id: int, *, name: str, description: str) -> Product:
    """Change a product's name and description; its address stays."""
    product = lock(Product, product_id)
    if not can_change_product(actor):
        raise Forbidden
    name, description = display_name("name", name), checked_description(description)
    if (product.name, product.description) == (name, description):
        return product
    before = {"name": product.name, "description": product.description}
    product.name, product.description = name, description
    details = {"before": before, "after": {"name": name, "description": description}}
    record(EventKind.PRODUCT_CHANGED, actor, Ref(Kind.PRODUCT, product.id), details=details)
    bump_epoch()
    return product


@operation
def add_release(actor: Actor, product_id: int, name: str, *, released_on: date | None = None) -> Release:
    """Add the newest release of a product. Raises `Conflict` where it has one of that name."""
    product = lock(Product, product_id)
    if not can_change_product(actor):
        raise Forbidden
    name = display_name("release", name)
    there = session().scalars(sa.select(Release).where(Release.product_id == product.id)).all()
    if any(release.name == name for release in there):
        raise Conflict(RELEASE_EXISTS, code="release_exists", name=name)
    position = max((release.position for release in there), default=-1) + 1
    release = Release(product_id=product.id, name=name, position=position, released_on=released_on)
    session().add(release)
    session().flush()
    data = {"release": release.id}
    record(EventKind.RELEASE_ADDED, actor, Ref(Kind.PRODUCT, product.id), data=data, details={"name": name})
    bump_epoch()
    return release


@operation
def rename_tag(actor: Actor, tag_id: int, name: str) -> Tag:
    """Give a tag another name; the old one stays as a synonym, so that its address goes on leading here."""
    tag = lock(Tag, tag_id)
    if not can_change_tag(actor):
        raise Forbidden
    name, before = tag_name(name), tag.name
    if name == before:
        return tag
    _refuse_tag(name)
    synonym = session().get(TagSynonym, name)
    if synonym is not None and synonym.tag_id != tag.id:
        raise _taken(synonym)
    if synonym is not None:
        session().delete(synonym)
        session().flush()
    tag.name = name
    session().add(TagSynonym(name=before, tag_id=tag.id))
    details = {"before": {"name": before}, "after": {"name": name}}
    record(EventKind.TAG_CHANGED, actor, Ref(Kind.TAG, tag.id), details=details)
    bump_epoch()
    return tag


@operation
def describe_tag(actor: Actor, tag_id: int, description: str) -> Tag:
    """Say what a tag is for."""
    tag = lock(Tag, tag_id)
    if not can_change_tag(actor):
        raise Forbidden
    description = checked_description(description)
    if description == tag.description:
        return tag
    details = {"before": {"description": tag.description}, "after": {"description": description}}
    tag.description = description
    record(EventKind.TAG_CHANGED, actor, Ref(Kind.TAG, tag.id), details=details)
    bump_epoch()
    return tag


@operation
def add_synonym(actor: Actor, tag_id: int, name: str) -> Tag:
    """Let another word stand for a tag. Twice is once; a word that is a tag itself, or another tag's, conflicts."""
    tag = lock(Tag, tag_id)
    if not can_change_tag(actor):
        raise Forbidden
    name = tag_name(name)
    if name == tag.name:
        raise Invalid.one("name", "same", N_("This is the tag's own name."))
    synonym = session().get(TagSynonym, name)
    if synonym is not None and synonym.tag_id == tag.id:
        return tag
    if synonym is not None:
        raise _taken(synonym)
    _refuse_tag(name)
    session().add(TagSynonym(name=name, tag_id=tag.id))
    record(EventKind.TAG_CHANGED, actor, Ref(Kind.TAG, tag.id), details={"synonym": name})
    bump_epoch()
    return tag


def _refuse_tag(name: str) -> None:
    """Raise `Conflict` where `name` is a tag: its questions would have to move first."""
    if session().scalar(sa.select(Tag.id).where(Tag.name == name)) is not None:
        raise Conflict(TAG_EXISTS, code="tag_exists", name=name)


def _taken(synonym: TagSynonym) -> Conflict:
    """Return the error for a word that stands for another tag."""
    owner = session().get_one(Tag, synonym.tag_id)
    return Conflict(SYNONYM_TAKEN, code="synonym_taken", name=synonym.name, tag=owner.name)
