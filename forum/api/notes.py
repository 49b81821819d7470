"""Notes between moderators. To all others there are none."""

from typing import Any

from flask.views import MethodView
from marshmallow import fields

from forum.api import shapes
from forum.api.auth import writer
from forum.api.idempotency import idempotent
from forum.api.room import KEY_ONLY, REPEATABLE, Made, blueprint, path
from forum.api.schemas import incoming
from forum.api.schemas.incoming import Strict
from forum.api.schemas.outgoing import Out
from forum.core.errors import Forbidden
from forum.core.paging import Page
from forum.moderation.models import StaffNote
from forum.moderation.notes import NoteLine, drop_note, note_on_case, note_on_person, notes_about, notes_beside, signed
from forum.moderation.persons import person_to_handle
from forum.moderation.policy import can_note_case
from forum.moderation.queries import CaseView, case_view


class StaffNoteIn(Strict):
    """A note."""

    text = fields.String(
        required=True, metadata={"description": "shown to whoever it is about nowhere but in the copy of their data"}
    )


class StaffNoteOut(Out):
    """A note between moderators."""

    id = fields.Integer()
    case_id = fields.Integer(allow_none=True, metadata={"description": "the report beside which it stands"})
    person_id = fields.Integer(
        allow_none=True, metadata={"description": "whom it is about, or who wrote what was reported"}
    )
    by = fields.String()
    text = fields.String()
    created_at = fields.DateTime()


class StaffNoteList(Out):
    """One page of notes, the newest first."""

    items = fields.List(fields.Nested(StaffNoteOut))
    next = fields.String(allow_none=True)


@blueprint.route("/cases/<int:case_id>/notes")
class CaseNotes(MethodView):
    """Notes beside a report."""

    @blueprint.arguments(incoming.ListArgs, location="query")
    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, StaffNoteList)
    def get(self, args: dict[str, Any], case_id: int) -> dict[str, Any]:
        """Read the notes about what was reported, and about who wrote it."""
        return _listed(notes_beside(writer(), _noted(case_id), **args))

    @blueprint.arguments(StaffNoteIn)
    @blueprint.doc(parameters=REPEATABLE)
    @blueprint.alt_response(201, schema=StaffNoteOut)
    def post(self, args: dict[str, Any], case_id: int) -> Made:
        """Leave a note beside a report. The same twice is once."""
        _noted(case_id)
        return _note_case(case_id, args["text"])


@blueprint.route("/people/<int:person_id>/notes")
class PersonNotes(MethodView):
    """Notes about a person."""

    @blueprint.arguments(incoming.ListArgs, location="query")
    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, StaffNoteList)
    def get(self, args: dict[str, Any], person_id: int) -> dict[str, Any]:
        """Read the notes about somebody and what they wrote."""
        person_to_handle(writer(), person_id)
        return _listed(notes_about(writer(), person_id, **args))

    @blueprint.arguments(StaffNoteIn)
    @blueprint.doc(parameters=REPEATABLE)
    @blueprint.alt_response(201, schema=StaffNoteOut)
    def post(self, args: dict[str, Any], person_id: int) -> Made:
        """Leave a note about somebody. The same twice is once."""
        person_to_handle(writer(), person_id)
        return _note_person(person_id, args["text"])


@blueprint.route("/notes/<int:note_id>", methods=["DELETE"])
@blueprint.response(204)
def delete_note(note_id: int) -> None:
    """Take the words of a note of one's own out for good."""
    drop_note(writer(), note_id)


@idempotent
def _note_case(case_id: int, text: str) -> Made:
    return _made(note_on_case(writer(), case_id, text), path("cases", case_id, "notes"))


@idempotent
def _note_person(person_id: int, text: str) -> Made:
    return _made(note_on_person(writer(), person_id, text), path("people", person_id, "notes"))


def _made(note: StaffNote, place: str) -> Made:
    """Return a note that was left."""
    plain: dict[str, Any] = StaffNoteOut().dump(_note(signed(note)))
    return plain, 201, {"Location": place}


def _noted(case_id: int) -> CaseView:
    """Return a report for those who read notes beside it."""
    view = case_view(writer(), case_id)
    if not can_note_case(writer(), view.case, view.thing.author_id):
        raise Forbidden
    return view


def _listed(page: Page[NoteLine]) -> dict[str, Any]:
    """Return one page of notes."""
    return shapes.listed([_note(line) for line in page.items], page.next)


def _note(line: NoteLine) -> dict[str, Any]:
    """Return a note."""
    note = line.note
    plain = {name: getattr(note, name) for name in ("id", "case_id", "text", "created_at")}
    return {**plain, "person_id": note.subject_id, "by": line.by}
