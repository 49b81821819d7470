"""Correcting a passage of an answer, and what its author makes of that: taken over, or objected to."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from forum.core.markup import safe, strike
from forum.moderation.answering_corrections import adopt_correction, object_to_correction, with_correction
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.models import Action
from forum.moderation.objections import CorrectionView, correction_view
from forum.moderation.policy import can_answer_correction, can_correct_answer
from forum.questions.models import Answer, AnswerRevision
from forum.questions.opening import note_reading
from forum.questions.queries import answer_revision, answer_view
from forum.web.access import needs_sign_in, viewer
from forum.web.finishing import closing_report, next_url, reported_as
from forum.web.images import takes_files
from forum.web.once import once
from forum.web.questions.conflicts import Conflict as Overtaken
from forum.web.questions.conflicts import conflict_of
from forum.web.questions.forms import AnswerForm, CorrectForm, ReasonForm
from forum.web.questions.guarding import point_out
from forum.web.questions.pictures import add_picture
from forum.web.questions.room import answer_url, blueprint
from forum.web.rendering import rendered
from forum.web.respond import done, go, show
from forum.web.words import say


@blueprint.route("/answers/<int:answer_id>/correct", methods=["GET", "POST"])
@needs_sign_in
def correct_answer(answer_id: int) -> ResponseReturnValue:
    """Say which passage of an answer is wrong, what is right, and why."""
    actor = viewer().actor
    answer = answer_view(actor, answer_id)[0].answer
    if not can_correct_answer(actor, answer):
        raise Forbidden
    form, status = CorrectForm(data={"revision": answer.revision}), None
    if form.validate_on_submit() and not point_out(form):
        draft = CorrectionDraft(
            revision=form.revision.number or 0,
            passage=form.passage.data,
            replacement=form.replacement.data,
            reason=form.reason.data,
        )
        try:
            place = once(lambda: _publish(answer, draft))
            return done(place, _("The correction stands in its place now, and the author is told."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            status = 409
    answer = answer_view(actor, answer_id)[0].answer
    form.revision.renew(answer.revision)
    note_reading(actor, answer)
    html = safe(_text(answer_id, answer.revision).html)
    return show("questions/correct.html", form=form, answer=answer, question=answer.question, html=html, status=status)


def _publish(answer: Answer, draft: CorrectionDraft) -> str:
    """Correct the passage; return where that is read, or the next report where one led here."""
    place, actor = answer_url(answer), viewer().actor
    closing_report(Action.CORRECT, draft.reason, lambda: publish_correction(actor, answer.id, draft))
    return place if reported_as() is None else next_url(actor)


def _text(answer_id: int, number: int) -> AnswerRevision:
    """Return a revision that there must be."""
    text = answer_revision(answer_id, number)
    if text is None:
        raise NotFound
    return text


def _own(correction_id: int) -> CorrectionView:
    """Return a correction of the viewer's answer; raise `Forbidden` to everybody else who sees it."""
    view = correction_view(viewer().actor, correction_id)
    if not can_answer_correction(viewer().actor, view.answer):
        raise Forbidden
    return view


@blueprint.route("/corrections/<int:correction_id>/adopt", methods=["GET", "POST"])
@takes_files
@needs_sign_in
def adopt_correction_page(correction_id: int) -> ResponseReturnValue:
    """Take a correction over: at once where its passage is found in the text, else in the form to edit it."""
    view = _own(correction_id)
    newest = _text(view.answer.id, view.answer.revision)
    mended = with_correction(newest.source, view.correction.passage, view.correction.replacement)
    at_once = request.method == "POST" and "body" not in request.form
    if at_once and mended is None:
        return go(url_for("questions.adopt_correction_page", correction_id=correction_id))
    form = _adopting(view, mended or newest.source, at_once)
    add_picture(form)
    conflict, known = None, f"{newest.source}\n{view.correction.replacement}"
    if request.method == "POST" and form.validate() and not point_out(form, known=known):
        try:
            return _adopt(view, form)
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Stale as stale:
            conflict = conflict_of(answer_revision(view.answer.id, stale.current), form.body.data or "")
            form.revision.renew(stale.current)
        except Conflict as refused:
            form.form_errors.append(say(refused.message))
    return _adopt_page(correction_id, form, conflict)


def _adopting(view: CorrectionView, text: str, at_once: bool) -> AnswerForm:
    """Return the form with the text that takes a correction over; `at_once`: as if it had been sent so."""
    begun = {"body": text, "revision": view.answer.revision, "note": ""}
    if not at_once:
        return AnswerForm(data=begun)
    form = AnswerForm(formdata=None, data=begun)
    # The author has read the correction beneath the very text that it corrects.
    form.revision.renew(view.answer.revision)
    return form


def _adopt(view: CorrectionView, form: AnswerForm) -> ResponseReturnValue:
    """Write the new revision."""
    body, base = rendered(form.body.data, view.answer.question_id), form.revision.number or 0
    note = _("Took over a correction")
    adopt_correction(viewer().actor, view.correction.id, body, base_revision=base, note=note)
    return done(answer_url(view.answer), _("Your answer says so now. The history names the correction."))


def _adopt_page(correction_id: int, form: AnswerForm, conflict: Overtaken | None) -> ResponseReturnValue:
    """Show the newest text with the passage struck out, and the form; after a refused operation all is read afresh."""
    view = _own(correction_id)
    struck = strike(_text(view.answer.id, view.answer.revision).html, [view.correction.passage])
    return show(
        "questions/adopt.html",
        form=form,
        status=409 if conflict else None,
        correction=view.correction,
        answer=view.answer,
        question=view.answer.question,
        html=struck.html,
        stands=struck.found[0],
        conflict=conflict,
    )


@blueprint.route("/corrections/<int:correction_id>/object", methods=["GET", "POST"])
@needs_sign_in
def object_to_correction_page(correction_id: int) -> ResponseReturnValue:
    """Say why a correction is wrong: another engineer looks at it."""
    view = _own(correction_id)
    form, status = ReasonForm(), None
    if form.validate_on_submit():
        try:
            object_to_correction(viewer().actor, correction_id, reason=form.reason.data or "")
            told = _("Another engineer looks at it. You are told what they find.")
            return done(answer_url(view.answer), told)
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as refused:
            form.form_errors.append(say(refused.message))
            status = 409
    view = _own(correction_id)
    return show(
        "questions/object.html",
        form=form,
        correction=view.correction,
        answer=view.answer,
        question=view.answer.question,
        status=status,
    )
