"""Tags and products."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from forum.catalog.queries import product_by_slug
from forum.core.errors import NotFound
from forum.knowledge.queries import list_entries
from forum.questions.queries import QuestionFilter, list_questions
from forum.questions.queries.lists import used_tags
from forum.web.access import viewer
from forum.web.questions.shapes import row
from forum.web.respond import show

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
    )
