"""What a query leaves out and what it insists on. Everything but words and order."""

from collections.abc import Iterable

from forum.search.engine import Query
from forum.search.syntax import Asked
from forum.search.whoosh_engine.schema import text_field
from forum.search.whoosh_engine.scoring import Spellings
from forum.search.whoosh_engine.snapshot import Documents, Snapshot
from forum.search.words import tokens

_ABOUT_FILTERS = ("product", "release", "tag", "state", "language")


class Filters:
    """The filters of one query in one snapshot. They see only documents that the query may find."""

    def __init__(self, snapshot: Snapshot, query: Query, asked: Asked, hidden: Documents) -> None:
        """Take the query, its text taken apart, and the hidden documents."""
        self._snapshot = snapshot
        self._query = query
        self._asked = asked
        self._hidden = hidden

    def passing(self) -> set[int] | None:
        """Return the units that pass all filters, or None if there are none."""
        sets = [self._units_of(documents) for documents in self._required()]
        return set.intersection(*sets) if sets else None

    def _required(self) -> Iterable[Documents]:
        """Yield for every filter the documents of which a unit must have one."""
        wanted = {name: value for name in _ABOUT_FILTERS if (value := getattr(self._query, name))}
        for name, value in wanted.items():
            yield self._snapshot.having(name, [value.lower() if name == "language" else value])
        if (eligible := self.eligible()) is not None:
            yield eligible
        for phrase in self._asked.phrases:
            if any(self._words(phrase, language) for language in self._snapshot.languages()):
                yield self._phrase(phrase)

    def unwanted(self) -> set[int]:
        """Return the groups that have what the query excludes; they go as a whole."""
        return {unit >> 1 for word in self._asked.without for unit in self._units_of(self._phrase(word))}

    def _units_of(self, documents: Documents) -> set[int]:
        """Return the units of the visible ones of the documents, of the wanted kind."""
        together = zip(self._snapshot.parts, documents, self._hidden, strict=True)
        units = {part.rows.unit[document] for part, some, hidden in together for document in some - hidden}
        return {unit for unit in units if self.of_kind(unit)}

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
        return self._snapshot.having("level", self._query.trust) if self._query.trust else None


def hidden_documents(snapshot: Snapshot, query: Query) -> list[set[int]]:
    """Return the documents that the query must not find: other people's, and the mask."""
    hidden: list[set[int]] = [set() for _ in snapshot.parts]
    audiences = snapshot.lexicon("audience") - query.audiences
    for field, values in (("audience", audiences), ("key", query.without_keys), ("group", query.without_groups)):
        if values:
            for number, documents in enumerate(snapshot.having(field, values)):
                hidden[number] |= documents
    if query.without_bodies:
        for number, documents in enumerate(snapshot.having("key", query.without_bodies)):
            hidden[number] |= {document for document in documents if snapshot.parts[number].rows.body[document]}
    return hidden
