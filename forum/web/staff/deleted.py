"""The moderators' list of what was deleted, from which it is shown again."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from forum.core.refs import Kind, Ref
from forum.moderation.counts import moderators_counts
from forum.moderation.deleted import deleted_things
from forum.web.access import needs_sign_in
from forum.web.questions.room import place_url
from forum.web.respond import show
from forum.web.staff.moderation import blueprint, moderator

KINDS = {Kind.QUESTION: _l("Question"), Kind.ANSWER: _l("Answer"), Kind.COMMENT: _l("Comment")}


@blueprint.get("/deleted")
@needs_sign_in
def deleted() -> ResponseReturnValue:
    """What was deleted, by whom, when and why."""
    actor = moderator()
    page = deleted_things(actor, cursor=request.args.get("cursor"))
    rows = [(row, place_url(row.ref), _restore_url(row.ref)) for row in page.items]
    return show("staff/deleted.html", rows=rows, page=page, kinds=KINDS, counts=moderators_counts(actor))


def _restore_url(ref: Ref) -> str:
    """Return where showing it again is sent."""
    name: dict[str, Any] = {f"{ref.kind.value}_id": ref.id}
    return url_for(f"questions.restore_{ref.kind.value}", **name)
