"""Notes between moderators: left beside a report and on somebody's page, read by who decides there and nobody else."""

import json
import zipfile
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.markup import render
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.doing import Terms
from forum.moderation.models import Action, StaffNote
from forum.moderation.notes import count_notes, drop_note, note_on_case, note_on_person, notes_about
from forum.moderation.operations import decide
from forum.people.exporting import ask_export, file_of
from forum.people.policy import Actor, Role
from forum.people.roles import grant_role
from forum.questions.operations import edit_answer, report_answer
from tests.moderation.test_more_decisions import REPORT
from tests.moderation.test_queue import second_moderator
from tests.pages.test_reports import words
from tests.people.test_erasing import erase
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, answer, ask
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
CallAs = Callable[[Actor | None], Caller]
NOTED = (EventKind.NOTE_KEPT, EventKind.NOTE_DROPPED)
BESIDE, ABOUT = "He sells these routers himself.", "Apologised in March, so be kind."


def copy(actor: Actor) -> list[dict[str, object]]:
    """The notes in the copy of somebody's data."""
    export_id = ask_export(actor).id
    follow()
    archive = zipfile.ZipFile(file_of(actor, export_id))
    found: list[dict[str, object]] = json.loads(archive.read("everything.json"))["staff_notes"]
    return found


def test_moderators_note_what_the_next_one_should_know_and_nobody_else_reads_it(
    client_of: Browsers, call: CallAs, cast: Cast
) -> None:
    ref = answer(cast, ask(cast)).ref
    case_id = report_answer(cast.ada, ref.id, REPORT).case_id
    case, person = f"/moderation/reports/{case_id}", f"/moderation/people/{cast.ben.id}"
    max_, amy = client_of(cast.max), client_of(cast.amy)
    assert max_.post(f"{case}/notes", data={"text": " "}).status_code == 422
    assert amy.post(f"{person}/notes", data={"text": "x" * 2_001}).status_code == 422
    for _ in range(2):
        assert max_.post(f"{case}/notes", data={"text": BESIDE}).status_code == 303
        assert amy.post(f"{person}/notes", data={"text": ABOUT}).status_code == 303
    assert session().scalar(sa.select(sa.func.count(StaffNote.id))) == 2
    # Both stand beside the report, and on Ben's page for who sees the report.
    near = second_moderator(cast, product=cast.router)
    grant_role(cast.amy, cast.eva.id or 0, Role.MODERATOR, product_id=cast.camera)
    far = cast.eva
    assert "1 note" in words(client_of(near).page("/moderation").main)
    for page in (client_of(near).page(case), max_.page(person)):
        assert BESIDE in words(page.main)
        assert ABOUT in words(page.main)
        assert words(page.select_one("#notes")) == "Notes between moderators 2"
    # An admin and a moderator of another product see what is about Ben himself.
    for who in (cast.amy, far):
        assert ABOUT in words(client_of(who).page(person).main)
        assert BESIDE not in words(client_of(who).page(person).main)
        assert [row["text"] for row in call(who).made("GET", f"/people/{cast.ben.id}/notes")["items"]] == [ABOUT]
        assert client_of(who).post(f"{case}/notes", data={"text": "Mine."}).status_code == 404
        assert call(who)("POST", f"/cases/{case_id}/notes", {"text": "Mine."}).status_code == 404
        assert call(who)("GET", f"/cases/{case_id}/notes").status_code == 404
    for who in (cast.ben, cast.ada):
        for place in (case, person):
            assert client_of(who).get(place).status_code == 404
            assert client_of(who).post(f"{place}/notes", data={"text": "Mine."}).status_code == 404
        for at in (f"/cases/{case_id}/notes", f"/people/{cast.ben.id}/notes"):
            assert call(who)("GET", at).status_code == 404
            assert call(who)("POST", at, {"text": "Mine."}).status_code == 404
    note_id = call(near).made("POST", f"/cases/{case_id}/notes", {"text": "I asked him."}, 201)["id"]
    assert call(far)("DELETE", f"/notes/{note_id}").status_code == 404
    assert call(cast.max)("DELETE", f"/notes/{note_id}").status_code == 403
    assert call(cast.max).made("GET", f"/cases/{case_id}/notes")["items"][0]["text"] == "I asked him."
    for _ in range(2):
        assert call(near)("DELETE", f"/notes/{note_id}").status_code == 204
    kinds = session().scalars(sa.select(Event.kind).where(Event.kind.in_(NOTED)).order_by(Event.id)).all()
    assert kinds == [EventKind.NOTE_KEPT] * 3 + [EventKind.NOTE_DROPPED]
    # Ben has what is about him in the copy of his data, without who wrote it; Ada, who reported, nothing.
    assert [(row["text"], "author_id" in row) for row in copy(cast.ben)] == [
        (BESIDE, False),
        (ABOUT, False),
        ("", False),
    ]
    assert copy(cast.ada) == []
    erase(cast, cast.ben)
    assert not session().scalar(sa.select(StaffNote.id).where(StaffNote.text != ""))
    assert count_notes(cast.max, [ref]) == {}


def test_moderators_read_no_notes_about_themselves(client_of: Browsers, call: CallAs, cast: Cast) -> None:
    made = answer(cast, ask(cast), by=cast.max)
    case_id = report_answer(cast.sam, made.id, REPORT).case_id
    other = second_moderator(cast)
    note_on_case(other, case_id, BESIDE)
    note = note_on_person(cast.amy, cast.max.id or 0, ABOUT)
    page = client_of(cast.max).page(f"/moderation/reports/{case_id}")
    assert page.select_one("#notes") is None
    assert "1 note" not in words(client_of(cast.max).page("/moderation").main)
    assert client_of(cast.max).post(f"/moderation/reports/{case_id}/notes", data={"text": "No."}).status_code == 403
    assert call(cast.max)("GET", f"/cases/{case_id}/notes").status_code == 403
    assert call(cast.max)("GET", f"/people/{cast.max.id}/notes").status_code == 404
    with pytest.raises(Forbidden):
        note_on_case(cast.max, case_id, "No.")
    with pytest.raises(Forbidden):
        note_on_person(cast.max, cast.max.id or 0, "No.")
    with pytest.raises(NotFound):
        drop_note(cast.max, note.id)
    with pytest.raises(Invalid):
        note_on_person(other, cast.max.id or 0, " ")
    assert [line.by for line in notes_about(other, cast.max.id or 0).items] == ["Amy", "Sam"]


def test_words_that_are_taken_out_of_a_text_go_from_its_notes_too(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.ada, made.id, REPORT).case_id
    note_on_case(cast.max, case_id, "It said hunter22.")
    note_on_person(cast.max, cast.ben.id or 0, ABOUT)
    edit_answer(cast.ben, made.id, render(f"Again. {ADVICE}"), base_revision=1)
    decide(cast.max, case_id, Action.REDACT, reason="A password.", terms=Terms(number=1))
    assert [line.note.text for line in notes_about(cast.max, cast.ben.id or 0).items] == [ABOUT]
