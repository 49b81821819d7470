"""A dump, joined in a temporary file.

The tables of a dump are sorted by their own numbers, not by question, and they do not fit into memory. So each is read
once, checked row by row, and kept in a temporary SQLite file from which whole threads are taken. It needs about the
room of the unpacked dump where temporary files go (`TMPDIR`), and no more memory for a large dump than for a small one.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self, TypeVar

from forum.core.text import N_
from forum.importing import stackexchange as se
from forum.importing.report import BrokenRow, ImportFailed, Report, Skip, Watcher
from forum.importing.tables import find, rows

NO_POSTS = N_("There is no Posts.xml or Posts.xml.gz in %(folder)s. Name the folder of one site's dump.")
TWICE = N_("a row with this Id was there before")
NO_QUESTION = N_("its question, post %(post)d, is not in the dump or was skipped")
NO_POST = N_("its post %(post)d is not in the dump or was skipped")
OTHER_POST = N_("its post %(post)d is %(kind)s, which has no place here")
NOT_ITS_ANSWER = N_("its accepted answer %(answer)d is not one of its answers; imported without the mark")

KINDS = {
    3: N_("an orphaned tag wiki"),
    4: N_("a tag's excerpt"),
    5: N_("a tag's wiki"),
    6: N_("a moderator nomination"),
    7: N_("a placeholder of the wiki"),
    8: N_("a privilege wiki"),
}
ANOTHER_KIND = N_("a post of another kind")

SCHEMA = """
CREATE TABLE posts (id INTEGER PRIMARY KEY, type INTEGER NOT NULL, parent INTEGER, attributes TEXT);
CREATE TABLE users (id INTEGER PRIMARY KEY, attributes TEXT);
CREATE TABLE comments (id INTEGER PRIMARY KEY, post INTEGER NOT NULL, attributes TEXT);
CREATE TABLE history (id INTEGER PRIMARY KEY, post INTEGER NOT NULL, attributes TEXT);
CREATE TABLE links (id INTEGER PRIMARY KEY, post INTEGER NOT NULL, related INTEGER NOT NULL);
CREATE TABLE votes (post INTEGER PRIMARY KEY, score INTEGER NOT NULL DEFAULT 0, accepted TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
"""
# Made after the rows are in: that is faster than keeping them up to date.
INDEXES = """
CREATE INDEX posts_parent ON posts (parent);
CREATE INDEX comments_post ON comments (post);
CREATE INDEX history_post ON history (post);
CREATE INDEX links_post ON links (post);
"""
# A user's own words about themselves are not even staged.
OF_A_USER = ("Id", "DisplayName", "CreationDate")
# The numbers of the posts that have a place here.
PLACED = frozenset(int(kind) for kind in se.PostType)
WORTH = {int(se.VoteType.UP): 1, int(se.VoteType.DOWN): -1}


class _Record(Protocol):
    """A typed row."""

    @classmethod
    def read(cls, row: se.Row) -> Self:
        """Return the record; raise `BrokenRow`."""


R = TypeVar("R", bound=_Record)


class Staging:
    """The rows of one dump, checked and joined."""

    def __init__(self, connection: sqlite3.Connection, report: Report, watcher: Watcher) -> None:
        """Work on an open temporary database."""
        self.db = connection
        self.report = report
        self.watcher = watcher
        self.newest: datetime | None = None
        self.db.executescript(SCHEMA)

    def read(self, folder: Path) -> None:
        """Read all tables of the folder. Raises `ImportFailed` before anything was imported."""
        if find(folder, se.POSTS) is None:
            raise ImportFailed(NO_POSTS, folder=str(folder))
        steps = (
            (se.POSTS, self._post),
            (se.USERS, self._user),
            (se.TAGS, self._tag),
            (se.COMMENTS, self._comment),
            (se.VOTES, self._vote),
            (se.HISTORY, self._history),
            (se.LINKS, self._link),
        )
        for table, take in steps:
            if path := find(folder, table):
                self._read_table(path, take)
                if table == se.POSTS:
                    self._drop_orphans(path.name)
        self.db.executescript(INDEXES)

    def count(self, table: str, where: str = "1") -> int:
        """Return how many rows a staged table has."""
        return int(self.db.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])  # noqa: S608 - names are ours

    def select(self, record: type[R], query: str, *values: int) -> Iterator[R]:
        """Yield the records of a query for staged attributes."""
        for (attributes,) in self.db.execute(query, values):
            yield record.read(json.loads(attributes))

    def _read_table(self, path: Path, take: Callable[[se.Row], None]) -> None:
        """Hand each row of a table on; report the broken ones and go on."""
        for number, row in enumerate(rows(path, self.watcher), 1):
            try:
                take(row)
            except BrokenRow as error:
                self._skip(path.name, row.get("Id") or f"number {number}, which has no Id", error)

    def _skip(self, file: str, row: object, error: BrokenRow) -> None:
        """Report a row that is left out."""
        self.report.skipped[file] += 1
        self.watcher.skip(Skip(file, f"row {row}", error.reason))

    def _post(self, row: se.Row) -> None:
        """Keep questions and answers; of other posts only that they exist."""
        ident, kind = se.number(row, "Id"), se.number(row, "PostTypeId")
        if kind in PLACED:
            post = se.Post.read(row)
            self._insert("posts", ident, kind, post.parent, json.dumps(row))
            self.newest = max(self.newest or post.active_at, post.active_at)
        else:
            self._insert("posts", ident, kind, None, None)
            self.report.left_out[se.POSTS] += 1

    def _user(self, row: se.Row) -> None:
        """Keep a person."""
        user = se.User.read(row)
        self._insert("users", user.id, json.dumps({name: row[name] for name in OF_A_USER if name in row}))

    def _tag(self, row: se.Row) -> None:
        """Keep a tag."""
        tag = se.Tag.read(row)
        self._insert("tags", tag.id, tag.name)

    def _comment(self, row: se.Row) -> None:
        """Keep a comment beneath a question or an answer."""
        comment = se.Comment.read(row)
        kind = self._kind_of(comment.post)
        if kind is None:
            raise BrokenRow(NO_POST, post=comment.post)
        if kind not in PLACED:
            raise BrokenRow(OTHER_POST, post=comment.post, kind=KINDS.get(kind, ANOTHER_KIND))
        self._insert("comments", comment.id, comment.post, json.dumps(row))

    def _vote(self, row: se.Row) -> None:
        """Count a vote; keep the day of an acceptance. Votes on posts that the dump lacks are usual."""
        vote = se.Vote.read(row)
        if self._kind_of(vote.post) not in PLACED:
            self.report.left_out[se.VOTES] += 1
            return
        value = WORTH.get(vote.type, 0)
        accepted = row["CreationDate"] if vote.type == se.VoteType.ACCEPTED else None
        self.db.execute(
            "INSERT INTO votes VALUES (?, ?, ?) ON CONFLICT (post) DO UPDATE"
            " SET score = score + excluded.score, accepted = coalesce(excluded.accepted, accepted)",
            (vote.post, value, accepted),
        )

    def _history(self, row: se.Row) -> None:
        """Keep what changed a text, and why a question was closed."""
        event = se.number(row, "PostHistoryTypeId")
        if event not in se.TEXT_EVENTS and event != se.CLOSED_EVENT:
            self.report.left_out[se.HISTORY] += 1
            return
        if self._kind_of(se.number(row, "PostId")) not in PLACED:
            self.report.left_out[se.HISTORY] += 1
            return
        entry = se.History.read(row)
        self._insert("history", entry.id, entry.post, json.dumps(row))

    def _link(self, row: se.Row) -> None:
        """Keep a duplicate mark whose two questions are here; a dump lacks deleted ones."""
        link = se.Link.read(row)
        ends = (self._kind_of(link.post), self._kind_of(link.related))
        if link.type == se.DUPLICATE_LINK and ends == (1, 1) and link.post != link.related:
            self._insert("links", link.id, link.post, link.related)
        else:
            self.report.left_out[se.LINKS] += 1

    def _insert(self, table: str, *values: object) -> None:
        """Insert a row unless its number is taken."""
        places = ", ".join("?" * len(values))
        if not self.db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", values).rowcount:  # noqa: S608 - names are ours
            raise BrokenRow(TWICE)

    def _kind_of(self, post: int) -> int | None:
        """Return the type of a staged post, or None."""
        found = self.db.execute("SELECT type FROM posts WHERE id = ?", (post,)).fetchone()
        return int(found[0]) if found else None

    def _drop_orphans(self, file: str) -> None:
        """Skip answers without their question, and accepted marks without their answer."""
        orphans = self.db.execute(
            "SELECT a.id, a.parent FROM posts a LEFT JOIN posts q ON q.id = a.parent AND q.type = 1"
            " WHERE a.type = 2 AND q.id IS NULL"
        ).fetchall()
        for ident, parent in orphans:
            self._skip(file, ident, BrokenRow(NO_QUESTION, post=parent))
        self.db.executemany("DELETE FROM posts WHERE id = ?", [(ident,) for ident, _ in orphans])
        lost = self.db.execute(
            "SELECT q.id, json_extract(q.attributes, '$.AcceptedAnswerId') AS accepted FROM posts q LEFT JOIN posts a"
            " ON a.id = CAST(json_extract(q.attributes, '$.AcceptedAnswerId') AS INTEGER) AND a.parent = q.id"
            " WHERE q.type = 1 AND accepted IS NOT NULL AND a.id IS NULL"
        )
        for ident, accepted in lost.fetchall():
            self._skip(file, ident, BrokenRow(NOT_ITS_ANSWER, answer=int(accepted)))


@contextmanager
def staged(folder: Path, report: Report, watcher: Watcher) -> Iterator[Staging]:
    """Read a dump into a temporary file that is gone after the block. Raises `ImportFailed`."""
    with tempfile.TemporaryDirectory(prefix="forum-import-") as place:
        connection = sqlite3.connect(Path(place) / "dump.sqlite3", isolation_level=None)
        try:
            # Nobody needs this file after a crash, so it pays for no safety.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            staging = Staging(connection, report, watcher)
            staging.read(folder)
            yield staging
        finally:
            connection.close()
