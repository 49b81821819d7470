"""Taking a report, giving it back, handing it on, and going to the next one."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Conflict
from forum.moderation.leases import hand_over, let_go, take_case
from forum.moderation.queries import case_view
from forum.web.access import needs_sign_in
from forum.web.finishing import next_url
from forum.web.respond import done, go
from forum.web.staff.moderation import blueprint, moderator
from forum.web.words import say


def _at(case_id: int) -> str:
    return url_for("moderation.case", case_id=case_id)


@blueprint.post("/reports/<int:case_id>/take")
@needs_sign_in
def take(case_id: int) -> ResponseReturnValue:
    """Take a report, or keep it for longer."""
    actor = moderator()
    case_view(actor, case_id)
    try:
        take_case(actor, case_id)
    except Conflict as conflict:
        return done(_at(case_id), say(conflict.message))
    return go(_at(case_id))


@blueprint.post("/reports/<int:case_id>/let-go")
@needs_sign_in
def give_back(case_id: int) -> ResponseReturnValue:
    """Give a report back to whoever wants it."""
    actor = moderator()
    case_view(actor, case_id)
    let_go(actor, case_id)
    return done(url_for("moderation.index"), _("The report is free for others."))


@blueprint.post("/reports/<int:case_id>/next")
@needs_sign_in
def leave(case_id: int) -> ResponseReturnValue:
    """Leave a report to others and take the next one."""
    actor = moderator()
    case_view(actor, case_id)
    let_go(actor, case_id)
    return go(next_url(actor, skip=case_id))


@blueprint.post("/reports/<int:case_id>/hand-over")
@needs_sign_in
def hand_on(case_id: int) -> ResponseReturnValue:
    """Hand a report to another moderator."""
    actor = moderator()
    case_view(actor, case_id)
    text = request.form.get("to", "")
    hand_over(actor, case_id, int(text) if text.isdecimal() and len(text) < 10 else 0)
    return done(url_for("moderation.index"), _("Handed over. They are told."))
