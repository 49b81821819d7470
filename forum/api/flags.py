"""Reporting something to the moderators."""

from collections.abc import Callable
from typing import Any

from forum.api import reports
from forum.api.auth import writer
from forum.api.idempotency import idempotent
from forum.api.room import REPEATABLE, Made, blueprint, path
from forum.api.schemas import deciding, staff
from forum.core.containment import Hazard
from forum.flags.models import Flag, FlagKind
from forum.flags.operations import Report, report_person
from forum.knowledge.queries import entry_at_work
from forum.knowledge.reporting import report_entry
from forum.people.policy import Actor
from forum.people.queries import person_by_id
from forum.questions.operations import report_answer, report_comment, report_question
from forum.questions.queries import answer_view, place_of_comment, question_of


@blueprint.route("/questions/<int:question_id>/flags", methods=["POST"])
@blueprint.arguments(deciding.FlagIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=staff.FlagOut)
def post_question_flag(args: dict[str, Any], question_id: int) -> Made:
    """Report a question."""
    question_of(writer(), question_id)
    return _flag(args, question_id, report_question)


@blueprint.route("/answers/<int:answer_id>/flags", methods=["POST"])
@blueprint.arguments(deciding.FlagIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=staff.FlagOut)
def post_flag(args: dict[str, Any], answer_id: int) -> Made:
    """Report an answer."""
    answer_view(writer(), answer_id)
    return _flag(args, answer_id, report_answer)


@blueprint.route("/comments/<int:comment_id>/flags", methods=["POST"])
@blueprint.arguments(deciding.FlagIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=staff.FlagOut)
def post_comment_flag(args: dict[str, Any], comment_id: int) -> Made:
    """Report a comment."""
    place_of_comment(writer(), comment_id)
    return _flag(args, comment_id, report_comment)


@blueprint.route("/entries/<int:entry_id>/flags", methods=["POST"])
@blueprint.arguments(deciding.FlagIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=staff.FlagOut)
def post_entry_flag(args: dict[str, Any], entry_id: int) -> Made:
    """Report a solution. Of one that shows an answer as it is, the answer is reported."""
    entry_at_work(writer(), entry_id)
    return _flag(args, entry_id, report_entry)


@blueprint.route("/people/<int:person_id>/flags", methods=["POST"])
@blueprint.arguments(deciding.FlagIn)
@blueprint.doc(parameters=REPEATABLE)
@blueprint.alt_response(201, schema=staff.FlagOut)
def post_person_flag(args: dict[str, Any], person_id: int) -> Made:
    """Report what somebody shows of themselves."""
    person_by_id(person_id)
    return _flag(args, person_id, report_person)


@idempotent
def _flag(args: dict[str, Any], ident: int, send: Callable[[Actor, int, Report], Flag]) -> Made:
    hazard = Hazard(args["hazard"]) if args["hazard"] else None
    report = Report(FlagKind(args["kind"]), args["reason"], hazard, args["severity"], args["link"] or "")
    flag = send(writer(), ident, report)
    plain: dict[str, Any] = staff.FlagOut().dump(reports.flag(flag))
    return plain, 201, {"Location": path("cases", flag.case_id)}
