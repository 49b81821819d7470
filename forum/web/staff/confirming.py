"""The engineers' list of checks that wait for a second one, and the page on which one is confirmed or refused."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from forum.core.errors import Conflict, Invalid
from forum.core.markup import safe
from forum.moderation.confirming import confirm_check, refuse_check, take_check_back
from forum.moderation.counts import engineers_counts
from forum.moderation.new_engineers import may_confirm, standing_of
from forum.moderation.policy import can_take_check_back
from forum.moderation.to_confirm import check_view, to_confirm
from forum.people.policy import Actor
from forum.questions.opening import note_reading
from forum.questions.queries import answer_revision
from forum.questions.queries.releases import releases_of
from forum.web.access import needs_sign_in
from forum.web.checks import CHECKS, EVIDENCE
from forum.web.forms import AtMost, Form
from forum.web.hazards import HAZARDS
from forum.web.respond import done, show
from forum.web.staff.engineering import blueprint, engineer
from forum.web.words import say


class RefusalForm(Form):
    """Why a check is not confirmed."""

    reason = TextAreaField(_l("Why"), [AtMost(2_000)])


@blueprint.get("/confirm")
@needs_sign_in
def confirm_list() -> ResponseReturnValue:
    """What new engineers say and what waits for another one, the oldest first; and one's own that wait."""
    actor = engineer()
    own = request.args.get("whose") == "own"
    page = to_confirm(actor, own=own, cursor=request.args.get("cursor"))
    counts, standing = engineers_counts(actor), standing_of(actor)
    return show("staff/confirm_list.html", page=page, own=own, standing=standing, counts=counts, words=CHECKS)


@blueprint.route("/confirm/<int:check_id>", methods=["GET", "POST"])
@needs_sign_in
def confirm_one(check_id: int) -> ResponseReturnValue:
    """One check that waits: what was said of which text, and the decision."""
    actor, form, status = engineer(), RefusalForm(), None
    if form.validate_on_submit():
        try:
            became = _decide(actor, check_id, request.form.get("action", ""), form.reason.data or "")
            return done(_next_url(actor), became)
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            status = 409
    view = check_view(actor, check_id)
    note_reading(actor, view.answer)
    text = answer_revision(view.answer.id, view.check.revision)
    waits = view.check.outcome is None
    return show(
        "staff/confirm.html",
        form=form,
        status=status,
        view=view,
        html=safe(text.html if text else ""),
        releases=releases_of(view.answer.question.product_id),
        may_confirm=waits and may_confirm(actor, view.check, view.answer),
        may_take_back=waits and can_take_check_back(actor, view.check),
        words=CHECKS,
        grounds=EVIDENCE,
        hazards=HAZARDS,
    )


def _decide(actor: Actor, check_id: int, action: str, reason: str) -> str:
    """Do what was pressed; return what it led to."""
    if action == "back":
        take_check_back(actor, check_id)
        return str(_("Taken back."))
    if action == "refuse":
        refuse_check(actor, check_id, reason=reason)
        return str(_("Not confirmed. The engineer is told why."))
    confirm_check(actor, check_id)
    return str(_("Confirmed. The page and the search show it at once."))


def _next_url(actor: Actor) -> str:
    """Return the address of the next check to confirm, else of the list."""
    waiting = to_confirm(actor, limit=1).items
    if waiting:
        return url_for("engineering.confirm_one", check_id=waiting[0].check.id)
    return url_for("engineering.confirm_list")
