"""The engineers' lists, and the page on which an answer is checked."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from forum.core.diff import Change, differences, fold
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from forum.core.markup import safe
from forum.moderation.counts import engineers_counts
from forum.moderation.due_checks import due_checks
from forum.moderation.policy import can_engineer
from forum.moderation.to_confirm import own_waiting_check
from forum.moderation.verdicts import default_review_by, fix_and_verify, give_verdict
from forum.people.policy import Actor
from forum.questions.marks import judgements
from forum.questions.models import Answer, AnswerRevision, Question
from forum.questions.policy import can_check_answer
from forum.questions.queries import (
    AnswerView,
    answer_revision,
    answer_view,
    awaiting_check,
    marked_for_askers,
    needs_answer,
    overdue,
    question_revision,
)
from forum.web.access import needs_sign_in, viewer
from forum.web.addresses import with_query
from forum.web.checks import CHECKS, EVIDENCE
from forum.web.hazards import HAZARDS
from forum.web.images import takes_files
from forum.web.once import once
from forum.web.questions.pictures import add_picture
from forum.web.questions.shapes import answer_shape, question_row
from forum.web.rendering import rendered
from forum.web.respond import done, show
from forum.web.staff.forms import EVIDENCE_KEYS, KEYS, CheckForm, found_before
from forum.web.trust import answer_mark
from forum.web.words import say

# More are forgotten, the first one first.
MOST_SKIPPED = 50
# Stands in an address for the list of what waits since a version appeared.
DUE = "due"

blueprint = Blueprint("engineering", __name__, url_prefix="/engineering")


def engineer() -> Actor:
    """Return the viewer if they have lists to work on; to everybody else there is no such page."""
    if not can_engineer(viewer().actor):
        raise NotFound
    return viewer().actor


@blueprint.get("")
@needs_sign_in
def index() -> ResponseReturnValue:
    """What waits for an answer, soonest due first."""
    page = needs_answer(engineer(), cursor=request.args.get("cursor"))
    return _questions("index", page, _("Nothing waits for an answer in your products."))


@blueprint.get("/overdue")
@needs_sign_in
def late() -> ResponseReturnValue:
    """What has waited too long."""
    page = overdue(engineer(), cursor=request.args.get("cursor"))
    return _questions("late", page, _("Nothing is overdue in your products."))


def _questions(endpoint: str, page: object, nothing: str) -> ResponseReturnValue:
    items = getattr(page, "items", ())
    marked = marked_for_askers([question.id for question in items])
    return show(
        "staff/questions.html",
        rows=[(question_row(question, for_asker=question.id in marked), question) for question in items],
        page=page,
        endpoint=f"engineering.{endpoint}",
        counts=engineers_counts(viewer().actor),
        nothing=nothing,
    )


@blueprint.get("/check")
@needs_sign_in
def check_list() -> ResponseReturnValue:
    """What waits for a check, most viewed first."""
    page = awaiting_check(engineer(), cursor=request.args.get("cursor"))
    rows = [(answer, answer_mark(answer)) for answer in page.items]
    return show("staff/check_list.html", rows=rows, page=page, counts=engineers_counts(viewer().actor))


@blueprint.route("/answers/<int:answer_id>", methods=["GET", "POST"])
@takes_files
@needs_sign_in
def check(answer_id: int) -> ResponseReturnValue:
    """Check one answer; a re-check shows only what changed since the text that was judged."""
    actor = engineer()
    view, releases = answer_view(actor, answer_id)
    if not can_check_answer(actor, view.answer):
        raise Forbidden
    newest = answer_revision(answer_id, view.answer.revision)
    if newest is None:
        raise NotFound
    form = CheckForm(data=_prefilled(view, newest))
    form.offer_releases(dict(releases))
    add_picture(form)
    if form.validate_on_submit():
        try:
            return done(_save(actor, view.answer, form, newest), _saved(actor, answer_id))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except (Conflict, Stale) as conflict:
            form.form_errors.append(say(conflict.message))
            view, releases = answer_view(actor, answer_id)
            newest = answer_revision(answer_id, view.answer.revision) or newest
            form.revision.data = str(view.answer.revision)
    view, releases = answer_view(actor, answer_id)
    judged = judgements([answer_id])[answer_id]
    return show(
        "staff/check.html",
        form=form,
        verdicts=sorted(judged.verdicts, key=lambda one: one.number, reverse=True),
        corrections=judged.corrections,
        differ=view.trust.disagreement,
        releases=releases,
        words=CHECKS,
        grounds=EVIDENCE,
        hazards=HAZARDS,
        skip_url=_next_url(actor, answer_id, skipped=True),
        cancel_url=url_for("questions.answer", answer_id=answer_id),
        mends=True,
        answer=answer_shape(view, releases),
        newest_html=safe(newest.html),
        question=view.answer.question,
        question_html=_asked(view.answer.question),
        changes=_changes(view, newest),
        keys={kind.value: {"level": kind.value, "key": key} for kind, key in KEYS.items()},
        evidence_keys=EVIDENCE_KEYS,
    )


def _prefilled(view: AnswerView, newest: AnswerRevision) -> dict[str, object]:
    """Return what an engineer need not type."""
    question = view.answer.question
    return {
        "revision": view.answer.revision,
        "seen": view.answer.question.version,
        "releases": [str(question.release_id)] if question.release_id is not None else [],
        "evidence": "",
        "review_by": default_review_by(view.answer),
        "body": newest.source,
        **found_before(view.trust),
    }


def _asked(question: Question) -> Markup:
    """Return the question's newest text."""
    text = question_revision(question.id, question.revision)
    return safe(text.html if text else "")


