"""How a document lies in the index: a title, body and tags field per language, and one row of numbers per document.

Text is analysed by `forum.search.words`, not by Whoosh, so that index, queries and highlighting share one analysis.
The rows hold what ranking needs of every matching document; they are read at once and kept in memory.
"""

import struct
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from whoosh import columns, fields, formats

from forum.search.engine import Document
from forum.search.language import settle
from forum.search.meaning.texts import body_of, print_of, title_of
from forum.search.ranking import factor
from forum.search.stemming import LANGUAGES
from forum.search.words import counted, fold, tokens

# Part of the index's directory name. After a change here, in `codec.py`, `words.py`, `stemming.py` or
# `meaning/texts.py` count it up: indexes of another format are built anew.
FORMAT = 3

# The analyzers by number; the first keeps words as they are.
ANALYZERS = ("", *LANGUAGES)
KINDS = ("question", "answer", "entry")
QUESTION, ANSWER, ENTRY = range(3)

TEXT_FIELDS = ("title", "body", "tags")
_EXACT_FIELDS = ("key", "group", "product", "release", "tag", "state", "level", "language", "audience")
_HIGHEST_POSITION = 65_535
_ROW = struct.Struct("<qdfIIBBQQ")
# The same, as it is read back.
ROW = np.dtype(
    [
        ("unit", "<i8"),
        ("created", "<f8"),
        ("factor", "<f4"),
        ("body", "<u4"),
        ("title", "<u4"),
        ("language", "u1"),
        ("kind", "u1"),
        ("title_print", "<u8"),
        ("body_print", "<u8"),
    ]
)


class Row(NamedTuple):
    """The numbers of one document.

    `unit` names the text that it is part of: its group's thread or its group's entry (odd numbers). `created` is in
    seconds, `body` and `title` are counts of words, `language` and `kind` index `ANALYZERS` and `KINDS`. The prints are
    those under which the vectors of title and body are kept, 0 for none.
    """

    unit: int
    created: float
    factor: float
    body: int
    title: int
    language: int
    kind: int
    title_print: int
    body_print: int


class Stored(NamedTuple):
    """What is kept of a document as it is. Its text is not: pages take it from the database."""

    key: str
    group: str
    title_only: bool
    fingerprint: str


class Positions(formats.Format):  # type: ignore[misc]  # Whoosh has no type information
    """A posting format for text that is analysed already: how often a word stands in a text, and where."""

    def word_values(
        self, value: Iterable[tuple[str, int]], analyzer: object, **_: object
    ) -> Iterator[tuple[str, int, float, bytes]]:
        """Yield (word, frequency, weight, positions) for pairs of word and position."""
        places: dict[str, array[int]] = defaultdict(lambda: array("H"))
        for word, position in value:
            places[word].append(min(position, _HIGHEST_POSITION))
        for word, at in places.items():
            yield word, len(at), float(len(at)), at.tobytes()


class RowColumn(columns.FixedBytesColumn):  # type: ignore[misc]  # Whoosh has no type information
    """A column of rows that is read at once: Whoosh asks the file for each row by itself."""

    class Reader(columns.FixedBytesColumn.Reader):  # type: ignore[misc]  # Whoosh has no type information
        """The rows of a segment."""

        def whole(self) -> bytes:
            """Return them in the order of the documents, one behind the other."""
            written: bytes = self._dbfile.get(self._basepos, self._fixedlen * self._count)
            missing: bytes = self._default * (self._doccount - self._count)
            return written + missing


def text_field(name: str, language: str) -> str:
    """Return the name of the field that holds `name` ("title", "body" or "tags") of documents in a language."""
    return f"{name}_{language or 'plain'}"


def schema() -> fields.Schema:
    """Return the fields of the index."""
    made = fields.Schema(
        row=fields.COLUMN(RowColumn(_ROW.size)),
        stored=fields.STORED,
        words=fields.FieldType(formats.Existence(), None),
    )
    for name in _EXACT_FIELDS:
        made.add(name, fields.ID())
    for language in ANALYZERS:
        for name in TEXT_FIELDS:
            made.add(text_field(name, language), fields.FieldType(Positions(), None))
    return made


def group_number(group: str) -> int:
    """Return a number of 62 bits for a group."""
    return int.from_bytes(blake2b(group.encode(), digest_size=8).digest()) >> 2


def as_fields(document: Document, default_language: str) -> dict[str, Any]:
    """Return what Whoosh is given for a document."""
    title, tags = ("", ()) if document.kind == "answer" else (document.title, document.tags)
    body = "" if document.title_only else document.body
    language = settle(document.language, body, title, default_language)
    title_words, title_length = counted(title, language)
    body_words, body_length = counted(body, language)
    row = Row(
        unit=group_number(document.group) * 2 + (document.kind == "entry"),
        created=document.created.timestamp(),
        factor=factor(document.level),
        body=body_length,
        title=title_length,
        language=ANALYZERS.index(language),
        kind=KINDS.index(document.kind),
        title_print=print_of(title_of(document)),
        body_print=print_of(body_of(document)),
    )
    stored = Stored(document.key, document.group, document.title_only, document.fingerprint())
    given: dict[str, Any] = {
        "row": _ROW.pack(*row),
        "stored": tuple(stored),
        text_field("title", language): title_words,
        text_field("body", language): body_words,
        text_field("tags", language): counted(" ".join(tags), language)[0],
        "words": _as_written(f"{title} {' '.join(tags)}"),
        **_exact(document),
    }
    return {name: value for name, value in given.items() if value}


def _exact(document: Document) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {
        "key": [document.key],
        "group": [document.group],
        "level": [document.level],
        "audience": [document.audience],
    }
    if document.kind != "answer":  # what a group is about is said by its question and its entry
        values |= {
            "product": [document.product],
            "release": list(document.releases),
            "tag": list(document.tags),
            "state": list(document.states),
            "language": sorted({document.language.lower(), document.language.lower().split("-")[0]}),
        }
    return {name: [value for value in given if value] for name, given in values.items()}


def _as_written(text: str) -> list[str]:
    """Return the words unstemmed: what spelling suggestions are made of."""
    written = {fold(text[t.start : t.end].lower()) for t in tokens(text, "") if not t.extra}
    return sorted(word for word in written if len(word) > 3 and word.isalpha())
