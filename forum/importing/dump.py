"""From the staged rows of a Stack Exchange dump to whole threads."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from forum.importing import stackexchange as se
from forum.importing.licences import licence_of
from forum.importing.report import Arrival
from forum.importing.staging import Staging
from forum.importing.thread import (
    Byline,
    ImportedAnswer,
    ImportedComment,
    ImportedPerson,
    ImportedText,
    ImportedThread,
)

# Why a question was closed, by the number in the history row of the closing; older numbers are below 100.
CLOSED_AS: Final = {
    1: "duplicate",
    2: "off-topic",
    3: "subjective",
    4: "not a real question",
    7: "too localized",
    10: "general reference",
    20: "noise",
    101: "duplicate",
    102: "off-topic",
    103: "unclear",
    104: "too broad",
    105: "opinion-based",
}
DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Site:
    """The site that a dump was taken from, and the names and addresses of its things."""

    host: str

    def name(self, kind: str, number: int) -> str:
        """Return an external id: `HOST:q:7`. Kinds are q, a, c and u."""
        return f"{self.host}:{kind}:{number}"

    def address(self, path: str, number: int) -> str:
        """Return the page of a thing."""
        return f"https://{self.host}/{path}/{number}"


class Dump:
    """A staged dump as people and threads."""

    def __init__(self, staging: Staging, host: str, product: str | None = None) -> None:
        """Read from `staging`; `product` is the slug that all questions are put under."""
        self.staging = staging
        self.site = Site(host)
        self.product = product

    @property
    def sizes(self) -> tuple[int, int]:
        """How many people and how many threads there are."""
        return self.staging.count("users"), self.staging.count("posts", "type = 1")

    def tags(self) -> Iterator[str]:
        """Yield the names of all tags, used or not."""
        for (name,) in self.staging.db.execute("SELECT name FROM tags ORDER BY id"):
            yield name

    def people(self) -> Iterator[Arrival[ImportedPerson]]:
        """Yield everybody, the site's own process (-1) included: it owns posts."""
        for user in self.staging.select(se.User, "SELECT attributes FROM users ORDER BY id"):
            person = ImportedPerson(
                external_id=self.site.name("u", user.id),
                name=user.name,
                profile_url=self.site.address("users", user.id),
                created_at=user.created_at,
            )
            yield Arrival(se.USERS, f"row {user.id}", person)

    def threads(self) -> Iterator[Arrival[ImportedThread]]:
        """Yield every question with all that is beneath it, oldest number first."""
        for post in self.staging.select(se.Post, "SELECT attributes FROM posts WHERE type = 1 ORDER BY id"):
            yield Arrival(se.POSTS, f"row {post.id}", self._thread(post))

    def duplicates(self) -> Iterator[tuple[str, str]]:
        """Yield questions with the one that each was first marked a duplicate of, as external ids."""
        query = "SELECT post, related, min(id) FROM links GROUP BY post ORDER BY post"
        for post, related, _ in self.staging.db.execute(query):
            yield self.site.name("q", post), self.site.name("q", related)

    def _thread(self, post: se.Post) -> ImportedThread:
        """Put one thread together."""
        below = "SELECT attributes FROM posts WHERE parent = ? ORDER BY id"
        answers = list(self.staging.select(se.Post, below, post.id))
        return ImportedThread(
            external_id=self.site.name("q", post.id),
            revisions=self._revisions(post),
            tags=post.tags,
            product=self.product,
            by=self._byline(post.owner),
            created_at=post.created_at,
            edited_at=post.edited_at,
            active_at=post.active_at,
            closed=post.closed_at is not None,
            closed_reason=self._closed_reason(post),
            score=self._score(post),
            licence=licence_of(post.created_at, post.licence),
            source_url=self.site.address("q", post.id),
            answers=tuple(self._answer(answer, answer.id == post.accepted) for answer in answers),
            comments=tuple(self._comments(post, answers)),
        )

    def _answer(self, post: se.Post, accepted: bool) -> ImportedAnswer:
        """Put one answer together."""
        return ImportedAnswer(
            external_id=self.site.name("a", post.id),
            revisions=self._revisions(post),
            by=self._byline(post.owner),
            created_at=post.created_at,
            edited_at=post.edited_at,
            score=self._score(post),
            accepted=accepted,
            accepted_at=self._accepted_at(post) if accepted else None,
            licence=licence_of(post.created_at, post.licence),
            source_url=self.site.address("a", post.id),
        )

    def _comments(self, post: se.Post, answers: list[se.Post]) -> Iterator[ImportedComment]:
        """Yield the comments beneath a question and its answers."""
        for below in (post, *answers):
            on = self.site.name("a" if below.type is se.PostType.ANSWER else "q", below.id)
            query = "SELECT attributes FROM comments WHERE post = ? ORDER BY id"
            for comment in self.staging.select(se.Comment, query, below.id):
                text = ImportedText(
                    comment.text, "markdown", by=self._byline(comment.owner), written_at=comment.created_at
                )
                yield ImportedComment(
                    external_id=self.site.name("c", comment.id),
                    on=on,
                    text=text,
                    score=comment.score,
                    licence=licence_of(comment.created_at, comment.licence),
                    source_url=self.site.address("posts/comments", comment.id),
                )

    def _revisions(self, post: se.Post) -> tuple[ImportedText, ...]:
        """Return a post's revisions: the earlier ones as written (Markdown), the newest as its site shows it (HTML)."""
        title = post.title if post.type is se.PostType.QUESTION else None
        earlier = self._earlier_texts(post.id, title is not None)
        newest = ImportedText(
            post.body,
            "html",
            title=title,
            by=self._byline(post.owner),
            written_at=post.edited_at or post.created_at,
        )
        if earlier:
            last = earlier.pop()
            newest = replace(newest, by=last.by, written_at=last.written_at, note=last.note)
        return (*earlier, newest)

    def _earlier_texts(self, post: int, titled: bool) -> list[ImportedText]:
        """Return what the history tells of a post's texts, one per edit. Edits of the tags alone are none of ours."""
        query = "SELECT attributes FROM history WHERE post = ? ORDER BY json_extract(attributes, '$.CreationDate'), id"
        wanted = se.TEXT_EVENTS if titled else se.BODY_EVENTS
        events = (event for event in self.staging.select(se.History, query, post) if event.type in wanted)
        texts: list[ImportedText] = []
        title = "" if titled else None
        body: str | None = None
        for _, edit in itertools.groupby(events, key=lambda event: event.edit):
            rows = list(edit)
            for row in rows:
                if row.type in se.TITLE_EVENTS:
                    title = row.text.strip()
                else:
                    body = row.text
            if body is not None:
                by = self._byline(rows[0].owner)
                note = next((row.note for row in rows if row.note), "")
                texts.append(ImportedText(body, "markdown", title, by, rows[0].created_at, note))
        return texts

    def _byline(self, owner: se.Owner) -> Byline:
        """Name an author: a person of the dump, or only a name."""
        if owner.user is None:
            return Byline(name=owner.name)
        if self.staging.count("users", f"id = {owner.user:d}"):
            return Byline(person=self.site.name("u", owner.user))
        return Byline(name=owner.name or f"user{owner.user}")

    def _score(self, post: se.Post) -> int:
        """Return the score as the site showed it, else as the votes make it."""
        if post.score is not None:
            return post.score
        found = self.staging.db.execute("SELECT score FROM votes WHERE post = ?", (post.id,)).fetchone()
        return int(found[0]) if found else 0

    def _accepted_at(self, post: se.Post) -> datetime:
        """Return the day of the acceptance, as far as the votes tell; it is never before the answer."""
        found = self.staging.db.execute("SELECT accepted FROM votes WHERE post = ?", (post.id,)).fetchone()
        if not found or not found[0]:
            return post.created_at
        return max(post.created_at, se.date({"CreationDate": found[0]}, "CreationDate"))

    def _closed_reason(self, post: se.Post) -> str | None:
        """Return why a closed question was closed, as far as the dump tells."""
        if post.closed_at is None:
            return None
        query = "SELECT attributes FROM history WHERE post = ? ORDER BY id DESC"
        for event in self.staging.select(se.History, query, post.id):
            if event.type == se.CLOSED_EVENT and event.note.isdigit():
                return CLOSED_AS.get(int(event.note))
        return DUPLICATE if self.staging.count("links", f"post = {post.id:d}") else None
