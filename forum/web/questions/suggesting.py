"""Suggesting a change of somebody else's question or answer."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from forum.moderation.models import Suggestion
from forum.moderation.policy import can_suggest_answer, can_suggest_question
from forum.moderation.suggested import own_waiting
from forum.moderation.suggestions import Wording, suggest_answer, suggest_question
from forum.people.drafts import discard_draft
from forum.questions.models import Answer, AnswerRevision, Question, QuestionRevision
from forum.questions.queries import answer_revision, answer_view, question_of, question_revision
from forum.web.access import needs_sign_in, viewer
from forum.web.images import takes_files
from forum.web.once import once
from forum.web.questions.conflicts import conflict_of
from forum.web.questions.forms import SuggestAnswerForm, SuggestQuestionForm
from forum.web.questions.guarding import point_out
from forum.web.questions.pictures import add_picture
from forum.web.questions.previewing import preview_of, wants_preview
from forum.web.questions.room import blueprint
from forum.web.rendering import rendered
from forum.web.respond import done, go, show
from forum.web.words import say

Send = Callable[[Wording, int, str], Suggestion]


@blueprint.route("/answers/<int:answer_id>/suggest", methods=["GET", "POST"], endpoint="suggest_answer")
@takes_files
@needs_sign_in
def suggest_answer_page(answer_id: int) -> ResponseReturnValue:
    """Suggest another text for an answer: its newest one is the beginning."""
    actor = viewer().actor
    answer = answer_view(actor, answer_id)[0].answer
    if not can_suggest_answer(actor, answer):
        raise Forbidden
    newest = answer_revision(answer_id, answer.revision)
    if newest is None:
        raise NotFound
    form = SuggestAnswerForm(place=request.path, data={"body": newest.source, "revision": answer.revision})

    def send(wording: Wording, base: int, note: str) -> Suggestion:
        return suggest_answer(actor, answer_id, wording, base_revision=base, note=note)

    return _suggest(form, answer, newest, send)


@blueprint.route("/questions/<int:question_id>/suggest", methods=["GET", "POST"], endpoint="suggest_question")
@takes_files
@needs_sign_in
def suggest_question_page(question_id: int) -> ResponseReturnValue:
    """Suggest another title, text or tags for a question."""
    actor = viewer().actor
    question = question_of(actor, question_id)
    if not can_suggest_question(actor, question):
        raise Forbidden
    newest = question_revision(question_id, question.revision)
    if newest is None:
        raise NotFound
    begun = {"title": newest.title, "body": newest.source, "tags": newest.tags, "revision": question.revision}
    form = SuggestQuestionForm(place=request.path, data=begun)

    def send(wording: Wording, base: int, note: str) -> Suggestion:
        return suggest_question(actor, question_id, wording, base_revision=base, note=note)

    return _suggest(form, question, newest, send)


def wording_of(form: SuggestAnswerForm, question_id: int) -> Wording:
    """Return what a form says, rendered before any transaction begins."""
    title = form.title.data or "" if isinstance(form, SuggestQuestionForm) else ""
    return Wording(rendered(form.body.data, question_id), title, form.tag_names())


def _suggest(
    form: SuggestAnswerForm, thing: Question | Answer, newest: AnswerRevision | QuestionRevision, send: Send
) -> ResponseReturnValue:
    """Show the form, or send what it says; who waits for a decision is led to their suggestion."""
    waiting = own_waiting(viewer().actor, thing.ref)
    if waiting is not None and request.method == "GET":
        return go(url_for("suggestions.suggestion", suggestion_id=waiting))
    question = thing if isinstance(thing, Question) else thing.question
    add_picture(form)
    if wants_preview():
        return _page(form, question, thing, preview=preview_of(form))
    conflict = None
    if form.validate_on_submit() and not point_out(form, known=newest.source):
        try:
            place = _send(form, question.id, send)
            discard_draft(viewer().actor, request.path)
            told = _("Your suggestion waits for whoever may change the text. You are told what becomes of it.")
            return done(place, told)
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Stale as stale:
            conflict = conflict_of(_text_of(thing, stale.current), form.body.data or "")
            form.revision.renew(stale.current)
        except Conflict as refused:
            form.form_errors.append(say(refused.message))
    return _page(form, question, thing, conflict=conflict, status=409 if conflict else None)


def _send(form: SuggestAnswerForm, question_id: int, send: Send) -> str:
    """Send what a form says; return the suggestion's place."""
    wording, base = wording_of(form, question_id), form.revision.number or 0
    return once(lambda: url_for("suggestions.suggestion", suggestion_id=send(wording, base, form.note.data).id))


def _text_of(thing: Question | Answer, number: int) -> AnswerRevision | QuestionRevision | None:
    """Return a revision of a thing."""
    return question_revision(thing.id, number) if isinstance(thing, Question) else answer_revision(thing.id, number)


def _page(form: SuggestAnswerForm, question: Question, thing: Question | Answer, **values: Any) -> ResponseReturnValue:
    """Return the page. After a refused operation the question is read afresh."""
    answer = thing.id if isinstance(thing, Answer) else None
    question = question_of(viewer().actor, question.id)
    return show("questions/suggest.html", form=form, question=question, answer_id=answer, **values)
