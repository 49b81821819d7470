"""What is behind each number of a person's page, as far as the caller may see it."""

from typing import Any

from forum.api import entries, questions
from forum.api.auth import reader
from forum.api.room import blueprint
from forum.api.schemas import incoming, library, outgoing, profiles
from forum.api.shapes import address, listed
from forum.catalog.models import Product
from forum.knowledge.queries import list_entries
from forum.people.queries import public_person
from forum.questions.models import Answer
from forum.questions.queries import QuestionFilter, list_questions
from forum.questions.queries.by_person import Check, Helped, Part, answers_by, checks_by, helped_by


def _paging(args: dict[str, Any], person_id: int) -> dict[str, Any]:
    """Return which part of a list is wanted; raise `NotFound` where there is no such person."""
    public_person(person_id)
    return {"limit": args["limit"], "cursor": args["cursor"]}


@blueprint.route("/people/<int:person_id>/questions", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, outgoing.QuestionList)
def get_person_questions(args: dict[str, Any], person_id: int) -> dict[str, Any]:
    """List what a person asked."""
    page = list_questions(reader(), narrow=QuestionFilter(author_id=person_id), **_paging(args, person_id))
    return listed(questions.rows(list(page.items)), page.next)


@blueprint.route("/people/<int:person_id>/answers", methods=["GET"])
@blueprint.arguments(profiles.GivenAnswersArgs, location="query")
@blueprint.response(200, profiles.GivenAnswerList)
def get_person_answers(args: dict[str, Any], person_id: int) -> dict[str, Any]:
    """List what a person answered, all of it or what helped."""
    page = answers_by(reader(), person_id, part=Part(args["part"]), **_paging(args, person_id))
    return listed([_answer(row) for row in page.items], page.next)


@blueprint.route("/people/<int:person_id>/entries", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, library.EntryList)
def get_person_entries(args: dict[str, Any], person_id: int) -> dict[str, Any]:
    """List the solutions that were made from a person's answers."""
    page = list_entries(reader(), author_id=person_id, **_paging(args, person_id))
    return listed(entries.rows(page.items), page.next)


@blueprint.route("/people/<int:person_id>/verdicts", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, profiles.GivenCheckList)
def get_person_verdicts(args: dict[str, Any], person_id: int) -> dict[str, Any]:
    """List the checks that an engineer gave."""
    page = checks_by(reader(), person_id, **_paging(args, person_id))
    return listed([_check(row) for row in page.items], page.next)


@blueprint.route("/people/<int:person_id>/helped", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, profiles.HelpedQuestionList)
def get_person_helped(args: dict[str, Any], person_id: int) -> dict[str, Any]:
    """List the questions in which a person helped others, who said so themselves."""
    page = helped_by(reader(), person_id, **_paging(args, person_id))
    return listed([_helped(row) for row in page.items], page.next)


def _slug(product: Product | None) -> str | None:
    return product.slug if product else None


def _answer(row: Answer) -> dict[str, Any]:
    """Return an answer without its text."""
    return {
        "id": row.id,
        "question_id": row.question_id,
        "title": row.question.title,
        "product": _slug(row.question.product),
        "level": row.level.value,
        "accepted": row.accepted,
        "worked": row.worked,
        "score": row.score,
        "created_at": row.created_at,
        "url": address("questions.answer", answer_id=row.id),
    }


def _check(row: Check) -> dict[str, Any]:
    """Return a check."""
    return {
        "answer_id": row.verdict.answer_id,
        "revision": row.verdict.revision,
        "question_id": row.question.id,
        "title": row.question.title,
        "product": _slug(row.question.product),
        "verdict": row.verdict.kind.value,
        "at": row.verdict.created_at,
        "url": address("questions.answer", answer_id=row.verdict.answer_id),
    }


def _helped(row: Helped) -> dict[str, Any]:
    """Return a question with how many people were helped."""
    return {
        "question_id": row.question.id,
        "title": row.question.title,
        "product": _slug(row.question.product),
        "people": row.people,
        "created_at": row.question.created_at,
        "url": address("questions.show", question_id=row.question.id, slug=row.question.slug),
    }
