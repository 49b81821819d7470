"""Notes between moderators: beside a report, and on the page of a person."""

from collections.abc import Callable

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Forbidden, Invalid
from forum.moderation.notes import drop_note, note_on_case, note_on_person
from forum.moderation.persons import person_record
from forum.moderation.policy import can_note_case
from forum.moderation.queries import case_view
from forum.web.access import needs_sign_in, viewer
from forum.web.respond import done
from forum.web.staff.forms import NoteForm
from forum.web.staff.moderation import blueprint, case_page, decision_form, moderator
from forum.web.staff.people import person_page


@blueprint.post("/reports/<int:case_id>/notes")
@needs_sign_in
def note_case(case_id: int) -> ResponseReturnValue:
    """Leave a note beside a report."""
    actor = moderator()
    view = case_view(actor, case_id)
    if not can_note_case(actor, view.case, view.thing.author_id):
        raise Forbidden
    form = NoteForm()
    if _kept(form, lambda text: note_on_case(actor, case_id, text)):
        return done(url_for("moderation.case", case_id=case_id, _anchor="notes"), _("Noted."))
    return case_page(actor, view, decision_form(view, formdata=None), status=422, note=form)


@blueprint.post("/people/<int:person_id>/notes")
@needs_sign_in
def note_person(person_id: int) -> ResponseReturnValue:
    """Leave a note about a person."""
    actor = viewer().actor
    record = person_record(actor, person_id)
    form = NoteForm()
    if _kept(form, lambda text: note_on_person(actor, person_id, text)):
        return done(url_for("moderation.person", person_id=person_id, _anchor="notes"), _("Noted."))
    return person_page(record, note=form)


@blueprint.post("/notes/<int:note_id>/drop")
@needs_sign_in
def drop_a_note(note_id: int) -> ResponseReturnValue:
    """Take a note of one's own out."""
    note = drop_note(viewer().actor, note_id)
    place = url_for("moderation.person", person_id=note.subject_id, _anchor="notes")
    if note.case_id is not None:
        place = url_for("moderation.case", case_id=note.case_id, _anchor="notes")
    return done(place, _("The note is taken out."))


def _kept(form: NoteForm, keep: Callable[[str], object]) -> bool:
    """Keep a note; return whether that went well."""
    if not form.validate():
        return False
    try:
        keep(form.text.data or "")
    except Invalid as invalid:
        form.apply_errors(invalid)
        return False
    return True
