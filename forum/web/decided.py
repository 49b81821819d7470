"""What moderators decided, for everybody: the list and its feed."""

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from forum.catalog.queries import products
from forum.core.clock import now
from forum.moderation.decided import Aftermath, LogFilter, decided, month_named, months_of_decisions
from forum.moderation.models import Action
from forum.web.addresses import page_url, with_query
from forum.web.hazards import HAZARDS
from forum.web.questions.room import place_url
from forum.web.respond import show
from forum.web.staff.moderation import ACTIONS, THINGS
from forum.web.words import month

blueprint = Blueprint("decided", __name__)
IN_FEED = 30
NAMES = ("action", "product", "month")
WORDS = ACTIONS | {Action.DISMISS: _l("The report had no ground"), Action.DELETE: _l("The text was deleted")}
STANDINGS = {
    Aftermath.WAITS: _l("A second moderator will read it again"),
    Aftermath.CONFIRMED: _l("Confirmed by a second moderator"),
    Aftermath.APPEALED: _l("The author appeals"),
    Aftermath.UPHELD: _l("Stands after an appeal"),
    Aftermath.REPLACED: _l("Decided anew"),
    Aftermath.ENDED: _l("Ended since"),
    Aftermath.OVERTURNED: _l("Taken back by another moderator"),
    Aftermath.GRANTED: _l("Taken back after an appeal"),
}


@blueprint.get("/decisions")
def index() -> ResponseReturnValue:
    """All of them, the newest first; narrowed to an action, a product, a month."""
    known = products()
    asked = {name: text for name in NAMES if (text := request.args.get(name, ""))}
    slugs = {each.slug: each.id for each in known}
    narrow = LogFilter(
        action=next((each for each in Action if each.value == asked.get("action")), None),
        product_id=slugs.get(asked.get("product", "")),
        month=month_named(asked.get("month", "")),
    )
    page = decided(narrow=narrow, cursor=request.args.get("cursor"))
    return show(
        "decided/index.html",
        page=page,
        asked=asked,
        products=[(each.slug, each.name) for each in known],
        months=[(f"{each:%Y-%m}", month(each)) for each in months_of_decisions(now().date())],
        older=_address(asked, page.next),
        newer=_address(asked, page.previous),
        actions=WORDS,
        things=THINGS,
        hazards=HAZARDS,
        standings=STANDINGS,
        place=place_url,
    )


@blueprint.get("/decisions.atom")
def feed() -> ResponseReturnValue:
    """The newest of them for feed readers, asked for anew each time."""
    items = decided(limit=IN_FEED).items
    words = {"actions": WORDS, "things": THINGS, "hazards": HAZARDS, "standings": STANDINGS}
    text = render_template("decided/feed.xml", items=items, page_url=page_url, **words)
    response = Response(text, content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _address(asked: dict[str, str], cursor: str | None) -> str | None:
    """Return the address of another page of the list, None where there is none."""
    return with_query(url_for("decided.index"), **asked, cursor=cursor) if cursor else None
