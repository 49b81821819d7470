"""What is held back from readers now, and why. For moderators, of their products."""

from typing import Any

from forum.api import histories, shapes
from forum.api.auth import writer
from forum.api.moderation import moderating
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import staff
from forum.core.refs import Kind
from forum.core.speech import shipped
from forum.moderation.queries import CaseView, HeldBack, held_back, held_back_elsewhere
from forum.questions.queries import release_names


@blueprint.route("/held-back", methods=["GET"])
@blueprint.arguments(staff.HeldBackArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, staff.HeldBackList)
def get_held_back(args: dict[str, Any]) -> dict[str, Any]:
    """List what readers see behind a warning or not at all: answers, or everything else. For moderators."""
    moderating()
    paging = {"limit": args["limit"], "cursor": args["cursor"]}
    if args["about"] == staff.OTHERS:
        others = held_back_elsewhere(writer(), **paging)
        return shapes.listed([_other(view) for view in others.items], others.next)
    page = held_back(writer(), **paging)
    names = release_names({row.answer.question.product_id for row in page.items})
    items = [_answer(row, names.get(row.answer.question.product_id, {})) for row in page.items]
    return shapes.listed(items, page.next)


def _answer(row: HeldBack, releases: dict[int, str]) -> dict[str, Any]:
    """Return an answer that a moderator, a rule or a staff check holds back."""
    answer, check = row.answer, row.trust.held_back_by
    reason = shipped(answer.decided_reason) if answer.decided_rule else answer.decided_reason
    return {
        "kind": Kind.ANSWER.value,
        "id": answer.id,
        "question_id": answer.question_id,
        "title": answer.question.title,
        "product": answer.question.product.slug if answer.question.product else None,
        "containment": answer.containment.value,
        "hazard": answer.decided_hazard.value if answer.decided_hazard else None,
        "reason": reason,
        "rule": answer.decided_rule,
        "at": answer.decided_at,
        "check": histories.verdict(check, releases) if check else None,
        "case_id": row.case_id,
        "url": shapes.address("questions.answer", answer_id=answer.id),
    }


def _other(view: CaseView) -> dict[str, Any]:
    """Return a question, a comment or a solution that a moderator or a rule holds back."""
    thing, decision = view.thing, next((made for made, _by in view.decisions), None)
    hazard = decision.hazard if decision else view.case.hazard
    endpoint, name_of_id = shapes.PLACES[thing.ref.kind]
    return {
        "kind": thing.ref.kind.value,
        "id": thing.ref.id,
        "question_id": thing.question.id if thing.question else None,
        "title": thing.title,
        "product": thing.product.slug if thing.product else None,
        "containment": thing.decided.value,
        "hazard": hazard.value if hazard else None,
        "reason": decision.reason if decision else shipped(thing.held_reason),
        "rule": None if decision else next((line.flag.rule for line in view.flags if line.flag.rule), None),
        "at": decision.created_at if decision else view.case.opened_at,
        "check": None,
        "case_id": view.case.id,
        "url": shapes.address(endpoint, **{name_of_id: thing.ref.id}),
    }
