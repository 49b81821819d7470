"""Reports and the history, for moderators."""

from typing import Any

from flask.views import MethodView

from forum.api import reports, shapes
from forum.api.auth import writer
from forum.api.idempotency import idempotent
from forum.api.room import KEY_ONLY, REPEATABLE, Made, blueprint, path
from forum.api.schemas import deciding, incoming, staff
from forum.catalog.queries import UNKNOWN_PRODUCT, product_by_slug
from forum.core.containment import Hazard
from forum.core.errors import Invalid, NotFound
from forum.core.refs import Kind, Ref
from forum.flags.models import CaseState, FlagKind
from forum.journal.models import Event
from forum.moderation.canned import Canned, canned_texts, drop_text, keep_text
from forum.moderation.deleted import deleted_things
from forum.moderation.doing import Terms
from forum.moderation.leases import hand_over, let_go, take_case
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.policy import can_moderate
from forum.moderation.queries import UNSORTED, CaseFilter, CaseView, case_view, list_cases, list_events
from forum.people.policy import Actor
from forum.reach.models import Part
from forum.reach.openings import note_opening


def moderating() -> Actor:
    """Return who calls; those who moderate nothing find nothing, as on the pages."""
    if not can_moderate(writer()):
        raise NotFound
    return writer()


def _case(view: CaseView) -> dict[str, Any]:
    """Return a case; who reads it learns who reported."""
    if any(line.reporter for line in view.flags):
        note_opening(writer(), Ref(Kind.CASE, view.case.id), Part.REPORTERS)
    return reports.case(view)


@blueprint.route("/cases", methods=["GET"])
@blueprint.arguments(deciding.CaseListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.CaseList)
def get_cases(args: dict[str, Any]) -> dict[str, Any]:
    """List reports, worst first."""
    moderating()
    state, narrow = CaseState(args["state"]), _narrow(args)
    page = list_cases(writer(), state=state, narrow=narrow, limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([_case(view) for view in page.items], page.next)


def _narrow(args: dict[str, Any]) -> CaseFilter:
    """Return what the list is narrowed to; an unknown product is an error, as elsewhere nothing is found."""
    product_id = None
    if args["product"] == "unsorted":
        product_id = UNSORTED
    elif args["product"]:
        product = product_by_slug(args["product"])
        if product is None:
            raise Invalid.one("product", "unknown", UNKNOWN_PRODUCT, name=args["product"])
        product_id = product.id
    return CaseFilter(
        kind=FlagKind(args["kind"]) if args["kind"] else None,
        about=Kind(args["about"]) if args["about"] else None,
        product_id=product_id,
        hazard=Hazard(args["hazard"]) if args["hazard"] else None,
        hours=args["hours"],
    )


@blueprint.route("/cases/<int:case_id>", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.CaseOut)
def get_case(case_id: int) -> dict[str, Any]:
    """Read a report."""
    return _case(case_view(writer(), case_id))


@blueprint.route("/cases/<int:case_id>/decisions", methods=["POST"])
@blueprint.arguments(deciding.DecisionIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=staff.DecisionOut)
def post_decision(args: dict[str, Any], case_id: int) -> Made:
    """Decide about a report."""
    case_view(writer(), case_id)
    return _decide(args, case_id)


@idempotent
def _decide(args: dict[str, Any], case_id: int) -> Made:
    hazard = Hazard(args["hazard"]) if args["hazard"] else None
    how = {name: args[name] for name in ("reason", "version", "revision", "anew")}
    terms = Terms(args["until"], args["target"], args["number"])
    made = decide(writer(), case_id, Action(args["action"]), hazard=hazard, terms=terms, **how)
    plain: dict[str, Any] = staff.DecisionOut().dump(reports.decision(made))
    return plain, 201, {"Location": path("cases", case_id)}


@blueprint.route("/deletions", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.DeletionList)
def get_deletions(args: dict[str, Any]) -> dict[str, Any]:
    """List what was deleted in the moderator's products, the newest deletion first."""
    moderating()
    page = deleted_things(writer(), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([reports.deletion(row) for row in page.items], page.next)


@blueprint.route("/cases/<int:case_id>/lease")
class Lease(MethodView):
    """Who is at a report."""

    @blueprint.arguments(deciding.LeaseIn)
    @blueprint.response(200, staff.CaseOut)
    def put(self, args: dict[str, Any], case_id: int) -> dict[str, Any]:
        """Take a report for a quarter of an hour, have it for longer, or hand it to another moderator."""
        case_view(writer(), case_id)
        if args["to"] is None:
            take_case(writer(), case_id)
        else:
            hand_over(writer(), case_id, args["to"])
        return _case(case_view(writer(), case_id))

    @blueprint.response(204)
    def delete(self, case_id: int) -> None:
        """Give a report back."""
        case_view(writer(), case_id)
        let_go(writer(), case_id)


@blueprint.route("/canned-texts", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.CannedList)
def get_canned_texts() -> dict[str, Any]:
    """List the texts for reasons; while moderators keep none, those that come with Vouch."""
    moderating()
    return {"items": [reports.canned(each) for each in canned_texts()]}


@blueprint.route("/canned-texts", methods=["POST"])
@blueprint.arguments(deciding.CannedIn)
@blueprint.response(201, staff.CannedOut)
def post_canned_text(args: dict[str, Any]) -> dict[str, Any]:
    """Keep a text for reasons."""
    moderating()
    made = keep_text(writer(), args["title"], args["text"], position=args["position"])
    return reports.canned(Canned(made.id, made.title, made.text, made.position))


@blueprint.route("/canned-texts/<int:text_id>")
class CannedResource(MethodView):
    """One of the texts that moderators keep."""

    @blueprint.arguments(deciding.CannedIn)
    @blueprint.response(200, staff.CannedOut)
    def put(self, args: dict[str, Any], text_id: int) -> dict[str, Any]:
        """Change a text; decisions that were made keep the old words."""
        moderating()
        made = keep_text(writer(), args["title"], args["text"], text_id=text_id, position=args["position"])
        return reports.canned(Canned(made.id, made.title, made.text, made.position))

    @blueprint.response(204)
    def delete(self, text_id: int) -> None:
        """Take a text out; decisions that were made keep its words."""
        moderating()
        drop_text(writer(), text_id)


@blueprint.route("/journal", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.Journal)
def get_journal(args: dict[str, Any]) -> dict[str, Any]:
    """Read what happened to the questions in the moderator's products, the newest first."""
    moderating()
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
