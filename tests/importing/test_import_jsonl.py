"""JSON lines become questions and solutions under their own ids, as often as they are imported."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import Forbidden
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.provenance import Channel
from forum.importing.operations import import_jsonl
from forum.importing.report import Kept, Report
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.knowledge.editing import EntryDraft, revise_entry
from forum.knowledge.models import Entry, EntryRevision
from forum.people.policy import SYSTEM
from forum.questions.models import Answer, Question
from forum.questions.operations import ask_question
from forum.questions.operations.asking import QuestionDraft
from forum.questions.queries import thread
from tests.importing.dumps import Onlooker
from tests.importing.test_reading_jsonl import ENTRY, QUESTION
from tests.support.cast import Cast

THREAD = {**QUESTION, "product": "router"}


def bring(folder: Path, *lines: Mapping[str, object], source: str = "faq") -> tuple[Report, list[str]]:
    """Import lines as the operator does; return the report and the skipped lines."""
    path = folder / "lines.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    onlooker = Onlooker()
    report = import_jsonl(SYSTEM, path, source=source, watcher=onlooker)
    return report, [str(skip) for skip in onlooker.skips]


def asked(name: str) -> Question:
    """Return a question by its outside id."""
    return session().scalars(sa.select(Question).where(Question.external_id == name)).one()


def test_a_line_becomes_a_question_with_answers(cast: Cast, tmp_path: Path) -> None:
    report, skipped = bring(tmp_path, THREAD)

    question = asked("t1")
    view = thread(cast.visitor, question.id)
    assert (question.product_id, question.language, question.channel) == (cast.router, "pt-BR", Channel.IMPORT)
    assert [each.answer.external_id for each in view.answers] == ["t1-a2", "t1-a1"]
    assert view.answers[0].answer.accepted
    assert "<strong>button</strong>" in view.answers[1].text.html
    assert [tag.name for tag in view.tags] == ["home-hub", "reset"]
    assert (report.total(Kept.ADDED), skipped) == (3, [])


def test_a_line_becomes_an_editors_own_solution(cast: Cast, tmp_path: Path) -> None:
    bring(tmp_path, ENTRY)

    entry = session().scalars(sa.select(Entry).where(Entry.external_id == "e1")).one()
    text = session().scalars(sa.select(EntryRevision).where(EntryRevision.entry_id == entry.id)).one()
    assert (entry.title, entry.revision, entry.question_id, entry.channel) == ("Reset", 1, None, Channel.IMPORT)
    assert "<li>Hold the button.</li>" in text.html.replace("\n", "")


def test_a_second_run_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    bring(tmp_path, THREAD, ENTRY)
    before = session().scalar(sa.select(sa.func.count(Event.id)))

    report, _ = bring(tmp_path, THREAD, ENTRY)

    assert report.total(Kept.UNCHANGED) == 4
    assert report.total(Kept.ADDED) + report.total(Kept.UPDATED) == 0
    assert session().scalar(sa.select(sa.func.count(Event.id))) == before


def test_a_changed_line_updates(cast: Cast, tmp_path: Path) -> None:
    bring(tmp_path, THREAD, ENTRY)

    bring(tmp_path, {**THREAD, "title": "How do I reset the hub?"}, {**ENTRY, "body": "Pull the plug."})

    entry = session().scalars(sa.select(Entry).where(Entry.external_id == "e1")).one()
    assert (asked("t1").title, asked("t1").revision, entry.revision) == ("How do I reset the hub?", 2, 2)
    kinds = list(session().scalars(sa.select(Event.kind).order_by(Event.id)))
    assert kinds == [
        EventKind.QUESTION_IMPORTED,
        EventKind.ENTRY_PUBLISHED,
        EventKind.QUESTION_IMPORTED,
        EventKind.ENTRY_CHANGED,
    ]


def test_a_solution_revised_here_stays(cast: Cast, tmp_path: Path) -> None:
    bring(tmp_path, ENTRY)
    entry = session().scalars(sa.select(Entry)).one()
    mine = EntryDraft("Reset it safely", render("Hold the button for ten seconds."))
    assert revise_entry(cast.eva, entry.id, mine, base_revision=1).revision == 2

    report, _ = bring(tmp_path, {**ENTRY, "title": "Reset now"})

    assert report.changes["entries"] == {Kept.LOCAL: 1}
    assert session().scalar(sa.select(Entry.title)) == "Reset it safely"


def test_an_id_of_another_source_is_not_taken_over(cast: Cast, tmp_path: Path) -> None:
    bring(tmp_path, THREAD, ENTRY)

    report, skipped = bring(tmp_path, {**THREAD, "title": "Mine"}, {**ENTRY, "title": "Mine"}, source="wiki")

    assert [line.split(":")[0] for line in skipped] == ["lines.jsonl, line 1", "lines.jsonl, line 2"]
    assert "was imported from faq before" in skipped[0]
    assert report.skipped == {"lines.jsonl": 2}
    assert asked("t1").title == "How do I reset it?"


def test_an_answers_id_belongs_to_one_question(cast: Cast, tmp_path: Path) -> None:
    _, skipped = bring(tmp_path, THREAD, {**THREAD, "id": "t2"}, {**THREAD, "id": "t3", "answers": []})

    assert skipped == ["lines.jsonl, line 2: the id t1-a1 belongs to something else on this site"]
    assert session().scalar(sa.select(sa.func.count(Answer.id))) == 2
    assert asked("t3").answer_count == 0


def test_an_id_that_something_written_here_has_is_not_taken_over(cast: Cast, tmp_path: Path) -> None:
    question = ask_question(cast.ada, QuestionDraft("My own", render("text")))
    with unit():
        session().get_one(Question, question.id).external_id = "t1"

    _, skipped = bring(tmp_path, THREAD)

    assert skipped == ["lines.jsonl, line 1: the id t1 belongs to something else on this site"]


def test_an_unknown_product_costs_the_line(cast: Cast, tmp_path: Path) -> None:
    lines = {**THREAD, "product": "rooter"}, {**ENTRY, "product": "rooter"}, {**ENTRY, "id": "e2", "product": "camera"}

    _, skipped = bring(tmp_path, *lines)

    assert [line.split(";")[0] for line in skipped] == [
        "lines.jsonl, line 1: there is no product rooter",
        "lines.jsonl, line 2: there is no product rooter",
    ]
    assert session().scalars(sa.select(Entry.external_id)).all() == ["e2"]


def test_customers_and_staff_may_not_import(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(json.dumps(ENTRY))

    for actor in (cast.visitor, cast.ada, cast.eva, cast.max):
        with pytest.raises(Forbidden):
            import_jsonl(actor, path, source="faq")
    assert session().scalar(sa.select(sa.func.count(Entry.id))) == 0
