"""Small dumps of our own making, with every peculiarity that real ones have."""

import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from forum.importing.dump import Dump
from forum.importing.report import Report, Skip, Watcher
from forum.importing.staging import staged
from forum.importing.thread import ImportedThread

HOST = "pond.stackexchange.com"
DAY = "2017-03-0{}T10:00:00.000"

Row = Mapping[str, Any]


def table(name: str, rows: Iterable[Row]) -> str:
    """Write a table as the dumps have it: a byte-order mark, a row a record, line breaks as references."""
    lines = ['\ufeff<?xml version="1.0" encoding="utf-8"?>', f"<{name.lower()}>"]
    for row in rows:
        attributes = " ".join(f"{key}={_quoted(value)}" for key, value in row.items() if value is not None)
        lines.append(f"  <row {attributes} />")
    return "\n".join([*lines, f"</{name.lower()}>"])


def _quoted(value: object) -> str:
    return quoteattr(str(value), {"\n": "&#xA;", "\r": "&#xD;"})


def write(folder: Path, tables: Mapping[str, Iterable[Row]], *, packed: bool = False) -> Path:
    """Write a dump's folder; `packed` writes `.xml.gz`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        text = table(name, rows).encode()
        if packed:
            (folder / f"{name}.xml.gz").write_bytes(gzip.compress(text))
        else:
            (folder / f"{name}.xml").write_bytes(text)
    return folder


def question(number: int, **other: object) -> dict[str, object]:
    """Return a question's row."""
    return {
        "Id": number,
        "PostTypeId": 1,
        "CreationDate": DAY.format(1),
        "Score": 3,
        "Body": "<p>The pump hums, but <b>no water</b> comes.</p>\n",
        "OwnerUserId": 1,
        "LastActivityDate": DAY.format(5),
        "Title": "Why does the pump run dry?",
        "Tags": "<pump><wi-fi>",
        **other,
    }


def answer(number: int, parent: int, **other: object) -> dict[str, object]:
    """Return an answer's row."""
    return {
        "Id": number,
        "PostTypeId": 2,
        "ParentId": parent,
        "CreationDate": DAY.format(2),
        "Score": 5,
        "Body": "<p>Open the valve, then press <code>prime</code> for 10 seconds.</p>\n",
        "OwnerUserId": 2,
        "LastActivityDate": DAY.format(2),
        **other,
    }


def comment(number: int, post: int, **other: object) -> dict[str, object]:
    """Return a comment's row."""
    return {
        "Id": number,
        "PostId": post,
        "Score": 1,
        "Text": "Did you *check* the filter?",
        "CreationDate": DAY.format(3),
        "UserId": 2,
        **other,
    }


def user(number: int, name: str, **other: object) -> dict[str, object]:
    """Return a user's row."""
    return {"Id": number, "CreationDate": DAY.format(1), "DisplayName": name, "AboutMe": "<p>My own words</p>", **other}


def history(number: int, post: int, kind: int, edit: str, text: str | None, **other: object) -> dict[str, object]:
    """Return a row of the history; rows with the same `edit` are one."""
    return {
        "Id": number,
        "PostHistoryTypeId": kind,
        "PostId": post,
        "RevisionGUID": edit,
        "CreationDate": DAY.format(1),
        "UserId": 1,
        "Text": text,
        **other,
    }


def vote(number: int, post: int, kind: int, day: int = 4) -> dict[str, object]:
    """Return a vote's row."""
    return {"Id": number, "PostId": post, "VoteTypeId": kind, "CreationDate": f"2017-03-0{day}T00:00:00.000"}


def link(number: int, post: int, related: int, kind: int = 3) -> dict[str, object]:
    """Return a link's row."""
    return {
        "Id": number,
        "CreationDate": DAY.format(4),
        "PostId": post,
        "RelatedPostId": related,
        "LinkTypeId": kind,
    }


def pond() -> dict[str, list[dict[str, object]]]:
    """Return a dump of 3 questions, 4 answers (1 accepted), 5 comments and 4 people."""
    return {
        "Posts": [
            question(1, AcceptedAnswerId=3, LastEditDate=DAY.format(3), LastEditorUserId=2),
            answer(2, 1, Score=-2, OwnerUserId=None, OwnerDisplayName="gone fishing"),
            answer(3, 1),
            {**question(4), "PostTypeId": 4, "Title": "pump", "Tags": None},
            {**question(5), "PostTypeId": 5, "Title": None, "Body": "", "OwnerUserId": -1},
            question(6, ClosedDate=DAY.format(5), Tags="|pump|filter|", Title="Pump is dry & loud: why <now>?"),
            answer(7, 6, OwnerUserId=-1, ContentLicense="CC BY-SA 4.0"),
            {**question(8), "PostTypeId": 6, "Title": None},
            question(9, OwnerUserId=3, Score=-1, CreationDate="2010-06-01T00:00:00.000", Tags=""),
            answer(10, 9, CommunityOwnedDate=DAY.format(4)),
        ],
        "Users": [user(-1, "Community"), user(1, "Ulla"), user(2, "Vic"), user(3, " ")],
        "Comments": [
            comment(1, 1),
            comment(2, 3, UserId=None, UserDisplayName="gone fishing"),
            comment(3, 3),
            comment(4, 7),
            comment(5, 10),
        ],
        "Votes": [vote(1, 3, 1, day=6), vote(2, 3, 2), vote(3, 999, 2), vote(4, 1, 5), vote(5, 5, 2)],
        "Tags": [{"Id": 1, "TagName": "pump", "Count": 2}, {"Id": 2, "TagName": "unused", "Count": 0}],
        "PostHistory": [
            history(1, 1, 2, "one", "The pump hums.\r\nNo water."),
            history(2, 1, 1, "one", "Pump dry"),
            history(3, 1, 3, "one", "<pump>"),
            history(
                4, 1, 5, "two", "The pump hums, no **water**.", UserId=2, CreationDate=DAY.format(2), Comment="more"
            ),
            history(5, 1, 6, "three", "<pump><wi-fi>", CreationDate=DAY.format(2)),
            history(6, 1, 4, "four", "Why does the pump run dry?", UserId=2, CreationDate=DAY.format(3)),
            history(7, 1, 24, "four", None, UserId=None, CreationDate=DAY.format(3)),
            history(8, 6, 10, "five", '{"Voters":[]}', Comment="101", CreationDate=DAY.format(5)),
            history(9, 5, 2, "six", None),
        ],
        "PostLinks": [link(1, 6, 1), link(2, 6, 777), link(3, 9, 1, kind=1)],
    }


class Onlooker(Watcher):
    """Remembers what was skipped."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.skips: list[Skip] = []

    def skip(self, skip: Skip) -> None:
        """Take a skipped row."""
        self.skips.append(skip)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The skipped rows as (file, id)."""
        return [(skip.file, skip.where.removeprefix("row ")) for skip in self.skips]


def threads_of(folder: Path, watcher: Watcher | None = None, report: Report | None = None) -> list[ImportedThread]:
    """Read a dump and return its threads."""
    with staged(folder, report or Report(), watcher or Onlooker()) as staging:
        return [arrival.thing for arrival in Dump(staging, HOST).threads()]
