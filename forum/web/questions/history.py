"""All revisions of a text, with readable differences; and the preview, made by the same code as the page."""

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue

from forum.core.diff import Change, differences, fold
from forum.core.errors import NotFound
from forum.core.markup import render, safe
from forum.questions.models import AnswerRevision, QuestionRevision
from forum.questions.policy import can_see_history
from forum.questions.queries import answer_revisions, answer_view, question_revisions, thread
from forum.web.access import needs_sign_in, viewer
from forum.web.questions.room import blueprint
from forum.web.respond import show

Step = tuple[int, AnswerRevision | QuestionRevision, Sequence[Change]]


def steps(revisions: Sequence[AnswerRevision] | Sequence[QuestionRevision]) -> list[Step]:
    """Return what each revision changed, the newest first."""
    made: list[Step] = []
    before = ""
    for revision in revisions:
        changes = fold(differences(before, revision.source))
        made.append((revision.number, revision, changes))
        before = revision.source
    return made[::-1]


@blueprint.get("/questions/<int:question_id>/history")
def question_history(question_id: int) -> ResponseReturnValue:
    """The revisions of a question."""
    question = thread(viewer().actor, question_id).question
    return show("questions/history.html", question=question, answer=None, steps=steps(question_revisions(question_id)))


@blueprint.get("/answers/<int:answer_id>/history")
def answer_history(answer_id: int) -> ResponseReturnValue:
    """The revisions of an answer."""
    answer = answer_view(viewer().actor, answer_id)[0].answer
    if not can_see_history(viewer().actor, answer):
        raise NotFound
    made = steps(answer_revisions(answer_id))
    return show("questions/history.html", question=answer.question, answer=answer, steps=made)


@blueprint.post("/preview")
@needs_sign_in
def preview() -> ResponseReturnValue:
    """What a text will look like."""
    return show("questions/parts/preview.html", html=safe(render(request.form.get("body", "")).html))
