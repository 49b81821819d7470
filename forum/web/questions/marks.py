"""What others say of a text: votes, outcomes, acceptance."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Conflict, Invalid
from forum.core.text import N_
from forum.people.policy import is_self
from forum.questions.operations import accept_answer, report_outcome, take_back_outcome, unaccept_answer
from forum.questions.operations import vote_answer as cast_answer_vote
from forum.questions.operations import vote_question as cast_question_vote
from forum.questions.operations.accepting import accepted_of
from forum.questions.queries import answer_view, my_outcome
from forum.web.access import needs_sign_in, viewer
from forum.web.forms import trimmed
from forum.web.questions.forms import AcceptForm
from forum.web.questions.room import blueprint, question_url
from forum.web.questions.shapes import answer_shape
from forum.web.respond import done, show
from forum.web.words import say

OUTCOMES = {"yes": True, "no": False}
VOTE = "questions/parts/vote.html"


def _value() -> int:
    """Return the vote that was sent; what is no number is refused by the operation."""
    text = request.form.get("value", "")
    return int(text) if text in {"-1", "0", "1"} else 2


@blueprint.post("/questions/<int:question_id>/vote")
@needs_sign_in
def vote_question(question_id: int) -> ResponseReturnValue:
    """Vote on a question."""
    value = _value()
    question = cast_question_vote(viewer().actor, question_id, value)
    return done(question_url(question), part=VOTE, score=question.score, mine=value, action=request.path)


@blueprint.post("/answers/<int:answer_id>/vote")
@needs_sign_in
def vote_answer(answer_id: int) -> ResponseReturnValue:
    """Vote on an answer."""
    value = _value()
    answer = cast_answer_vote(viewer().actor, answer_id, value)
    back = url_for("questions.answer", answer_id=answer_id)
    return done(back, part=VOTE, score=answer.score, mine=value, action=request.path)


@blueprint.post("/answers/<int:answer_id>/outcome")
@needs_sign_in
def outcome(answer_id: int) -> ResponseReturnValue:
    """Say whether an answer worked, on which version and how it went; or take it back."""
    actor, word = viewer().actor, request.form.get("worked", "")
    if word == "back":
        take_back_outcome(actor, answer_id)
    elif word in OUTCOMES:
        release = request.form.get("release", "")
        report_outcome(
            actor,
            answer_id,
            worked=OUTCOMES[word],
            release_id=_number(release) if release else None,
            note=str(trimmed(request.form.get("note", ""))),
        )
    else:
        raise Invalid.one("worked", "unknown", N_("Say whether it worked for you or not."))
    view, releases = answer_view(actor, answer_id)
    return done(
        url_for("questions.answer", answer_id=answer_id),
        part="questions/parts/outcome.html",
        counts=view.trust.counts,
        mine=my_outcome(actor, answer_id),
        releases=releases,
        preferred=_number(request.form.get("release", "")),
        action=request.path,
    )


def _number(text: str) -> int:
    """Return the number in a text, 0 where there is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@blueprint.post("/answers/<int:answer_id>/accept")
@blueprint.post("/questions/<int:question_id>/answers/<int:answer_id>/accept")
@needs_sign_in
def accept(answer_id: int, question_id: int | None = None) -> ResponseReturnValue:
    """Mark the answer that solved it."""
    form, status = AcceptForm(), None
    try:
        accept_answer(viewer().actor, answer_id, reason=form.reason.data or "", replaces=form.replaces.number)
        return done(url_for("questions.answer", answer_id=answer_id), _("Marked as the answer that solved it."))
    except Invalid as invalid:
        form.apply_errors(invalid)
    except Conflict as conflict:
        form.form_errors.append(say(conflict.message))
        status = 409
    view, releases = answer_view(viewer().actor, answer_id)
    other = accepted_of(view.answer.question_id)
    return show(
        "questions/accept.html",
        form=form,
        status=status,
        question=view.answer.question,
        answer=answer_shape(view, releases),
        other=other,
        own=is_self(viewer().actor, view.answer.question.author_id),
    )


@blueprint.post("/answers/<int:answer_id>/unaccept")
@needs_sign_in
def unaccept(answer_id: int) -> ResponseReturnValue:
    """Take the mark back."""
    unaccept_answer(viewer().actor, answer_id)
    return done(url_for("questions.answer", answer_id=answer_id), _("The mark was taken back."))
