"""Decisions: as their authors read them, appeals, and a second moderator's look."""

from datetime import date
from typing import Any

from forum.api import reports, shapes
from forum.api.auth import writer
from forum.api.catalogue import known_product
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import deciding, incoming, staff
from forum.core.errors import Invalid, NotFound
from forum.core.text import N_
from forum.moderation.again import decision_view, waiting_again
from forum.moderation.appeals import appeal, decide_appeal
from forum.moderation.decided import Decided, LogFilter, decided, month_named
from forum.moderation.models import Action
from forum.moderation.policy import can_moderate
from forum.moderation.second_reading import confirm, overturn


@blueprint.route("/decisions", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.DecisionList)
def get_decisions(args: dict[str, Any]) -> dict[str, Any]:
    """List what other moderators decided and what waits for a second look of the caller's, the oldest first."""
    if not can_moderate(writer()):
        raise NotFound
    page = waiting_again(writer(), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([reports.decision_again(view) for view in page.items], page.next)


@blueprint.route("/decisions/log", methods=["GET"])
@blueprint.arguments(deciding.LogArgs, location="query")
@blueprint.response(200, staff.DecidedList)
def get_decisions_log(args: dict[str, Any]) -> dict[str, Any]:
    """List what moderators decided, the newest first, without anybody's name and without hidden words."""
    product = known_product(args["product"] or None)
    action = Action(args["action"]) if args["action"] else None
    narrow = LogFilter(action, product.id if product else None, _month(args["month"]))
    page = decided(narrow=narrow, limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([_public(one) for one in page.items], page.next)


def _month(text: str) -> date | None:
    month = month_named(text) if text else None
    if text and month is None:
        raise Invalid.one("month", "malformed", N_("Write a month as year-month, such as 2026-11."))
    return month


def _public(one: Decided) -> dict[str, Any]:
    endpoint, name = shapes.PLACES[one.kind]
    return {
        "id": one.id,
        "kind": one.kind.value,
        "action": one.action.value,
        "hazard": one.hazard.value if one.hazard else None,
        "product": one.product.slug if one.product else None,
        "reason": one.reason or None,
        "title": one.title,
        "at": one.at,
        "standing": one.standing.value,
        "reversed": one.is_reversed,
        "since": one.since,
        "url": shapes.address(endpoint, **{name: one.about.id}) if one.about else None,
    }


@blueprint.route("/decisions/<int:decision_id>", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.DecisionAgain)
def get_decision(decision_id: int) -> dict[str, Any]:
    """Read a decision about what the caller wrote, or in the products that they moderate."""
    return reports.decision_again(decision_view(writer(), decision_id))


@blueprint.route("/decisions/<int:decision_id>/appeal", methods=["PUT"])
@blueprint.arguments(deciding.AppealIn)
@blueprint.response(200, staff.DecisionAgain)
def put_appeal(args: dict[str, Any], decision_id: int) -> dict[str, Any]:
    """Appeal against a decision about what the caller wrote, once."""
    decision_view(writer(), decision_id)
    appeal(writer(), decision_id, text=args["text"])
    return reports.decision_again(decision_view(writer(), decision_id))


@blueprint.route("/decisions/<int:decision_id>/appeal/outcome", methods=["PUT"])
@blueprint.arguments(deciding.AppealOutcomeIn)
@blueprint.response(200, staff.DecisionAgain)
def put_appeal_outcome(args: dict[str, Any], decision_id: int) -> dict[str, Any]:
    """Let a decision stand in spite of an appeal, or take it back."""
    decision_view(writer(), decision_id)
    decide_appeal(writer(), decision_id, grant=args["outcome"] == "granted", reason=args["reason"])
    return reports.decision_again(decision_view(writer(), decision_id))


@blueprint.route("/decisions/<int:decision_id>/reading", methods=["PUT"])
@blueprint.arguments(deciding.ReadingIn)
@blueprint.response(200, staff.DecisionAgain)
def put_reading(args: dict[str, Any], decision_id: int) -> dict[str, Any]:
    """Confirm what another moderator decided, or take it back."""
    decision_view(writer(), decision_id)
    if args["reading"] == "confirmed":
        confirm(writer(), decision_id)
    else:
        overturn(writer(), decision_id, reason=args["reason"])
    return reports.decision_again(decision_view(writer(), decision_id))
