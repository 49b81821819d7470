"""A broken row costs that row and is reported; a broken file stops the import before anything is written."""

import gzip
from pathlib import Path

import pytest

from forum.importing.report import ImportFailed, Report
from tests.importing.dumps import Onlooker, Row, answer, comment, history, pond, question, threads_of, user, vote, write

BROKEN_POSTS = {
    "no date": question(1, CreationDate=None),
    "no such day": question(1, CreationDate="2017-02-30T10:00:00.000"),
    "a date in words": question(1, CreationDate="yesterday"),
    "a day to come": question(1, CreationDate="2999-01-01T00:00:00.000"),
    "a score in words": question(1, Score="many"),
    "digits of another script": question(1, Score="\u0663"),
    "no title": question(1, Title=None),
    "an empty title": question(1, Title="  "),
    "no body": question(1, Body=None),
    "no type": question(1, PostTypeId=None),
    "a broken edit date": question(1, LastEditDate="2017"),
    "an owner in words": question(1, OwnerUserId="me"),
}


@pytest.mark.parametrize("case", BROKEN_POSTS)
def test_a_broken_question_is_reported_with_file_and_row(tmp_path: Path, case: str) -> None:
    onlooker, report = Onlooker(), Report()
    folder = write(tmp_path, {"Posts": [BROKEN_POSTS[case], question(2)]})

    threads = threads_of(folder, onlooker, report)

    assert len(threads) == 1
    assert onlooker.rows == [("Posts.xml", "1")]
    assert report.skipped == {"Posts.xml": 1}


def test_what_hangs_on_a_broken_question_is_reported_too(tmp_path: Path) -> None:
    onlooker = Onlooker()
    tables = {
        "Posts": [question(1, Title=None), answer(2, 1), question(3), answer(4, 4), answer(5, 3, Body=" ")],
        "Comments": [comment(1, 1), comment(2, 2), comment(3, 3), comment(4, 77)],
    }

    threads = threads_of(write(tmp_path, tables, packed=True), onlooker)

    assert [len(thread.comments) for thread in threads] == [1]
    assert onlooker.rows == [
        ("Posts.xml.gz", "1"),
        ("Posts.xml.gz", "5"),
        ("Posts.xml.gz", "2"),
        ("Posts.xml.gz", "4"),
        ("Comments.xml.gz", "1"),
        ("Comments.xml.gz", "2"),
        ("Comments.xml.gz", "4"),
    ]


def test_a_comment_beneath_a_nomination_is_reported(tmp_path: Path) -> None:
    onlooker = Onlooker()
    tables = pond()
    tables["Comments"].append(comment(6, 8))

    threads_of(write(tmp_path, tables), onlooker)

    assert [str(skip) for skip in onlooker.skips] == [
        "Comments.xml, row 6: its post 8 is a moderator nomination, which has no place here"
    ]


def test_a_number_is_taken_once(tmp_path: Path) -> None:
    onlooker = Onlooker()
    tables = {"Posts": [question(1), question(1, Title="Again")], "Users": [user(1, "A"), user(1, "B")]}

    threads = threads_of(write(tmp_path, tables), onlooker)

    assert [thread.title for thread in threads] == ["Why does the pump run dry?"]
    assert onlooker.rows == [("Posts.xml", "1"), ("Users.xml", "1")]


def test_an_accepted_answer_must_be_one_of_the_questions_own(tmp_path: Path) -> None:
    onlooker = Onlooker()
    tables = {"Posts": [question(1, AcceptedAnswerId=4), question(2, AcceptedAnswerId=99), answer(4, 2)]}

    threads = threads_of(write(tmp_path, tables), onlooker)

    assert not any(each.accepted for thread in threads for each in thread.answers)
    assert onlooker.rows == [("Posts.xml", "1"), ("Posts.xml", "2")]


def test_broken_rows_of_the_other_tables_are_reported(tmp_path: Path) -> None:
    onlooker = Onlooker()
    tables: dict[str, list[Row]] = {
        "Posts": [question(1)],
        "Users": [user(1, "Ulla", CreationDate="0000-00-00T00:00:00.000"), {"DisplayName": "Nobody"}],
        "Tags": [{"Id": 1, "Count": 3}],
        "Comments": [comment(1, 1, Text="")],
        "Votes": [vote(1, 1, 2, day=0)],
        "PostHistory": [history(1, 1, 5, "one", None)],
        "PostLinks": [{"Id": 1, "PostId": 1}],
    }

    threads_of(write(tmp_path, tables), onlooker)

    assert onlooker.rows == [
        ("Users.xml", "1"),
        ("Users.xml", "number 2, which has no Id"),
        ("Tags.xml", "1"),
        ("Comments.xml", "1"),
        ("Votes.xml", "1"),
        ("PostHistory.xml", "1"),
        ("PostLinks.xml", "1"),
    ]


def failure(folder: Path) -> str:
    """Return what the import of a folder fails with."""
    with pytest.raises(ImportFailed) as caught:
        threads_of(folder)
    return str(caught.value)


@pytest.mark.parametrize("table", ["Posts", "Users", "Comments", "Votes", "Tags", "PostHistory", "PostLinks"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_truncated_table_is_an_error(tmp_path: Path, table: str, packed: bool) -> None:
    folder = write(tmp_path, pond(), packed=packed)
    path = folder / (f"{table}.xml.gz" if packed else f"{table}.xml")
    path.write_bytes(path.read_bytes()[:-20])

    assert failure(folder).startswith(f"{path.name} is cut off or damaged after ")


@pytest.mark.parametrize("where", [0, 1, 40, 300])
def test_a_table_cut_anywhere_is_an_error(tmp_path: Path, where: int) -> None:
    folder = write(tmp_path, pond())
    path = folder / "Posts.xml"
    path.write_bytes(path.read_bytes()[:where])

    assert "Posts.xml" in failure(folder)


def test_a_damaged_packed_table_is_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path, pond(), packed=True)
    path = folder / "Posts.xml.gz"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)

    assert "Posts.xml.gz" in failure(folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no XML at all", "not readable XML"),
        ("<posts><row Id='1' Id='2'/></posts>", "not readable XML"),
        ("<posts><row Title='&nbsp;'/></posts>", "not readable XML"),
        ("<html><body/></html>", "holds <html>"),
        ("<posts><line/></posts>", "holds <line>"),
        ("<users></users>", "holds <users>"),
        ("<!DOCTYPE posts [<!ENTITY a 'aaaa'>]><posts><row Title='&a;'/></posts>", "declares a document type"),
        ("<!DOCTYPE posts SYSTEM 'file:///etc/passwd'><posts/>", "declares a document type"),
    ],
)
def test_what_is_no_table_is_an_error(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "Posts.xml").write_text(text)

    assert says in failure(tmp_path)


def test_a_packed_file_that_is_not_packed_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "Posts.xml.gz").write_text("<posts/>")

    assert "Posts.xml.gz" in failure(tmp_path)


def test_a_row_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "Posts.xml.gz", "wb", compresslevel=1) as file:
        file.write(b"<posts><row Body='")
        for _ in range(6):
            file.write(b"a" * (1 << 20))

    assert "holds a row of more than" in failure(tmp_path)


def test_posts_must_be_there(tmp_path: Path) -> None:
    assert "no Posts.xml" in failure(tmp_path)
