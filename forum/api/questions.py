"""Questions."""

from typing import Any

from flask import Response, request
from flask.views import MethodView

from forum.api import cursors, histories, shapes
from forum.api.auth import reader, rendered, writer
from forum.api.catalogue import known_product, known_release
from forum.api.conditions import base_revision
from forum.api.idempotency import idempotent
from forum.api.room import REPEATABLE, Made, blueprint, path
from forum.api.schemas import incoming, outgoing
from forum.catalog.queries import product_by_slug, tag_called
from forum.core.errors import Forbidden, NotFound
from forum.core.markup import Rendered
from forum.people.policy import Actor
from forum.questions.marks import release_ids, trusts
from forum.questions.opening import note_reading
from forum.questions.operations import ask_and_answer, ask_question, edit_question
from forum.questions.operations.asking import QuestionDraft
from forum.questions.policy import can_ask, can_edit_question
from forum.questions.queries import (
    Facts,
    QuestionFilter,
    QuestionRow,
    Sort,
    best_answers,
    list_questions,
    question_of,
    question_revisions,
    release_names,
    thread,
)
from forum.questions.queries.kin import now_at
from forum.questions.reader import Reader


def full(actor: Actor, question_id: int) -> dict[str, Any]:
    """Return a question with all its answers, page by page."""
    found = thread(actor, question_id)
    answers = list(found.answers)
    for page in range(2, found.pages + 1):
        answers += thread(actor, question_id, page=page).answers
    return shapes.question(actor, found, answers)


def rows(items: list[QuestionRow]) -> list[dict[str, Any]]:
    """Return questions for a list, each with the trust of its best answer."""
    best = best_answers([row.question.id for row in items])
    products = {answer.question.product_id for answer in best.values()}
    found = trusts(list(best.values()), release_ids(products), Reader(reader()))
    names = release_names(products)
    made = []
    for row in items:
        answer = best.get(row.question.id)
        known = (found[answer.id], names.get(row.question.product_id, {})) if answer else None
        made.append(shapes.question_row(row.question, row.tags, known))
    return made


@blueprint.route("/questions")
class Questions(MethodView):
    """The list of questions."""

    @blueprint.arguments(incoming.QuestionListArgs, location="query")
    @blueprint.response(200, outgoing.QuestionList)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """List questions."""
        product = product_by_slug(args["product"]) if args["product"] else None
        tag = tag_called(args["tag"]) if args["tag"] else None
        if (args["product"] and product is None) or (args["tag"] and tag is None):
            return shapes.listed([], None)
        narrow = QuestionFilter(
            Facts(args["state"]) if args["state"] else None,
            tag.id if tag else None,
            product.id if product else None,
        )
        page = list_questions(
            reader(), sort=Sort(args["sort"]), narrow=narrow, limit=args["limit"], cursor=args["cursor"]
        )
        return shapes.listed(rows(list(page.items)), page.next)

    @blueprint.arguments(incoming.QuestionIn)
    @blueprint.doc(parameters=REPEATABLE)
    @blueprint.alt_response(201, schema=outgoing.QuestionOut)
    def post(self, args: dict[str, Any]) -> Made:
        """Ask a question."""
        if not can_ask(writer()):
            raise Forbidden
        answer = rendered(args["answer"]) if args["answer"] is not None else None
        return _ask(args, rendered(args["body"]), answer)


@idempotent
def _ask(args: dict[str, Any], body: Rendered, answer: Rendered | None) -> Made:
    product = known_product(args["product"])
    release = known_release(product, args["release"])
    draft = QuestionDraft(
        title=args["title"],
        body=body,
        product_id=product.id if product else None,
        release_id=release,
        environment=args["environment"],
        tags=args["tags"],
    )
    actor = writer()
    made = (ask_question(actor, draft) if answer is None else ask_and_answer(actor, draft, answer)).id
    return _dumped(outgoing.QuestionOut(), full(writer(), made)), 201, {"Location": path("questions", made)}


def _dumped(schema: Any, value: dict[str, Any]) -> dict[str, Any]:
    """Return plain JSON values, which can be kept for a repeated request."""
    result: dict[str, Any] = schema.dump(value)
    return result


@blueprint.route("/questions/<int:question_id>")
class Question(MethodView):
    """One question."""

    @blueprint.response(200, outgoing.QuestionOut)
    @blueprint.alt_response(301, description="it became a part of the question that Location names")
    def get(self, question_id: int) -> dict[str, Any] | Response:
        """Read a question with its answers."""
        try:
            return full(reader(), question_id)
        except NotFound:
            place = question_of(reader(), now_at(question_id))
            return Response(status=301, headers={"Location": path("questions", place.id)})

    @blueprint.arguments(incoming.QuestionChange)
    @blueprint.response(200, outgoing.QuestionOut)
    def patch(self, args: dict[str, Any], question_id: int) -> dict[str, Any]:
        """Edit a question; what is left out stays as it is. With If-Match only the revision that it names."""
        actor = writer()
        found = thread(actor, question_id)
        row = found.question
        if not can_edit_question(actor, row):
            raise Forbidden
        product_id, release_id = row.product_id, row.release_id
        if "product" in args:
            product = known_product(args["product"])
            product_id, release_id = (product.id if product else None), None
        if "release" in args:
            product = known_product(args.get("product", row.product.slug if row.product else None))
            release_id = known_release(product, args["release"])
        draft = QuestionDraft(
            title=args.get("title", row.title),
            body=rendered(args.get("body", found.text.source)),
            product_id=product_id,
            release_id=release_id,
            environment=args.get("environment", row.environment),
            tags=args.get("tags", [tag.name for tag in found.tags]),
        )
        base = base_revision() if "If-Match" in request.headers else row.revision
        edit_question(actor, question_id, draft, base_revision=base, note=args.get("note", ""))
        return full(actor, question_id)


@blueprint.route("/questions/<int:question_id>/revisions", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, outgoing.QuestionRevisionList)
def question_texts(args: dict[str, Any], question_id: int) -> dict[str, Any]:
    """Read all revisions of a question, the first one first."""
    found = question_of(reader(), question_id)
    note_reading(reader(), found)
    readable = shapes.is_readable(reader(), found, found.product_id)
    rows = question_revisions(question_id)
    page, following = cursors.cut("question", rows, lambda row: (row.number,), (int,), args)
    return shapes.listed([histories.question_revision(row, readable=readable) for row in page], following)
