"""Corrected advice: what everybody reads of it, and what staff decides about telling people."""

from dataclasses import asdict
from typing import Any

from flask.views import MethodView

from forum.api import shapes
from forum.api.auth import writer
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import incoming, recalls
from forum.core.errors import NotFound
from forum.core.refs import Kind, Ref
from forum.notifications.delivery import delivery_of
from forum.recalls.models import Recall, RecallState
from forum.recalls.operations import RecallDraft, approve, decline, say_undone, stop, take_back, tell
from forum.recalls.policy import can_tell
from forum.recalls.queries import (
    Corrected,
    corrected,
    corrected_one,
    open_recalls,
    settled_recalls,
    staff_view,
)
from forum.recalls.reach import reach


@blueprint.route("/corrected", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, recalls.CorrectedList)
def get_corrected(args: dict[str, Any]) -> dict[str, Any]:
    """List advice that was wrong, what people were told last first."""
    page = corrected(cursor=args["cursor"], limit=args["limit"])
    return shapes.listed([_public(one) for one in page.items], page.next)


@blueprint.route("/corrected/<int:recall_id>", methods=["GET"])
@blueprint.response(200, recalls.CorrectedOut)
def get_corrected_one(recall_id: int) -> dict[str, Any]:
    """Read what was wrong, since when, and what to do now."""
    return _public(corrected_one(recall_id))


@blueprint.route("/corrected/<int:recall_id>/undone", methods=["PUT"])
@blueprint.response(200, recalls.UndoneOut)
def put_undone(recall_id: int) -> dict[str, bool]:
    """Say that one undid what one had done on that advice; for those who were told."""
    say_undone(writer(), recall_id)
    return {"undone": True}


def _public(one: Corrected) -> dict[str, Any]:
    return {
        "id": one.id,
        "severity": one.severity,
        "summary": one.summary,
        "what_now": one.what_now,
        "since": one.since,
        "told_at": one.sent_at,
        "about": _place(one.about),
        "instead": _place(one.instead),
        "taken_back": one.back.what_now if one.back else None,
        "url": shapes.address("recalls.one", recall_id=one.id),
    }


def _place(ref: Ref | None) -> dict[str, Any] | None:
    if ref is None:
        return None
    endpoint, name = shapes.PLACES[ref.kind]
    return {"kind": ref.kind.value, "id": ref.id, "url": shapes.address(endpoint, **{name: ref.id})}


@blueprint.route("/recalls", methods=["GET"])
@blueprint.arguments(recalls.RecallListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, recalls.RecallList)
def get_recalls(args: dict[str, Any]) -> dict[str, Any]:
    """List what people could be told, or were; for staff, in their products."""
    if not can_tell(writer()):
        raise NotFound
    chosen = open_recalls if args["state"] == "open" else settled_recalls
    page = chosen(writer(), cursor=args["cursor"], limit=args["limit"])
    return shapes.listed([_brief(view.recall) for view in page.items], page.next)


@blueprint.route("/recalls/<int:recall_id>", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, recalls.RecallOut)
def get_recall(recall_id: int) -> dict[str, Any]:
    """Read one: whom it reaches, what they are told, how it went."""
    return _whole(recall_id)


@blueprint.route("/recalls/<int:recall_id>/decision")
class RecallDecision(MethodView):
    """The decision that people are told."""

    @blueprint.arguments(recalls.RecallIn)
    @blueprint.response(200, recalls.RecallOut)
    def put(self, args: dict[str, Any], recall_id: int) -> dict[str, Any]:
        """Decide that people are told in ten minutes, or once a second person agrees."""
        instead = Ref(Kind(args["instead"]["kind"]), args["instead"]["id"]) if args["instead"] else None
        tell(writer(), recall_id, RecallDraft(args["severity"], args["summary"], args["what_now"], instead))
        return _whole(recall_id)

    @blueprint.response(200, recalls.RecallOut)
    def delete(self, recall_id: int) -> dict[str, Any]:
        """Stop it before anybody is told."""
        stop(writer(), recall_id)
        return _whole(recall_id)


@blueprint.route("/recalls/<int:recall_id>/agreement", methods=["PUT"])
@blueprint.response(200, recalls.RecallOut)
def put_recall_agreement(recall_id: int) -> dict[str, Any]:
    """Agree, as the second person."""
    approve(writer(), recall_id)
    return _whole(recall_id)


@blueprint.route("/recalls/<int:recall_id>/refusal", methods=["PUT"])
@blueprint.arguments(incoming.ReasonIn)
@blueprint.response(200, recalls.RecallOut)
def put_recall_refusal(args: dict[str, Any], recall_id: int) -> dict[str, Any]:
    """Decide that nobody has to be told, and why."""
    decline(writer(), recall_id, reason=args["reason"])
    return _whole(recall_id)


@blueprint.route("/recalls/<int:recall_id>/reversal", methods=["PUT"])
@blueprint.response(200, recalls.RecallOut)
def put_recall_reversal(recall_id: int) -> dict[str, Any]:
    """Begin to tell the same people that the advice was right; what is answered is decided as any other."""
    return _whole(take_back(writer(), recall_id).id)


def _brief(recall: Recall) -> dict[str, Any]:
    return {
        "id": recall.id,
        "state": recall.state.value,
        "cause": recall.cause.value,
        "reverses": recall.reverses_id,
        "about": _place(recall.about),
        "since": recall.since,
        "severity": recall.severity,
        "summary": recall.summary,
    }


def _whole(recall_id: int) -> dict[str, Any]:
    """Return one as it is now; raise `NotFound` where the caller sees none."""
    recall = staff_view(writer(), recall_id).recall
    reached, delivery = reach(recall), None
    if recall.state is RecallState.SENT:
        delivery = asdict(delivery_of(recall))
    return {
        **_brief(recall),
        "what_now": recall.what_now,
        "instead": _place(recall.instead),
        "by": shapes.name(recall.decided_by),
        "agreed": shapes.name(recall.approved_by),
        "reason": recall.reason,
        "send_at": recall.send_at,
        "sent_at": recall.sent_at,
        "reach": {
            **{why.value: number for why, number in reached.by_why.items()},
            "total": reached.total,
            "needs_second": reached.needs_second,
        },
        "delivery": delivery,
    }
