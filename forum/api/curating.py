"""Changing tags and products."""

from typing import Any

from flask.views import MethodView

from forum.api.auth import reader, writer
from forum.api.catalogue import product_shape, tag_shape
from forum.api.idempotency import idempotent
from forum.api.room import REPEATABLE, Made, blueprint, path
from forum.api.schemas import catalogue as schemas
from forum.catalog.operations import (
    Terms,
    add_release,
    add_synonym,
    archive_product,
    change_release,
    create_product,
    describe_product,
    describe_tag,
    remove_synonym,
    rename_tag,
    set_terms,
)
from forum.catalog.queries import ProductLine, product_by_slug, release_now, tag_by_id
from forum.core.errors import NotFound
from forum.core.operation import unit
from forum.following.queries import product_followers
from forum.moderation.tags import merge_tags
from forum.questions.queries.topics import tag_row, tag_row_of


def _tag(tag_id: int) -> dict[str, Any]:
    """Return a tag as it is now."""
    return tag_shape(tag_row_of(writer(), tag_id))


@blueprint.route("/tags/<int:tag_id>")
class TagResource(MethodView):
    """One tag."""

    @blueprint.response(200, schemas.TagOut)
    def get(self, tag_id: int) -> dict[str, Any]:
        """Read a tag. One that was merged is read as the tag that it became a part of, under that one's number."""
        return tag_shape(tag_row(reader(), tag_by_id(tag_id).name))

    @blueprint.arguments(schemas.TagChange)
    @blueprint.response(200, schemas.TagOut)
    def patch(self, args: dict[str, Any], tag_id: int) -> dict[str, Any]:
        """Describe a tag, or give it another name; the old name goes on leading to it."""
        actor = writer()
        with unit():
            if "name" in args:
                rename_tag(actor, tag_id, args["name"], reason=args["reason"])
            if "description" in args or "name" not in args:
                describe_tag(actor, tag_id, args.get("description", tag_by_id(tag_id).description))
        return _tag(tag_id)


@blueprint.route("/tags/<int:tag_id>/synonyms/<word>")
class TagSynonymResource(MethodView):
    """That another word stands for a tag."""

    @blueprint.response(200, schemas.TagOut)
    def put(self, tag_id: int, word: str) -> dict[str, Any]:
        """Let another word stand for a tag."""
        add_synonym(writer(), tag_id, word)
        return _tag(tag_id)

    @blueprint.response(204)
    def delete(self, tag_id: int, word: str) -> None:
        """Let it stand for the tag no longer. What a tag was called once stays."""
        remove_synonym(writer(), tag_id, word)


@blueprint.route("/tags/<int:tag_id>/merger", methods=["PUT"])
@blueprint.arguments(schemas.TagMergerIn)
@blueprint.response(200, schemas.TagOut)
def put_tag_merger(args: dict[str, Any], tag_id: int) -> dict[str, Any]:
    """Let a tag become a part of another, which is returned. This cannot be undone."""
    return _tag(merge_tags(writer(), tag_id, args["into"], reason=args["reason"]).id)


def _product(slug: str) -> ProductLine:
    """Return the product at an address; raise `NotFound` where there is none."""
    found = product_by_slug(slug)
    if found is None:
        raise NotFound
    return found


def _shape(slug: str) -> dict[str, Any]:
    """Return a product as it is now."""
    product = _product(slug)
    return product_shape(product, product_followers([product.id]).get(product.id, 0))


@blueprint.route("/products", methods=["POST"])
@blueprint.arguments(schemas.ProductIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=schemas.ProductOut)
def post_product(args: dict[str, Any]) -> Made:
    """Bring a product to the forum. For admins."""
    return _create(args)


@idempotent
def _create(args: dict[str, Any]) -> Made:
    slug = create_product(writer(), **args).slug
    made: dict[str, Any] = schemas.ProductOut().dump(_shape(slug))
    return made, 201, {"Location": path("products", slug)}


@blueprint.route("/products/<slug>")
class ProductResource(MethodView):
    """One product."""

    @blueprint.response(200, schemas.ProductOut)
    def get(self, slug: str) -> dict[str, Any]:
        """Read a product."""
        return _shape(slug)

    @blueprint.arguments(schemas.ProductChange)
    @blueprint.response(200, schemas.ProductOut)
    def patch(self, args: dict[str, Any], slug: str) -> dict[str, Any]:
        """Describe a product, say when something is due in it, archive it. For admins."""
        actor, row = writer(), _product(slug)
        now = {name: args.get(name, getattr(row, name)) for name in schemas.ProductChange().fields}
        with unit():
            describe_product(actor, row.id, name=now["name"], description=now["description"])
            set_terms(actor, row.id, Terms(now["answer_due_hours"], now["review_months"]))
            archive_product(actor, row.id, archived=now["archived"])
        return _shape(slug)


@blueprint.route("/products/<slug>/releases", methods=["POST"])
@blueprint.arguments(schemas.ReleaseIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=schemas.ProductOut)
def post_release(args: dict[str, Any], slug: str) -> Made:
    """Add the newest release of a product. For admins."""
    return _add(args, slug)


@idempotent
def _add(args: dict[str, Any], slug: str) -> Made:
    add_release(writer(), _product(slug).id, args["name"], released_on=args["released_on"])
    made: dict[str, Any] = schemas.ProductOut().dump(_shape(slug))
    return made, 201, {"Location": path("products", slug)}


@blueprint.route("/products/<slug>/releases/<path:release>", methods=["PATCH"])
@blueprint.arguments(schemas.ReleaseChange)
@blueprint.response(200, schemas.ProductOut)
def patch_release(args: dict[str, Any], slug: str, release: str) -> dict[str, Any]:
    """Give a release another name or day. For admins."""
    product = _product(slug)
    row = release_now(product, release)
    name, day = args.get("name", row.name), args.get("released_on", row.released_on)
    change_release(writer(), product.id, row.id, name=name, released_on=day)
    return _shape(slug)
