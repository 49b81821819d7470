"""Solutions: reading, improving, and their history."""

from collections.abc import Sequence
from typing import Any

from flask.views import MethodView

from forum.api import cursors, histories, shapes
from forum.api.auth import reader, rendered, writer
from forum.api.conditions import base_revision
from forum.api.room import IF_MATCH, blueprint
from forum.api.schemas import incoming, library
from forum.catalog.queries import product_by_slug, tag_called
from forum.core.errors import NotFound
from forum.knowledge.editing import EntryDraft, Source, revise_entry
from forum.knowledge.history import entry_history
from forum.knowledge.policy import can_see_entry_history
from forum.knowledge.queries import (
    EntryRow,
    entry_at_work,
    entry_view,
    list_entries,
    newest_text,
    newest_title,
    row_trusts,
)
from forum.knowledge.retiring import bring_back_entry, retire_entry
from forum.questions.queries import release_names


@blueprint.route("/entries", methods=["GET"])
@blueprint.arguments(incoming.EntryListArgs, location="query")
@blueprint.response(200, library.EntryList)
def get_entries(args: dict[str, Any]) -> dict[str, Any]:
    """List solutions, the newest first."""
    product = product_by_slug(args["product"]) if args["product"] else None
    tag = tag_called(args["tag"]) if args["tag"] else None
    if (args["product"] and product is None) or (args["tag"] and tag is None):
        return shapes.listed([], None)
    page = list_entries(
        reader(),
        product_id=product.id if product else None,
        tag_id=tag.id if tag else None,
        limit=args["limit"],
        cursor=args["cursor"],
    )
    return shapes.listed(rows(page.items), page.next)


def rows(items: Sequence[EntryRow]) -> list[dict[str, Any]]:
    """Return solutions for a list, each with its trust."""
    known = row_trusts(reader(), items)
    names = release_names({row.entry.product_id for row in items})
    made = []
    for row in items:
        entry = row.entry
        trust = shapes.trust(known[entry.id], names.get(entry.product_id, {})) if entry.id in known else None
        made.append({**shapes.entry_row(entry, row.tags, row.status), "trust": trust})
    return made


@blueprint.route("/entries/<int:entry_id>")
class Entry(MethodView):
    """One solution."""

    @blueprint.response(200, library.EntryOut)
    def get(self, entry_id: int) -> dict[str, Any]:
        """Read a solution."""
        return shapes.entry(entry_view(reader(), entry_id))

    @blueprint.arguments(incoming.EntryChange)
    @blueprint.doc(parameters=IF_MATCH)
    @blueprint.response(200, library.EntryOut)
    def patch(self, args: dict[str, Any], entry_id: int) -> dict[str, Any]:
        """Write a new revision of the one that If-Match names: "0" while it shows its answer."""
        actor = writer()
        entry = entry_at_work(actor, entry_id).entry
        base, body = base_revision(), rendered(args["body"], entry.question_id)
        seen = args["source"]
        source = Source(seen["answer_id"], seen["revision"]) if seen else None
        title = args["title"] if "title" in args else newest_title(entry, newest_text(entry))
        draft = EntryDraft(title, body, args["note"], source)
        revise_entry(actor, entry_id, draft, base_revision=base)
        return shapes.entry(entry_view(actor, entry_id))


@blueprint.route("/entries/<int:entry_id>/retirement")
class Retirement(MethodView):
    """Taking a solution out for good."""

    @blueprint.arguments(incoming.RetirementIn)
    @blueprint.response(200, library.EntryOut)
    def put(self, args: dict[str, Any], entry_id: int) -> dict[str, Any]:
        """Take it out, with a successor or a reason."""
        entry_at_work(writer(), entry_id)
        retire_entry(writer(), entry_id, reason=args["reason"], successor_id=args["successor"])
        return shapes.entry(entry_view(writer(), entry_id))

    @blueprint.response(204)
    def delete(self, entry_id: int) -> None:
        """Bring it back."""
        entry_at_work(writer(), entry_id)
        bring_back_entry(writer(), entry_id)


@blueprint.route("/entries/<int:entry_id>/revisions", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.response(200, library.EntryRevisionList)
def get_entry_revisions(args: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Read all revisions that editors wrote of a solution, the first one first."""
    view = entry_view(reader(), entry_id)
    if not can_see_entry_history(reader(), view.entry, is_gone=view.gone is not None):
        raise NotFound
    steps = entry_history(reader(), view.entry)
    page, following = cursors.cut("entry_revisions", steps, lambda step: (step.revision.number,), (int,), args)
    return shapes.listed([histories.entry_revision(step, view.releases) for step in page], following)
