"""The rows of a Stack Exchange dump as typed records. What a row must have and may be is said here, and only here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Self

from forum.catalog.names import tag_name
from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.text import N_
from forum.importing.report import BrokenRow

Row = Mapping[str, str]

# The tables in the order in which they are read: posts first, since the others hang on them.
POSTS, USERS, COMMENTS, VOTES = "Posts", "Users", "Comments", "Votes"
TAGS, HISTORY, LINKS = "Tags", "PostHistory", "PostLinks"

MISSING = N_("it has no %(name)s")
NOT_A_NUMBER = N_("%(name)s is not a whole number: %(value)s")
NOT_A_DATE = N_("%(name)s is not a date: %(value)s")
IN_THE_FUTURE = N_("%(name)s lies in the future: %(value)s")
EMPTY = N_("%(name)s is empty")
TOO_LONG = N_("%(name)s has %(length)d characters; %(limit)d are possible")
NO_TAG = N_("%(tag)s cannot be a tag here")

_NUMBER = re.compile(r"-?[0-9]{1,18}")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z?", re.ASCII)
_SHOWN = 40
# The source's own limits are far below.
LONGEST_TEXT = 200_000
LONGEST_TITLE = 300
TITLES = frozenset({"Title", "DisplayName", "TagName"})


class PostType(IntEnum):
    """The posts that have a place here. The others (tag wikis, nominations, ...) are left out."""

    QUESTION = 1
    ANSWER = 2


class VoteType(IntEnum):
    """The votes that have a place here."""

    ACCEPTED = 1
    UP = 2
    DOWN = 3


DUPLICATE_LINK = 3
CLOSED_EVENT = 10
TITLE_EVENTS = frozenset({1, 4, 7})
BODY_EVENTS = frozenset({2, 5, 8})
TEXT_EVENTS = TITLE_EVENTS | BODY_EVENTS


@dataclass(frozen=True, slots=True)
class Owner:
    """Who wrote it: a user, or a name that stands in the user's place."""

    user: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class User:
    """A row of Users. The rest of the row is the person's own and stays there."""

    id: int
    name: str
    created_at: datetime

    @classmethod
    def read(cls, row: Row) -> Self:
        """Return the record; raise `BrokenRow`."""
        ident = number(row, "Id")
        # Stack Exchange shows people without a name like this, too.
        return cls(ident, row.get("DisplayName", "").strip() or f"user{ident}", date(row, "CreationDate"))


@dataclass(frozen=True, slots=True)
class Post:
    """A row of Posts that is a question or an answer."""

    id: int
    type: PostType
    parent: int | None
    accepted: int | None
    created_at: datetime
    edited_at: datetime | None
    active_at: datetime
    closed_at: datetime | None
    title: str
    body: str
    tags: tuple[str, ...]
    score: int | None
    owner: Owner
    editor: Owner
    licence: str | None

    @classmethod
    def read(cls, row: Row) -> Self:
        """Return the record; raise `BrokenRow`."""
        kind = PostType(number(row, "PostTypeId"))
        created = date(row, "CreationDate")
        asked = kind is PostType.QUESTION
        return cls(
            id=number(row, "Id"),
            type=kind,
            parent=None if asked else number(row, "ParentId"),
            accepted=maybe_number(row, "AcceptedAnswerId") if asked else None,
            created_at=created,
            edited_at=maybe_date(row, "LastEditDate"),
            active_at=maybe_date(row, "LastActivityDate") or created,
            closed_at=maybe_date(row, "ClosedDate"),
            title=filled(row, "Title").strip() if asked else "",
            body=required(row, "Body") if asked else filled(row, "Body"),
            tags=tags_of(row.get("Tags", "")) if asked else (),
            score=maybe_number(row, "Score"),
            owner=_owner(row, "OwnerUserId", "OwnerDisplayName"),
            editor=_owner(row, "LastEditorUserId", "LastEditorDisplayName"),
            licence=row.get("ContentLicense"),
        )


@dataclass(frozen=True, slots=True)
class Comment:
    """A row of Comments. Its text is Markdown."""

    id: int
    post: int
    text: str
    created_at: datetime
    score: int
    owner: Owner
    licence: str | None

    @classmethod
    def read(cls, row: Row) -> Self:
        """Return the record; raise `BrokenRow`."""
        return cls(
            id=number(row, "Id"),
            post=number(row, "PostId"),
            text=filled(row, "Text"),
            created_at=date(row, "CreationDate"),
            score=maybe_number(row, "Score") or 0,
            owner=_owner(row, "UserId", "UserDisplayName"),
            licence=row.get("ContentLicense"),
        )


