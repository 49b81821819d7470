"""Reports and the history, for moderators."""

from typing import Any

from forum.api import reports, shapes
from forum.api.auth import writer
from forum.api.idempotency import idempotent
from forum.api.room import KEY_ONLY, REPEATABLE, Made, blueprint, path
from forum.api.schemas import incoming, staff
from forum.core.containment import Hazard
from forum.core.errors import NotFound
from forum.core.refs import Kind, Ref
from forum.flags.models import CaseState
from forum.journal.models import Event
from forum.moderation.deleted import deleted_things
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.policy import can_moderate
from forum.moderation.queries import CaseView, case_view, list_cases, list_events
from forum.reach.models import Part
from forum.reach.openings import note_opening


def _moderator() -> None:
    """Let those who moderate nothing find nothing, as on the pages."""
    if not can_moderate(writer()):
        raise NotFound


def _case(view: CaseView) -> dict[str, Any]:
    """Return a case; who reads it learns who reported."""
    if any(line.reporter for line in view.flags):
        note_opening(writer(), Ref(Kind.CASE, view.case.id), Part.REPORTERS)
    return reports.case(view)


@blueprint.route("/cases", methods=["GET"])
@blueprint.arguments(incoming.CaseListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.CaseList)
def get_cases(args: dict[str, Any]) -> dict[str, Any]:
    """List reports, worst first."""
    _moderator()
    page = list_cases(writer(), state=CaseState(args["state"]), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([_case(view) for view in page.items], page.next)


@blueprint.route("/cases/<int:case_id>", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.CaseOut)
def get_case(case_id: int) -> dict[str, Any]:
    """Read a report."""
    return _case(case_view(writer(), case_id))


@blueprint.route("/cases/<int:case_id>/decisions", methods=["POST"])
@blueprint.arguments(incoming.DecisionIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=staff.DecisionOut)
def post_decision(args: dict[str, Any], case_id: int) -> Made:
    """Decide about a report."""
    case_view(writer(), case_id)
    return _decide(args, case_id)


@idempotent
def _decide(args: dict[str, Any], case_id: int) -> Made:
    hazard = Hazard(args["hazard"]) if args["hazard"] else None
    how = {name: args[name] for name in ("reason", "version", "anew")}
    made = decide(writer(), case_id, Action(args["action"]), hazard=hazard, **how)
    plain: dict[str, Any] = staff.DecisionOut().dump(reports.decision(made))
    return plain, 201, {"Location": path("cases", case_id)}


@blueprint.route("/deletions", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.DeletionList)
def get_deletions(args: dict[str, Any]) -> dict[str, Any]:
    """List what was deleted in the moderator's products, the newest deletion first."""
    _moderator()
    page = deleted_things(writer(), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([reports.deletion(row) for row in page.items], page.next)


@blueprint.route("/journal", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.Journal)
def get_journal(args: dict[str, Any]) -> dict[str, Any]:
    """Read what happened to the questions in the moderator's products, the newest first."""
    _moderator()
    page = list_events(writer(), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([_event(event) for event in page.items], page.next)


def _event(row: Event) -> dict[str, Any]:
    """Return an event: numbers and fixed names, no text and nothing personal."""
    return {
        "id": row.id,
        "kind": row.kind.value,
        "actor_id": row.actor_id,
        "root": {"kind": row.root_kind.value, "id": row.root_id},
        "about": {"kind": row.about_kind.value, "id": row.about_id},
        "channel": row.channel.value,
        "request_id": row.request_id,
        "occurred_at": row.occurred_at,
        "recorded_at": row.recorded_at,
        "data": row.data,
    }
