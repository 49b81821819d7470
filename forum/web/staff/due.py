"""The engineers' list of what was right for the version before and is not checked for the new one."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from forum.moderation.counts import engineers_counts
from forum.moderation.due_checks import due_checks, due_releases
from forum.moderation.models import DueCheck
from forum.web.access import needs_sign_in, viewer
from forum.web.addresses import with_query
from forum.web.respond import show
from forum.web.staff.engineering import DUE, blueprint, chosen_version, engineer
from forum.web.trust import TrustLine, mark


@blueprint.get("/new-versions", endpoint="due_list")
@needs_sign_in
def due_list() -> ResponseReturnValue:
    """What waits for a check since a version appeared, the riskiest first, then the most read."""
    actor, chosen = engineer(), chosen_version()
    page = due_checks(actor, release_id=chosen, cursor=request.args.get("cursor"))
    url = url_for("engineering.due_list", version=chosen)
    return show(
        "staff/due_list.html",
        rows=[_row(due, chosen) for due in page.items],
        back=with_query(url, cursor=page.previous) if page.previous else None,
        more=with_query(url, cursor=page.next) if page.next else None,
        versions=[(one.id, f"{one.product} {one.name} ({one.number})") for one in due_releases(actor)],
        chosen={"version": str(chosen or "")},
        counts=engineers_counts(viewer().actor),
    )


def _row(due: DueCheck, chosen: int | None) -> Mapping[str, Any]:
    """Return what a row says."""
    product, title, trust = _told(due)
    kept: dict[str, Any] = {"list": DUE, "version": chosen}
    if due.answer is not None:
        url = url_for("engineering.check", answer_id=due.answer.id, **kept)
    else:
        url = url_for("solutions.check", entry_id=due.entry_id, **kept)
    return {"due": due, "url": url, "title": title, "product": product, "trust": trust}


def _told(due: DueCheck) -> tuple[object, str, TrustLine | None]:
    """Return the product, the title and the mark of what waits."""
    if due.answer is not None:
        return due.answer.question.product, due.answer.question.title, mark(due.answer.level)
    assert due.entry is not None
    return due.entry.product, due.entry.title, mark(due.entry.own_level)
