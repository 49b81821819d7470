"""Tags and products."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from forum.catalog.queries import product_by_slug
from forum.core.errors import NotFound
from forum.following.operations import follow_product, follow_tag
from forum.following.queries import follows_product
from forum.knowledge.queries import list_entries
from forum.questions.queries import QuestionFilter, list_questions
from forum.questions.queries.lists import used_tags
from forum.web.access import needs_sign_in, viewer
from forum.web.questions.keeping import chosen
from forum.web.questions.shapes import row
from forum.web.respond import done, show

tags = Blueprint("tags", __name__)
products = Blueprint("products", __name__)


@tags.get("/tags")
def index() -> ResponseReturnValue:
    """All tags with how many questions they stand on."""
    return show("catalogue/tags.html", tags=used_tags(viewer().actor))


@products.get("/products/<slug>", endpoint="show")
def product_page(slug: str) -> ResponseReturnValue:
    """A product: its versions, what is asked about it, what was solved."""
    product = product_by_slug(slug)
    if product is None:
        raise NotFound
    actor = viewer().actor
    questions = list_questions(actor, narrow=QuestionFilter(product_id=product.id), limit=15)
    return show(
        "catalogue/product.html",
        product=product,
        questions=[row(found) for found in questions.items],
        solutions=list_entries(actor, product_id=product.id, limit=8).items,
        follows=actor.id is not None and follows_product(actor, product.id),
    )


@products.post("/products/<slug>/follow")
@needs_sign_in
def follow(slug: str) -> ResponseReturnValue:
    """Follow a product, or no longer."""
    product = product_by_slug(slug)
    if product is None:
        raise NotFound
    follow_product(viewer().actor, product.id, follows=chosen("follow"))
    return done(url_for("products.show", slug=slug))


@tags.post("/tags/<int:tag_id>/follow", endpoint="follow")
@needs_sign_in
def follow_a_tag(tag_id: int) -> ResponseReturnValue:
    """Follow a tag, or no longer."""
    tag = follow_tag(viewer().actor, tag_id, follows=chosen("follow"))
    return done(url_for("questions.index", tag=tag.name))
