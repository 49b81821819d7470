"""One search in one snapshot: leave out what is hidden, find the units, order the groups, cut out the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from forum.search.engine import Hit, HitKind, Query, Results
from forum.search.language import detect
from forum.search.ranking import OTHER_LANGUAGE
from forum.search.syntax import Asked, read
from forum.search.whoosh_engine.schema import ANALYZERS, QUESTION, text_field
from forum.search.whoosh_engine.scoring import Scorer, Spellings, Word
from forum.search.whoosh_engine.snapshot import Documents, Snapshot
from forum.search.words import forms, tokens

_ABOUT_FILTERS = ("product", "release", "tag", "state", "language")


@dataclass(frozen=True, slots=True)
class _Group:
    """A group that matches: by its better unit, and by its entry (0 if that does not match)."""

    number: int
    unit: int
    entry: int
    score: float
    created: float


class Search:
    """One query in one snapshot."""

    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        """Take the snapshot, which must stay open, and the query."""
        self._snapshot = snapshot
        self._query = query
        self._asked = read(query.text)
        self._language = detect(self._asked.words)
        self._hidden = hidden_documents(snapshot, query)
        self._scorer = Scorer(snapshot, self._hidden)
        self._words = self._spelt()

    def results(self) -> Results:
        """Return the page of hits and the exact total."""
        groups = sorted(self._groups(), key=self._order)
        page = groups[self._query.offset : self._query.offset + self._query.limit]
        return Results(tuple(self._hits(page)), len(groups), self._language)

    def _order(self, group: _Group) -> tuple[float, float, int]:
        """Return what groups are sorted by; the number makes equal ones keep their places from page to page."""
        if self._query.sort == "newest" or not self._asked.words:
            return -group.created, -group.score, group.number
        return -group.score, -group.created, group.number

    def unknown_words(self) -> list[tuple[int, int]]:
        """Return the bounds, in the words asked for, of those that no visible text has."""
        words = self._asked.words
        return [
            (token.start, token.end)
            for token in tokens(words, "")
            if not token.extra
            and words[token.start : token.end].isalpha()
            and not self._knows(words[token.start : token.end].lower())
        ]

    @property
    def asked(self) -> Asked:
        """Return the query taken apart."""
        return self._asked

    def visible_count(self, word: str) -> int:
        """Return how many visible titles and tag lists have the word as written."""
        found = self._snapshot.having("words", [word])
        return sum(len(documents - hidden) for documents, hidden in zip(found, self._hidden, strict=True))

    def _knows(self, word: str) -> bool:
        for language in self._present():
            spelt = forms(word, language)
            if not spelt:
                return True
            for name in ("title", "body", "tags"):
                found = self._snapshot.having(text_field(name, language), spelt)
                if any(documents - hidden for documents, hidden in zip(found, self._hidden, strict=True)):
                    return True
        return False

    def _present(self) -> list[str]:
        """Return the languages that the index has texts in."""
        return [ANALYZERS[number] for number, count in sorted(self._snapshot.totals.texts.items()) if count > 0]

    def _spelt(self) -> list[Word]:
        """Return the query's distinct words, each as the languages of the index spell it.

        What is a small word in the query's own language is none of its words, though other languages may not know it
        as such.
        """
        text = self._asked.words
        words: dict[tuple[int, int, Spellings], Word] = {}
        for language in self._present():
            for token in tokens(text, language):
                written = text[token.start : token.end].lower()
                if token.extra or not self._language or forms(written, self._language):
                    place = (token.start, token.end, token.forms if token.extra else ())
                    words.setdefault(place, {})[language] = token.forms
        return list({tuple(word.items()): word for word in words.values()}.values())

    def _groups(self) -> list[_Group]:
        """Return all groups that match, in no order."""
        passing, unwanted = self._passing(), self._unwanted()
        best: dict[int, _Group] = {}
        for unit, score in self._matching().items():
            if unit >> 1 in unwanted or (passing is not None and unit not in passing):
                continue
            if (place := self._visible_about(unit)) is not None:
                found = self._weighed(unit, score, *place)
                other = best.get(found.number)
                best[found.number] = found if other is None else _joined(found, other)
        return list(best.values())

    def _matching(self) -> dict[int, float]:
        if self._asked.words:
            return self._scorer.units(self._words)
        return {unit: 0.0 for part in self._snapshot.parts for unit in part.rows.about}

    def _visible_about(self, unit: int) -> tuple[int, int] | None:
        """Return where the unit's question or entry is, unless it is hidden or of the wrong kind."""
        if not self._of_kind(unit):
            return None
        place = self._snapshot.about(unit)
        return None if place is None or place[1] in self._hidden[place[0]] else place

    def _weighed(self, unit: int, score: float, part: int, document: int) -> _Group:
        rows = self._snapshot.parts[part].rows
        score *= rows.factor[document]
        if self._language and ANALYZERS[rows.language[document]] != self._language:
            score *= OTHER_LANGUAGE
        return _Group(unit >> 1, unit, unit if unit & 1 else 0, score, rows.created[document])

    # Filters: each gives the units that pass it.

    def _passing(self) -> set[int] | None:
        """Return the units that pass all filters, or None if there are none."""
        sets = [self._units_of(documents) for documents in self._required()]
        return set.intersection(*sets) if sets else None

    def _required(self) -> Iterable[Documents]:
        """Yield for every filter the documents of which a unit must have one."""
        wanted = {name: value for name in _ABOUT_FILTERS if (value := getattr(self._query, name))}
        for name, value in wanted.items():
            yield self._snapshot.having(name, [value.lower() if name == "language" else value])
        if (eligible := self._eligible()) is not None:
            yield eligible
        for phrase in self._asked.phrases:
            yield self._phrase(phrase)

    def _unwanted(self) -> set[int]:
        """Return the groups that have what the query excludes; they go as a whole."""
        return {unit >> 1 for word in self._asked.without for unit in self._units_of(self._phrase(word))}

    def _units_of(self, documents: Documents) -> set[int]:
        """Return the units of the visible ones of the documents, of the wanted kind."""
        together = zip(self._snapshot.parts, documents, self._hidden, strict=True)
        units = {part.rows.unit[document] for part, some, hidden in together for document in some - hidden}
        return {unit for unit in units if self._of_kind(unit)}

    def _of_kind(self, unit: int) -> bool:
        return not self._query.kind or (self._query.kind == "entry") == bool(unit & 1)

    def _phrase(self, phrase: str) -> list[set[int]]:
        """Return the documents that have the words of the phrase one after the other, in any language's analysis."""
        found: list[set[int]] = [set() for _ in self._snapshot.parts]
        for language in self._present():
            words = [token.forms for token in tokens(phrase, language) if not token.extra]
            for name in ("title", "body"):
                for number, documents in enumerate(self._in_sequence(text_field(name, language), words)):
                    found[number] |= documents
        return found

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

    # The page.

    def _hits(self, page: list[_Group]) -> Iterable[Hit]:
        """Yield the hits of the page, each with the document to land on."""
        units = {group.unit for group in page}
        scores = self._scorer.documents(self._words, units)
        eligible = self._eligible()
        best: dict[int, tuple[float, int, int]] = {}
        for (number, document), score in scores.items():
            rows = self._snapshot.parts[number].rows
            if eligible is not None and document not in eligible[number]:
                continue
            unit = rows.unit[document]
            trusted = score * (1.0 if rows.kind[document] == QUESTION else rows.factor[document])
            best[unit] = max(best.get(unit, (0.0, 0, 0)), (trusted, number, document))
        for group in page:
            place = best[group.unit][1:] if group.unit in best else self._first(group.unit, eligible)
            yield self._hit(group, *place)

    def _eligible(self) -> Documents | None:
        """Return the documents that hits may land on, where trust is asked for; None if all may."""
        return self._snapshot.having("level", self._query.trust) if self._query.trust else None

    def _first(self, unit: int, eligible: Documents | None) -> tuple[int, int]:
        """Return the post to land on where no body matches: the question or entry, or a post of the trust asked
        for."""
        about = self._snapshot.about(unit) or (0, 0)
        if eligible is None or about[1] in eligible[about[0]]:
            return about
        for number, part in enumerate(self._snapshot.parts):
            for document in sorted(eligible[number] - self._hidden[number]):
                if part.rows.unit[document] == unit:
                    return number, document
        return about

    def _hit(self, group: _Group, part: int, document: int) -> Hit:
        stored = self._snapshot.stored(part, document)
        kind: HitKind = "entry" if group.unit & 1 else "question"
        entry = ""
        if group.entry and (place := self._snapshot.about(group.entry)):
            entry = self._snapshot.stored(*place).key
        return Hit(stored.key, kind, stored.group, group.score, entry, stored.title_only)


def hidden_documents(snapshot: Snapshot, query: Query) -> list[set[int]]:
    """Return the documents that the query must not find: other people's, and the mask."""
    hidden: list[set[int]] = [set() for _ in snapshot.parts]
    audiences = snapshot.lexicon("audience") - query.audiences
    for field, values in (("audience", audiences), ("key", query.without_keys), ("group", query.without_groups)):
        if values:
            for number, documents in enumerate(snapshot.having(field, values)):
                hidden[number] |= documents
    return hidden


def _joined(one: _Group, other: _Group) -> _Group:
    """Return the better of a group's two units, with the entry noted."""
    better = one if (one.score, one.entry) >= (other.score, other.entry) else other
    return _Group(better.number, better.unit, one.entry or other.entry, better.score, better.created)
