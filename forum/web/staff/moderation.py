"""The moderators' list of reports, worst first, and the page on which one is decided."""

from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from forum.core.clock import now
from forum.core.containment import Containment, Hazard
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.markup import safe
from forum.core.paging import Page
from forum.core.refs import Kind, Ref
from forum.flags.models import CaseState, FlagKind
from forum.moderation.counts import moderators_counts
from forum.moderation.models import Action, Reading
from forum.moderation.notes import count_notes, notes_beside
from forum.moderation.operations import decide
from forum.moderation.policy import can_correct_answer, can_decide_case, can_moderate, can_note_case
from forum.moderation.queries import (
    CaseView,
    HeldBack,
    Words,
    case_texts,
    case_view,
    colleagues,
    held_back,
    held_back_elsewhere,
    list_cases,
    newest_case,
)
from forum.moderation.things import Thing
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question
from forum.questions.opening import note_reading
from forum.questions.policy import can_convert_answer, can_convert_comment
from forum.reach.models import Part
from forum.reach.openings import note_opening
from forum.web.access import needs_sign_in, viewer
from forum.web.checks import CHECKS, EFFECTS
from forum.web.finishing import next_url
from forum.web.hazards import HAZARDS, SEVERITIES
from forum.web.once import once
from forum.web.questions.room import place_url
from forum.web.respond import done, show
from forum.web.staff.forms import ACTIONS as CHOICES
from forum.web.staff.forms import DECISION_KEYS, DecisionForm, NoteForm
from forum.web.staff.narrowing import Narrowing
from forum.web.staff.reasons import reasons
from forum.web.trust import TrustLine, answer_mark, line, mark
from forum.web.words import say

blueprint = Blueprint("moderation", __name__, url_prefix="/moderation")

KINDS = {
    FlagKind.DANGEROUS: _l("Dangerous"),
    FlagKind.WRONG: _l("Wrong"),
    FlagKind.SPAM: _l("Spam or scam"),
    FlagKind.ABUSE: _l("Abuse"),
    FlagKind.PRIVACY: _l("Private data"),
    FlagKind.OFF_TOPIC: _l("Off topic"),
    FlagKind.ATTENTION: _l("Needs attention"),
}
THINGS = {
    Kind.QUESTION: _l("Question"),
    Kind.ANSWER: _l("Answer"),
    Kind.COMMENT: _l("Comment"),
    Kind.ENTRY: _l("Solution"),
    Kind.PERSON: _l("Profile"),
}
# To its author and to the reporter, as it came out.
ACTIONS = CHOICES | {Action.DISMISS: _l("Nothing holds it back")}
READINGS = {
    Reading.WAITS: _l("Waits for a second moderator"),
    Reading.CONFIRMED: _l("Confirmed by a second moderator"),
    Reading.OVERTURNED: _l("Taken back by another moderator"),
}


def moderator() -> Actor:
    """Return the viewer if they have reports to decide; to everybody else there is no such page."""
    if not can_moderate(viewer().actor):
        raise NotFound
    return viewer().actor


@blueprint.get("")
@needs_sign_in
def index() -> ResponseReturnValue:
    """Open reports, worst first; decided ones, the last one first."""
    actor = moderator()
    state = CaseState.CLOSED if request.args.get("state") == "closed" else CaseState.OPEN
    chosen = Narrowing.asked()
    page = list_cases(actor, state=state, narrow=chosen.narrow, cursor=request.args.get("cursor"))
    return show(
        "staff/reports.html",
        rows=[(view, _mark(view.thing)) for view in page.items],
        page=page,
        notes=count_notes(actor, [view.thing.ref for view in page.items]),
        state=state,
        counts=moderators_counts(actor),
        chosen=chosen,
        kinds=KINDS,
        things=THINGS,
        hazards=HAZARDS,
        severities=SEVERITIES,
        effects=EFFECTS,
    )


def _mark(thing: Thing) -> TrustLine | None:
    """Return how far an answer can be trusted, and a question by its best one; other things have no such mark."""
    if isinstance(thing.row, Answer):
        return answer_mark(thing.row)
    return mark(thing.row.best_level) if isinstance(thing.row, Question) else None


@blueprint.get("/hidden")
@needs_sign_in
def hidden() -> ResponseReturnValue:
    """What is held back from readers now, and why: both lists begin on the first page, and each has further ones."""
    actor, cursor, elsewhere = moderator(), request.args.get("cursor"), request.args.get("about") == "others"
    page: Page[HeldBack] = Page(()) if elsewhere else held_back(actor, cursor=cursor)
    both = elsewhere or not cursor
    others: Page[CaseView] = held_back_elsewhere(actor, cursor=cursor) if both else Page(())
    rows = [(found, line(found.trust, {})) for found in page.items]
    return show(
        "staff/hidden.html",
        rows=rows,
        others=others,
        page=page,
        counts=moderators_counts(actor),
        effects=EFFECTS,
        checks=CHECKS,
        hazards=HAZARDS,
        things=THINGS,
    )


