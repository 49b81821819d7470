"""Suggested changes: those that wait for the viewer, their own, and the page on which one is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.diff import Change, differences, fold
from forum.core.errors import Conflict, Forbidden, Invalid, Stale
from forum.moderation.counts import suggestions_count
from forum.moderation.images import suggestion_images
from forum.moderation.models import Outcome
from forum.moderation.policy import can_decide_suggestion, can_withdraw_suggestion
from forum.moderation.suggested import SuggestionView, own_suggestions, suggestion_view, waiting_suggestions
from forum.moderation.suggestions import accept_suggestion, reject_suggestion, withdraw_suggestion
from forum.questions.models import QuestionRevision
from forum.questions.opening import note_reading
from forum.web.access import needs_sign_in, viewer
from forum.web.images import takes_files
from forum.web.questions.conflicts import Difference
from forum.web.questions.forms import ReasonForm, SuggestAnswerForm, SuggestQuestionForm
from forum.web.questions.guarding import point_out
from forum.web.questions.pictures import add_picture
from forum.web.questions.room import place_url
from forum.web.questions.suggesting import wording_of
from forum.web.respond import done, show
from forum.web.words import say

blueprint = Blueprint("suggestions", __name__, url_prefix="/suggestions")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a suggestion would change in a text, and in what stands beside it."""

    changes: Sequence[Change]
    facts: Sequence[Difference]


@blueprint.get("")
@needs_sign_in
def index() -> ResponseReturnValue:
    """What waits for the viewer, or what they suggested themselves."""
    own, cursor = request.args.get("whose") == "own", request.args.get("cursor")
    page = (own_suggestions if own else waiting_suggestions)(viewer().actor, cursor=cursor)
    waiting = suggestions_count(viewer().actor)
    return show("suggestions/index.html", page=page, own=own, waiting=waiting, outcomes=_outcomes())


def _outcomes() -> dict[Outcome, str]:
    """Return what can become of a suggestion, in words."""
    return {
        Outcome.ACCEPTED: _("Accepted"),
        Outcome.REJECTED: _("Not accepted"),
        Outcome.WITHDRAWN: _("Taken back"),
        Outcome.MOVED: _("Closed: the text was moved"),
    }


@blueprint.get("/<int:suggestion_id>")
@needs_sign_in
def suggestion(suggestion_id: int) -> ResponseReturnValue:
    """One suggestion, with what it would change."""
    return _page(suggestion_id)


def _page(
    suggestion_id: int,
    *,
    form: SuggestAnswerForm | None = None,
    rejecting: ReasonForm | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    """Return the page, with a form on it that came back to be mended."""
    view = suggestion_view(viewer().actor, suggestion_id)
    one = view.suggestion
    if one.outcome is not Outcome.MOVED:
        note_reading(viewer().actor, view.thing)
    decided = one.decided_at is not None
    returned = rejecting if rejecting is not None else form
    failed = returned is not None and (returned.errors or returned.spots)
    # On the page itself, what somebody wrote before they had to sign in; beside another form that was sent, nothing.
    empty: dict[str, Any] = {} if request.method == "GET" else {"formdata": None}
    begun = _form(view, **empty)
    return show(
        "suggestions/show.html",
        form=form or begun,
        rejecting=rejecting or ReasonForm(action=url_for("suggestions.reject", suggestion_id=suggestion_id), **empty),
        status=status or (422 if failed else 200),
        opened=form is not None or begun.body.data != one.source,
        view=view,
        suggestion=one,
        question=view.question,
        outcomes=_outcomes(),
        pictures=() if decided else suggestion_images(one.id),
        suggested=compare(view, view.base),
        now_changes=compare(view, view.newest) if view.moved_on and not decided else None,
        place=place_url(one.about),
        may_decide=not decided and can_decide_suggestion(viewer().actor, one, view.thing),
        may_withdraw=not decided and can_withdraw_suggestion(viewer().actor, one),
    )


def compare(view: SuggestionView, text: object) -> Comparison:
    """Return what a suggestion would change in one of the thing's revisions; of one that was moved only its words."""
    one, beside = view.suggestion, list[Difference]()
    if one.outcome is Outcome.MOVED:
        return Comparison(fold(differences("", one.source)), beside)
    if isinstance(text, QuestionRevision):
        pairs = (_("Title"), text.title, one.title), (_("Tags"), text.tags, one.tags)
        beside = [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
    return Comparison(fold(differences(getattr(text, "source", ""), one.source)), beside)


def _form(view: SuggestionView, **options: Any) -> SuggestAnswerForm:
    """Return the form in which a suggestion can be improved before it goes in; the options are those of forms."""
    one = view.suggestion
    options |= {"action": url_for("suggestions.accept", suggestion_id=one.id)}
    begun = {"body": one.source, "revision": view.newest.number, "note": one.note}
    if view.answer is not None:
        return SuggestAnswerForm(data=begun, **options)
    return SuggestQuestionForm(data=begun | {"title": one.title, "tags": one.tags}, **options)


def _decidable(suggestion_id: int) -> SuggestionView:
    """Return a suggestion; raise `Forbidden` to who may not decide it."""
    view = suggestion_view(viewer().actor, suggestion_id)
    if not can_decide_suggestion(viewer().actor, view.suggestion, view.thing):
        raise Forbidden
    return view


@blueprint.post("/<int:suggestion_id>/accept")
@takes_files
@needs_sign_in
def accept(suggestion_id: int) -> ResponseReturnValue:
    """Let a suggestion go in, as it is or improved."""
    view = _decidable(suggestion_id)
    form, status = _form(view), None
    # Why it is suggested was said by who suggested it.
    form.note.data = view.suggestion.note
    add_picture(form)
    if form.validate() and not point_out(form, known=view.newest.source):
        try:
            wording = wording_of(form, view.question.id)
            accept_suggestion(viewer().actor, suggestion_id, wording, base_revision=form.revision.number or 0)
            return done(place_url(view.suggestion.about), _("Accepted. The history names both of you."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Stale as stale:
            form.revision.renew(stale.current)
            form.form_errors.append(say(stale.message))
            status = 409
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            status = 409
    return _page(suggestion_id, form=form, status=status)


@blueprint.post("/<int:suggestion_id>/reject")
@needs_sign_in
def reject(suggestion_id: int) -> ResponseReturnValue:
    """Leave the text as it is, and say why."""
    _decidable(suggestion_id)
    form, status = ReasonForm(), None
    if form.validate_on_submit():
        try:
            reject_suggestion(viewer().actor, suggestion_id, reason=form.reason.data or "")
            return done(url_for("suggestions.index"), _("The text stays as it is, and who suggested it is told why."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            status = 409
    return _page(suggestion_id, rejecting=form, status=status)


@blueprint.post("/<int:suggestion_id>/withdraw")
@needs_sign_in
def withdraw(suggestion_id: int) -> ResponseReturnValue:
    """Take one's own suggestion back."""
    made = withdraw_suggestion(viewer().actor, suggestion_id)
    return done(place_url(made.about), _("You took your suggestion back."))