def _changes(view: AnswerView, newest: AnswerRevision) -> list[Change] | None:
    """Return the difference to the newest text that was judged, None where nothing was or nothing changed."""
    judged = view.trust.judged_revision
    if judged is None or judged == newest.number:
        return None
    before = answer_revision(view.answer.id, judged)
    return fold(differences(before.source, newest.source)) if before else None


def _save(actor: Actor, answer: Answer, form: CheckForm, newest: AnswerRevision) -> str:
    """Give the verdict; where the text was mended on the page, write that first. Return where the engineer goes on."""
    draft, ident = form.draft_of_verdict(), answer.id
    text = (form.body.data or "").strip()
    mended = (
        rendered(text, answer.question_id) if text and text != newest.source.replace("\r\n", "\n").strip() else None
    )

    def judge() -> str:
        if mended is None:
            give_verdict(actor, ident, draft)
        else:
            fix_and_verify(actor, ident, mended, draft)
        return _next_url(actor, ident)

    return once(judge)


def _saved(actor: Actor, answer_id: int) -> str:
    """Return what became of what the engineer has just said."""
    if own_waiting_check(actor, answer_id) is not None:
        return str(_("Saved. Another engineer confirms your check before readers see it."))
    return str(_("Checked. The page and the search show it at once."))


def _next_url(actor: Actor, answer_id: int, *, skipped: bool = False) -> str:
    """Return the address of the next answer to check on the engineer's list, else of that list.

    The address carries what was skipped on the way, so that it does not come back at once; `skipped`: so is this one.
    """
    parts = request.args.get("skip", "").split(",")
    left = [int(part) for part in parts if part.isdecimal() and len(part) < 10][-MOST_SKIPPED:]
    kept = due_kept()
    if kept:
        due = due_checks(actor, release_id=chosen_version(), limit=len(left) + 2).items
        found = [one.answer_id for one in due if one.answer_id is not None]
    else:
        found = [answer.id for answer in awaiting_check(actor, limit=len(left) + 2).items]
    waiting = [ident for ident in found if ident not in {answer_id, *left}]
    if not waiting:
        return url_for("engineering.due_list" if kept else "engineering.check_list")
    url = with_query(url_for("engineering.check", answer_id=waiting[0]), **kept)
    skip = [*left, answer_id] if skipped else left
    return with_query(url, skip=",".join(map(str, skip))) if skip else url


def due_kept() -> dict[str, str]:
    """Return what an address carries of the list of new versions, nothing where the engineer came from another."""
    if request.args.get("list") != DUE:
        return {}
    return {name: request.args[name] for name in ("list", "version") if name in request.args}


def chosen_version() -> int | None:
    """Return which version the list of new versions is narrowed to, None for all."""
    text = request.args.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
