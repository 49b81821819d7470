"""A decision as its author reads it: what, why, how to mend it, and how to appeal. Moderators read it again."""

from collections.abc import Callable

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.refs import Kind, Ref
from forum.moderation.again import DecisionView, decision_view, waiting_again
from forum.moderation.appeals import appeal, decide_appeal
from forum.moderation.counts import moderators_counts
from forum.moderation.models import AppealOutcome
from forum.moderation.policy import can_see_case
from forum.moderation.second_reading import confirm, overturn
from forum.people.policy import Actor
from forum.web.access import needs_sign_in, viewer
from forum.web.forms import AtMost, Form, Required
from forum.web.hazards import HAZARDS
from forum.web.questions.room import place_url
from forum.web.respond import done, show
from forum.web.staff.moderation import ACTIONS, READINGS, THINGS, moderator
from forum.web.words import say

blueprint = Blueprint("decisions", __name__)

OUTCOMES = {
    AppealOutcome.UPHELD: _l("The decision stands."),
    AppealOutcome.GRANTED: _l("The decision was taken back."),
}


class WordsForm(Form):
    """Why."""

    reason = TextAreaField(
        _l("Why"), [Required(_l("Say why, in a sentence that the others can understand.")), AtMost(2_000)]
    )


@blueprint.get("/moderation/again")
@needs_sign_in
def again() -> ResponseReturnValue:
    """What other moderators decided and what waits for a second look, the oldest first."""
    actor = moderator()
    page = waiting_again(actor, cursor=request.args.get("cursor"))
    return show(
        "staff/again.html",
        page=page,
        counts=moderators_counts(actor),
        actions=ACTIONS,
        things=THINGS,
        readings=READINGS,
    )


@blueprint.get("/decisions/<int:decision_id>")
@needs_sign_in
def decision(decision_id: int) -> ResponseReturnValue:
    """One decision."""
    return _page(decision_id, WordsForm(formdata=None))


@blueprint.post("/decisions/<int:decision_id>/appeal")
@needs_sign_in
def appeal_against(decision_id: int) -> ResponseReturnValue:
    """Appeal against a decision."""
    return _sent(
        decision_id,
        DecisionView.is_authors,
        lambda reason: appeal(viewer().actor, decision_id, text=reason),
        _("Sent. Another moderator reads it, and you are told."),
    )


@blueprint.post("/decisions/<int:decision_id>/appeal/outcome")
@needs_sign_in
def answer_appeal(decision_id: int) -> ResponseReturnValue:
    """Decide about an appeal."""
    grant = request.form.get("action") == "grant"
    return _sent(
        decision_id,
        DecisionView.may_answer,
        lambda reason: decide_appeal(viewer().actor, decision_id, grant=grant, reason=reason),
        _("Decided. The author is told."),
    )


@blueprint.post("/decisions/<int:decision_id>/reading")
@needs_sign_in
def read_again(decision_id: int) -> ResponseReturnValue:
    """Confirm what another moderator decided, or take it back with a reason."""
    if request.form.get("action") != "overturn":
        decision_view(viewer().actor, decision_id)
        confirm(viewer().actor, decision_id)
        return done(url_for("decisions.again"), _("Confirmed."))
    return _sent(
        decision_id,
        DecisionView.may_read,
        lambda reason: overturn(viewer().actor, decision_id, reason=reason),
        _("Taken back. The author is told."),
    )


def _sent(
    decision_id: int, may: Callable[[DecisionView, Actor], bool], send: Callable[[str], object], text: str
) -> ResponseReturnValue:
    """Send a reason and lead back to the decision, or show what has to be mended."""
    if not may(decision_view(viewer().actor, decision_id), viewer().actor):
        raise Forbidden
    form, status = WordsForm(), None
    if form.validate_on_submit():
        try:
            send(form.reason.data or "")
            return done(url_for("decisions.decision", decision_id=decision_id), text)
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            status = 409
    return _page(decision_id, form, status)


def _page(decision_id: int, form: WordsForm, status: int | None = None) -> ResponseReturnValue:
    actor = viewer().actor
    view = decision_view(actor, decision_id)
    ref = view.thing.ref
    return show(
        "moderation/decision.html",
        form=form,
        status=status,
        view=view,
        place=place_url(ref),
        report=url_for("moderation.case", case_id=view.case.id) if can_see_case(actor, view.case) else None,
        edit=_edit_url(ref) if view.is_authors(actor) else None,
        may_appeal=view.may_appeal(actor),
        waits=view.waits_for(actor),
        appeal_waits=view.appeal_waits_for(actor),
        actions=ACTIONS,
        things=THINGS,
        hazards=HAZARDS,
        readings=READINGS,
        outcomes=OUTCOMES,
    )


def _edit_url(ref: Ref) -> str | None:
    """Return where its author changes a text, None for what is not edited there."""
    if ref.kind is Kind.QUESTION:
        return url_for("questions.edit", question_id=ref.id)
    if ref.kind is Kind.ANSWER:
        return url_for("questions.edit_answer_page", answer_id=ref.id)
    return url_for("questions.edit_comment_page", comment_id=ref.id) if ref.kind is Kind.COMMENT else None
