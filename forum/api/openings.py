"""Which staff opened what is private: of a question for the product's staff, of the whole site for admins."""

from typing import Any

from forum.api.auth import writer
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import incoming, staff
from forum.api.shapes import listed, name
from forum.questions.queries.staff_view import OpeningLine, all_openings, openings_of


@blueprint.route("/questions/<int:question_id>/openings", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.OpeningList)
def get_question_openings(args: dict[str, Any], question_id: int) -> dict[str, Any]:
    """List who of the staff opened private parts of a question, the newest first. For the product's staff."""
    page = openings_of(writer(), question_id, limit=args["limit"], cursor=args["cursor"])
    return listed([_opening(line) for line in page.items], page.next)


@blueprint.route("/openings", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.OpeningList)
def get_openings(args: dict[str, Any]) -> dict[str, Any]:
    """List who of the staff opened private parts of anything, the newest first. For admins."""
    page = all_openings(writer(), limit=args["limit"], cursor=args["cursor"])
    return listed([_opening(line) for line in page.items], page.next)


def _opening(line: OpeningLine) -> dict[str, Any]:
    """Return what somebody opened on a day."""
    about = {"kind": line.about.kind.value, "id": line.about.id}
    return {"by": name(line.person), "part": line.part.value, "about": about, "day": line.day, "times": line.times}
