"""What a query leaves out and what it insists on. Everything but words and order."""

import functools
from collections.abc import Iterable

import numpy as np

from forum.search.engine import Query
from forum.search.syntax import Asked
from forum.search.whoosh_engine.arrays import Flags, Wide, flags
from forum.search.whoosh_engine.postings import NEXT_DOCUMENT, read_places
from forum.search.whoosh_engine.rows import Part
from forum.search.whoosh_engine.schema import text_field
from forum.search.whoosh_engine.scoring import Spellings
from forum.search.whoosh_engine.snapshot import Documents
from forum.search.whoosh_engine.view import FLAGS, View
from forum.search.words import tokens

_NOWHERE: Wide = np.zeros(0, np.int64)

_ABOUT_FILTERS = ("product", "release", "tag", "state", "language")


class Filters:
    """The filters of one query in one view. They see only documents that the query may find."""

    def __init__(self, view: View, query: Query, asked: Asked) -> None:
        """Take the query and its text taken apart."""
        self._view = view
        self._snapshot = view.snapshot
        self._query = query
        self._asked = asked

    def narrow(self, found: Flags) -> None:
        """Take out of the found units those that do not pass all filters."""
        for passing in self._required():
            found &= passing
        for word in self._asked.without:
            groups = self._of_kind(self._units_of(self._phrase(word))).reshape(-1, 2).any(axis=1)
            found &= ~np.repeat(groups, 2)
        self._of_kind(found)

    def _of_kind(self, units: Flags) -> Flags:
        """Take out the threads or the entries, where the query asks for the others alone."""
        if self._query.kind:
            units[int(self._query.kind == "question") :: 2] = False
        return units

    def _required(self) -> Iterable[Flags]:
        """Yield for every filter the units that pass it."""
        wanted = {name: value for name in _ABOUT_FILTERS if (value := getattr(self._query, name))}
        for name, value in wanted.items():
            yield self._having(name, frozenset({value.lower() if name == "language" else value}))
        if self._query.trust:
            yield self._having("level", self._query.trust)
        for phrase in self._asked.phrases:
            if any(self._words(phrase, language) for language in self._snapshot.languages()):
                yield self._units_of(self._phrase(phrase))

    def _having(self, name: str, values: frozenset[str]) -> Flags:
        """Return the units that have one of the values: worked out once for this view."""
        return self._view.keep(
            ("units", name, values),
            lambda: self._units_of(self._snapshot.having(name, values)),
            lambda made: len(made) // FLAGS,
        )

    def _units_of(self, documents: Documents) -> Flags:
        """Return the units of the visible ones of the documents."""
        units = np.zeros(len(self._snapshot.units), np.bool_)
        for part, some, seen in zip(self._snapshot.parts, documents, self._view.seen, strict=True):
            units[part.rows.slot[some & seen]] = True
        return units

    def _phrase(self, phrase: str) -> Documents:
        """Return the documents that have the words of the phrase one after the other, in any language's analysis."""
        made: Documents = self._snapshot.kept.get(
            ("phrase", phrase), lambda: self._look_for(phrase), lambda made: sum(map(len, made)) // FLAGS
        )
        return made

    def _look_for(self, phrase: str) -> Documents:
        found = [np.zeros(len(part.rows), np.bool_) for part in self._snapshot.parts]
        for language in self._snapshot.languages():
            words = self._words(phrase, language)
            for name in ("title", "body"):
                for some, documents in zip(found, self._in_sequence(text_field(name, language), words), strict=True):
                    some |= documents
        return found

    def _words(self, phrase: str, language: str) -> list[Spellings]:
        return [token.forms for token in tokens(phrase, language) if not token.extra]

    def _in_sequence(self, field: str, words: list[Spellings]) -> Iterable[Flags]:
        for part in self._snapshot.parts:
            ends = _places(part, field, words[0]) if words else _NOWHERE
            for spellings in words[1:]:
                if not len(ends):
                    break
                ends = np.intersect1d(ends + 1, _places(part, field, spellings), assume_unique=True)
            yield flags(ends // NEXT_DOCUMENT, len(part.rows))

    def eligible(self) -> Documents | None:
        """Return the documents that hits may land on, where trust is asked for; None if all may."""
        if not self._query.trust:
            return None
        levels = self._query.trust
        return self._view.keep(
            ("eligible", levels),
            lambda: self._snapshot.having("level", levels),
            lambda made: sum(map(len, made)) // FLAGS,
        )


def _places(part: Part, field: str, spellings: Spellings) -> Wide:
    """Return where a word stands in a field of a part, in any of its spellings."""
    return functools.reduce(np.union1d, [read_places(part.reader, field, one) for one in spellings], _NOWHERE)
