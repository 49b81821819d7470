"""Advice that was corrected: the public list, its feed, one of them, and "I undid it"."""

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.recalls.models import RecallRecipient
from forum.recalls.operations import say_undone
from forum.recalls.queries import Corrected, corrected, corrected_one, has_told
from forum.web.access import needs_sign_in, viewer
from forum.web.addresses import page_url
from forum.web.hazards import SEVERITIES
from forum.web.questions.room import place_url
from forum.web.respond import done, show

blueprint = Blueprint("recalls", __name__)
IN_FEED = 30


@blueprint.get("/corrected")
def index() -> ResponseReturnValue:
    """Everything that people were told of, what was told last first."""
    page = corrected(cursor=request.args.get("cursor"))
    return show("corrected/index.html", page=page)


@blueprint.get("/corrected.atom")
def feed() -> ResponseReturnValue:
    """The newest of it for feed readers, asked for anew each time."""
    items = corrected(limit=IN_FEED).items
    updated = max((one.changed_at for one in items), default=None)
    text = render_template("corrected/feed.xml", items=items, updated=updated, page_url=page_url)
    response = Response(text, content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/corrected/<int:recall_id>")
def one(recall_id: int) -> ResponseReturnValue:
    """What was wrong, since when, what to do now, and what replaces it."""
    found = corrected_one(recall_id)
    return show(
        "corrected/show.html",
        one=found,
        severities=SEVERITIES,
        about_url=place_url(found.about) if found.about else None,
        instead_url=place_url(found.instead) if found.instead else None,
        mine=_mine(found),
    )


def _mine(found: Corrected) -> RecallRecipient | None:
    """Return the row of a reader who was told, and may say that they undid it."""
    return has_told(viewer().actor, found.id) if found.back is None else None


@blueprint.post("/corrected/<int:recall_id>/undone")
@needs_sign_in
def undone(recall_id: int) -> ResponseReturnValue:
    """Say that one undid what one had done."""
    say_undone(viewer().actor, recall_id)
    return done(url_for("recalls.one", recall_id=recall_id), _("Noted. Thank you for telling us."))
