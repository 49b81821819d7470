"""People as moderators and admins handle them: who is suspended or silenced now, and one person's page."""

from datetime import timedelta

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.core.clock import now
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.journal.kinds import EventKind
from forum.moderation.counts import moderators_counts
from forum.moderation.models import RESTRAINTS, Action
from forum.moderation.notes import notes_about
from forum.moderation.operations import decide_about
from forum.moderation.persons import PersonRecord, person_record, restrained
from forum.people.suspending import lift
from forum.web.access import needs_sign_in, viewer
from forum.web.once import once
from forum.web.respond import done, show
from forum.web.staff.forms import LiftForm, NoteForm, RestraintForm
from forum.web.staff.moderation import ACTIONS, READINGS, THINGS, blueprint
from forum.web.staff.reasons import reasons

STATES = {Action.SUSPEND: _l("Suspended"), Action.SILENCE: _l("Silenced")}
STEPS = {
    EventKind.PERSON_SUSPENDED: _l("Suspended"),
    EventKind.SUSPENSION_LIFTED: _l("The suspension was ended"),
    EventKind.PERSON_SILENCED: _l("Silenced"),
    EventKind.SILENCE_LIFTED: _l("The silence was ended"),
}


@blueprint.get("/people")
@needs_sign_in
def people() -> ResponseReturnValue:
    """Who is suspended or silenced now, until when and why."""
    actor = viewer().actor
    page = restrained(actor, cursor=request.args.get("cursor"))
    return show("staff/people.html", page=page, counts=moderators_counts(actor), states=STATES)


@blueprint.get("/people/<int:person_id>")
@needs_sign_in
def person(person_id: int) -> ResponseReturnValue:
    """One person: what is taken from them now, what happened, and what was decided about what they wrote."""
    return person_page(person_record(viewer().actor, person_id))


@blueprint.post("/people/<int:person_id>/restrain")
@needs_sign_in
def restrain(person_id: int) -> ResponseReturnValue:
    """Suspend or silence somebody."""
    record = person_record(viewer().actor, person_id)
    if not record.may:
        raise Forbidden
    form = RestraintForm()
    form.offer(record.may, reasons())
    if form.validate():
        try:
            return done(once(lambda: _restrain(form, person_id)), _("It holds from now on, and they are told why."))
        except Invalid as invalid:
            form.apply_errors(invalid)
    return person_page(person_record(viewer().actor, person_id), form)


def _restrain(form: RestraintForm, person_id: int) -> str:
    until = now() + timedelta(days=int(form.until.data or 7))
    decide_about(viewer().actor, person_id, Action(form.action.data), until=until, reason=form.said)
    return url_for("moderation.person", person_id=person_id)


@blueprint.post("/people/<int:person_id>/lift")
@needs_sign_in
def let_act(person_id: int) -> ResponseReturnValue:
    """End a suspension or a silence before its time."""
    record = person_record(viewer().actor, person_id)
    form = LiftForm()
    action = next((each for each in record.may if each.value == form.action.data), None)
    if action is None:
        raise Forbidden if not record.may else NotFound
    if form.validate():
        lift(viewer().actor, person_id, RESTRAINTS[action], reason=form.reason.data or "")
        return done(url_for("moderation.person", person_id=person_id), _("It has ended, and they are told."))
    return person_page(record, lifting=form)


def person_page(
    record: PersonRecord,
    form: RestraintForm | None = None,
    lifting: LiftForm | None = None,
    note: NoteForm | None = None,
) -> ResponseReturnValue:
    """Show a person; `form`, `lifting` or `note` was refused."""
    if form is None:
        form = RestraintForm(formdata=None, data={"canned": ""})
        form.offer(record.may, reasons() if record.may else ())
    # Each restraint that holds has a form to end it; that which was refused says what is wrong.
    lifts = {
        held.action: lifting
        if lifting is not None and lifting.action.data == held.action.value
        else LiftForm(formdata=None, data={"action": held.action.value})
        for held in record.held
        if held.action in record.may
    }
    actor, refused = viewer().actor, lifting is not None or note is not None
    return show(
        "staff/person.html",
        form=form,
        status=422 if refused else None,
        record=record,
        lifts=lifts,
        notes=notes_about(actor, record.person.id),
        note_form=note or NoteForm(formdata=None),
        states=STATES,
        steps=STEPS,
        actions=ACTIONS,
        readings=READINGS,
        things=THINGS,
        reason_keys={name: {"help": each["help"]} for name, each in form.reason_keys.items()},
    )
