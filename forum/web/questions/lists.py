"""The front page, and the lists of questions by state, tag and product."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.catalog.models import Tag
from forum.catalog.queries import ProductLine, current_products, product_by_slug, tag_called
from forum.following.queries import follows_product, follows_tag
from forum.knowledge.queries import list_entries
from forum.questions.queries import Facts, QuestionFilter, Sort, list_questions
from forum.questions.queries.topics import need_tag
from forum.web.access import viewer
from forum.web.addresses import with_query
from forum.web.questions.room import blueprint
from forum.web.questions.shapes import row
from forum.web.respond import show


def sort_of(text: str) -> Sort:
    """Return the order that an address names; unknown words mean the newest first."""
    return Sort(text) if text in set(Sort) else Sort.NEWEST


def state_of(text: str) -> Facts | None:
    """Return the state that an address names."""
    return Facts(text) if text in set(Facts) else None


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """What is being talked about, and what was found out lately."""
    page = list_questions(viewer().actor, sort=Sort.ACTIVE, limit=15)
    solutions = list_entries(viewer().actor, limit=6)
    return show(
        "questions/home.html",
        questions=[row(found) for found in page.items],
        solutions=solutions.items,
        products=current_products(),
    )


@blueprint.get("/questions")
def index() -> ResponseReturnValue:
    """Lists of questions."""
    sort, state = sort_of(request.args.get("sort", "")), state_of(request.args.get("state", ""))
    tag = tag_called(request.args["tag"]) if request.args.get("tag") else None
    product = product_by_slug(request.args["product"]) if request.args.get("product") else None
    if (request.args.get("tag") and tag is None) or (request.args.get("product") and product is None):
        abort(404)
    narrow = QuestionFilter(state, tag.id if tag else None, product.id if product else None)
    page = list_questions(viewer().actor, sort=sort, narrow=narrow, limit=30, cursor=request.args.get("cursor"))
    if tag is not None and not page.items:
        need_tag(viewer().actor, tag.name)
    return show(
        "questions/index.html",
        questions=[row(found) for found in page.items],
        page=page,
        tabs=_tabs(sort, state),
        at=address,
        tag=tag,
        product=product,
        follow=_follow(tag, product),
    )


def _follow(tag: Tag | None, product: ProductLine | None) -> tuple[str, bool] | None:
    """Return where to follow what the list is narrowed to, and whether the viewer does; None where there is no such."""
    actor = viewer().actor
    if actor.id is None or (tag is None) == (product is None):
        return None
    if tag is not None:
        return url_for("tags.follow", tag_id=tag.id), follows_tag(actor, tag.id)
    return (url_for("products.follow", slug=product.slug), follows_product(actor, product.id)) if product else None


def address(**changed: str | None) -> str:
    """Return this list's address with some of its words changed; the cursor belongs to the old list."""
    kept = {name: request.args.get(name) for name in ("sort", "state", "tag", "product")}
    query = {name: value for name, value in {**kept, **changed}.items() if value}
    return with_query(url_for("questions.index"), **query) if query else url_for("questions.index")


def _tabs(sort: Sort, state: Facts | None) -> list[tuple[str, str, bool, None]]:
    """Return the tabs over the list."""
    choices: list[tuple[str, Sort, Facts | None]] = [
        (_("Newest"), Sort.NEWEST, None),
        (_("Active"), Sort.ACTIVE, None),
        (_("Most votes"), Sort.VOTES, None),
        (_("No answer"), Sort.NEWEST, Facts.UNANSWERED),
        (_("Not solved"), Sort.NEWEST, Facts.UNACCEPTED),
        (_("Solved"), Sort.NEWEST, Facts.ACCEPTED),
        (_("Verified"), Sort.NEWEST, Facts.VERIFIED),
    ]
    return [
        (text, address(sort=None if order is Sort.NEWEST else order, state=only), (order, only) == (sort, state), None)
        for text, order, only in choices
    ]
