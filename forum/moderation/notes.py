"""Notes between moderators, about a person or beside a report. Whoever they are about reads them on no page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.operation import lock, operation
from forum.core.paging import Keyset, Page, fetch
from forum.core.refs import Kind, Ref
from forum.core.text import N_, is_blank
from forum.flags.models import Case
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.models import StaffNote
from forum.moderation.policy import (
    can_drop_note,
    can_note_case,
    can_note_person,
    can_see_case,
    can_see_note,
    notes_seen_by,
)
from forum.moderation.queries import CaseView
from forum.moderation.things import lock_thing
from forum.people.models import Person
from forum.people.policy import Actor

LONGEST = 2_000
NEWEST = Keyset("staff_notes", ((StaffNote.id, True),))
# More than a page can show; programs read on.
MOST = 50


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note with the name of who wrote it."""

    note: StaffNote
    by: str


@operation
def note_on_case(actor: Actor, case_id: int, text: str) -> StaffNote:
    """Leave a note beside a report for the other moderators of its product. The same twice is once."""
    case = session().get(Case, case_id)
    if case is None or not can_see_case(actor, case):
        raise NotFound
    author_id = lock_thing(actor, case.about).author_id
    if not can_note_case(actor, lock(Case, case_id), author_id):
        raise Forbidden
    return _keep(actor, case_id, author_id, text)


@operation
def note_on_person(actor: Actor, person_id: int, text: str) -> StaffNote:
    """Leave a note about a person for all moderators and the admins. The same twice is once."""
    person = lock(Person, person_id)
    if not can_note_person(actor, person.id):
        raise Forbidden
    return _keep(actor, None, person.id, text)


@operation
def drop_note(actor: Actor, note_id: int) -> StaffNote:
    """Take the words of a note of one's own out for good; twice is once."""
    note = lock(StaffNote, note_id)
    case = session().get(Case, note.case_id) if note.case_id is not None else None
    if not can_see_note(actor, note, case):
        raise NotFound
    if not can_drop_note(actor, note):
        raise Forbidden
    if note.text:
        note.text = ""
        _record(EventKind.NOTE_DROPPED, actor, note)
    return note


def notes_beside(actor: Actor, view: CaseView, *, limit: int = MOST, cursor: str | None = None) -> Page[NoteLine]:
    """Return one page of the notes about what was reported and about who wrote it, the newest first. One statement."""
    known, ref = aliased(Case), view.thing.ref
    reports = sa.select(known.id).where(known.about_kind == ref.kind, known.about_id == ref.id)
    which: sa.ColumnElement[bool] = StaffNote.case_id.in_(reports)
    if view.thing.author_id is not None:
        of_author = sa.and_(StaffNote.case_id.is_(None), StaffNote.subject_id == view.thing.author_id)
        which = sa.or_(which, of_author)
    return _page(actor, which, limit, cursor)


def notes_about(actor: Actor, person_id: int, *, limit: int = MOST, cursor: str | None = None) -> Page[NoteLine]:
    """Return one page of the notes about a person and what they posted, the newest first. One statement."""
    return _page(actor, StaffNote.subject_id == person_id, limit, cursor)


def signed(note: StaffNote) -> NoteLine:
    """Return a note with the name of who wrote it. One statement at most."""
    person = session().get(Person, note.author_id)
    return NoteLine(note, person.name if person is not None else "")


def count_notes(actor: Actor, refs: Sequence[Ref]) -> dict[Ref, int]:
    """Return how many notes the actor finds beside the reports of each thing. One statement, none for no things."""
    if not refs:
        return {}
    query = (
        sa.select(Case.about_kind, Case.about_id, sa.func.count())
        .join(StaffNote, StaffNote.case_id == Case.id)
        .where(sa.tuple_(Case.about_kind, Case.about_id).in_([(ref.kind, ref.id) for ref in refs]))
        .where(StaffNote.text != "", notes_seen_by(actor))
        .group_by(Case.about_kind, Case.about_id)
    )
    return {Ref(kind, ident): number for kind, ident, number in session().execute(query)}


def _page(actor: Actor, which: sa.ColumnElement[bool], limit: int, cursor: str | None) -> Page[NoteLine]:
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(StaffNote, Person.name)
        .join(Person, Person.id == StaffNote.author_id)
        .outerjoin(Case, Case.id == StaffNote.case_id)
        .where(which, StaffNote.text != "", notes_seen_by(actor))
    )
    page = fetch(session(), query, NEWEST, limit=limit, cursor=cursor)
    return Page([NoteLine(note, name) for note, name in page.items], page.next, page.previous)


def _keep(actor: Actor, case_id: int | None, subject_id: int | None, text: str) -> StaffNote:
    said = _said(text)
    same = (StaffNote.case_id.is_not_distinct_from(case_id), StaffNote.subject_id.is_not_distinct_from(subject_id))
    newest = sa.select(StaffNote).where(*same, StaffNote.author_id == actor.id).order_by(StaffNote.id.desc()).limit(1)
    note = session().scalars(newest).one_or_none()
    if note is not None and note.text == said:
        return note
    note = StaffNote(case_id=case_id, subject_id=subject_id, author_id=actor.id, text=said, created_at=now())
    session().add(note)
    session().flush()
    _record(EventKind.NOTE_KEPT, actor, note)
    return note


def _said(text: str) -> str:
    """Return the words of a note; raise `Invalid` where there are none, or too many."""
    if is_blank(text):
        raise Invalid.one("text", "required", N_("Write what the other moderators should know."))
    if len(text) > LONGEST:
        raise Invalid.one("text", "too_long", N_("Use at most %(most)d characters."), most=LONGEST)
    return text.strip()


def _record(kind: EventKind, actor: Actor, note: StaffNote) -> None:
    """Record it in the history of who wrote it, without its words, which may have to go."""
    named = {"note": note.id, "case": note.case_id, "subject": note.subject_id}
    data = {name: number for name, number in named.items() if number is not None}
    record(kind, actor, Ref(Kind.PERSON, actor.id or 0), data=data, react=False)
