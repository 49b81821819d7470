"""What becomes of texts: deleted and shown again, closed and opened."""

from typing import Any

from flask.views import MethodView

from forum.api import shapes
from forum.api.answers import one
from forum.api.auth import writer
from forum.api.questions import full
from forum.api.room import blueprint
from forum.api.schemas import incoming, outgoing
from forum.questions import operations
from forum.questions.queries import comment_view


@blueprint.route("/questions/<int:question_id>/deletion")
class QuestionDeletion(MethodView):
    """That a question is gone."""

    @blueprint.arguments(incoming.ReasonIn, required=False)
    @blueprint.response(200, outgoing.QuestionOut)
    def put(self, args: dict[str, Any], question_id: int) -> dict[str, Any]:
        """Delete a question with all that stands beneath it; its author and staff still see it."""
        operations.delete_question(writer(), question_id, reason=args.get("reason", ""))
        return full(writer(), question_id)

    @blueprint.response(204)
    def delete(self, question_id: int) -> None:
        """Show the question again."""
        operations.restore_question(writer(), question_id)


@blueprint.route("/answers/<int:answer_id>/deletion")
class AnswerDeletion(MethodView):
    """That an answer is gone."""

    @blueprint.arguments(incoming.ReasonIn, required=False)
    @blueprint.response(200, outgoing.AnswerOut)
    def put(self, args: dict[str, Any], answer_id: int) -> dict[str, Any]:
        """Delete an answer; its author and staff still see it, and its marks stay with it."""
        operations.delete_answer(writer(), answer_id, reason=args.get("reason", ""))
        return one(writer(), answer_id)

    @blueprint.response(204)
    def delete(self, answer_id: int) -> None:
        """Show the answer again."""
        operations.restore_answer(writer(), answer_id)


@blueprint.route("/comments/<int:comment_id>/deletion")
class CommentDeletion(MethodView):
    """That a comment is gone."""

    @blueprint.arguments(incoming.ReasonIn, required=False)
    @blueprint.response(200, outgoing.CommentOut)
    def put(self, args: dict[str, Any], comment_id: int) -> dict[str, Any]:
        """Delete a comment; its author and staff still see it."""
        operations.delete_comment(writer(), comment_id, reason=args.get("reason", ""))
        return shapes.comment(comment_view(writer(), comment_id))

    @blueprint.response(204)
    def delete(self, comment_id: int) -> None:
        """Show the comment again."""
        operations.restore_comment(writer(), comment_id)


@blueprint.route("/questions/<int:question_id>/closure")
class Closure(MethodView):
    """That a question takes no more answers."""

    @blueprint.arguments(incoming.ClosureIn)
    @blueprint.response(200, outgoing.QuestionOut)
    def put(self, args: dict[str, Any], question_id: int) -> dict[str, Any]:
        """Close a question, with a reason, or naming the question that was asked before."""
        if args["duplicate_of"] is not None:
            operations.mark_duplicate(writer(), question_id, args["duplicate_of"])
        else:
            operations.close_question(writer(), question_id, reason=args["reason"])
        return full(writer(), question_id)

    @blueprint.response(204)
    def delete(self, question_id: int) -> None:
        """Open the question again."""
        operations.reopen_question(writer(), question_id)
