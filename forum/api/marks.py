"""What people set on texts: votes, acceptance, outcomes, staff checks."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView

from forum.api import shapes
from forum.api.answers import one
from forum.api.auth import writer
from forum.api.catalogue import release_ids_of
from forum.api.checks import waiting_check
from forum.api.idempotency import idempotent
from forum.api.questions import full
from forum.api.room import REPEATABLE, Made, blueprint, path
from forum.api.schemas import checks, incoming, library, outgoing
from forum.core.containment import Hazard
from forum.knowledge.queries import entry_at_work, entry_view
from forum.moderation.entry_verdicts import give_entry_verdict
from forum.moderation.to_confirm import check_view
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.questions.models import WaitingCheck
from forum.questions.operations import (
    accept_answer,
    report_outcome,
    take_back_outcome,
    unaccept_answer,
    vote_answer,
    vote_question,
)
from forum.questions.queries import answer_view
from forum.questions.trust import Evidence, VerdictKind


@blueprint.route("/questions/<int:question_id>/vote", methods=["PUT"])
@blueprint.arguments(incoming.VoteIn)
@blueprint.response(200, outgoing.QuestionOut)
def put_question_vote(args: dict[str, Any], question_id: int) -> dict[str, Any]:
    """Vote on a question, or take the vote back with 0."""
    vote_question(writer(), question_id, args["value"])
    return full(writer(), question_id)


@blueprint.route("/answers/<int:answer_id>/vote", methods=["PUT"])
@blueprint.arguments(incoming.VoteIn)
@blueprint.response(200, outgoing.AnswerOut)
def put_answer_vote(args: dict[str, Any], answer_id: int) -> dict[str, Any]:
    """Vote on an answer, or take the vote back with 0."""
    vote_answer(writer(), answer_id, args["value"])
    return one(writer(), answer_id)


@blueprint.route("/answers/<int:answer_id>/acceptance")
class Acceptance(MethodView):
    """The asker's mark."""

    @blueprint.arguments(incoming.AcceptanceIn, required=False)
    @blueprint.response(200, outgoing.AnswerOut)
    def put(self, args: dict[str, Any], answer_id: int) -> dict[str, Any]:
        """Mark the answer that solved it; another one has to be named in `replaces`."""
        accept_answer(writer(), answer_id, reason=args.get("reason", ""), replaces=args.get("replaces"))
        return one(writer(), answer_id)

    @blueprint.response(204)
    def delete(self, answer_id: int) -> None:
        """Take the mark back."""
        unaccept_answer(writer(), answer_id)


@blueprint.route("/answers/<int:answer_id>/outcome")
class OutcomeOfAnswer(MethodView):
    """Whether it worked for the caller."""

    @blueprint.arguments(incoming.OutcomeIn)
    @blueprint.response(200, outgoing.AnswerOut)
    def put(self, args: dict[str, Any], answer_id: int) -> dict[str, Any]:
        """Say whether the answer worked."""
        _view, releases = answer_view(writer(), answer_id)
        named = release_ids_of(releases, "release", [args["release"]] if args["release"] else [])
        release_id = named[0] if named else None
        report_outcome(writer(), answer_id, worked=args["worked"], release_id=release_id, note=args["note"])
        return one(writer(), answer_id)

    @blueprint.response(204)
    def delete(self, answer_id: int) -> None:
        """Take back what was said."""
        take_back_outcome(writer(), answer_id)


@blueprint.route("/answers/<int:answer_id>/verdicts", methods=["POST"])
@blueprint.arguments(incoming.VerdictIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=checks.CheckedAnswer)
def post_verdict(args: dict[str, Any], answer_id: int) -> Made:
    """Check the newest revision of an answer. What a new engineer says may wait for another one: `waiting_check`."""
    answer_view(writer(), answer_id)
    return _check(args, answer_id)


@idempotent
def _check(args: dict[str, Any], answer_id: int) -> Made:
    _view, releases = answer_view(writer(), answer_id)
    given = give_verdict(writer(), answer_id, _draft(args, releases))
    waits = waiting_check(check_view(writer(), given.id)) if isinstance(given, WaitingCheck) else None
    plain: dict[str, Any] = checks.CheckedAnswer().dump({**one(writer(), answer_id), "waiting_check": waits})
    return plain, 201, {"Location": path("answers", answer_id)}


def _draft(args: dict[str, Any], releases: Mapping[int, str]) -> VerdictDraft:
    """Return what an engineer says; `releases` are the product's."""
    named = None if args["releases"] is None else release_ids_of(releases, "releases", args["releases"])
    since = release_ids_of(releases, "since_release", [args["since_release"]] if args["since_release"] else [])
    return VerdictDraft(
        kind=VerdictKind(args["verdict"]),
        revision=args["revision"],
        releases=named,
        evidence=Evidence(args["evidence"]) if args["evidence"] else None,
        note=args["note"],
        condition=args["condition"],
        since_release=since[0] if since else None,
        review_by=args["review_by"],
        hazard=Hazard(args["hazard"]) if args["hazard"] else None,
        instead=args["instead"],
    )


@blueprint.route("/entries/<int:entry_id>/verdicts", methods=["POST"])
@blueprint.arguments(incoming.VerdictIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=library.EntryOut)
def post_entry_verdict(args: dict[str, Any], entry_id: int) -> Made:
    """Check the newest text that an editor wrote of a solution."""
    entry_at_work(writer(), entry_id)
    return _check_entry(args, entry_id)


@idempotent
def _check_entry(args: dict[str, Any], entry_id: int) -> Made:
    view = entry_at_work(writer(), entry_id)
    give_entry_verdict(writer(), entry_id, _draft(args, view.releases))
    plain: dict[str, Any] = library.EntryOut().dump(shapes.entry(entry_view(writer(), entry_id)))
    return plain, 201, {"Location": path("entries", entry_id)}
