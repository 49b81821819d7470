"""Checks of new engineers that wait for another one."""

from typing import Any

from flask.views import MethodView

from forum.api import shapes
from forum.api.auth import writer
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import checks
from forum.core.errors import NotFound
from forum.moderation.confirming import confirm_check, refuse_check, take_check_back
from forum.moderation.policy import can_engineer
from forum.moderation.to_confirm import CheckView, check_view, to_confirm


def waiting_check(view: CheckView) -> dict[str, Any]:
    """Return a check with what became of it."""
    check, answer = view.check, view.answer
    return {
        "id": check.id,
        "answer_id": answer.id,
        "question_id": answer.question_id,
        "title": answer.question.title,
        "verdict": check.kind.value,
        "revision": check.revision,
        "current": not view.is_stale,
        "evidence": check.evidence.value if check.evidence else None,
        "note": check.note,
        "condition": check.condition,
        "instead": check.instead,
        "by": shapes.name(check.engineer),
        "at": check.created_at,
        "outcome": check.outcome.value if check.outcome else None,
        "reason": check.reason,
        "url": shapes.address("engineering.confirm_one", check_id=check.id),
    }


@blueprint.route("/waiting/confirmations", methods=["GET"])
@blueprint.arguments(checks.ChecksArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, checks.WaitingCheckList)
def get_checks_to_confirm(args: dict[str, Any]) -> dict[str, Any]:
    """List the checks of new engineers that one may confirm, the oldest first. For engineers."""
    if not can_engineer(writer()):
        raise NotFound
    page = to_confirm(writer(), own=args["own"], limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([waiting_check(view) for view in page.items], page.next)


@blueprint.route("/checks/<int:check_id>")
class WaitingCheckResource(MethodView):
    """One check that waits or waited."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, checks.WaitingCheckOut)
    def get(self, check_id: int) -> dict[str, Any]:
        """Read one. For engineers of its product."""
        return waiting_check(check_view(writer(), check_id))

    @blueprint.response(204)
    def delete(self, check_id: int) -> None:
        """Take one's own back."""
        take_check_back(writer(), check_id)


@blueprint.route("/checks/<int:check_id>/confirmation", methods=["PUT"])
@blueprint.response(200, checks.WaitingCheckOut)
def put_check_confirmation(check_id: int) -> dict[str, Any]:
    """Confirm what a new engineer says: it becomes their verdict. Another engineer does, who is not new."""
    confirm_check(writer(), check_id)
    return waiting_check(check_view(writer(), check_id))


@blueprint.route("/checks/<int:check_id>/refusal", methods=["PUT"])
@blueprint.arguments(checks.CheckRefusalIn)
@blueprint.response(200, checks.WaitingCheckOut)
def put_check_refusal(args: dict[str, Any], check_id: int) -> dict[str, Any]:
    """Do not confirm it, with a reason that its engineer reads."""
    refuse_check(writer(), check_id, reason=args["reason"])
    return waiting_check(check_view(writer(), check_id))
