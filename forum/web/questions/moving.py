"""Making two questions one, and a text another kind of text; each with the way back."""

from collections.abc import Callable

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Forbidden, Invalid
from forum.core.markup import safe
from forum.core.refs import Kind, Ref
from forum.moderation.models import Action
from forum.people.policy import is_self
from forum.questions import operations
from forum.questions.models import Question, QuestionState
from forum.questions.opening import note_reading
from forum.questions.policy import can_convert_answer, can_convert_comment, can_merge_question
from forum.questions.queries import answer_view, comment_view, place_of_comment, question_of, questions_titled
from forum.questions.queries.kin import move_of, new_place
from forum.web.access import needs_sign_in, viewer
from forum.web.finishing import closing_report, next_url, reported_as
from forum.web.forms import Form
from forum.web.naming import number_of
from forum.web.questions.forms import CloseForm, ConvertCommentForm, ConvertForm
from forum.web.questions.room import blueprint, place_url, question_url
from forum.web.respond import done, show


@blueprint.route("/questions/<int:question_id>/merge", methods=["GET", "POST"])
@needs_sign_in
def merge(question_id: int) -> ResponseReturnValue:
    """Let a question become a part of another."""
    actor, form = viewer().actor, CloseForm()
    moved = _sent_before(Ref(Kind.QUESTION, question_id))
    if moved is not None:
        return _merged(question_id, question_of(actor, moved.id))
    question = question_of(actor, question_id)
    if not can_merge_question(actor, question):
        raise Forbidden
    if form.validate_on_submit():
        try:
            target = operations.merge_question(actor, question_id, number_of(form.target.data or ""))
            return _merged(question_id, target)
        except Invalid as invalid:
            form.apply_errors(invalid)
    words = request.args.get("q", "").strip()[:150]
    hits = questions_titled(actor, words, but=question_id) if words else []
    question = question_of(actor, question_id)
    return show("questions/merge.html", form=form, question=question, words=words, hits=hits)


def _merged(question_id: int, target: Question) -> ResponseReturnValue:
    """Say that a question is a part of another now, and offer to take it back."""
    undo = url_for("questions.split", question_id=question_id)
    return done(question_url(target), _("The two questions are one now."), undo=undo)


def _sent_before(ref: Ref) -> Ref | None:
    """Return where the viewer has moved a text already, whose form came once more; None where they have not."""
    move = move_of(ref.kind, ref.id) if request.method == "POST" else None
    if move is None or not is_self(viewer().actor, move.person_id):
        return None
    return new_place(ref.kind, ref.id)


@blueprint.post("/questions/<int:question_id>/split")
@needs_sign_in
def split(question_id: int) -> ResponseReturnValue:
    """Let a question that was merged be one of its own again."""
    question = operations.split_question(viewer().actor, question_id)
    return done(question_url(question), _("It is a question of its own again."))


@blueprint.route("/answers/<int:answer_id>/convert", methods=["GET", "POST"])
@needs_sign_in
def convert_answer(answer_id: int) -> ResponseReturnValue:
    """Make an answer into a comment, or into a question of its own."""
    actor = viewer().actor
    moved = _sent_before(Ref(Kind.ANSWER, answer_id))
    if moved is not None:
        return _converted(answer_id, moved)
    view, _releases = answer_view(actor, answer_id)
    if not can_convert_answer(actor, view.answer):
        raise Forbidden
    form = ConvertForm()
    made = _made(form, lambda: _convert(answer_id, form))
    if made is not None:
        return _converted(answer_id, made)
    view, _releases = answer_view(actor, answer_id)
    note_reading(actor, view.answer)
    html = safe(view.text.html)
    return show(
        "questions/convert.html",
        form=form,
        reported=reported_as() is not None,
        question=view.answer.question,
        html=html,
        is_answer=True,
    )


def _converted(answer_id: int, made: Ref) -> ResponseReturnValue:
    """Say what an answer is now, and offer to take it back."""
    text = _("It is a question of its own now.") if made.kind is Kind.QUESTION else _("It is a comment now.")
    return done(_onward(made), text, undo=url_for("questions.convert_answer_back", answer_id=answer_id))


def _convert(answer_id: int, form: ConvertForm) -> Ref:
    """Make the answer into what was chosen."""
    if form.to.data == Kind.QUESTION:
        return operations.answer_to_question(viewer().actor, answer_id, title=form.title.data or "").ref
    return operations.answer_to_comment(viewer().actor, answer_id).ref


def _made(form: Form, convert: Callable[[], Ref]) -> Ref | None:
    """Return what became of the text, None where the form is shown (again)."""
    if form.validate_on_submit():
        try:
            reason = request.form.get("reason", "").strip() or _("It is better read as another kind of text.")
            return closing_report(Action.CONVERT, reason, convert)
        except Invalid as invalid:
            form.apply_errors(invalid)
    return None


@blueprint.route("/comments/<int:comment_id>/convert", methods=["GET", "POST"])
@needs_sign_in
def convert_comment(comment_id: int) -> ResponseReturnValue:
    """Make a comment into an answer, or into a question of its own."""
    actor = viewer().actor
    moved = _sent_before(Ref(Kind.COMMENT, comment_id))
    if moved is not None:
        return _lifted(comment_id, moved)
    question, _answer = place_of_comment(actor, comment_id)
    comment = comment_view(actor, comment_id)
    if not can_convert_comment(actor, comment, question):
        raise Forbidden
    note_reading(actor, comment)
    form, html = ConvertCommentForm(), safe(comment.html)
    if question.state == QuestionState.CLOSED:
        form.leave_question()
    made = _made(form, lambda: _lift(comment_id, form))
    if made is not None:
        return _lifted(comment_id, made)
    return show(
        "questions/convert.html",
        form=form,
        reported=reported_as() is not None,
        question=question,
        html=html,
        is_answer=False,
    )


def _lift(comment_id: int, form: ConvertCommentForm) -> Ref:
    """Make the comment into what was chosen."""
    if form.to.data == Kind.QUESTION:
        return operations.comment_to_question(viewer().actor, comment_id, title=form.title.data or "").ref
    return operations.comment_to_answer(viewer().actor, comment_id).ref


def _lifted(comment_id: int, made: Ref) -> ResponseReturnValue:
    """Say what a comment is now, and offer to take it back."""
    text = _("It is a question of its own now.") if made.kind is Kind.QUESTION else _("It is an answer now.")
    return done(_onward(made), text, undo=url_for("questions.convert_comment_back", comment_id=comment_id))


def _onward(made: Ref) -> str:
    """Return where one goes on: to the next report where one led here, else to the new place."""
    return next_url(viewer().actor) if reported_as() is not None else place_url(made)


@blueprint.post("/answers/<int:answer_id>/convert-back")
@needs_sign_in
def convert_answer_back(answer_id: int) -> ResponseReturnValue:
    """Let a text be an answer again."""
    place = operations.convert_back(viewer().actor, Ref(Kind.ANSWER, answer_id))
    return done(place_url(place), _("It is an answer again."))


@blueprint.post("/comments/<int:comment_id>/convert-back")
@needs_sign_in
def convert_comment_back(comment_id: int) -> ResponseReturnValue:
    """Let a text be a comment again."""
    place = operations.convert_back(viewer().actor, Ref(Kind.COMMENT, comment_id))
    return done(place_url(place), _("It is a comment again."))
