"""Search and previews."""

from typing import Any, cast

from forum.api import cursors, shapes
from forum.api.auth import reader, rendered
from forum.api.room import blueprint
from forum.api.schemas import incoming, library, outgoing
from forum.core.errors import Invalid
from forum.core.markup import highlight
from forum.core.text import N_
from forum.questions.trust import Level
from forum.search.engine import HitKind, Query, Sort
from forum.search.queries import Found, search, similar

DEEPEST = 10_000


@blueprint.route("/search", methods=["GET"])
@blueprint.arguments(incoming.SearchArgs, location="query")
@blueprint.response(200, outgoing.SearchOut)
def get_search(args: dict[str, Any]) -> dict[str, Any]:
    """Search questions and solutions."""
    levels = frozenset(part for part in args["trust"].split(",") if part)
    if levels - {level.value for level in Level}:
        raise Invalid.one("trust", "unknown", N_("Use levels of trust, divided by commas."))
    query = Query(
        text=args["q"],
        kind=cast(HitKind, args["kind"]),
        product=args["product"],
        release=args["release"],
        tag=args["tag"],
        trust=levels,
        state=args["state"],
        language=args["language"],
        sort=cast(Sort, args["sort"]),
        offset=_offset(args["cursor"]),
        limit=args["limit"],
    )
    page = search(reader(), query)
    following = cursors.write("search", page.next) if page.next is not None and page.next < DEEPEST else None
    return {
        "items": [_hit(found) for found in page.items],
        "total": page.total,
        "suggestion": page.suggestion,
        "next": following,
    }


@blueprint.route("/similar", methods=["GET"])
@blueprint.arguments(library.SimilarArgs, location="query")
@blueprint.response(200, outgoing.SimilarOut)
def get_similar(args: dict[str, Any]) -> dict[str, Any]:
    """Find what is most like a question before it is asked, what staff has verified first."""
    found = similar(reader(), args["title"], args["body"])
    return {"items": [_hit(one) for one in found]}


def _hit(found: Found) -> dict[str, Any]:
    """Return the contract's hit."""
    thing = found.recall or found.entry or found.question
    assert thing is not None
    return {
        "kind": found.kind,
        "id": thing.id,
        "question_id": found.question.id if found.question else None,
        "answer_id": found.answer_id,
        "external_id": found.question.external_id if found.question else getattr(thing, "external_id", None),
        "title": found.title,
        "url": _url(found),
        "status": found.status.value if found.status else None,
        "passage": str(highlight(found.passage.text, found.passage.marks)) if found.passage else None,
        "trust": shapes.trust(found.trust, found.releases) if found.trust else None,
    }


def _url(found: Found) -> str:
    """Return where a hit leads."""
    if found.recall is not None:
        return shapes.address("recalls.one", recall_id=found.recall.id)
    if found.entry is not None:
        return shapes.address("solutions.show", entry_id=found.entry.id, slug=found.entry.slug)
    assert found.question is not None
    if found.answer_id is not None:
        return shapes.address("questions.answer", answer_id=found.answer_id)
    return shapes.address("questions.show", question_id=found.question.id, slug=found.question.slug)


def _offset(cursor: str | None) -> int:
    """Return the place that a cursor names; raise `Invalid` for anything else."""
    if cursor is None:
        return 0
    (offset,) = cursors.read("search", cursor, int)
    if not 0 <= int(offset) <= DEEPEST:
        raise Invalid.one("cursor", "malformed", cursors.FOREIGN)
    return int(offset)


@blueprint.route("/preview", methods=["POST"])
@blueprint.arguments(incoming.BodyIn)
@blueprint.response(200, outgoing.PreviewOut)
def post_preview(args: dict[str, Any]) -> dict[str, Any]:
    """Show what a text will look like."""
    return {"html": rendered(args["body"]).html}
