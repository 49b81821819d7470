"""Reading questions and solutions from JSON lines: one thing a line, in the form of the contract.

`{"id", "kind": "question"|"entry", "title", "body", "tags": [], "product", "language", "answers": [{"id", "body",
"accepted"}]}`. Bodies are Markdown. A line that cannot be used is reported with its number and skipped.
"""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from forum.catalog.names import tag_name
from forum.core.errors import Invalid
from forum.core.text import N_
from forum.importing.report import Arrival, BrokenRow, ImportFailed, Report, Skip, Watcher
from forum.importing.stackexchange import LONGEST_TEXT, LONGEST_TITLE
from forum.importing.tables import CUT_OFF, UNREADABLE
from forum.importing.thread import ImportedAnswer, ImportedEntry, ImportedText, ImportedThread

# A line is one thread; what is longer is not a line of text.
LONGEST_LINE = 1 << 24
LONGEST_ID = 300

NOT_JSON = N_("it is not JSON: %(detail)s")
NOT_AN_OBJECT = N_("it is not an object in braces")
UNKNOWN = N_("it has unknown fields: %(names)s")
MISSING = N_("%(name)s is missing or empty")
WRONG_TYPE = N_("%(name)s must be %(what)s")
WRONG_KIND = N_('kind must be "question" or "entry"')
WRONG_LANGUAGE = N_("language must be a code such as en or pt-BR")
TWO_ACCEPTED = N_("more than one answer is accepted")
SAME_ANSWER = N_("two answers have the id %(id)s")
BAD_TAG = N_("tags: %(detail)s")
TOO_MANY_CHARACTERS = N_("%(name)s has %(length)d characters; %(limit)d are possible")
HAS_ANSWERS = N_("an entry has no answers; put the solution into body")
TWICE = N_("the id %(id)s was on an earlier line")
TOO_LONG = N_("%(file)s, line %(line)d is longer than %(limit)d bytes; this is no file of JSON lines.")
NOT_UTF8 = N_("it is not UTF-8")
ENDS_EARLY = N_("%(file)s is cut off: line %(line)d, the last, ends in the middle. Get the file again.")

