"""What one may do with all that is kept of oneself: take a copy, or have it erased."""

from flask import send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.people.erasing import erasure_of
from forum.people.exporting import ask_export, exports_of, file_of
from forum.web.access import needs_sign_in, viewer
from forum.web.accounts.room import blueprint
from forum.web.respond import done, show


@blueprint.get("/account/data")
@needs_sign_in
def own_data() -> ResponseReturnValue:
    """Show what one may do, and the copies that can be taken."""
    return show("accounts/data.html", exports=exports_of(viewer().actor), erasure=erasure_of(viewer().actor))


@blueprint.post("/account/data/copies")
@needs_sign_in
def ask_copy() -> ResponseReturnValue:
    """Ask for a copy of everything."""
    ask_export(viewer().actor)
    return done(url_for("accounts.own_data"), _("Your copy is being made. Look again in a minute."))


@blueprint.get("/account/data/copies/<int:export_id>")
@needs_sign_in
def take_copy(export_id: int) -> ResponseReturnValue:
    """Hand a copy to its owner, and to nobody in between."""
    path = file_of(viewer().actor, export_id)
    response = send_file(path, "application/zip", as_attachment=True, download_name="my-data.zip", conditional=False)
    response.headers["Cache-Control"] = "private, no-store"
    return response
