"""Products: what they are, who knows about them, and what is asked about them."""

from flask import url_for
from flask.typing import ResponseReturnValue

from forum.catalog.queries import ProductLine, product_by_slug
from forum.core.errors import NotFound
from forum.following.operations import follow_product
from forum.following.queries import product_following
from forum.knowledge.highlights import highlights
from forum.questions.queries import QuestionFilter, list_questions
from forum.questions.queries.topics import Topic, experts
from forum.web.access import needs_sign_in, viewer
from forum.web.catalogue.room import answers_page, products
from forum.web.questions.keeping import chosen
from forum.web.questions.shapes import row
from forum.web.respond import done, show


def product_at(slug: str) -> ProductLine:
    """Return the product at an address, or raise `NotFound`."""
    product = product_by_slug(slug)
    if product is None:
        raise NotFound
    return product


@products.get("/products/<slug>", endpoint="show")
def product_page(slug: str) -> ResponseReturnValue:
    """A product: its versions, what is asked about it, what was solved, who knows about it."""
    product, actor = product_at(slug), viewer().actor
    topic = Topic(product_id=product.id)
    followers, follows = product_following(actor, product.id)
    questions = list_questions(actor, narrow=QuestionFilter(product_id=product.id), limit=15)
    return show(
        "catalogue/product.html",
        product=product,
        questions=[row(found) for found in questions.items],
        solutions=highlights(actor, topic),
        experts=experts(topic),
        followers=followers,
        follows=follows,
    )


@products.get("/products/<slug>/answers")
def answers(slug: str) -> ResponseReturnValue:
    """The good answers about a product, all or one person's: what the numbers on its page count."""
    product = product_at(slug)
    url, up = url_for("products.answers", slug=slug), url_for("products.show", slug=slug)
    return answers_page(Topic(product_id=product.id), product.name, url, up=up)


@products.post("/products/<slug>/follow")
@needs_sign_in
def follow(slug: str) -> ResponseReturnValue:
    """Follow a product, or no longer."""
    product = product_at(slug)
    follow_product(viewer().actor, product.id, follows=chosen("follow"))
    return done(url_for("products.show", slug=slug))
