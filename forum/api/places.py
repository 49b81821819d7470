"""What becomes of texts: deleted and shown again, closed and opened, merged and split, made something else."""

from typing import Any

from flask.views import MethodView

from forum.api import shapes
from forum.api.answers import one
from forum.api.auth import writer
from forum.api.questions import full
from forum.api.room import blueprint
from forum.api.schemas import incoming, outgoing
from forum.core.refs import Kind, Ref
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
        return shapes.comment(writer(), comment_view(writer(), comment_id))

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


@blueprint.route("/questions/<int:question_id>/merger")
class Merger(MethodView):
    """That a question is a part of another."""

    @blueprint.arguments(incoming.MergerIn)
    @blueprint.response(200, outgoing.QuestionOut)
    def put(self, args: dict[str, Any], question_id: int) -> dict[str, Any]:
        """Let a question become a part of another, which is returned; its own address leads there from now on."""
        target = operations.merge_question(writer(), question_id, args["into"])
        return full(writer(), target.id)

    @blueprint.response(204)
    def delete(self, question_id: int) -> None:
        """Let the question be one of its own again."""
        operations.split_question(writer(), question_id)


@blueprint.route("/answers/<int:answer_id>/conversion")
class AnswerConversion(MethodView):
    """That an answer became something else."""

    @blueprint.arguments(incoming.ConversionIn)
    @blueprint.response(200, outgoing.PlaceOut)
    def put(self, args: dict[str, Any], answer_id: int) -> dict[str, Any]:
        """Make an answer into a comment, or into a question of its own."""
        if args["to"] == Kind.QUESTION:
            return _place(operations.answer_to_question(writer(), answer_id, title=args["title"]).ref)
        return _place(operations.answer_to_comment(writer(), answer_id).ref)

    @blueprint.response(204)
    def delete(self, answer_id: int) -> None:
        """Let it be an answer again."""
        operations.convert_back(writer(), Ref(Kind.ANSWER, answer_id))


@blueprint.route("/comments/<int:comment_id>/conversion")
class CommentConversion(MethodView):
    """That a comment became something else."""

    @blueprint.arguments(incoming.CommentConversionIn)
    @blueprint.response(200, outgoing.PlaceOut)
    def put(self, args: dict[str, Any], comment_id: int) -> dict[str, Any]:
        """Make a comment into an answer, or into a question of its own."""
        if args["to"] == Kind.QUESTION:
            return _place(operations.comment_to_question(writer(), comment_id, title=args["title"]).ref)
        return _place(operations.comment_to_answer(writer(), comment_id).ref)

    @blueprint.response(204)
    def delete(self, comment_id: int) -> None:
        """Let it be a comment again."""
        operations.convert_back(writer(), Ref(Kind.COMMENT, comment_id))


def _place(ref: Ref) -> dict[str, Any]:
    """Return a place."""
    urls = {
        Kind.QUESTION: ("questions.show", "question_id"),
        Kind.ANSWER: ("questions.answer", "answer_id"),
        Kind.COMMENT: ("questions.comment_place", "comment_id"),
    }
    endpoint, name = urls[ref.kind]
    return {"kind": ref.kind.value, "id": ref.id, "url": shapes.address(endpoint, **{name: ref.id})}
