"""All revisions of a text, with readable differences; and the preview, made by the same code as the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.core.containment import Containment
from forum.core.diff import Change, differences, fold
from forum.core.errors import NotFound
from forum.core.markup import safe
from forum.journal.kinds import EventKind
from forum.moderation.models import Action, Suggestion
from forum.moderation.objections import corrections_by_revision
from forum.moderation.suggested import accepted_suggestions
from forum.questions.models import CommentRevision, QuestionRevision
from forum.questions.opening import note_reading, note_revisions
from forum.questions.policy import can_see_history, can_see_texts
from forum.questions.queries import (
    AnswerHappening,
    RevisionView,
    answer_happenings,
    answer_view,
    happenings,
    question_of,
    question_revisions,
)
from forum.questions.queries import answer_history as history_of
from forum.web.access import needs_sign_in, viewer
from forum.web.checks import CHECKS
from forum.web.questions.room import blueprint
from forum.web.rendering import rendered
from forum.web.respond import show

# What becomes of a question as a whole, for everybody to read.
HAPPENED = {
    EventKind.QUESTION_CLOSED: _l("Closed"),
    EventKind.QUESTION_REOPENED: _l("Opened again"),
    EventKind.DUPLICATE_MARKED: _l("Led to a question that was asked before"),
    EventKind.QUESTION_MERGED: _l("Another question became a part of this one"),
    EventKind.QUESTION_SPLIT: _l("A question that was a part of this one was split off again"),
}

# What people and moderators said of an answer; checks and corrections stand with the text that they are about.
SAID = {
    EventKind.ANSWER_ACCEPTED: _l("Marked as solving the problem"),
    EventKind.ANSWER_UNACCEPTED: _l("No longer marked as solving the problem"),
    EventKind.VERDICT_LAPSED: _l("Due for a new check"),
    EventKind.CHECK_ASKED: _l("Due for a new check, since a new version appeared"),
    EventKind.DECISION_OVERTURNED: _l("Another moderator took a decision back"),
}
DECIDED = {
    Action.DISMISS: _l("A moderator read a report and let the answer be shown"),
    Action.WARN: _l("A moderator put a warning above the text"),
    Action.FOLD: _l("A moderator hid the text behind a warning"),
    Action.QUARANTINE: _l("A moderator hid the text while it is checked"),
    Action.MEND: _l("A moderator asked the author to mend the text"),
    Action.DELETE: _l("A moderator deleted the text"),
    Action.DUPLICATE: _l("A moderator found that it was asked before"),
    Action.REDACT: _l("A moderator took the words of a version out for good"),
    Action.SUSPEND: _l("A moderator suspended the author for a while"),
    Action.SILENCE: _l("A moderator silenced the author for a while"),
    Action.CORRECT: _l("A moderator read a report and corrected a passage"),
    Action.CONVERT: _l("A moderator read a report and made the text into another kind of text"),
}

Text = TypeVar("Text", QuestionRevision, CommentRevision)


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """What a revision of an answer changed. None: its text is hidden from the reader; `folded`: behind a click.

    `suggestion`: what it came from, where its author suggested it and somebody else let it in.
    """

    view: RevisionView
    changes: Sequence[Change] | None
    folded: bool
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a revision of a question says beside its text; `before` is None for the first revision."""

    name: str
    before: str | None
    after: str


def steps(revisions: Sequence[Text]) -> list[tuple[int, Text, Sequence[Change]]]:
    """Return what each revision changed, the newest first."""
    made: list[tuple[int, Text, Sequence[Change]]] = []
    before = ""
    for revision in revisions:
        changes = fold(differences(before, revision.source))
        made.append((revision.number, revision, changes))
        before = revision.source
    return made[::-1]


def facts(revisions: Sequence[QuestionRevision]) -> dict[int, list[Fact]]:
    """Return, by number, what each revision changed beside the text; for the first one what there was."""
    found: dict[int, list[Fact]] = {}
    before: dict[str, str] = {}
    for revision in revisions:
        told = {
            _("Title"): revision.title,
            _("Product"): revision.product.name if revision.product else "",
            _("Version"): revision.release.name if revision.release else "",
            _("Device and setup"): revision.environment,
            _("Tags"): revision.tags,
        }
        found[revision.number] = [
            Fact(name, before.get(name), value) for name, value in told.items() if value != before.get(name, "")
        ]
        before = told
    return found


@blueprint.get("/questions/<int:question_id>/history")
def question_history(question_id: int) -> ResponseReturnValue:
    """The revisions of a question."""
    question = question_of(viewer().actor, question_id)
    if not can_see_texts(viewer().actor, question, question.product_id):
        raise NotFound
    note_reading(viewer().actor, question)
    revisions = question_revisions(question_id)
    return show(
        "questions/history.html",
        question=question,
        steps=steps(revisions),
        facts=facts(revisions),
        suggested=accepted_suggestions(question.ref),
        happened=[(HAPPENED[one.kind], one) for one in happenings(question_id, list(HAPPENED))],
    )


def answer_steps(
    views: Sequence[RevisionView], suggested: Mapping[int, Suggestion] = MappingProxyType({})
) -> list[AnswerStep]:
    """Return what each revision changed, the newest first. A difference holds both texts, so either one folds it."""
    made: list[AnswerStep] = []
    before, folded_before = "", False
    for view in views:
        hidden = view.containment is Containment.QUARANTINED and not view.readable
        folded = view.containment in {Containment.FOLDED, Containment.QUARANTINED}
        changes = None if hidden else fold(differences(before, view.revision.source))
        made.append(AnswerStep(view, changes, folded or folded_before, suggested.get(view.revision.number)))
        before, folded_before = ("", False) if hidden else (view.revision.source, folded)
    return made[::-1]


def said_of(answer_id: int) -> list[tuple[str, AnswerHappening, str]]:
    """Return what was said of an answer in words, with the reason where every reader is told of it."""
    found = answer_happenings(answer_id, [*SAID, EventKind.DECISION_MADE])
    return [
        (
            str(SAID[one.kind] if one.kind in SAID else DECIDED[Action(one.action or "dismiss")]),
            one,
            one.reason if one.kind is EventKind.DECISION_MADE and one.action == Action.WARN else "",
        )
        for one in found
    ]


@blueprint.get("/answers/<int:answer_id>/history")
def answer_history(answer_id: int) -> ResponseReturnValue:
    """All of an answer: its revisions, each with what staff found and corrected, and what else was said of it."""
    actor = viewer().actor
    view, releases = answer_view(actor, answer_id)
    if not can_see_history(actor, view.answer):
        raise NotFound
    steps = answer_steps(history_of(actor, view.answer, releases), accepted_suggestions(view.answer.ref))
    note_revisions(actor, view.answer, [step.view for step in steps])
    return show(
        "questions/answer_history.html",
        question=view.answer.question,
        answer=view.answer,
        steps=steps,
        happened=said_of(answer_id),
        corrections=corrections_by_revision(answer_id),
        checks=CHECKS,
        releases=releases,
    )


@blueprint.post("/preview")
@needs_sign_in
def preview() -> ResponseReturnValue:
    """What a text will look like."""
    return show("questions/parts/preview.html", html=safe(rendered(request.form.get("body", "")).html))
