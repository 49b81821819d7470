"""Corrections of answers, and what becomes of them."""

from typing import Any

from forum.api.answers import one
from forum.api.auth import rendered, writer
from forum.api.conditions import base_revision
from forum.api.idempotency import idempotent
from forum.api.room import IF_MATCH, REPEATABLE, Made, blueprint, path
from forum.api.schemas import incoming, outgoing
from forum.core.errors import Forbidden, NotFound, Unfit
from forum.core.text import N_
from forum.moderation.answering_corrections import (
    adopt_correction,
    object_to_correction,
    resolve_objection,
    with_correction,
)
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.objections import correction_view
from forum.moderation.policy import can_answer_correction
from forum.questions.queries import answer_revision, answer_view

NOT_THERE = N_("The passage does not stand in the newest text as it was corrected. Send the whole text as body.")


@blueprint.route("/answers/<int:answer_id>/corrections", methods=["POST"])
@blueprint.arguments(incoming.CorrectionIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=outgoing.AnswerOut)
def post_correction(args: dict[str, Any], answer_id: int) -> Made:
    """Correct a passage of an answer."""
    answer_view(writer(), answer_id)
    return _correct(args, answer_id)


@idempotent
def _correct(args: dict[str, Any], answer_id: int) -> Made:
    publish_correction(writer(), answer_id, CorrectionDraft(**args))
    plain: dict[str, Any] = outgoing.AnswerOut().dump(one(writer(), answer_id))
    return plain, 201, {"Location": path("answers", answer_id)}


@blueprint.route("/corrections/<int:correction_id>/adoption", methods=["PUT"])
@blueprint.arguments(incoming.AdoptedIn, required=False)
@blueprint.doc(parameters=IF_MATCH)
@blueprint.response(200, outgoing.AnswerOut)
def put_correction_adoption(args: dict[str, Any], correction_id: int) -> dict[str, Any]:
    """Take a correction of one's own answer over, as a new revision of the one that If-Match names."""
    view = correction_view(writer(), correction_id)
    if not can_answer_correction(writer(), view.answer):
        raise Forbidden
    base, text = base_revision(), answer_revision(view.answer.id, view.answer.revision)
    if text is None:
        raise NotFound
    body = args.get("body")
    if body is None and view.correction.adopted_revision is None:
        body = with_correction(text.source, view.correction.passage, view.correction.replacement)
        if body is None:
            raise Unfit(NOT_THERE, code="passage_not_found")
    adopt_correction(
        writer(), correction_id, rendered(body or text.source, view.answer.question_id), base_revision=base
    )
    return one(writer(), view.answer.id)


@blueprint.route("/corrections/<int:correction_id>/objection", methods=["PUT"])
@blueprint.arguments(incoming.ObjectionIn)
@blueprint.response(200, outgoing.AnswerOut)
def put_correction_objection(args: dict[str, Any], correction_id: int) -> dict[str, Any]:
    """Object to a correction of one's own answer: another engineer looks at it."""
    return one(writer(), object_to_correction(writer(), correction_id, reason=args["reason"]).answer_id)


@blueprint.route("/corrections/<int:correction_id>/resolution", methods=["PUT"])
@blueprint.arguments(incoming.ResolutionIn)
@blueprint.response(200, outgoing.AnswerOut)
def put_correction_resolution(args: dict[str, Any], correction_id: int) -> dict[str, Any]:
    """Let a correction stand in spite of an objection, or withdraw it."""
    uphold = args["action"] == "uphold"
    return one(writer(), resolve_objection(writer(), correction_id, uphold=uphold, reason=args["reason"]).answer_id)
