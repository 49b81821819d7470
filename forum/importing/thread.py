"""The common form of what comes from outside. Every source makes these, and one writer stores them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from forum.core.markup import Format


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote something: a person of the source (by external id), or only a name, or nobody known."""

    person: str | None = None
    name: str | None = None


NOBODY = Byline()


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """Somebody at the source. Nothing more than attribution needs is kept."""

    external_id: str
    name: str
    profile_url: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ImportedText:
    """One revision. `title` is None where the thing has none; `written_at` None means when it is imported."""

    source: str
    format: Format
    title: str | None = None
    by: Byline = NOBODY
    written_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """A remark; `on` is the external id of the question or answer that it stands beneath."""

    external_id: str
    on: str
    text: ImportedText
    score: int = 0
    licence: str | None = None
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedAnswer:
    """An answer with its revisions, oldest first; there is at least one."""

    external_id: str
    revisions: tuple[ImportedText, ...]
    by: Byline = NOBODY
    created_at: datetime | None = None
    edited_at: datetime | None = None
    score: int = 0
    accepted: bool = False
    accepted_at: datetime | None = None
    licence: str | None = None
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedThread:
    """A question with everything beneath it."""

    external_id: str
    revisions: tuple[ImportedText, ...]
    tags: tuple[str, ...] = ()
    product: str | None = None
    language: str | None = None
    by: Byline = NOBODY
    created_at: datetime | None = None
    edited_at: datetime | None = None
    active_at: datetime | None = None
    closed: bool = False
    closed_reason: str | None = None
    score: int = 0
    licence: str | None = None
    source_url: str | None = None
    answers: tuple[ImportedAnswer, ...] = ()
    comments: tuple[ImportedComment, ...] = ()

    @property
    def title(self) -> str:
        """The newest title."""
        return self.revisions[-1].title or ""

    def authors(self) -> Iterator[Byline]:
        """Yield everybody who is named anywhere in the thread, as often as they are."""
        yield self.by
        for answer in self.answers:
            yield answer.by
        for text in self.texts():
            yield text.by

    def texts(self) -> Iterator[ImportedText]:
        """Yield every text of the thread."""
        yield from self.revisions
        for answer in self.answers:
            yield from answer.revisions
        for comment in self.comments:
            yield comment.text


@dataclass(frozen=True, slots=True)
class ImportedEntry:
    """An editor's own solution, without a question."""

    external_id: str
    text: ImportedText
    tags: tuple[str, ...] = ()
    product: str | None = None
    language: str | None = None

    @property
    def title(self) -> str:
        """Its title."""
        return self.text.title or ""


Imported = ImportedPerson | ImportedThread | ImportedEntry


def digest(value: Any) -> str:
    """Return a short fingerprint of plain values; equal values have equal ones in every process."""
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fingerprint(thing: Imported) -> str:
    """Return the fingerprint of a whole thing: the same as at the last import means that nothing is to be done."""
    return digest(asdict(thing))
