"""What waits for staff: the lists of engineers and editors, as on their pages. To everybody else there are none."""

from typing import Any

from forum.api import shapes
from forum.api.auth import writer
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import incoming, waiting
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.knowledge.models import Entry
from forum.knowledge.policy import can_edit_solutions
from forum.knowledge.queues import answer_changed, awaiting_entry_check
from forum.moderation.due_checks import due_checks
from forum.moderation.models import DueCheck
from forum.moderation.objections import CorrectionView, objections
from forum.moderation.policy import can_engineer
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.opening import note_reading
from forum.questions.queries import awaiting_check, needs_answer, overdue


def _engineer() -> Actor:
    """Return the caller if they have lists to work on."""
    if not can_engineer(writer()):
        raise NotFound
    return writer()


@blueprint.route("/waiting/questions", methods=["GET"])
@blueprint.arguments(waiting.QuestionsArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, waiting.WaitingQuestionList)
def get_waiting_questions(args: dict[str, Any]) -> dict[str, Any]:
    """List the questions of one's products that need an answer, soonest due first. For engineers."""
    listed = overdue if args["overdue"] else needs_answer
    page = listed(_engineer(), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([_question(row) for row in page.items], page.next)


@blueprint.route("/waiting/answers", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, waiting.WaitingAnswerList)
def get_waiting_answers(args: dict[str, Any]) -> dict[str, Any]:
    """List the answers of one's products that wait for a check, in the order of the page. For engineers."""
    page = awaiting_check(_engineer(), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([_answer(row) for row in page.items], page.next)


@blueprint.route("/waiting/checks", methods=["GET"])
@blueprint.arguments(waiting.ChecksArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, waiting.DueCheckList)
def get_waiting_checks(args: dict[str, Any]) -> dict[str, Any]:
    """List what was right for the release before and waits for a check by the new one, riskiest first. For engineers.

    A verdict of the answer or the solution ends it.
    """
    page = due_checks(_engineer(), release_id=args["release"], limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([_due(row) for row in page.items], page.next)


@blueprint.route("/waiting/objections", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, waiting.WaitingObjectionList)
def get_waiting_objections(args: dict[str, Any]) -> dict[str, Any]:
    """List the corrections whose authors of answers object to them, the oldest objection first. For engineers."""
    page = objections(_engineer(), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([_objection(view) for view in page.items], page.next)


@blueprint.route("/waiting/entries", methods=["GET"])
@blueprint.arguments(waiting.EntriesArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, waiting.WaitingEntryList)
def get_waiting_entries(args: dict[str, Any]) -> dict[str, Any]:
    """List the solutions whose answer changed since an editor looked, or whose text wants a check. For editors."""
    if not can_edit_solutions(writer()):
        raise NotFound
    listed = awaiting_entry_check if args["needs"] == waiting.FOR_CHECK else answer_changed
    page = listed(writer(), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([_entry(row) for row in page.items], page.next)


def _question(row: Question) -> dict[str, Any]:
    """Return a question that waits for an answer."""
    return {
        "id": row.id,
        "title": row.title,
        "product": row.product.slug if row.product else None,
        "author": shapes.name(row.author),
        "byline": row.byline,
        "created_at": row.created_at,
        "due_at": row.due_at,
        "overdue": row.due_at is not None and row.due_at < now(),
        "url": shapes.address("questions.show", question_id=row.id, slug=row.slug),
    }


def _answer(row: Answer) -> dict[str, Any]:
    """Return an answer that waits for a check, with what speaks for one."""
    return {
        "id": row.id,
        "question_id": row.question_id,
        "title": row.question.title,
        "product": row.question.product.slug if row.question.product else None,
        "author": shapes.name(row.author),
        "byline": row.byline,
        "level": row.level.value,
        "revision": row.revision,
        "did_not_since_check": row.did_not_since_check,
        "disagreement": row.disagreement,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "url": shapes.address("questions.answer", answer_id=row.id),
    }


def _due(row: DueCheck) -> dict[str, Any]:
    """Return what waits since a release appeared."""
    return {
        **(_due_answer(row.answer) if row.answer is not None else _due_entry(row.entry)),
        "answer_id": row.answer_id,
        "entry_id": row.entry_id,
        "release": {"id": row.release.id, "name": row.release.name},
        "severity": row.severity,
        "views": row.views,
        "asked_at": row.asked_at,
    }


def _due_answer(row: Answer) -> dict[str, Any]:
    return {
        "question_id": row.question_id,
        "title": row.question.title,
        "product": row.question.product.slug if row.question.product else None,
        "level": row.level.value,
        "url": shapes.address("questions.answer", answer_id=row.id),
    }


def _due_entry(row: Entry | None) -> dict[str, Any]:
    assert row is not None
    return {
        "question_id": row.question_id,
        "title": row.title,
        "product": row.product.slug if row.product else None,
        "level": row.own_level.value,
        "url": shapes.address("solutions.show", entry_id=row.id, slug=row.slug),
    }


def _objection(view: CorrectionView) -> dict[str, Any]:
    """Return a correction that an author objects to."""
    correction, answer = view.correction, view.answer
    note_reading(writer(), answer)
    return {
        "correction_id": correction.id,
        "answer_id": answer.id,
        "question_id": answer.question_id,
        "title": answer.question.title,
        "passage": correction.passage,
        "replacement": correction.replacement,
        "reason": correction.reason,
        "by": shapes.name(correction.author),
        "objection": correction.objection,
        "objected_at": correction.objected_at,
        "url": shapes.address("engineering.objection", correction_id=correction.id),
    }


def _entry(row: Entry) -> dict[str, Any]:
    """Return a solution that waits for an editor or an engineer."""
    return {
        "id": row.id,
        "question_id": row.question_id,
        "title": row.title,
        "product": row.product.slug if row.product else None,
        "level": row.level.value,
        "revision": row.revision,
        "edited_at": row.edited_at,
        "url": shapes.address("solutions.show", entry_id=row.id, slug=row.slug),
    }
