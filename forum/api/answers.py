"""Answers and their revisions."""

from dataclasses import replace
from typing import Any

from flask.views import MethodView

from forum.api import cursors, histories, shapes
from forum.api.auth import reader, rendered, writer
from forum.api.conditions import base_revision
from forum.api.idempotency import idempotent
from forum.api.room import IF_MATCH, REPEATABLE, Made, blueprint, path
from forum.api.schemas import incoming, outgoing
from forum.core.errors import Forbidden, NotFound
from forum.core.markup import Rendered
from forum.moderation.objections import corrections_by_revision
from forum.people.policy import Actor
from forum.questions.opening import note_revisions
from forum.questions.operations import edit_answer, post_answer
from forum.questions.policy import can_ask, can_see_history
from forum.questions.queries import answer_history, answer_view, comments_beneath, thread


def one(actor: Actor, answer_id: int) -> dict[str, Any]:
    """Return an answer as the actor may see it."""
    view, releases = answer_view(actor, answer_id)
    with_comments = replace(view, comments=comments_beneath(actor, view.answer))
    return shapes.answer(actor, with_comments, releases)


@blueprint.route("/questions/<int:question_id>/answers", methods=["POST"])
@blueprint.arguments(incoming.BodyIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=outgoing.AnswerOut)
def post(args: dict[str, Any], question_id: int) -> Made:
    """Answer a question."""
    actor = writer()
    thread(actor, question_id)
    if not can_ask(actor):
        raise Forbidden
    return _post(rendered(args["body"], question_id), question_id)


@idempotent
def _post(body: Rendered, question_id: int) -> Made:
    made = post_answer(writer(), question_id, body).id
    plain: dict[str, Any] = outgoing.AnswerOut().dump(one(writer(), made))
    return plain, 201, {"Location": path("answers", made)}


@blueprint.route("/answers/<int:answer_id>")
class Answer(MethodView):
    """One answer."""

    @blueprint.response(200, outgoing.AnswerOut)
    def get(self, answer_id: int) -> dict[str, Any]:
        """Read an answer."""
        return one(reader(), answer_id)

    @blueprint.arguments(incoming.AnswerChange)
    @blueprint.doc(parameters=IF_MATCH)
    @blueprint.response(200, outgoing.AnswerOut)
    def patch(self, args: dict[str, Any], answer_id: int) -> dict[str, Any]:
        """Write a new revision of the one that If-Match names."""
        actor = writer()
        view, _releases = answer_view(actor, answer_id)
        base, body = base_revision(), rendered(args["body"], view.answer.question_id)
        edit_answer(actor, answer_id, body, base_revision=base, note=args["note"])
        return one(actor, answer_id)


@blueprint.route("/answers/<int:answer_id>/revisions", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, outgoing.RevisionList)
def revisions(args: dict[str, Any], answer_id: int) -> dict[str, Any]:
    """Read all revisions of an answer, the first one first, each with what staff found and corrected in it."""
    view, releases = answer_view(reader(), answer_id)
    if not can_see_history(reader(), view.answer):
        raise NotFound
    rows = answer_history(reader(), view.answer, releases)
    page, following = cursors.cut("revisions", rows, lambda row: (row.revision.number,), (int,), args)
    note_revisions(reader(), view.answer, page)
    corrected = corrections_by_revision(answer_id)
    items = [histories.revision(row, corrected.get(row.revision.number, ()), releases) for row in page]
    return shapes.listed(items, following)
