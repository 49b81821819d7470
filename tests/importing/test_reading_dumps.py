"""A dump is read as its site meant it, whatever peculiar rows it holds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forum.importing.dump import Dump
from forum.importing.licences import licence_of
from forum.importing.report import Report
from forum.importing.stackexchange import tags_of
from forum.importing.staging import staged
from forum.importing.thread import Byline, fingerprint
from tests.importing.dumps import HOST, Onlooker, answer, comment, link, pond, question, threads_of, write


@pytest.mark.parametrize("packed", [False, True])
def test_plain_and_packed_tables_read_alike(tmp_path: Path, packed: bool) -> None:
    threads = threads_of(write(tmp_path, pond(), packed=packed))

    assert [thread.external_id for thread in threads] == [f"{HOST}:q:1", f"{HOST}:q:6", f"{HOST}:q:9"]
    assert [len(thread.answers) for thread in threads] == [2, 1, 1]
    assert [len(thread.comments) for thread in threads] == [3, 1, 1]


def test_a_question_carries_what_attribution_needs(tmp_path: Path) -> None:
    thread = threads_of(write(tmp_path, pond()))[0]

    assert thread.source_url == f"https://{HOST}/q/1"
    assert thread.by == Byline(person=f"{HOST}:u:1")
    assert thread.licence == "CC BY-SA 3.0"
    assert thread.answers[0].by == Byline(name="gone fishing")
    assert thread.answers[1].source_url == f"https://{HOST}/a/3"
    assert thread.comments[1].text.by == Byline(name="gone fishing")


def test_titles_and_bodies_keep_their_characters(tmp_path: Path) -> None:
    first, second, _ = threads_of(write(tmp_path, pond()))

    assert first.revisions[-1].source == "<p>The pump hums, but <b>no water</b> comes.</p>\n"
    assert first.revisions[-1].format == "html"
    assert second.title == "Pump is dry & loud: why <now>?"
    assert second.tags == ("pump", "filter")


def test_the_acceptance_has_the_day_of_its_vote(tmp_path: Path) -> None:
    thread = threads_of(write(tmp_path, pond()))[0]

    assert [answer.accepted for answer in thread.answers] == [False, True]
    assert thread.answers[1].accepted_at == datetime(2017, 3, 6, tzinfo=UTC)


def test_the_history_becomes_revisions_and_the_newest_is_the_text_as_shown(tmp_path: Path) -> None:
    revisions = threads_of(write(tmp_path, pond()))[0].revisions

    assert [revision.format for revision in revisions] == ["markdown", "markdown", "html"]
    assert revisions[0].source == "The pump hums.\nNo water."
    assert revisions[0].title == "Pump dry"
    assert revisions[1].note == "more"
    assert revisions[1].by == Byline(person=f"{HOST}:u:2")
    assert revisions[2].title == "Why does the pump run dry?"
    assert revisions[2].written_at == datetime(2017, 3, 3, 10, tzinfo=UTC)


def test_without_a_history_there_is_one_revision(tmp_path: Path) -> None:
    tables = pond()
    del tables["PostHistory"]

    revisions = threads_of(write(tmp_path, tables))[0].revisions

    assert len(revisions) == 1
    assert revisions[0].written_at == datetime(2017, 3, 3, 10, tzinfo=UTC)


def test_a_closed_question_names_why(tmp_path: Path) -> None:
    thread = threads_of(write(tmp_path, pond()))[1]

    assert thread.closed
    assert thread.closed_reason == "duplicate"


def test_duplicates_are_named_once_whatever_a_dump_lacks(tmp_path: Path) -> None:
    tables = pond()
    tables["PostLinks"].append(link(9, 6, 9))

    with staged(write(tmp_path, tables), Report(), Onlooker()) as staging:
        assert list(Dump(staging, HOST).duplicates()) == [(f"{HOST}:q:6", f"{HOST}:q:1")]


def test_a_duplicate_mark_without_its_target_is_left_out_and_is_no_mistake(tmp_path: Path) -> None:
    onlooker, report = Onlooker(), Report()

    threads_of(write(tmp_path, pond()), onlooker, report)

    assert onlooker.skips == []
    assert report.is_complete
    assert report.left_out == {"Posts": 3, "Votes": 2, "PostHistory": 4, "PostLinks": 2}


def test_everybody_is_a_person_even_the_site_itself(tmp_path: Path) -> None:
    with staged(write(tmp_path, pond()), Report(), Onlooker()) as staging:
        people = [arrival.thing for arrival in Dump(staging, HOST).people()]

    assert [(person.external_id, person.name) for person in people] == [
        (f"{HOST}:u:-1", "Community"),
        (f"{HOST}:u:1", "Ulla"),
        (f"{HOST}:u:2", "Vic"),
        (f"{HOST}:u:3", "user3"),
    ]
    assert people[1].profile_url == f"https://{HOST}/users/1"


def test_a_persons_own_words_are_not_kept(tmp_path: Path) -> None:
    with staged(write(tmp_path, pond()), Report(), Onlooker()) as staging:
        kept = "\n".join(staging.db.iterdump())

    assert "My own words" not in kept


def test_posts_alone_are_enough(tmp_path: Path) -> None:
    thread = threads_of(write(tmp_path, {"Posts": pond()["Posts"]}))[0]

    assert thread.by == Byline(name="user1")
    assert thread.comments == ()
    assert thread.answers[1].accepted_at == datetime(2017, 3, 2, 10, tzinfo=UTC)


def test_rows_may_stand_in_any_order(tmp_path: Path) -> None:
    posts = [answer(2, 9), question(9, AcceptedAnswerId=2), answer(1, 9)]

    thread = threads_of(write(tmp_path, {"Posts": posts, "Comments": [comment(2, 2), comment(1, 9)]}))[0]

    assert [each.external_id for each in thread.answers] == [f"{HOST}:a:1", f"{HOST}:a:2"]
    assert [each.on for each in thread.comments] == [f"{HOST}:q:9", f"{HOST}:a:2"]


def test_the_same_dump_has_the_same_fingerprints(tmp_path: Path) -> None:
    first = [fingerprint(each) for each in threads_of(write(tmp_path / "a", pond()))]
    again = [fingerprint(each) for each in threads_of(write(tmp_path / "b", pond(), packed=True))]
    tables = pond()
    tables["Posts"][0]["Score"] = 4
    changed = [fingerprint(each) for each in threads_of(write(tmp_path / "c", tables))]

    assert first == again
    assert [a == b for a, b in zip(first, changed, strict=True)] == [False, True, True]


@pytest.mark.parametrize(
    ("day", "named", "licence"),
    [
        ("2011-04-07", None, "CC BY-SA 2.5"),
        ("2011-04-08", None, "CC BY-SA 3.0"),
        ("2018-05-01", None, "CC BY-SA 3.0"),
        ("2018-05-02", None, "CC BY-SA 4.0"),
        ("2012-01-01", "CC BY-SA 4.0", "CC BY-SA 4.0"),
    ],
)
def test_the_licence_is_the_named_one_else_that_of_the_day(day: str, named: str | None, licence: str) -> None:
    assert licence_of(datetime.fromisoformat(day).replace(tzinfo=UTC), named) == licence


@pytest.mark.parametrize("text", ["<a><b-c><c#>", "|a|b-c|c#|", "a b-c c#", "<A><b-c><c#><a>"])
def test_tags_are_read_as_old_and_new_dumps_write_them(text: str) -> None:
    assert tags_of(text) == ("a", "b-c", "c#")
