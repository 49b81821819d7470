"""The staff's list of what people could be told, and the page on which that is decided, stopped and followed."""

import re
from collections.abc import Callable
from dataclasses import asdict

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.refs import Kind, Ref
from forum.notifications.delivery import delivery_of
from forum.people.policy import Actor
from forum.recalls.models import Cause, Recall, RecallState, Why
from forum.recalls.offers import is_contested
from forum.recalls.operations import (
    SUMMARY_MAX,
    WHAT_NOW_MAX,
    RecallDraft,
    approve,
    decline,
    stop,
    take_back,
    tell,
)
from forum.recalls.policy import can_approve_recall, can_decide_recall, can_tell
from forum.recalls.queries import (
    StaffView,
    follow_up_of,
    open_recalls,
    recall_count,
    settled_recalls,
    staff_view,
    suggested_words,
)
from forum.recalls.reach import author_of, reach
from forum.web.access import needs_sign_in, viewer
from forum.web.corrected import blueprint
from forum.web.forms import AtMost, Form, Required
from forum.web.hazards import SEVERITIES
from forum.web.questions.room import place_url
from forum.web.respond import done, show
from forum.web.words import say

CAUSES = {
    Cause.CORRECTED: _l("A passage was corrected"),
    Cause.INCORRECT: _l("Checked and found wrong"),
    Cause.UNSAFE: _l("Checked and found dangerous"),
    Cause.QUARANTINED: _l("Hidden by a moderator"),
}
STATES = {
    RecallState.OFFERED: _l("Not decided yet"),
    RecallState.DECLINED: _l("Nobody is told"),
    RecallState.WAITING: _l("Waits for a second person"),
    RecallState.DUE: _l("Goes out in a few minutes"),
    RecallState.SENT: _l("Sent"),
}
REASONS = {
    Why.ACCEPTED: _l("Accepted it"),
    Why.WORKED: _l("Said that it worked"),
    Why.BOOKMARKED: _l("Keep it among their bookmarks"),
    Why.FOLLOWS: _l("Follow the question"),
}
_PLACE = re.compile(r"(?:^|/)(?P<kind>answers|solutions)/(?P<id>\d{1,9})(?:/|$)|#answer-(?P<answer>\d{1,9})$")


class TellForm(Form):
    """What people are told."""

    severity = RadioField(
        _l("How bad it is for who followed it"),
        [Required(_l("Say how bad it is."))],
        choices=[SelectChoice(str(number), words) for number, words in SEVERITIES.items()],
    )
    summary = StringField(_l("What was wrong"), [Required(_l("Say in one line what was wrong.")), AtMost(SUMMARY_MAX)])
    what_now = TextAreaField(_l("What to do now"), [Required(_l("Tell people what to do now.")), AtMost(WHAT_NOW_MAX)])
    instead = StringField(_l("What replaces it"), [Optional(), AtMost(300)])

    def draft_of_recall(self) -> RecallDraft:
        """Return what was written; an address that names nothing names a thing that is not there."""
        text = self.instead.data or ""
        place = _ref(text) or Ref(Kind.ANSWER, 0)
        return RecallDraft(
            int(self.severity.data), self.summary.data or "", self.what_now.data or "", place if text else None
        )


class DeclineForm(Form):
    """Why nobody has to be told."""

    reason = TextAreaField(_l("Why nobody has to be told"), [Required(_l("Say why.")), AtMost(2_000)])


def _ref(address: str) -> Ref | None:
    """Return the answer or solution that an address of ours leads to."""
    found = _PLACE.search(address.split("?")[0])
    if found is None:
        return None
    if found["answer"]:
        return Ref(Kind.ANSWER, int(found["answer"]))
    return Ref(Kind.ANSWER if found["kind"] == "answers" else Kind.ENTRY, int(found["id"]))


def teller() -> Actor:
    """Return the viewer if they may open the list; to everybody else there is no such page."""
    if not can_tell(viewer().actor):
        raise NotFound
    return viewer().actor


@blueprint.get("/staff/notices")
@needs_sign_in
def waiting() -> ResponseReturnValue:
    """What somebody has to decide, and what is about to go out; with `state=settled` what was sent or declined."""
    actor = teller()
    settled = request.args.get("state") == "settled"
    page = (settled_recalls if settled else open_recalls)(actor, cursor=request.args.get("cursor"))
    return show(
        "corrected/staff.html",
        page=page,
        settled=settled,
        number=recall_count(actor),
        causes=CAUSES,
        states=STATES,
        severities=SEVERITIES,
    )


