"""How sure is this? The explanation for everybody, and all marks of one answer with their dates."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from forum.core.diff import differences, fold
from forum.core.errors import NotFound
from forum.core.markup import safe
from forum.questions.marks import judgements
from forum.questions.opening import note_reading
from forum.questions.policy import can_see_history
from forum.questions.queries import answer_history as history_of
from forum.questions.queries import answer_view
from forum.questions.trust import Level
from forum.reach.helping import help_of
from forum.web.access import viewer
from forum.web.checks import CHECKS, EFFECTS, EVIDENCE
from forum.web.hazards import HAZARDS
from forum.web.questions.shapes import answer_shape
from forum.web.respond import show

blueprint = Blueprint("about", __name__)

MEANINGS = {
    Level.VERIFIED: _l("An engineer has read this very text and found it right, for the versions named."),
    Level.CONDITIONAL: _l("An engineer found it right on the condition that the line names."),
    Level.CORRECTED: _l("Staff has corrected a passage; the original and what is right stand together."),
    Level.CHECK_DUE: _l("It was found right, but the day for a new check has passed."),
    Level.EDITED_SINCE: _l("The text was changed after it was found right; nobody has checked the change yet."),
    Level.ACCEPTED: _l(
        "It solved the problem of the person who asked; where they did not come back, a moderator may say so, and the "
        "line tells that. Staff has not checked it."
    ),
    Level.STAFF: _l("An engineer wrote it. A second one has not checked it."),
    Level.WORKED: _l("People tried it and say that it worked for them."),
    Level.UNREVIEWED: _l("Nobody has said anything about it yet."),
    Level.DISPUTED: _l("At least three people tried it in vain, more than it worked for."),
    Level.OUTDATED: _l("It was right for older versions and is not for newer ones."),
    Level.INCORRECT: _l("An engineer has checked it and found it wrong."),
    Level.UNSAFE: _l("An engineer has checked it and found it dangerous. The text stands behind a click."),
    Level.QUARANTINED: _l("It is hidden from readers while staff looks at it, or for good."),
}


@blueprint.get("/about/trust")
def trust() -> ResponseReturnValue:
    """What the marks mean, from the best to the worst."""
    levels = sorted(Level, key=lambda level: level.standing)
    return show("about/trust.html", levels=[(level, MEANINGS[level]) for level in levels])


@blueprint.get("/answers/<int:answer_id>/verified")
def verified_text(answer_id: int) -> ResponseReturnValue:
    """The newest text of an answer that an engineer found right, and what was changed since."""
    actor = viewer().actor
    view, releases = answer_view(actor, answer_id, release=request.args.get("release", ""))
    number = view.trust.verified_revision
    if number is None or not can_see_history(actor, view.answer):
        raise NotFound
    texts = {each.revision.number: each.revision for each in history_of(actor, view.answer, releases) if each.readable}
    verified, newest = texts.get(number), texts.get(view.answer.revision)
    if verified is None:
        raise NotFound
    note_reading(actor, view.answer)
    changed = fold(differences(verified.source, newest.source)) if newest and newest is not verified else None
    return show(
        "about/verified_text.html",
        answer=view.answer,
        question=view.answer.question,
        text=verified,
        html=safe(verified.html),
        trust=view.trust,
        changes=changed,
    )


@blueprint.get("/answers/<int:answer_id>/trust")
def answer_trust(answer_id: int) -> ResponseReturnValue:
    """All marks of one answer."""
    view, releases = answer_view(viewer().actor, answer_id, release=request.args.get("release", ""))
    judged = judgements([answer_id])[answer_id]
    return show(
        "about/answer_trust.html",
        answer=answer_shape(view, releases),
        question=view.answer.question,
        verdicts=sorted(judged.verdicts, key=lambda one: one.number, reverse=True),
        corrections=judged.corrections,
        releases=releases,
        checks=CHECKS,
        effects=EFFECTS,
        hazards=HAZARDS,
        evidence=EVIDENCE,
        visitors=help_of(view.answer.ref),
    )
