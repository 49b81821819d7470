"""What a search engine is to the rest of the forum: documents in, hits out.

Everything that knows a particular engine stands behind `SearchEngine`, and one conformance suite
(`tests/search/test_engine_conformance.py`) holds for all of them. An engine knows no person and no database: it is
told what each document is, who may find it, and what to leave out. Every hit is checked against the database before
it is shown.

The words: a **document** is one post. A **group** is a thread together with its knowledge base entry, and gives one
hit. In a group the question and its answers are ranked as one text, assembled at query time from those that may be
seen; the entry is ranked as another, and the better one is the hit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import blake2b
from typing import Literal, Protocol

from forum.core.errors import Busy, ForumError
from forum.core.text import N_

Kind = Literal["question", "answer", "entry"]
HitKind = Literal["question", "entry"]
Sort = Literal["relevance", "newest"]

EVERYONE = "everyone"

# A reader may lag this many seconds behind the index's last commit.
LAG_SECONDS = 1.0


class IndexDamaged(ForumError):
    """The index is missing, unreadable or of another format. `rebuild` mends it; until then pages use the database."""

    status = 503
    code = "search_unavailable"
    default = N_("Search is being repaired. Please try again in a few minutes.")


class IndexBusy(Busy):
    """Another process is writing the index. Nothing was changed; the same batch can be sent again."""

    code = "search_busy"
    default = N_("The search index is being written by another process. Please try again in a moment.")


@dataclass(frozen=True, slots=True)
class Document:
    """One post as the index holds it.

    `key` is unique (for instance `answer:12`), `group` names the thread. The question and the entry say what their
    group is about: title, tags, product, releases, states and language are read from them, and an answer leaves them
    empty (its own `language` aside, which decides how its body is analysed). Answers without their question are not
    found.

    `body` is plain text with code left in, so that error messages can be found. `level` is the level of trust: an
    answer's or entry's own, a question's best answer's. `title_only` keeps the body out of the index. `audience` is
    who may find the document: `EVERYONE` or any name that queries of those people carry (folded answers: the
    staff's).
    """

    key: str
    kind: Kind
    group: str
    created: datetime
    title: str = ""
    body: str = ""
    tags: tuple[str, ...] = ()
    product: str = ""
    releases: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    level: str = ""
    language: str = ""
    title_only: bool = False
    audience: str = EVERYONE

    def fingerprint(self) -> str:
        """Return 16 characters that change with anything that the index holds of this document."""
        held = repr([getattr(self, each.name) for each in fields(self)])
        return blake2b(held.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought. An empty filter does not filter; filters of different names must all hold.

    `text` is what the person typed: any word may match, `"quoted phrases"` must stand as written, `-word` excludes.
    Without any text everything that passes the filters is found, newest first. `kind` leaves only threads or only
    entries; `trust` is met by a thread or entry that has a post of one of the levels, and the hit lands on such a
    post; the others are read from the question or the entry. `without_keys` and `without_groups` (the mask) and
    documents of other `audiences` are left out before anything is counted, ranked or suggested; so are documents of
    `without_bodies` that were not written as `title_only`.
    """

    text: str = ""
    kind: HitKind | Literal[""] = ""
    product: str = ""
    release: str = ""
    tag: str = ""
    trust: frozenset[str] = frozenset()
    state: str = ""
    language: str = ""
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    audiences: frozenset[str] = frozenset({EVERYONE})
    without_keys: frozenset[str] = frozenset()
    without_groups: frozenset[str] = frozenset()
    without_bodies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """One thread, or its entry.

    `key` is the document to land on, the best post of the group for these words; `kind` says whether the group was
    found as a thread or as an entry, `entry` is the key of its entry if that matches too (else empty), so that a page
    may prefer it. `language` is the one that the document was analysed in, empty where that has no analyzer.
    """

    key: str
    kind: HitKind
    group: str
    score: float
    entry: str = ""
    title_only: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits, best first, and the exact number of all.

    `language` is the query's, empty where unclear; `worded` is how many of all have a word of it, the others being near
    in meaning.
    """

    hits: tuple[Hit, ...]
    total: int
    language: str = ""
    worded: int = 0


@dataclass(frozen=True, slots=True)
class Meanings:
    """How far the meaning of texts is known: how many there are, of how many it is not known yet, and how many vectors
    are of texts that no document has any more."""

    texts: int
    lacking: int
    extra: int


class SearchEngine(Protocol):
    """The adapter's interface. One process writes at a time; any number of threads and processes search meanwhile."""

    def update(
        self, documents: Iterable[Document], *, delete: Iterable[str] = (), delete_groups: Iterable[str] = ()
    ) -> None:
        """Write one batch in one commit: remove the keys and groups, then add or replace the documents by key.

        What is in the index already as it should be is left alone, so repeating a batch costs little and writes
        nothing. Raises `IndexBusy` and `IndexDamaged`; then nothing of the batch is written.
        """
        ...

    def search(self, query: Query) -> Results:
        """Return one page of hits and the exact total. Raises `IndexDamaged`."""
        ...

    def suggest_spelling(self, query: Query) -> str | None:
        """Return the query's text with unknown words replaced by near ones that it could find, or None."""
        ...

    def keys(self) -> dict[str, str]:
        """Return every key in the index with its document's fingerprint, for the comparison with the database."""
        ...

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build the index anew from all documents and return how many they are.

        Searches go on in the old index until the new one is complete; updates raise `IndexBusy` meanwhile, so what
        changes during a rebuild is written afterwards. Raises `IndexBusy`.
        """
        ...

    def unlearnt(self, limit: int, *, wait: bool = False) -> list[str]:
        """Return up to `limit` keys of documents whose meaning is not known yet, and forget that of texts that no
        document has any more.

        None where there is no encoder, or none is loaded yet, unless asked to wait for it and for other writers.
        Raises `IndexBusy` and `IndexDamaged`.
        """
        ...

    def learn(self, documents: Iterable[Document], *, wait: bool = False) -> None:
        """Let the meaning of documents that are in the index be known; it takes milliseconds for each.

        Does nothing where there is no encoder. Raises `IndexBusy`, at once unless asked to wait, and `IndexDamaged`.
        """
        ...

    def meanings(self) -> Meanings | None:
        """Return how far the meaning of what is in the index is known, None where there is no encoder.

        Raises `IndexBusy` and `IndexDamaged`.
        """
        ...

    def prepare(self) -> None:
        """Begin to load what takes long, without waiting for it: a process that will search or learn calls this."""
        ...

    def is_healthy(self) -> bool:
        """Return whether the index exists and can be opened, at the cost of opening it. A new site's index is made by
        `rebuild`."""
        ...

    def is_intact(self) -> bool:
        """Return whether the index can be opened and every byte of it is as it was written.

        For the writing process: it may read the whole index. Raises `IndexBusy`.
        """
        ...

    def close(self) -> None:
        """Let go of files and memory. The next call opens them again."""
        ...
