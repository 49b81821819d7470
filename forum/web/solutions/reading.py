"""The knowledge base for readers: lists by product and tag, and a page per solution."""

from collections.abc import Mapping

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from forum.catalog.queries import products, tag_called
from forum.core.errors import NotFound
from forum.core.markup import safe
from forum.knowledge.models import WithdrawnReason
from forum.knowledge.policy import is_editor
from forum.knowledge.queries import (
    EntryRow,
    EntryView,
    entry_of,
    entry_view,
    list_entries,
    merged_into,
    newest_text,
    successor_of,
)
from forum.knowledge.status import Status
from forum.questions.queries import question_of
from forum.questions.queries.topics import need_tag
from forum.questions.trust import Level
from forum.web.access import viewer
from forum.web.addresses import page_url, with_query
from forum.web.origin import origin
from forum.web.respond import show
from forum.web.sharing import card
from forum.web.solutions.room import blueprint, solution_url
from forum.web.statuses import STATUSES
from forum.web.trust import CorrectionShape, corrected, line, mark

WHY_GONE = {
    WithdrawnReason.NO_SOLUTION: _l("The person who asked no longer says that it solved the problem."),
    WithdrawnReason.NOT_CHECKED: _l("Staff has not checked it yet."),
    WithdrawnReason.CONTAINED: _l("The answer behind it was found to be wrong or risky."),
    WithdrawnReason.JUDGED_WRONG: _l("Staff has checked the answer behind it and found it wrong."),
    WithdrawnReason.DISPUTED: _l("It did not work for most who tried it."),
    WithdrawnReason.GONE: _l("The answer behind it is no longer there."),
    WithdrawnReason.TOO_SHORT: _l("The answer behind it says too little to help others."),
    WithdrawnReason.RETIRED: _l("Staff has taken it out."),
}


@blueprint.get("/solutions")
def index() -> ResponseReturnValue:
    """Solutions, the newest first."""
    known = products()
    product = next((one for one in known if one.slug == request.args.get("product")), None)
    tag = tag_called(request.args["tag"]) if request.args.get("tag") else None
    if (request.args.get("product") and product is None) or (request.args.get("tag") and tag is None):
        abort(404)
    page = list_entries(
        viewer().actor,
        product_id=product.id if product else None,
        tag_id=tag.id if tag else None,
        cursor=request.args.get("cursor"),
    )
    if tag is not None and not page.items:
        need_tag(viewer().actor, tag.name)
    # Said once a page, not once a row.
    words = {status: str(text) for status, text in STATUSES.items()}
    return show(
        "solutions/index.html",
        rows=[solution_row(row, words) for row in page.items],
        page=page,
        products=known,
        product=product,
        tag=tag,
        at=address,
    )


def address(**changed: str | None) -> str:
    """Return this list's address with some of its words changed; the cursor belongs to the old list."""
    kept = {name: request.args.get(name) for name in ("product", "tag")}
    query = {name: value for name, value in {**kept, **changed}.items() if value}
    return with_query(url_for("solutions.index"), **query) if query else url_for("solutions.index")


def solution_row(row: EntryRow, words: Mapping[Status, str]) -> dict[str, object]:
    """Return a solution as `components/lists.html` draws it."""
    entry = row.entry
    return {
        "id": entry.id,
        "slug": entry.slug,
        "title": entry.title,
        "trust": mark(entry.level, for_asker=row.for_asker),
        "status": words[row.status],
        "product": entry.product,
        "release": None,
        "tags": row.tags,
        "updated_at": entry.changed_at,
    }


@blueprint.get("/solutions/<int:entry_id>", endpoint="show")
@blueprint.get("/solutions/<int:entry_id>/<slug>", endpoint="show")
def solution(entry_id: int, slug: str = "") -> ResponseReturnValue:
    """One solution; a withdrawn one keeps its address and says why."""
    release = request.args.get("release", "")
    try:
        view = entry_view(viewer().actor, entry_id, release=release)
    except NotFound:
        return redirect(_successor(entry_id), 301)
    entry = view.entry
    if slug != entry.slug:
        url = solution_url(entry)
        return redirect(with_query(url, release=release) if release else url, 301)
    if view.gone is not None:
        return show(
            "solutions/withdrawn.html",
            entry=entry,
            question=entry.question,
            why=_why(view),
            successor=successor_of(viewer().actor, entry) if entry.successor_id else None,
            status=410,
        )
    html, corrections = _text(view)
    trust = line(view.trust, view.releases) if view.trust else mark(view.level)
    url = page_url("solutions.show", entry_id=entry.id, slug=entry.slug)
    return show(
        "solutions/show.html",
        view=view,
        entry=entry,
        question=entry.question,
        html=html,
        corrections=corrections,
        asked={"release": release} if release in view.releases.values() else {},
        status_words=STATUSES[view.status],
        # Until an editor has revised it, whoever wrote the answer wrote the solution, whoever mended a comma in it.
        written=view.text if entry.revision or not entry.answer else entry.answer,
        newest=newest_text(entry) if entry.is_held and is_editor(viewer().actor, entry) else view.text,
        sure_url=_sure_url(view),
        text_origin=origin(entry) or (origin(entry.answer) if entry.answer else None),
        question_origin=origin(entry.question) if entry.question else None,
        trust=trust,
        card=card(entry.title, url, view.text.text if view.text else "", trust.label if trust else None),
    )


def _successor(entry_id: int) -> str:
    """Return where the solution is of the question that this one's became a part of; raise `NotFound` for none."""
    actor = viewer().actor
    question = question_of(actor, merged_into(entry_id))
    entry = entry_of(actor, question.id)
    if entry is None:
        return url_for("questions.show", question_id=question.id, slug=question.slug)
    return solution_url(entry)


def _sure_url(view: EntryView) -> str | None:
    """Return where all marks of a solution stand: beside its answer, those of an editor's text in its history."""
    if view.entry.revision:
        return url_for("solutions.history", entry_id=view.entry.id)
    if view.entry.answer_id is None:
        return None
    url = url_for("about.answer_trust", answer_id=view.entry.answer_id)
    release = request.args.get("release", "")
    return with_query(url, release=release) if release in view.releases.values() else url


def _why(view: EntryView) -> str:
    """Return why a solution is gone; of a hidden answer only what its placeholder in the thread says."""
    if view.trust is not None and view.trust.level is Level.QUARANTINED:
        return f"{line(view.trust, {}).label}."
    if view.gone is WithdrawnReason.RETIRED and view.entry.retired_reason:
        return view.entry.retired_reason
    return str(WHY_GONE[view.gone or WithdrawnReason.NO_SOLUTION])


def _text(view: EntryView) -> tuple[Markup | None, list[CorrectionShape]]:
    """Return the solution's text, and the corrections of the answer's revision where it shows one."""
    if view.text is None:
        return None, []
    if view.trust is None or view.entry.revision:
        return safe(view.text.html), []
    return corrected(view.text.html, view.trust, view.text.number)
