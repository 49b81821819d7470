"""Writing comments, changing one's own, all texts that one has had, and finding it useful."""

from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Forbidden, Invalid, NotFound, Stale
from forum.questions.models import Comment, Question
from forum.questions.opening import note_reading
from forum.questions.operations import comment as write_comment
from forum.questions.operations import edit_comment, vote_comment
from forum.questions.policy import can_edit_comment, can_see_texts
from forum.questions.queries import comment_revisions, comment_view, only_revision, place_of_comment
from forum.web.access import needs_sign_in, viewer
from forum.web.once import once
from forum.web.questions.conflicts import conflict_of
from forum.web.questions.forms import CommentForm, EditCommentForm
from forum.web.questions.guarding import point_out
from forum.web.questions.history import steps
from forum.web.questions.room import blueprint, comment_url, post_once
from forum.web.questions.thread import question_page
from forum.web.rendering import rendered
from forum.web.respond import done, show


@blueprint.post("/questions/<int:question_id>/comments")
@needs_sign_in
def comment(question_id: int) -> ResponseReturnValue:
    """Comment on a question or on one of its answers."""
    form = CommentForm()
    if form.validate_on_submit() and not point_out(form):
        answer_id = form.answer.number
        try:
            body = rendered(form.body.data, question_id)
            write = partial(write_comment, viewer().actor, question_id, body, answer_id=answer_id)
            return done(*post_once(write, comment_url, _("Your comment is online.")))
        except Invalid as invalid:
            form.apply_errors(invalid)
    return question_page(question_id, comment_form=form)


def _seen(comment_id: int) -> tuple[Question, Comment]:
    """Return a comment with its author, and its question; raise `NotFound` where the viewer sees none."""
    question, _answer = place_of_comment(viewer().actor, comment_id)
    return question, comment_view(viewer().actor, comment_id)


@blueprint.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@needs_sign_in
def edit_comment_page(comment_id: int) -> ResponseReturnValue:
    """Change one's own comment."""
    question, found = _seen(comment_id)
    if not can_edit_comment(viewer().actor, found, question):
        raise Forbidden
    form, conflict = EditCommentForm(data={"body": found.source, "revision": found.revision}), None
    if form.validate_on_submit() and not point_out(form, known=found.source):
        try:
            body = rendered(form.body.data, question.id)
            actor, base = viewer().actor, form.revision.number or 0
            place = once(lambda: comment_url(edit_comment(actor, comment_id, body, base_revision=base)))
            return done(place, _("Saved."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Stale as stale:
            conflict = conflict_of(only_revision(_seen(comment_id)[1]), form.body.data or "")
            form.revision.renew(stale.current)
    # After a refused operation everything is read afresh.
    question, found = _seen(comment_id)
    template, status = "questions/edit_comment.html", 409 if conflict else None
    return show(template, form=form, status=status, question=question, comment=found, conflict=conflict)


@blueprint.get("/comments/<int:comment_id>/history")
def comment_history(comment_id: int) -> ResponseReturnValue:
    """All texts that a comment has had."""
    question, found = _seen(comment_id)
    if not can_see_texts(viewer().actor, found, question.product_id):
        raise NotFound
    note_reading(viewer().actor, found)
    made = steps(comment_revisions(found))
    return show("questions/comment_history.html", question=question, comment=found, steps=made)


@blueprint.post("/comments/<int:comment_id>/vote")
@needs_sign_in
def vote_on_comment(comment_id: int) -> ResponseReturnValue:
    """Say that a comment is useful, or take that back."""
    text = request.form.get("value", "")
    value = int(text) if text in {"0", "1"} else -1
    voted = vote_comment(viewer().actor, comment_id, value)
    back = url_for("questions.comment_place", comment_id=comment_id)
    return done(back, part="questions/parts/useful.html", score=voted.score, mine=value == 1, action=request.path)
