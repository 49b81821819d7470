"""The moderators' list of reports, worst first, and the page on which one is decided."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.markup import safe
from forum.flags.models import CaseState, FlagKind, Hazard
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.policy import can_decide_case, can_moderate
from forum.moderation.queries import case_view, list_cases
from forum.people.policy import Actor
from forum.web.access import needs_sign_in, viewer
from forum.web.respond import done, show
from forum.web.staff.forms import DecisionForm
from forum.web.trust import mark
from forum.web.words import say

blueprint = Blueprint("moderation", __name__, url_prefix="/moderation")

KINDS = {
    FlagKind.DANGEROUS: _l("Dangerous"),
    FlagKind.WRONG: _l("Wrong"),
    FlagKind.SPAM: _l("Spam or scam"),
    FlagKind.ABUSE: _l("Abuse"),
}
HAZARDS = {
    Hazard.DATA_LOSS: _l("could lose data"),
    Hazard.SECURITY: _l("could open a security hole"),
    Hazard.SAFETY: _l("could hurt someone"),
    Hazard.MONEY: _l("could cost money"),
    Hazard.LEGAL: _l("could break the law or the warranty"),
    Hazard.PRIVACY: _l("could give away private data"),
}
ACTIONS = {
    Action.DISMISS: _l("Report dismissed"),
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
    rows = [(view, mark(view.answer.level)) for view in page.items]
    return show("staff/reports.html", rows=rows, page=page, state=state, kinds=KINDS, hazards=HAZARDS)


@blueprint.route("/reports/<int:case_id>", methods=["GET", "POST"])
@needs_sign_in
def case(case_id: int) -> ResponseReturnValue:
    """One report: what was said, the text, and the decision."""
    actor = moderator()
    view = case_view(actor, case_id)
    form = DecisionForm(data={"version": view.case.version})
    if form.validate_on_submit():
        try:
            decide(actor, case_id, Action(form.action.data), reason=form.reason.data, version=form.version.number)
            return done(_next_url(actor), _("Decided. It holds everywhere from now on, and the author is told."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
        view = case_view(actor, case_id)
        form.version.renew(view.case.version)
    return show(
        "staff/report.html",
        form=form,
        view=view,
        html=safe(view.text.html),
        trust=mark(view.answer.level),
        may_decide=can_decide_case(actor, view.case, view.answer.author_id),
        kinds=KINDS,
        hazards=HAZARDS,
        actions=ACTIONS,
    )


def _next_url(actor: Actor) -> str:
    """Return the address of the worst open report, else of the list."""
    waiting = list_cases(actor, limit=1).items
    if not waiting:
        return url_for("moderation.index")
    return url_for("moderation.case", case_id=waiting[0].case.id)
