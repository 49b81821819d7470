"""The engineers' list of objections to corrections, and the page on which one is decided."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.markup import strike
from forum.moderation.answering_corrections import resolve_objection
from forum.moderation.counts import engineers_counts
from forum.moderation.objections import correction_view
from forum.moderation.objections import objections as waiting
from forum.moderation.policy import can_resolve_objection
from forum.questions.opening import note_reading
from forum.questions.queries import answer_revision
from forum.web.access import needs_sign_in
from forum.web.respond import done, show
from forum.web.staff.engineering import blueprint, engineer
from forum.web.staff.forms import ObjectionForm
from forum.web.trust import answer_mark
from forum.web.words import say


@blueprint.get("/objections")
@needs_sign_in
def objections() -> ResponseReturnValue:
    """Corrections that their answers' authors object to, the oldest first."""
    actor = engineer()
    page = waiting(actor, cursor=request.args.get("cursor"))
    rows = [(view, answer_mark(view.answer)) for view in page.items]
    return show("staff/objections.html", rows=rows, page=page, counts=engineers_counts(actor))


@blueprint.route("/objections/<int:correction_id>", methods=["GET", "POST"])
@needs_sign_in
def objection(correction_id: int) -> ResponseReturnValue:
    """One objection: what was corrected, what the author says, and the decision."""
    actor = engineer()
    view = correction_view(actor, correction_id)
    if not can_resolve_objection(actor, view.correction, view.answer):
        raise Forbidden
    form, status = ObjectionForm(), None
    if form.validate_on_submit():
        try:
            uphold = form.action.data == "uphold"
            resolve_objection(actor, correction_id, uphold=uphold, reason=form.reason.data or "")
            return done(url_for("engineering.objections"), _("Decided. Both of them are told why."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            status = 409
    view = correction_view(actor, correction_id)
    note_reading(actor, view.answer)
    text = answer_revision(view.answer.id, view.correction.revision)
    return show(
        "staff/objection.html",
        form=form,
        status=status,
        correction=view.correction,
        answer=view.answer,
        question=view.answer.question,
        html=strike(text.html if text else "", [view.correction.passage]).html,
    )
