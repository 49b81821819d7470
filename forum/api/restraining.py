"""Suspending and silencing people, for moderators and admins. To all others there is nothing here."""

from collections.abc import Sequence
from typing import Any

from flask.views import MethodView
from marshmallow import fields, validate

from forum.api import shapes
from forum.api.auth import writer
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import incoming, outgoing
from forum.api.schemas.incoming import Strict, one_of
from forum.api.schemas.outgoing import Out
from forum.moderation.hiding import ANSWERED, HIDDEN, RELIED_ON, hide_posts, posts_of, show_posts
from forum.moderation.models import RESTRAINTS, Action
from forum.moderation.operations import decide_about
from forum.moderation.persons import TOLD, Held, person_record, person_to_handle, restrained
from forum.people.suspending import lift


class RestrainIn(Strict):
    """What is taken from somebody, until when and why."""

    action = fields.String(required=True, validate=one_of(RESTRAINTS))
    until = fields.AwareDateTime(
        required=True, validate=incoming.MOMENT, metadata={"description": "when they may act, or write, again"}
    )
    reason = fields.String(required=True, metadata={"description": "they read it"})


class RestraintEndIn(Strict):
    """What ends now, and why."""

    action = fields.String(required=True, validate=one_of(RESTRAINTS))
    reason = fields.String(required=True, metadata={"description": "the other moderators read it"})


class RestrainedOut(Out):
    """Somebody with what is taken from them now."""

    id = fields.Integer()
    name = fields.String()
    restraints = fields.List(fields.Nested(outgoing.RestraintOut))


class RestrainedList(Out):
    """One page of those who are suspended or silenced now, who came last first."""

    items = fields.List(fields.Nested(RestrainedOut))
    next = fields.String(allow_none=True)


class StepOut(Out):
    """What happened to what somebody may do."""

    kind = fields.String(validate=one_of(TOLD))
    at = fields.DateTime()
    by = fields.String(allow_none=True)
    reason = fields.String()
    until = fields.DateTime(allow_none=True)


class PersonRecordOut(RestrainedOut):
    """A person as moderators handle them."""

    history = fields.List(fields.Nested(StepOut))
    decisions = fields.List(fields.Integer(), metadata={"description": "numbers of those about what they wrote"})


def held(rows: Sequence[Held]) -> list[dict[str, Any]]:
    """Return what is taken from somebody now."""
    return [_held(each) for each in rows]


def _held(row: Held) -> dict[str, Any]:
    return {"action": row.action.value, "until": row.until, "reason": row.reason, "decision_id": row.decision_id}


@blueprint.route("/restraints", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, RestrainedList)
def get_restraints(args: dict[str, Any]) -> dict[str, Any]:
    """List who is suspended or silenced now. For moderators and admins."""
    page = restrained(writer(), limit=args["limit"], cursor=args["cursor"])
    rows = [{"id": row.person.id, "name": row.person.name, "restraints": held(row.held)} for row in page.items]
    return shapes.listed(rows, page.next)


@blueprint.route("/people/<int:person_id>/restraint")
class PersonRestraint(MethodView):
    """What is taken from one person."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, PersonRecordOut)
    def get(self, person_id: int) -> dict[str, Any]:
        """Read what is taken from somebody now, what happened, and what was decided about what they wrote."""
        return _record(person_id)

    @blueprint.arguments(RestrainIn)
    @blueprint.response(200, PersonRecordOut)
    def put(self, args: dict[str, Any], person_id: int) -> dict[str, Any]:
        """Suspend or silence somebody, also in the place of what holds already. The same twice is once."""
        _record(person_id)
        decide_about(writer(), person_id, Action(args["action"]), until=args["until"], reason=args["reason"])
        return _record(person_id)


@blueprint.route("/people/<int:person_id>/release", methods=["PUT"])
@blueprint.arguments(RestraintEndIn)
@blueprint.response(200, PersonRecordOut)
def put_release(args: dict[str, Any], person_id: int) -> dict[str, Any]:
    """End a suspension or a silence before its time; they are told. Twice is once."""
    _record(person_id)
    lift(writer(), person_id, RESTRAINTS[Action(args["action"])], reason=args["reason"])
    return _record(person_id)


class PostOut(Out):
    """One post of somebody, and why it stays as it is; null: it is hidden with the others."""

    kind = fields.String(validate=validate.OneOf(["question", "answer", "comment"]))
    id = fields.Integer()
    title = fields.String(metadata={"description": "of its question"})
    left_out = fields.String(allow_none=True, validate=validate.OneOf([HIDDEN, RELIED_ON, ANSWERED]))


class PostList(Out):
    """One page of what somebody posted in the moderator's products, the newest of each kind first."""

    items = fields.List(fields.Nested(PostOut))
    next = fields.String(allow_none=True)


class HidingOut(Out):
    """A decision that hides all of somebody's posts. It is carried out within seconds."""

    decision_id = fields.Integer()


class ShowIn(Strict):
    """Which decision is taken back, and why."""

    decision_id = fields.Integer(required=True, strict=True, validate=incoming.NUMBER)
    reason = fields.String(required=True, metadata={"description": "the author reads it"})


@blueprint.route("/people/<int:person_id>/posts", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, PostList)
def get_posts_of(args: dict[str, Any], person_id: int) -> dict[str, Any]:
    """List what hiding all of somebody's posts would hide, and what it would leave. For moderators."""
    person_to_handle(writer(), person_id)
    page = posts_of(writer(), person_id, **args)
    items = [
        {"kind": post.ref.kind.value, "id": post.ref.id, "title": post.title, "left_out": post.left_out}
        for post in page.items
    ]
    return shapes.listed(items, page.next)


@blueprint.route("/people/<int:person_id>/posts/hidden", methods=["PUT"])
@blueprint.arguments(incoming.ReasonIn)
@blueprint.response(200, HidingOut)
def put_posts_hidden(args: dict[str, Any], person_id: int) -> dict[str, int]:
    """Hide all that somebody posted, in the background. Twice is once."""
    person_to_handle(writer(), person_id)
    return {"decision_id": hide_posts(writer(), person_id, reason=args.get("reason", "")).id}


@blueprint.route("/people/<int:person_id>/posts/shown", methods=["PUT"])
@blueprint.arguments(ShowIn)
@blueprint.response(200, HidingOut)
def put_posts_shown(args: dict[str, Any], person_id: int) -> dict[str, int]:
    """Give back what such a decision hid, and nothing else. Twice is once."""
    person_to_handle(writer(), person_id)
    return {"decision_id": show_posts(writer(), person_id, args["decision_id"], reason=args["reason"]).id}


def _record(person_id: int) -> dict[str, Any]:
    """Return a person for moderators and admins; raise `NotFound` for others."""
    found = person_record(writer(), person_id)
    steps = [
        {"kind": step.kind.value, "at": step.at, "by": step.by, "reason": step.reason, "until": step.until}
        for step in found.steps
    ]
    return {
        "id": found.person.id,
        "name": found.person.name,
        "restraints": held(found.held),
        "history": steps,
        "decisions": [decision.id for decision, _ in found.decisions],
    }
