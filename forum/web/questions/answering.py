"""Writing answers and editing them."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Forbidden, Invalid, Stale
from forum.people.drafts import discard_draft
from forum.questions.opening import note_reading
from forum.questions.operations import edit_answer, post_answer
from forum.questions.policy import can_edit_answer
from forum.questions.queries import answer_revision, answer_view
from forum.web.access import needs_sign_in, viewer
from forum.web.images import takes_files
from forum.web.once import once
from forum.web.questions.conflicts import conflict_of
from forum.web.questions.forms import AnswerForm
from forum.web.questions.guarding import point_out
from forum.web.questions.pictures import add_picture
from forum.web.questions.previewing import preview_of, wants_preview
from forum.web.questions.room import answer_url, blueprint, post_once
from forum.web.questions.thread import question_page
from forum.web.rendering import rendered
from forum.web.respond import done, show


@blueprint.post("/questions/<int:question_id>/answers")
@takes_files
@needs_sign_in
def post(question_id: int) -> ResponseReturnValue:
    """Answer a question."""
    form = AnswerForm(place=request.path)
    add_picture(form)
    if wants_preview():
        return question_page(question_id, answer_form=form, preview=preview_of(form))
    if form.validate_on_submit() and not point_out(form):
        try:
            body = rendered(form.body.data, question_id)
            online = _("Your answer is online. Thank you.")
            place, told = post_once(lambda: post_answer(viewer().actor, question_id, body), answer_url, online)
            discard_draft(viewer().actor, request.path)
            return done(place, told)
        except Invalid as invalid:
            form.apply_errors(invalid)
    return question_page(question_id, answer_form=form)


@blueprint.route("/answers/<int:answer_id>/edit", methods=["GET", "POST"])
@takes_files
@needs_sign_in
def edit_answer_page(answer_id: int) -> ResponseReturnValue:
    """Edit an answer: its newest text, also where readers still see an older one."""
    view, _releases = answer_view(viewer().actor, answer_id)
    if not can_edit_answer(viewer().actor, view.answer):
        raise Forbidden
    note_reading(viewer().actor, view.answer)
    newest = answer_revision(answer_id, view.answer.revision)
    begun = {"body": newest.source if newest else "", "revision": view.answer.revision}
    form = AnswerForm(data=begun, place=request.path)
    add_picture(form)
    if wants_preview():
        answer = view.answer
        return show(
            "questions/edit_answer.html", form=form, answer=answer, question=answer.question, preview=preview_of(form)
        )
    conflict = None
    if form.validate_on_submit() and not point_out(form, known=newest.source if newest else ""):
        base = form.revision.number or 0
        try:
            body = rendered(form.body.data, view.answer.question_id)
            actor, note = viewer().actor, form.note.data or ""
            place = once(lambda: answer_url(edit_answer(actor, answer_id, body, base_revision=base, note=note)))
            discard_draft(actor, request.path)
            return done(place, _("Saved."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Stale as stale:
            conflict = conflict_of(answer_revision(answer_id, stale.current), form.body.data or "")
            form.revision.renew(stale.current)
    # After a refused operation everything is read afresh.
    answer = answer_view(viewer().actor, answer_id)[0].answer
    status = 409 if conflict else None
    template = "questions/edit_answer.html"
    return show(template, form=form, status=status, answer=answer, question=answer.question, conflict=conflict)
