"""Did this help? What visitors say without an account; who has a key says it with their name."""

from typing import Any

from flask import request

from forum.api.auth import holder
from forum.api.room import VISITORS_ONLY, blueprint, for_visitors
from forum.api.schemas import library, outgoing
from forum.core.errors import Forbidden, NotFound
from forum.core.refs import Ref
from forum.core.text import N_
from forum.knowledge.queries import entry_view
from forum.people.policy import VISITOR
from forum.questions.queries import answer_view
from forum.reach.helping import hear_visitor

BY_NAME = N_("You have a name here. Say it with your name: put the outcome of the answer.")


def _hear(ref: Ref, revision: int, helped: bool) -> dict[str, Any]:
    """Count it; say what was heard."""
    if holder() is not None:
        raise Forbidden(BY_NAME)
    hear_visitor(ref, revision, helped=helped, address=request.remote_addr)
    return {"helped": helped}


@blueprint.route("/answers/<int:answer_id>/helped", methods=["POST"])
@for_visitors
@blueprint.arguments(library.HelpedIn)
@blueprint.doc(security=VISITORS_ONLY)
@blueprint.response(200, outgoing.HelpedOut)
def post_answer_helped(args: dict[str, Any], answer_id: int) -> dict[str, Any]:
    """Say, without an account, whether an answer helped: counted once a day from one place."""
    view, _ = answer_view(VISITOR, answer_id)
    return _hear(view.answer.ref, view.text.number, args["helped"])


@blueprint.route("/entries/<int:entry_id>/helped", methods=["POST"])
@for_visitors
@blueprint.arguments(library.HelpedIn)
@blueprint.doc(security=VISITORS_ONLY)
@blueprint.response(200, outgoing.HelpedOut)
def post_entry_helped(args: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Say, without an account, whether a solution helped: counted once a day from one place."""
    view = entry_view(VISITOR, entry_id)
    if view.gone is not None:
        raise NotFound
    return _hear(view.entry.ref, view.entry.revision or view.entry.answer_revision, args["helped"])
