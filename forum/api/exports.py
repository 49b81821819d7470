"""A copy of everything about the caller: asked for, made behind the request, taken as a file."""

from typing import Any

from flask import Response, send_file
from flask.views import MethodView

from forum.api import shapes
from forum.api.auth import writer
from forum.api.room import KEY_ONLY, Made, blueprint, path
from forum.api.schemas import personal
from forum.people.exporting import ask_export, export_of, exports_of, file_of
from forum.people.models import DataExport

ZIP: dict[str, Any] = {"type": "string", "format": "binary"}


def shape(export: DataExport) -> dict[str, Any]:
    """Return a copy as the API tells of it."""
    return {
        "id": export.id,
        "created_at": export.created_at,
        "made_at": export.made_at,
        "expires_at": export.expires_at,
        "bytes": export.bytes,
        "url": path("exports", export.id, "file") if export.made_at else None,
    }


@blueprint.route("/exports")
class Exports(MethodView):
    """The caller's copies."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, personal.ExportList)
    def get(self) -> dict[str, Any]:
        """List the copies that can be taken or are being made."""
        return shapes.listed([shape(each) for each in exports_of(writer())], None)

    @blueprint.alt_response(201, schema=personal.ExportOut)
    def post(self) -> Made:
        """Ask for a copy of everything about the caller. It is made within minutes and kept for a week."""
        export = ask_export(writer())
        return personal.ExportOut().dump(shape(export)), 201, {"Location": path("exports", export.id)}


@blueprint.route("/exports/<int:export_id>")
class Export(MethodView):
    """One copy."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, personal.ExportOut)
    def get(self, export_id: int) -> dict[str, Any]:
        """Read whether a copy of the caller's is made."""
        return shape(export_of(writer(), export_id))


@blueprint.route("/exports/<int:export_id>/file", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.alt_response(200, schema=ZIP, content_type="application/zip")
def get_export_file(export_id: int) -> Response:
    """Take a copy: a zip with a page to read, a file for programs, and pictures."""
    found = file_of(writer(), export_id)
    return send_file(found, "application/zip", as_attachment=True, download_name="my-data.zip", conditional=False)
