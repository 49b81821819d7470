"""Who of the staff opened what is private, on the whole site."""

from flask import request
from flask.typing import ResponseReturnValue

from forum.questions.queries.staff_view import all_openings
from forum.web.access import needs_sign_in, viewer
from forum.web.admin.people import blueprint
from forum.web.openings import PARTS
from forum.web.respond import show


@blueprint.get("/opened")
@needs_sign_in
def opened() -> ResponseReturnValue:
    """List what was opened, the newest first."""
    page = all_openings(viewer().actor, cursor=request.args.get("cursor"))
    return show("admin/opened.html", page=page, parts=PARTS)
