"""Closing questions, leading readers from a question to the one that was asked before, and opening them again."""

from collections.abc import Callable

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Forbidden, Invalid
from forum.people.policy import is_self
from forum.questions.models import Question
from forum.questions.operations import close_question, mark_duplicate, reopen_question
from forum.questions.policy import can_close_question
from forum.questions.queries import question_of, questions_titled
from forum.web.access import needs_sign_in, viewer
from forum.web.naming import number_of
from forum.web.questions.forms import CloseForm
from forum.web.questions.room import blueprint, question_url
from forum.web.respond import done, show


def _closable(question_id: int) -> Question:
    """Return the question; raise `Forbidden` to who may not close it."""
    question = question_of(viewer().actor, question_id)
    if not can_close_question(viewer().actor, question):
        raise Forbidden
    return question


def _page(question: Question, form: CloseForm) -> ResponseReturnValue:
    """Return the page with both ways to close a question."""
    words = request.args.get("q", "").strip()[:150]
    hits = questions_titled(viewer().actor, words, but=question.id) if words else []
    return show("questions/close.html", form=form, question=question, words=words, hits=hits)


@blueprint.route("/questions/<int:question_id>/close", methods=["GET", "POST"])
@needs_sign_in
def close(question_id: int) -> ResponseReturnValue:
    """Close a question with a reason."""
    question, actor = _closable(question_id), viewer().actor
    form = CloseForm(data={"reason": _("I no longer need this.") if is_self(actor, question.author_id) else ""})
    told = _("The question is closed.")
    return _close(question, form, lambda: close_question(actor, question_id, reason=form.reason.data or ""), told)


@blueprint.post("/questions/<int:question_id>/duplicate")
@needs_sign_in
def duplicate(question_id: int) -> ResponseReturnValue:
    """Close a question because it was asked before."""
    question, actor, form = _closable(question_id), viewer().actor, CloseForm()
    told = _("Readers are led to the other question now.")
    return _close(question, form, lambda: mark_duplicate(actor, question_id, number_of(form.target.data or "")), told)


def _close(question: Question, form: CloseForm, change: Callable[[], object], told: str) -> ResponseReturnValue:
    """Close a question in one of the ways and offer to undo it; or show the form with what has to be mended."""
    if form.validate_on_submit():
        try:
            change()
            return done(question_url(question), told, undo=url_for("questions.reopen", question_id=question.id))
        except Invalid as invalid:
            form.apply_errors(invalid)
    return _page(question_of(viewer().actor, question.id), form)


@blueprint.post("/questions/<int:question_id>/reopen")
@needs_sign_in
def reopen(question_id: int) -> ResponseReturnValue:
    """Open a question again."""
    question = reopen_question(viewer().actor, question_id)
    return done(question_url(question), _("The question is open again."))
