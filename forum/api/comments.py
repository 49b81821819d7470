"""Comments and their revisions."""

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
from forum.questions.opening import note_reading
from forum.questions.operations import comment as write_comment
from forum.questions.operations import edit_comment, vote_comment
from forum.questions.policy import can_comment, can_see_texts
from forum.questions.queries import answer_view, comment_revisions, comment_view, place_of_comment, thread


@blueprint.route("/questions/<int:question_id>/comments", methods=["POST"])
@blueprint.arguments(incoming.BodyIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=outgoing.CommentOut)
def comment_on_question(args: dict[str, Any], question_id: int) -> Made:
    """Comment on a question."""
    actor = writer()
    if not can_comment(actor, thread(actor, question_id).question):
        raise Forbidden
    return _post(rendered(args["body"], question_id), question_id, None)


@blueprint.route("/answers/<int:answer_id>/comments", methods=["POST"])
@blueprint.arguments(incoming.BodyIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=outgoing.CommentOut)
def comment_on_answer(args: dict[str, Any], answer_id: int) -> Made:
    """Comment on an answer."""
    view, _releases = answer_view(writer(), answer_id)
    question_id = view.answer.question_id
    return _post(rendered(args["body"], question_id), question_id, answer_id)


@idempotent
def _post(body: Rendered, question_id: int, answer_id: int | None) -> Made:
    made = write_comment(writer(), question_id, body, answer_id=answer_id).id
    plain: dict[str, Any] = outgoing.CommentOut().dump(shapes.comment(writer(), comment_view(writer(), made)))
    return plain, 201, {"Location": path("comments", made)}


@blueprint.route("/comments/<int:comment_id>")
class Comment(MethodView):
    """One comment."""

    @blueprint.response(200, outgoing.CommentOut)
    def get(self, comment_id: int) -> dict[str, Any]:
        """Read a comment."""
        return shapes.comment(reader(), comment_view(reader(), comment_id))

    @blueprint.arguments(incoming.BodyIn)
    @blueprint.doc(parameters=IF_MATCH)
    @blueprint.response(200, outgoing.CommentOut)
    def patch(self, args: dict[str, Any], comment_id: int) -> dict[str, Any]:
        """Write a new revision of one's own comment, the one that If-Match names."""
        actor = writer()
        found = comment_view(actor, comment_id)
        base, body = base_revision(), rendered(args["body"], found.question_id)
        edit_comment(actor, comment_id, body, base_revision=base)
        return shapes.comment(actor, comment_view(actor, comment_id))


@blueprint.route("/comments/<int:comment_id>/revisions", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, outgoing.CommentRevisionList)
def comment_texts(args: dict[str, Any], comment_id: int) -> dict[str, Any]:
    """Read all texts that a comment has had, the first one first."""
    question, _answer = place_of_comment(reader(), comment_id)
    found = comment_view(reader(), comment_id)
    if not can_see_texts(reader(), found, question.product_id):
        raise NotFound
    note_reading(reader(), found)
    rows = comment_revisions(found)
    page, following = cursors.cut("comment", rows, lambda row: (row.number,), (int,), args)
    return shapes.listed([histories.comment_revision(row) for row in page], following)


@blueprint.route("/comments/<int:comment_id>/vote", methods=["PUT"])
@blueprint.arguments(incoming.UsefulIn)
@blueprint.response(200, outgoing.CommentOut)
def put_comment_vote(args: dict[str, Any], comment_id: int) -> dict[str, Any]:
    """Say with 1 that somebody else's comment is useful, or take that back with 0."""
    vote_comment(writer(), comment_id, args["value"])
    return shapes.comment(writer(), comment_view(writer(), comment_id))
