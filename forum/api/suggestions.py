"""Suggested changes of questions and answers."""

from typing import Any

from flask.views import MethodView

from forum.api import shapes
from forum.api.auth import rendered, writer
from forum.api.conditions import base_revision
from forum.api.idempotency import idempotent
from forum.api.room import IF_MATCH, KEY_ONLY, REPEATABLE, Made, blueprint, path
from forum.api.schemas import incoming, personal
from forum.core.errors import Forbidden
from forum.moderation.policy import can_decide_suggestion, can_suggest_answer, can_suggest_question
from forum.moderation.suggested import own_suggestions, suggestion_view, waiting_suggestions
from forum.moderation.suggestions import (
    Wording,
    accept_suggestion,
    reject_suggestion,
    suggest_answer,
    suggest_question,
    withdraw_suggestion,
)
from forum.questions.queries import answer_view, thread


def _one(suggestion_id: int) -> dict[str, Any]:
    """Return a suggestion as the caller may see it."""
    view = suggestion_view(writer(), suggestion_id)
    return shapes.suggestion(view.suggestion, view.question.id)


def _made(suggestion_id: int) -> Made:
    """Return a suggestion that was just made."""
    plain: dict[str, Any] = personal.SuggestionOut().dump(_one(suggestion_id))
    return plain, 201, {"Location": path("suggestions", suggestion_id)}


@blueprint.route("/answers/<int:answer_id>/suggestions", methods=["POST"])
@blueprint.arguments(incoming.SuggestionIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=personal.SuggestionOut)
def suggest_for_answer(args: dict[str, Any], answer_id: int) -> Made:
    """Suggest another text for somebody's answer."""
    answer = answer_view(writer(), answer_id)[0].answer
    if not can_suggest_answer(writer(), answer):
        raise Forbidden
    wording = Wording(rendered(args["body"], answer.question_id))
    return _suggest_for_answer(answer_id, wording, args)


@idempotent
def _suggest_for_answer(answer_id: int, wording: Wording, args: dict[str, Any]) -> Made:
    made = suggest_answer(writer(), answer_id, wording, base_revision=args["revision"], note=args["note"])
    return _made(made.id)


@blueprint.route("/questions/<int:question_id>/suggestions", methods=["POST"])
@blueprint.arguments(incoming.QuestionSuggestionIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=personal.SuggestionOut)
def suggest_for_question(args: dict[str, Any], question_id: int) -> Made:
    """Suggest another title, text or tags for somebody's question."""
    found = thread(writer(), question_id)
    if not can_suggest_question(writer(), found.question):
        raise Forbidden
    body = rendered(args.get("body", found.text.source), question_id)
    tags = args.get("tags", [tag.name for tag in found.tags])
    return _suggest_for_question(question_id, Wording(body, args.get("title", found.question.title), tags), args)


@idempotent
def _suggest_for_question(question_id: int, wording: Wording, args: dict[str, Any]) -> Made:
    made = suggest_question(writer(), question_id, wording, base_revision=args["revision"], note=args["note"])
    return _made(made.id)


@blueprint.route("/suggestions", methods=["GET"])
@blueprint.arguments(incoming.SuggestionListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, personal.SuggestionList)
def get_suggestions(args: dict[str, Any]) -> dict[str, Any]:
    """List the suggestions that the caller may decide, or the caller's own."""
    listed = own_suggestions if args["whose"] == "own" else waiting_suggestions
    page = listed(writer(), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([shapes.suggestion(row.suggestion, row.question.id) for row in page.items], page.next)


@blueprint.route("/suggestions/<int:suggestion_id>")
class Suggestion(MethodView):
    """One suggestion."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, personal.SuggestionOut)
    def get(self, suggestion_id: int) -> dict[str, Any]:
        """Read a suggestion."""
        return _one(suggestion_id)

    @blueprint.response(204)
    def delete(self, suggestion_id: int) -> None:
        """Take one's own suggestion back."""
        withdraw_suggestion(writer(), suggestion_id)


@blueprint.route("/suggestions/<int:suggestion_id>/acceptance", methods=["PUT"])
@blueprint.arguments(incoming.AcceptedIn, required=False)
@blueprint.doc(parameters=IF_MATCH)
@blueprint.response(200, personal.SuggestionOut)
def put_suggestion_acceptance(args: dict[str, Any], suggestion_id: int) -> dict[str, Any]:
    """Let a suggestion go in, as it is or improved; If-Match names the newest revision of the text."""
    view = suggestion_view(writer(), suggestion_id)
    one = view.suggestion
    if not can_decide_suggestion(writer(), one, view.thing):
        raise Forbidden
    base, tags = base_revision(), one.tags.replace(",", " ").split()
    body = rendered(args.get("body", one.source), view.question.id)
    wording = Wording(body, args.get("title", one.title), args.get("tags", tags))
    accept_suggestion(writer(), suggestion_id, wording, base_revision=base)
    return _one(suggestion_id)


@blueprint.route("/suggestions/<int:suggestion_id>/rejection", methods=["PUT"])
@blueprint.arguments(incoming.RejectedIn)
@blueprint.response(200, personal.SuggestionOut)
def put_suggestion_rejection(args: dict[str, Any], suggestion_id: int) -> dict[str, Any]:
    """Leave the text as it is; whoever suggested the change is told why."""
    reject_suggestion(writer(), suggestion_id, reason=args["reason"])
    return _one(suggestion_id)
