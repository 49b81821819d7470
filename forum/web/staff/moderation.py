"""The moderators' list of reports, worst first, and the page on which one is decided."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.core.containment import Containment, Hazard
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.markup import safe
from forum.core.refs import Kind, Ref
from forum.flags.models import CaseState, FlagKind
from forum.moderation.counts import moderators_counts
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.policy import can_decide_case, can_moderate
from forum.moderation.queries import CaseView, case_texts, case_view, held_back, list_cases, newest_case
from forum.people.policy import Actor
from forum.questions.opening import note_reading
from forum.reach.models import Part
from forum.reach.openings import note_opening
from forum.web.access import needs_sign_in, viewer
from forum.web.checks import CHECKS, EFFECTS
from forum.web.hazards import HAZARDS, SEVERITIES
from forum.web.respond import done, show
from forum.web.staff.forms import DECISION_KEYS, DecisionForm
from forum.web.trust import answer_mark, line
from forum.web.words import say

blueprint = Blueprint("moderation", __name__, url_prefix="/moderation")

KINDS = {
    FlagKind.DANGEROUS: _l("Dangerous"),
    FlagKind.WRONG: _l("Wrong"),
    FlagKind.SPAM: _l("Spam or scam"),
    FlagKind.ABUSE: _l("Abuse"),
}
ACTIONS = {
    Action.DISMISS: _l("Nothing holds the answer back"),
    Action.WARN: _l("Warning above the text"),
    Action.FOLD: _l("Hidden behind a warning"),
    Action.QUARANTINE: _l("Hidden while we check"),
}


def moderator() -> Actor:
    """Return the viewer if they have reports to decide; to everybody else there is no such page."""
    if not can_moderate(viewer().actor):
        raise NotFound
    return viewer().actor


@blueprint.get("")
@needs_sign_in
def index() -> ResponseReturnValue:
    """Open reports, worst first."""
    state = CaseState.CLOSED if request.args.get("state") == "closed" else CaseState.OPEN
    page = list_cases(moderator(), state=state, cursor=request.args.get("cursor"))
    rows = [(view, answer_mark(view.answer)) for view in page.items]
    words: dict[str, Any] = {"kinds": KINDS, "hazards": HAZARDS, "severities": SEVERITIES}
    counts = moderators_counts(viewer().actor)
    return show("staff/reports.html", rows=rows, page=page, state=state, counts=counts, **words)


@blueprint.get("/hidden")
@needs_sign_in
def hidden() -> ResponseReturnValue:
    """What is held back from readers now, and why."""
    page = held_back(moderator(), cursor=request.args.get("cursor"))
    rows = [(found, line(found.trust, {})) for found in page.items]
    words: dict[str, Any] = {"effects": EFFECTS, "checks": CHECKS, "hazards": HAZARDS}
    return show("staff/hidden.html", rows=rows, page=page, counts=moderators_counts(viewer().actor), **words)


@blueprint.route("/reports/<int:case_id>", methods=["GET", "POST"])
@needs_sign_in
def case(case_id: int) -> ResponseReturnValue:
    """One report: what was said, the text, and the decision."""
    actor = moderator()
    view = case_view(actor, case_id)
    form = _form(view)
    if form.validate_on_submit() and _names_hazard(view, form):
        try:
            _decide(actor, view, form)
            return done(_next_url(actor), _("Decided. It holds everywhere from now on, and the author is told."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
        view = case_view(actor, case_id)
        form.version.renew(view.case.version)
    return _page(actor, view, form)


def _form(view: CaseView) -> DecisionForm:
    """Return the form of a decision, with the hazard that was named last."""
    hazard = view.answer.decided_hazard or view.case.hazard
    form = DecisionForm(data={"version": view.case.version, "hazard": hazard.value if hazard else ""})
    if view.answer.decided is not Containment.NONE:
        form.offer_to_show_again()
    return form


def _names_hazard(view: CaseView, form: DecisionForm) -> bool:
    """Whether readers will be told what could go wrong, where a text that may do harm stays readable; say so if not."""
    warns = form.action.data in {Action.WARN.value, Action.FOLD.value}
    if not warns or not view.is_about_danger or form.hazard.data or view.case.hazard:
        return True
    form.hazard.errors = [_("It was reported as dangerous. Tell readers what could go wrong.")]
    return False


def _decide(actor: Actor, view: CaseView, form: DecisionForm) -> None:
    """Decide as the form says; a decided report is decided anew."""
    decide(
        actor,
        view.case.id,
        Action(form.action.data),
        reason=form.reason.data,
        hazard=Hazard(form.hazard.data) if form.hazard.data else None,
        version=form.version.number,
        anew=form.anew.data == "yes",
    )


def _page(actor: Actor, view: CaseView, form: DecisionForm) -> ResponseReturnValue:
    """Show a report with its texts; a decided one can be decided anew while it holds an answer back."""
    texts = case_texts(view)
    note_reading(actor, view.answer)
    if any(line.reporter for line in view.flags):
        note_opening(actor, Ref(Kind.CASE, view.case.id), Part.REPORTERS)
    is_open = view.case.state == CaseState.OPEN
    holds = view.answer.decided is not Containment.NONE and newest_case(view.answer.id) == view.case.id
    return show(
        "staff/report.html",
        form=form,
        view=view,
        texts=texts,
        asked_html=safe(texts.asked.html),
        reported_html=safe(texts.reported.html),
        shown_html=safe(texts.shown.html) if texts.changed else None,
        trust=answer_mark(view.answer),
        open=is_open,
        decidable=is_open or holds,
        may_decide=can_decide_case(actor, view.case, view.answer.author_id),
        kinds=KINDS,
        hazards=HAZARDS,
        actions=ACTIONS,
        effects=EFFECTS,
        keys={action.value: {"key": key} for action, key in DECISION_KEYS.items()},
    )


def _next_url(actor: Actor) -> str:
    """Return the address of the worst open report, else of the list."""
    waiting = list_cases(actor, limit=1).items
    if not waiting:
        return url_for("moderation.index")
    return url_for("moderation.case", case_id=waiting[0].case.id)
