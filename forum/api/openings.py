"""What staff reads beside a question: all that happened, and who opened what is private. For admins, of all things."""

from typing import Any

from forum.api.auth import writer
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import incoming, staff
from forum.api.shapes import listed, name
from forum.questions.queries.staff_view import OpeningLine, StaffEvent, all_openings, openings_of, staff_history


@blueprint.route("/questions/<int:question_id>/staff-history", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.StaffHistory)
def get_staff_history(args: dict[str, Any], question_id: int) -> dict[str, Any]:
    """List all that happened to a question and beneath it, with reasons, the newest first. For the product's staff."""
    page = staff_history(writer(), question_id, limit=args["limit"], cursor=args["cursor"])
    return listed([_event(event) for event in page.items], page.next)


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


def _event(event: StaffEvent) -> dict[str, Any]:
    """Return something that happened."""
    about = {"kind": event.about.kind.value, "id": event.about.id}
    plain = {"kind": event.kind.value, "about": about, "by": event.by, "at": event.at}
    return {**plain, "found": event.found, "reason": event.said}


def _opening(line: OpeningLine) -> dict[str, Any]:
    """Return what somebody opened on a day."""
    about = {"kind": line.about.kind.value, "id": line.about.id}
    return {"by": name(line.person), "part": line.part.value, "about": about, "day": line.day, "times": line.times}
