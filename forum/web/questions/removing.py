"""Deleting questions, answers and comments, and showing them again."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from forum.core.errors import Forbidden, Invalid
from forum.core.markup import safe
from forum.questions import operations
from forum.questions.models import Question
from forum.questions.opening import note_reading
from forum.questions.policy import can_delete_answer, can_delete_comment, can_delete_question
from forum.questions.queries import answer_view, comment_view, place_of_comment, question_of
from forum.web.access import needs_sign_in, viewer
from forum.web.questions.forms import ReasonForm
from forum.web.questions.room import blueprint, question_url
from forum.web.respond import done, show


@dataclass(frozen=True, slots=True)
class Removal:
    """What is about to be deleted: how the page is called, the text, who does it, and the two ways on."""

    heading: str
    question: Question
    html: Markup | None
    remove: Callable[[str], object]
    said: str
    back: str
    undo: str


def _removed(removal: Removal) -> ResponseReturnValue:
    """Ask why, and delete."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            removal.remove(form.reason.data or "")
            return done(removal.back, removal.said, undo=removal.undo)
        except Invalid as invalid:
            form.apply_errors(invalid)
    question = question_of(viewer().actor, removal.question.id)
    return show("questions/remove.html", form=form, heading=removal.heading, question=question, html=removal.html)


@blueprint.route("/questions/<int:question_id>/delete", methods=["GET", "POST"])
@needs_sign_in
def delete_question(question_id: int) -> ResponseReturnValue:
    """Delete a question with all that stands beneath it."""
    actor = viewer().actor
    question = question_of(actor, question_id)
    if not can_delete_question(actor, question):
        raise Forbidden
    return _removed(
        Removal(
            _("Delete the question"),
            question,
            None,
            lambda reason: operations.delete_question(actor, question_id, reason=reason),
            _("The question was deleted."),
            question_url(question),
            url_for("questions.restore_question", question_id=question_id),
        )
    )


@blueprint.route("/answers/<int:answer_id>/delete", methods=["GET", "POST"])
@needs_sign_in
def delete_answer(answer_id: int) -> ResponseReturnValue:
    """Delete an answer."""
    actor = viewer().actor
    view, _releases = answer_view(actor, answer_id)
    if not can_delete_answer(actor, view.answer):
        raise Forbidden
    note_reading(actor, view.answer)
    return _removed(
        Removal(
            _("Delete the answer"),
            view.answer.question,
            safe(view.text.html),
            lambda reason: operations.delete_answer(actor, answer_id, reason=reason),
            _("The answer was deleted."),
            url_for("questions.answer", answer_id=answer_id),
            url_for("questions.restore_answer", answer_id=answer_id),
        )
    )


@blueprint.route("/comments/<int:comment_id>/delete", methods=["GET", "POST"])
@needs_sign_in
def delete_comment(comment_id: int) -> ResponseReturnValue:
    """Delete a comment."""
    actor = viewer().actor
    question, _answer = place_of_comment(actor, comment_id)
    comment = comment_view(actor, comment_id)
    if not can_delete_comment(actor, comment, question):
        raise Forbidden
    note_reading(actor, comment)
    return _removed(
        Removal(
            _("Delete the comment"),
            question,
            safe(comment.html),
            lambda reason: operations.delete_comment(actor, comment_id, reason=reason),
            _("The comment was deleted."),
            url_for("questions.comment_place", comment_id=comment_id),
            url_for("questions.restore_comment", comment_id=comment_id),
        )
    )


@blueprint.post("/questions/<int:question_id>/restore")
@needs_sign_in
def restore_question(question_id: int) -> ResponseReturnValue:
    """Show a question again."""
    question = operations.restore_question(viewer().actor, question_id)
    return done(question_url(question), _("Everybody sees the question again."))


@blueprint.post("/answers/<int:answer_id>/restore")
@needs_sign_in
def restore_answer(answer_id: int) -> ResponseReturnValue:
    """Show an answer again."""
    operations.restore_answer(viewer().actor, answer_id)
    return done(url_for("questions.answer", answer_id=answer_id), _("Everybody sees the answer again."))


@blueprint.post("/comments/<int:comment_id>/restore")
@needs_sign_in
def restore_comment(comment_id: int) -> ResponseReturnValue:
    """Show a comment again."""
    operations.restore_comment(viewer().actor, comment_id)
    return done(url_for("questions.comment_place", comment_id=comment_id), _("Everybody sees the comment again."))
