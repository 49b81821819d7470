"""What somebody writes is kept on the server while they write, and stands in its form again on any of their devices."""

import re

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import NotFound
from forum.people.drafts import PLACES, discard_draft, save_draft
from forum.web.access import needs_sign_in, viewer
from forum.web.keeping import typed
from forum.web.respond import done

blueprint = Blueprint("drafts", __name__)
_ANSWERING = re.compile(r"(/questions/\d+)/answers")


@blueprint.post("/drafts")
@needs_sign_in
def save() -> ResponseReturnValue:
    """Keep what stands in a form."""
    place = _place()
    draft = save_draft(viewer().actor, place, typed())
    return done(_page_of(place), _("Your draft is kept for 30 days."), part="components/draft_saved.html", draft=draft)


@blueprint.post("/drafts/discard")
@needs_sign_in
def discard() -> ResponseReturnValue:
    """Throw away what was kept of a form."""
    place = _place()
    discard_draft(viewer().actor, place)
    return done(_page_of(place), _("The draft is gone."))


def _place() -> str:
    """Return which form this is about."""
    place = request.form.get("draft", "")
    if not PLACES.fullmatch(place):
        raise NotFound
    return place


def _page_of(place: str) -> str:
    """Return the page that the form stands on."""
    answering = _ANSWERING.fullmatch(place)
    return f"{answering[1]}#write" if answering else place