@dataclass(frozen=True, slots=True)
class Vote:
    """A row of Votes: who voted is not in it, nor is it needed."""

    id: int
    post: int
    type: int
    created_at: datetime

    @classmethod
    def read(cls, row: Row) -> Self:
        """Return the record; raise `BrokenRow`."""
        return cls(number(row, "Id"), number(row, "PostId"), number(row, "VoteTypeId"), date(row, "CreationDate"))


@dataclass(frozen=True, slots=True)
class History:
    """A row of PostHistory. Rows of one `edit` are one revision: its title, its body and its tags. Text is Markdown."""

    id: int
    post: int
    type: int
    edit: str
    created_at: datetime
    text: str
    note: str
    owner: Owner

    @classmethod
    def read(cls, row: Row) -> Self:
        """Return the record; raise `BrokenRow`."""
        kind = number(row, "PostHistoryTypeId")
        text = filled(row, "Text") if kind in TEXT_EVENTS else row.get("Text", "")
        return cls(
            id=number(row, "Id"),
            post=number(row, "PostId"),
            type=kind,
            edit=required(row, "RevisionGUID"),
            created_at=date(row, "CreationDate"),
            text=text.replace("\r\n", "\n"),
            note=row.get("Comment", "").strip(),
            owner=_owner(row, "UserId", "UserDisplayName"),
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A row of PostLinks: `post` names `related`, as a duplicate if `type` says so."""

    id: int
    post: int
    related: int
    type: int

    @classmethod
    def read(cls, row: Row) -> Self:
        """Return the record; raise `BrokenRow`."""
        return cls(number(row, "Id"), number(row, "PostId"), number(row, "RelatedPostId"), number(row, "LinkTypeId"))


@dataclass(frozen=True, slots=True)
class Tag:
    """A row of Tags. Its excerpt and wiki are posts of their own and stay out."""

    id: int
    name: str

    @classmethod
    def read(cls, row: Row) -> Self:
        """Return the record; raise `BrokenRow`."""
        return cls(number(row, "Id"), _tag(filled(row, "TagName")))


def required(row: Row, name: str) -> str:
    """Return an attribute that must be there."""
    if name not in row:
        raise BrokenRow(MISSING, name=name)
    if len(row[name]) > (limit := LONGEST_TITLE if name in TITLES else LONGEST_TEXT):
        raise BrokenRow(TOO_LONG, name=name, length=len(row[name]), limit=limit)
    return row[name]


def filled(row: Row, name: str) -> str:
    """Return an attribute that must be there and hold something."""
    value = required(row, name)
    if not value.strip():
        raise BrokenRow(EMPTY, name=name)
    return value


def number(row: Row, name: str) -> int:
    """Return a whole number that must be there."""
    value = required(row, name)
    if not _NUMBER.fullmatch(value):
        raise BrokenRow(NOT_A_NUMBER, name=name, value=repr(value[:_SHOWN]))
    return int(value)


def maybe_number(row: Row, name: str) -> int | None:
    """Return a whole number, or None where the attribute is missing."""
    return number(row, name) if name in row else None


def date(row: Row, name: str) -> datetime:
    """Return a date that must be there; dumps give UTC without saying so."""
    value = required(row, name)
    try:
        if not _DATE.fullmatch(value):
            raise ValueError(value)
        found = datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        raise BrokenRow(NOT_A_DATE, name=name, value=repr(value[:_SHOWN])) from None
    # A day of grace for clocks that differ.
    if found > now() + timedelta(days=1):
        raise BrokenRow(IN_THE_FUTURE, name=name, value=repr(value))
    return found


def maybe_date(row: Row, name: str) -> datetime | None:
    """Return a date, or None where the attribute is missing."""
    return date(row, name) if name in row else None


def tags_of(text: str) -> tuple[str, ...]:
    """Return the tags of `<a><b>`, or of `|a|b|` as newer dumps have them, each once and in order."""
    return tuple(dict.fromkeys(_tag(name) for name in re.split(r"[<>|\s]+", text) if name))


def _tag(name: str) -> str:
    """Return a tag as it is kept here."""
    try:
        return tag_name(name)
    except Invalid:
        raise BrokenRow(NO_TAG, tag=repr(name[:_SHOWN])) from None


def _owner(row: Row, user: str, name: str) -> Owner:
    """Return who wrote it, by number or by name."""
    return Owner(maybe_number(row, user), row.get(name, "").strip() or None)
