"""What a query leaves out and what it insists on. Everything but words and order."""

from collections.abc import Iterable, Set

from forum.search.engine import Query
from forum.search.syntax import Asked
from forum.search.whoosh_engine.schema import text_field
from forum.search.whoosh_engine.scoring import Spellings
from forum.search.whoosh_engine.snapshot import Documents
from forum.search.whoosh_engine.view import View
from forum.search.words import tokens

# A number in a set takes about as much memory as this many scores.
OF_A_SET = 4

_ABOUT_FILTERS = ("product", "release", "tag", "state", "language")


class Filters:
    """The filters of one query in one view. They see only documents that the query may find."""

    def __init__(self, view: View, query: Query, asked: Asked) -> None:
        """Take the query and its text taken apart."""
        self._view = view
        self._snapshot = view.snapshot
        self._query = query
        self._asked = asked

    def passing(self) -> Set[int] | None:
        """Return the units that pass all filters, or None if there are none."""
        sets = sorted(self._required(), key=len)
        if not sets:
            return None
        return sets[0].intersection(*sets[1:])

    def _required(self) -> Iterable[frozenset[int]]:
        """Yield for every filter the units that pass it."""
        wanted = {name: value for name in _ABOUT_FILTERS if (value := getattr(self._query, name))}
        for name, value in wanted.items():
            yield self._having(name, frozenset({value.lower() if name == "language" else value}))
        if self._query.trust:
            yield self._having("level", self._query.trust)
        for phrase in self._asked.phrases:
            if any(self._words(phrase, language) for language in self._snapshot.languages()):
                yield self._units_of(self._phrase(phrase))

    def _having(self, name: str, values: frozenset[str]) -> frozenset[int]:
        """Return the units that have one of the values: worked out once for this view."""
        return self._view.keep(
            ("units", self._query.kind, name, values),
            lambda: self._units_of(self._snapshot.having(name, values)),
            lambda made: OF_A_SET * len(made),
        )

    def unwanted(self) -> set[int]:
        """Return the groups that have what the query excludes; they go as a whole."""
        return {unit >> 1 for word in self._asked.without for unit in self._units_of(self._phrase(word))}

    def _units_of(self, documents: Documents) -> frozenset[int]:
        """Return the units of the visible ones of the documents, of the wanted kind."""
        together = zip(self._snapshot.parts, documents, self._view.hidden, strict=True)
        units = {part.rows.unit[document] for part, some, hidden in together for document in some - hidden}
        return frozenset(unit for unit in units if self.of_kind(unit))

    def of_kind(self, unit: int) -> bool:
        """Return whether the query asks for threads or entries like this."""
        return not self._query.kind or (self._query.kind == "entry") == bool(unit & 1)

    def _phrase(self, phrase: str) -> list[set[int]]:
        """Return the documents that have the words of the phrase one after the other, in any language's analysis."""
        found: list[set[int]] = [set() for _ in self._snapshot.parts]
        for language in self._snapshot.languages():
            for name in ("title", "body"):
                sequence = self._in_sequence(text_field(name, language), self._words(phrase, language))
                for number, documents in enumerate(sequence):
                    found[number] |= documents
        return found

    def _words(self, phrase: str, language: str) -> list[Spellings]:
        return [token.forms for token in tokens(phrase, language) if not token.extra]

    def _in_sequence(self, field: str, words: list[Spellings]) -> Iterable[set[int]]:
        for part in self._snapshot.parts:
            ends: dict[int, set[int]] = {}
            for step, spellings in enumerate(words):
                places: dict[int, set[int]] = {}
                for spelling in spellings:
                    for document, at in self._snapshot.places(part, field, spelling).items():
                        places.setdefault(document, set()).update(at)
                if step:
                    places = {d: at & {end + 1 for end in ends[d]} for d, at in places.items() if d in ends}
                ends = {document: at for document, at in places.items() if at}
            yield set(ends)

    def eligible(self) -> Documents | None:
        """Return the documents that hits may land on, where trust is asked for; None if all may."""
        if not self._query.trust:
            return None
        levels = self._query.trust
        return self._view.keep(
            ("eligible", levels),
            lambda: self._snapshot.having("level", levels),
            lambda made: OF_A_SET * sum(map(len, made)),
        )