_FIELDS = frozenset({"id", "kind", "title", "body", "tags", "product", "language", "answers"})
_ANSWER_FIELDS = frozenset({"id", "body", "accepted"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")

Fields = Mapping[str, Any]
Thing = ImportedThread | ImportedEntry


class JsonLines:
    """A file of JSON lines, plain or compressed."""

    def __init__(self, path: Path, report: Report, watcher: Watcher) -> None:
        """Read from `path`; skipped lines go to `report` and `watcher`."""
        self.path = path
        self.report = report
        self.watcher = watcher

    def check(self) -> int:
        """Read the file to its end and return how many things it holds.

        Raises `ImportFailed` if the file is cut off or unreadable: that is known before anything is imported.
        """
        count = 0
        for number, line in self._lines():
            count += bool(line.strip())
            # Only a last line can lack its end.
            if not line.endswith(b"\n") and _is_cut(line):
                raise ImportFailed(ENDS_EARLY, file=self.path.name, line=number)
        return count

    def arrivals(self) -> Iterator[Arrival[Thing]]:
        """Yield what each line holds; report and skip broken lines."""
        seen: set[bytes] = set()
        for number, line in self._lines():
            if not line.strip():
                continue
            try:
                thing = thing_of(line)
                key = _short(thing)
                if key in seen:
                    raise BrokenRow(TWICE, id=thing.external_id)
                seen.add(key)
            except BrokenRow as error:
                self.report.skipped[self.path.name] += 1
                self.watcher.skip(Skip(self.path.name, f"line {number}", error.reason))
            else:
                yield Arrival(self.path.name, f"line {number}", thing)

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield each line with its number."""
        try:
            with self.path.open("rb") as raw:
                yield from enumerate(self._split(raw), 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ImportFailed(CUT_OFF, file=self.path.name, rows=0) from error
        except OSError as error:
            raise ImportFailed(UNREADABLE, file=self.path.name, detail=error.strerror or str(error)) from error

    def _split(self, raw: BinaryIO) -> Iterator[bytes]:
        """Yield lines of bounded length."""
        source: BinaryIO | gzip.GzipFile = gzip.GzipFile(fileobj=raw) if self.path.suffix == ".gz" else raw
        number = 0
        while line := source.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise ImportFailed(TOO_LONG, file=self.path.name, line=number, limit=LONGEST_LINE)
            yield line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def thing_of(line: bytes) -> Thing:
    """Return what a line holds; raise `BrokenRow`."""
    fields = _object(_parsed(line), _FIELDS, "")
    kind = fields.get("kind", "question")
    if kind == "question":
        return _thread(fields)
    if kind == "entry":
        return _entry(fields)
    raise BrokenRow(WRONG_KIND)


def _thread(fields: Fields) -> ImportedThread:
    """Make a question with its answers."""
    answers = tuple(_answer(each) for each in _list(fields, "answers"))
    ids = [answer.external_id for answer in answers]
    for ident in ids:
        if ids.count(ident) > 1:
            raise BrokenRow(SAME_ANSWER, id=ident)
    if sum(answer.accepted for answer in answers) > 1:
        raise BrokenRow(TWO_ACCEPTED)
    return ImportedThread(
        external_id=_id(fields, "id"),
        revisions=(ImportedText(_string(fields, "body"), "markdown", title=_filled(fields, "title")),),
        tags=_tags(fields),
        product=_string(fields, "product") or None,
        language=_language(fields),
        answers=answers,
    )


def _entry(fields: Fields) -> ImportedEntry:
    """Make an editor's own solution."""
    if _list(fields, "answers"):
        raise BrokenRow(HAS_ANSWERS)
    return ImportedEntry(
        external_id=_id(fields, "id"),
        text=ImportedText(_filled(fields, "body"), "markdown", title=_filled(fields, "title")),
        tags=_tags(fields),
        product=_string(fields, "product") or None,
        language=_language(fields),
    )


def _answer(value: object) -> ImportedAnswer:
    """Make one answer."""
    fields = _object(value, _ANSWER_FIELDS, "answers: ")
    accepted = fields.get("accepted", False)
    if accepted is not None and not isinstance(accepted, bool):
        raise BrokenRow(WRONG_TYPE, name="answers: accepted", what="true or false")
    text = ImportedText(_filled(fields, "body", "answers: "), "markdown")
    return ImportedAnswer(_id(fields, "answers: id"), (text,), accepted=bool(accepted))


def _parsed(line: bytes) -> object:
    """Read a line as JSON."""
    try:
        return json.loads(line.decode())
    except UnicodeDecodeError:
        raise BrokenRow(NOT_UTF8) from None
    except (ValueError, RecursionError) as error:
        raise BrokenRow(NOT_JSON, detail=str(error)) from None


def _is_cut(line: bytes) -> bool:
    """Whether a line looks like the beginning of an object."""
    text = line.decode(errors="replace").strip()
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        at_the_end = isinstance(error, json.JSONDecodeError) and error.pos >= len(text)
        return text.startswith("{") and (at_the_end or not text.endswith("}"))
    return False


def _object(value: object, known: frozenset[str], where: str) -> Fields:
    """Return an object that has known fields only: a misspelt one must not be dropped in silence."""
    if not isinstance(value, dict):
        raise BrokenRow(NOT_AN_OBJECT)
    if unknown := sorted(where + name for name in value.keys() - known):
        raise BrokenRow(UNKNOWN, names=", ".join(unknown))
    return value


def _string(fields: Fields, name: str, where: str = "") -> str:
    """Return a text, empty where it is missing or null."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BrokenRow(WRONG_TYPE, name=where + name, what="a text")
    if len(value) > (limit := LONGEST_TITLE if name == "title" else LONGEST_TEXT):
        raise BrokenRow(TOO_MANY_CHARACTERS, name=where + name, length=len(value), limit=limit)
    return _storable(value)


def _filled(fields: Fields, name: str, where: str = "") -> str:
    """Return a text that must hold something."""
    value = _string(fields, name, where)
    if not value.strip():
        raise BrokenRow(MISSING, name=where + name)
    return value.strip() if name == "title" else value


def _id(fields: Fields, label: str) -> str:
    """Return the outside's id: a short text, or a number that is taken as one."""
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        raise BrokenRow(MISSING, name=label)
    if not isinstance(value, str) or len(value) > LONGEST_ID:
        raise BrokenRow(WRONG_TYPE, name=label, what=f"a text of at most {LONGEST_ID} characters")
    return _storable(value)


def _list(fields: Fields, name: str) -> list[object]:
    """Return a list, empty where it is missing or null."""
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BrokenRow(WRONG_TYPE, name=name, what="a list")
    return value


def _tags(fields: Fields) -> tuple[str, ...]:
    """Return the tags as they are kept here, each once."""
    tags = []
    for value in _list(fields, "tags"):
        if not isinstance(value, str) or not value.strip():
            raise BrokenRow(WRONG_TYPE, name="tags", what="a list of texts")
        try:
            tags.append(tag_name(_storable(value)))
        except Invalid as error:
            raise BrokenRow(BAD_TAG, detail=error.errors[0].message) from None
    return tuple(dict.fromkeys(tags))


def _language(fields: Fields) -> str | None:
    """Return the language's code."""
    value = _string(fields, "language")
    if value and not _LANGUAGE.fullmatch(value):
        raise BrokenRow(WRONG_LANGUAGE)
    return value or None


def _storable(text: str) -> str:
    """Return text that every database can hold: JSON can write zeros and halves of characters."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _short(thing: Thing) -> bytes:
    """Return a few bytes that stand for an id, so that a long file's ids fit into memory."""
    return hashlib.blake2b(f"{type(thing).__name__}:{thing.external_id}".encode(), digest_size=12).digest()