@blueprint.route("/staff/notices/<int:recall_id>", methods=["GET", "POST"])
@needs_sign_in
def notice(recall_id: int) -> ResponseReturnValue:
    """One of them: whom it reaches, what they are told, and how it went."""
    actor = teller()
    view = staff_view(actor, recall_id)
    form, status = _form(view.recall), None
    if form.validate_on_submit():
        try:
            recall = tell(actor, recall_id, form.draft_of_recall())
            return done(_url(recall_id), _told(recall))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            status = 409
        view = staff_view(actor, recall_id)
    return _page(actor, view, form, DeclineForm(formdata=None), status)


def _form(recall: Recall) -> TellForm:
    """Return the form, filled with what somebody wrote before."""
    instead = place_url(recall.instead) if recall.instead else ""
    return TellForm(data={"severity": str(recall.severity), "instead": instead, **suggested_words(recall)})


def _told(recall: Recall) -> str:
    if recall.state is RecallState.WAITING:
        return str(_("It reaches more than a hundred people, so it waits for a second person."))
    return str(_("It goes out in ten minutes. Until then you can stop it."))


def _url(recall_id: int) -> str:
    return url_for("recalls.notice", recall_id=recall_id)


def _page(
    actor: Actor, view: StaffView, form: TellForm, declining: DeclineForm, status: int | None = None
) -> ResponseReturnValue:
    """Show one of them with what the viewer may do about it."""
    recall, author = view.recall, author_of(view.recall)
    is_sent = recall.state is RecallState.SENT
    is_open = recall.state in {RecallState.OFFERED, RecallState.DECLINED}
    may = can_decide_recall(actor, recall, author)
    return show(
        "corrected/notice.html",
        form=form,
        declining=declining,
        status=422 if declining.errors else status,
        view=view,
        recall=recall,
        reach=reach(recall),
        reasons=REASONS,
        causes=CAUSES,
        states=STATES,
        severities=SEVERITIES,
        about_url=place_url(recall.about),
        contested=is_open and is_contested(recall),
        went=_went(recall) if is_sent else None,
        follow_up=follow_up_of(recall.id) if is_sent else None,
        may_decide=may,
        may_approve=can_approve_recall(actor, recall, author),
        is_open=is_open,
    )


def _went(recall: Recall) -> dict[str, int]:
    """Return how it went, in numbers; where the advice was right there is nothing to undo."""
    went = asdict(delivery_of(recall))
    return {name: number for name, number in went.items() if name != "undone" or recall.reverses_id is None}


@blueprint.post("/staff/notices/<int:recall_id>/decline")
@needs_sign_in
def decline_it(recall_id: int) -> ResponseReturnValue:
    """Decide that nobody has to be told."""
    actor = teller()
    form = DeclineForm()
    if form.validate_on_submit():
        try:
            decline(actor, recall_id, reason=form.reason.data or "")
            return done(url_for("recalls.waiting"), _("Decided: nobody is told."))
        except Invalid as invalid:
            form.apply_errors(invalid)
    view = staff_view(actor, recall_id)
    return _page(actor, view, _form_again(view.recall), form)


def _form_again(recall: Recall) -> TellForm:
    """Return the form for telling beside one that came back."""
    return TellForm(formdata=None, data={"severity": str(recall.severity), **suggested_words(recall)})


@blueprint.post("/staff/notices/<int:recall_id>/approve")
@needs_sign_in
def approve_it(recall_id: int) -> ResponseReturnValue:
    """Agree, as the second person."""
    return _act(recall_id, approve, _("You agreed. It goes out in ten minutes; until then it can be stopped."))


@blueprint.post("/staff/notices/<int:recall_id>/stop")
@needs_sign_in
def stop_it(recall_id: int) -> ResponseReturnValue:
    """Stop it before anybody is told."""
    return _act(recall_id, stop, _("Stopped. Nobody was told, and what you wrote is kept."))


@blueprint.post("/staff/notices/<int:recall_id>/take-back")
@needs_sign_in
def take_it_back(recall_id: int) -> ResponseReturnValue:
    """Begin to tell people that the advice was right after all."""
    return _act(recall_id, take_back, _("Write what people should know now. It goes to those who were told."))


def _act(recall_id: int, change: Callable[[Actor, int], Recall], words: str) -> ResponseReturnValue:
    """Make one change and lead to what it is about now."""
    return done(_url(change(teller(), recall_id).id), words)
