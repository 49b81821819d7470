"""JSON lines are read by the contract; each broken line is named by its number."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from forum.importing.jsonl import JsonLines, Thing
from forum.importing.report import Arrival, ImportFailed, Report
from forum.importing.thread import ImportedEntry, ImportedThread
from tests.importing.dumps import Onlooker

QUESTION: dict[str, Any] = {
    "id": "t1",
    "kind": "question",
    "title": "How do I reset it?",
    "body": "",
    "tags": ["Reset", "home hub"],
    "product": "hub",
    "language": "pt-BR",
    "answers": [
        {"id": "t1-a1", "body": "Hold the **button**."},
        {"id": "t1-a2", "body": "Unplug it.", "accepted": True},
    ],
}
ENTRY = {"id": "e1", "kind": "entry", "title": "Reset", "body": "1. Hold the button."}


def read(path: Path, lines: list[object], onlooker: Onlooker | None = None) -> list[Arrival[Thing]]:
    """Write the lines (texts as they are, others as JSON) and read them."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n"
    file = path / "threads.jsonl"
    file.write_text(text)
    source = JsonLines(file, Report(), onlooker or Onlooker())
    source.check()
    return list(source.arrivals())


def test_a_question_and_an_entry_are_read(tmp_path: Path) -> None:
    first, third = read(tmp_path, [QUESTION, "", ENTRY])

    assert (first.where, third.where) == ("line 1", "line 3")
    thread, entry = first.thing, third.thing
    assert isinstance(thread, ImportedThread)
    assert thread.title == "How do I reset it?"
    assert thread.tags == ("reset", "home-hub")
    assert (thread.product, thread.language) == ("hub", "pt-BR")
    assert [(each.external_id, each.accepted) for each in thread.answers] == [("t1-a1", False), ("t1-a2", True)]
    assert isinstance(entry, ImportedEntry)
    assert entry.text.source == "1. Hold the button."


def test_optional_fields_may_be_missing_or_null(tmp_path: Path) -> None:
    lines = [{"id": 7, "title": "x"}, {"id": "8", "title": "y", "tags": None, "answers": None, "product": None}]

    things = [arrival.thing for arrival in read(tmp_path, list(lines))]

    assert [thing.external_id for thing in things] == ["7", "8"]


def test_packed_lines_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "threads.jsonl.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + json.dumps(QUESTION).encode()))
    source = JsonLines(path, Report(), Onlooker())

    assert source.check() == 1
    assert len(list(source.arrivals())) == 1


BROKEN: dict[str, object] = {
    "not JSON": "hello",
    "not an object": "[1, 2]",
    "a wrong brace": '{"id": "t2", nonsense}',
    "no id": {**QUESTION, "id": None},
    "an id of another type": {**QUESTION, "id": True},
    "a long id": {**QUESTION, "id": "x" * 301},
    "no title": {**QUESTION, "title": " "},
    "a title of another type": {**QUESTION, "title": 5},
    "an unknown kind": {**QUESTION, "kind": "poll"},
    "a misspelt field": {**QUESTION, "awnsers": []},
    "a misspelt field of an answer": {**QUESTION, "answers": [{"id": "1", "body": "b", "acepted": True}]},
    "tags as a text": {**QUESTION, "tags": "a, b"},
    "a tag of another type": {**QUESTION, "tags": [1]},
    "an answer without body": {**QUESTION, "answers": [{"id": "1", "body": ""}]},
    "an answer of another type": {**QUESTION, "answers": ["yes"]},
    "accepted as a text": {**QUESTION, "answers": [{"id": "1", "body": "b", "accepted": "yes"}]},
    "two accepted": {**QUESTION, "answers": [{"id": str(n), "body": "b", "accepted": True} for n in (1, 2)]},
    "an answer twice": {**QUESTION, "answers": [{"id": "1", "body": "b"}, {"id": "1", "body": "c"}]},
    "a language in words": {**QUESTION, "language": "English (US)"},
    "an entry without body": {**ENTRY, "body": ""},
    "an entry with answers": {**ENTRY, "answers": [{"id": "1", "body": "b"}]},
    "deep nesting": "[" * 100_000,
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_line_is_reported_with_its_number(tmp_path: Path, case: str) -> None:
    onlooker = Onlooker()

    things = read(tmp_path, [ENTRY, BROKEN[case], {**QUESTION, "id": "t9"}], onlooker)

    assert len(things) == 2
    assert onlooker.rows == [("threads.jsonl", "line 2")]


def test_an_id_is_taken_once(tmp_path: Path) -> None:
    onlooker = Onlooker()

    things = read(tmp_path, [QUESTION, {**QUESTION, "title": "Again"}], onlooker)

    assert len(things) == 1
    assert str(onlooker.skips[0]) == "threads.jsonl, line 2: the id t1 was on an earlier line"


def test_a_file_that_is_not_utf8_is_reported_by_line(tmp_path: Path) -> None:
    path = tmp_path / "threads.jsonl"
    path.write_bytes(b'{"id": "1", "title": "caf\xe9"}\n')
    onlooker = Onlooker()

    assert list(JsonLines(path, Report(), onlooker).arrivals()) == []
    assert onlooker.rows == [("threads.jsonl", "line 1")]


@pytest.mark.parametrize("cut", [1, 2, 5, 20, 60])
def test_a_file_cut_in_its_last_line_is_an_error(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "threads.jsonl"
    path.write_text(json.dumps(ENTRY) + "\n" + json.dumps(QUESTION)[:-cut])

    with pytest.raises(ImportFailed, match="line 2, the last, ends in the middle"):
        JsonLines(path, Report(), Onlooker()).check()


def test_a_packed_file_that_is_cut_off_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "threads.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(QUESTION).encode())[:-9])

    with pytest.raises(ImportFailed, match="cut off"):
        JsonLines(path, Report(), Onlooker()).check()


def test_half_characters_are_made_whole(tmp_path: Path) -> None:
    [arrival] = read(tmp_path, ['{"id": "1", "title": "a\\ud800b\\u0000c"}'])

    assert arrival.thing.title == "a?bc"