@blueprint.route("/reports/<int:case_id>", methods=["GET", "POST"])
@needs_sign_in
def case(case_id: int) -> ResponseReturnValue:
    """One report: what was said, the text, and the decision. Behind it the next one opens by itself."""
    actor = moderator()
    view = case_view(actor, case_id)
    if request.method == "POST" and not can_decide_case(actor, view.case, view.thing.author_id):
        raise Forbidden
    form, status = decision_form(view), None
    if form.validate_on_submit() and _names_hazard(view, form):
        try:
            place = once(lambda: _decide(actor, view, form))
            return done(place, _("Decided. It holds everywhere from now on, and the author is told."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            status = 409
        view = case_view(actor, case_id)
        form.renew(view.case.version, view.thing.revision)
    return case_page(actor, view, form, status=status)


def decision_form(view: CaseView, **how: Any) -> DecisionForm:
    """Return the form of a decision, with the hazard that was named last. `how`: what else the form is told."""
    thing = view.thing
    hazard = (thing.row.decided_hazard if isinstance(thing.row, Answer) else None) or view.case.hazard
    form = DecisionForm(
        **how,
        data={
            "version": view.case.version,
            "revision": thing.revision,
            "seen_at": now().isoformat(),
            "hazard": hazard.value if hazard else "",
            "canned": "",
        },
    )
    form.offer(thing, reasons())
    return form


def _names_hazard(view: CaseView, form: DecisionForm) -> bool:
    """Whether readers will be told what could go wrong, where a text that may do harm stays readable; say so if not."""
    warns = form.action.data in {Action.WARN.value, Action.FOLD.value}
    if not warns or not view.is_about_danger or form.hazard.data or view.case.hazard:
        return True
    form.hazard.errors = [_("It was reported as dangerous. Tell readers what could go wrong.")]
    return False


def _decide(actor: Actor, view: CaseView, form: DecisionForm) -> str:
    """Decide as the form says; a decided report is decided anew. Return where the moderator goes on."""
    decide(
        actor,
        view.case.id,
        Action(form.action.data),
        reason=form.said,
        hazard=Hazard(form.hazard.data) if form.hazard.data else None,
        version=form.version.number,
        revision=form.revision.number,
        anew=form.anew.data == "yes",
        terms=form.terms,
    )
    return next_url(actor)


def case_page(
    actor: Actor, view: CaseView, form: DecisionForm, *, status: int | None = None, note: NoteForm | None = None
) -> ResponseReturnValue:
    """Show a report with its texts; a decided one can be decided anew while it holds something back.

    `note`: one that was refused.
    """
    texts, thing = case_texts(view), view.thing
    if isinstance(thing.row, Question | Answer | Comment):
        note_reading(actor, thing.row)
    if any(line.reporter for line in view.flags):
        note_opening(actor, Ref(Kind.CASE, view.case.id), Part.REPORTERS)
    is_open = view.case.state == CaseState.OPEN
    holds = thing.decided is not Containment.NONE and newest_case(thing.ref) == view.case.id
    return show(
        "staff/report.html",
        form=form,
        status=status,
        news=_news(view, form.seen_at.data) if status == 409 else None,
        view=view,
        thing=thing,
        place=place_url(thing.ref),
        texts=texts,
        asked_html=safe(texts.asked.html) if texts.asked else None,
        reported_html=_html(texts.reported),
        shown_html=_html(texts.shown) if texts.changed else None,
        trust=_mark(thing),
        elsewhere=_elsewhere(actor, view) if is_open else {},
        notes=notes_beside(actor, view) if can_note_case(actor, view.case, thing.author_id) else None,
        note_form=note or NoteForm(formdata=None),
        open=is_open,
        decidable=is_open or holds,
        may_decide=can_decide_case(actor, view.case, thing.author_id),
        mine=view.case.holder_id == actor.id,
        colleagues=colleagues(actor, view) if view.case.holder_id in {None, actor.id} and is_open else (),
        kinds=KINDS,
        things=THINGS,
        hazards=HAZARDS,
        actions=ACTIONS,
        readings=READINGS,
        effects=EFFECTS,
        severities=SEVERITIES,
        keys={action.value: {"key": key} for action, key in DECISION_KEYS.items()},
        reason_keys=form.reason_keys,
    )


def _elsewhere(actor: Actor, view: CaseView) -> dict[str, str]:
    """Return the addresses of the pages on which more is done about a report, which they close."""
    row, question, case_id = view.thing.row, view.thing.question, view.case.id
    found: dict[str, str] = {}
    if isinstance(row, Answer) and can_correct_answer(actor, row):
        found["correct"] = url_for("questions.correct_answer", answer_id=row.id, case=case_id)
    if view.thing.containment is not Containment.NONE:
        # What is held back stays what it is until that has ended.
        return found
    if isinstance(row, Answer) and can_convert_answer(actor, row):
        found["convert"] = url_for("questions.convert_answer", answer_id=row.id, case=case_id)
    if isinstance(row, Comment) and question is not None and can_convert_comment(actor, row, question):
        found["convert"] = url_for("questions.convert_comment", comment_id=row.id, case=case_id)
    return found


def _news(view: CaseView, seen_at: str | None) -> list[int]:
    """Return the reports that came while the page was read; none where nobody knows since when it was."""
    try:
        since = datetime.fromisoformat(seen_at or "")
        return [line.flag.id for line in view.flags if line.flag.created_at > since]
    except (ValueError, TypeError):
        return []


def _html(words: Words) -> Markup | str:
    """Return a text for a page; plain words are escaped there."""
    return safe(words.html) if words.html else words.text
