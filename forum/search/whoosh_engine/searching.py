"""One search in one snapshot: leave out what is hidden, find the units, order the groups, cut out the page."""

from collections.abc import Collection, Iterable, Mapping
from heapq import nsmallest
from typing import NamedTuple

from forum.search.engine import Hit, HitKind, Query, Results
from forum.search.language import detect
from forum.search.ranking import OTHER_LANGUAGE
from forum.search.syntax import Asked, read
from forum.search.whoosh_engine.filters import Filters, hidden_documents
from forum.search.whoosh_engine.schema import ANALYZERS, QUESTION, text_field
from forum.search.whoosh_engine.scoring import Scorer, Spellings, Word
from forum.search.whoosh_engine.snapshot import Documents, Snapshot
from forum.search.words import forms, tokens


class _Group(NamedTuple):
    """A group that matches: by its better unit, and by its entry (0 if that does not match)."""

    score: float
    created: float
    unit: int
    entry: int


class Search:
    """One query in one snapshot."""

    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        """Take the snapshot, which must stay open, and the query."""
        self._snapshot = snapshot
        self._query = query
        self._asked = read(query.text)
        self._language = detect(self._asked.words)
        self._hidden = hidden_documents(snapshot, query)
        self._filters = Filters(snapshot, query, self._asked, self._hidden)
        self._scorer = Scorer(snapshot, self._hidden)
        self._words = self._spelt()

    def results(self) -> Results:
        """Return the page of hits and the exact total."""
        groups = self._groups()
        first, end = self._query.offset, self._query.offset + self._query.limit
        return Results(tuple(self._hits(nsmallest(end, groups, self._order)[first:])), len(groups), self._language)

    def _order(self, group: _Group) -> tuple[float, float, int]:
        """Return what groups are sorted by; the unit makes equal ones keep their places from page to page."""
        if self._query.sort == "newest" or not self._asked.words:
            return -group.created, -group.score, group.unit
        return -group.score, -group.created, group.unit

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
        for language in self._snapshot.languages():
            spelt = forms(word, language)
            if not spelt:
                return True
            for name in ("title", "body", "tags"):
                found = self._snapshot.having(text_field(name, language), spelt)
                if any(documents - hidden for documents, hidden in zip(found, self._hidden, strict=True)):
                    return True
        return False

    def _spelt(self) -> list[Word]:
        """Return the query's distinct words, each as the languages of the index spell it.

        What is a small word in the query's own language is none of its words, though other languages may not know it
        as such.
        """
        text = self._asked.words
        words: dict[tuple[int, int, Spellings], Word] = {}
        for language in self._snapshot.languages():
            for token in tokens(text, language):
                written = text[token.start : token.end].lower()
                if token.extra or not self._language or forms(written, self._language):
                    place = (token.start, token.end, token.forms if token.extra else ())
                    words.setdefault(place, {})[language] = token.forms
        return list({tuple(word.items()): word for word in words.values()}.values())

    def _groups(self) -> Collection[_Group]:
        """Return all groups that match, in no order."""
        passing, unwanted, gone = self._filters.passing(), self._filters.unwanted(), self._gone()
        language, abouts, best = ANALYZERS.index(self._language), self._snapshot.about, dict[int, _Group]()
        for unit, score in self._matching().items():
            number = unit >> 1
            about = abouts[unit]
            if about is None or unit in gone or number in unwanted or (passing is not None and unit not in passing):
                continue
            score *= about.factor if not language or about.language == language else about.factor * OTHER_LANGUAGE
            other = best.get(number)
            entry = unit if unit & 1 else 0
            if other is None:
                best[number] = _Group(score, about.created, unit, entry)
            else:
                better = max(other, _Group(score, about.created, unit, entry))
                best[number] = better._replace(entry=entry or other.entry)
        return best.values()

    def _matching(self) -> Mapping[int, float]:
        """Return the score of the units of the wanted kind that have any of the words; without words, of all."""
        if self._asked.words:
            scores: Mapping[int, float] = self._scorer.units(self._words)
        else:
            scores = {unit: 0.0 for part in self._snapshot.parts for unit in part.rows.about}
        return {unit: scores[unit] for unit in scores if self._filters.of_kind(unit)} if self._query.kind else scores

    def _gone(self) -> set[int]:
        """Return the units whose question or entry is hidden: nothing of them shows."""
        abouts = self._snapshot.about
        gone: set[int] = set()
        for number, (part, hidden) in enumerate(zip(self._snapshot.parts, self._hidden, strict=True)):
            for document in hidden:
                unit = part.rows.unit[document]
                if (about := abouts[unit]) and (about.part, about.document) == (number, document):
                    gone.add(unit)
        return gone

    # The page.

    def _hits(self, page: list[_Group]) -> Iterable[Hit]:
        """Yield the hits of the page, each with the document to land on."""
        units = {group.unit for group in page}
        scores = self._scorer.documents(self._words, units)
        eligible = self._filters.eligible()
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

    def _first(self, unit: int, eligible: Documents | None) -> tuple[int, int]:
        """Return the post to land on where no body matches: the question or entry, or a post of the trust asked
        for."""
        about = self._place(unit)
        if eligible is None or about[1] in eligible[about[0]]:
            return about
        for number, part in enumerate(self._snapshot.parts):
            for document in sorted(eligible[number] - self._hidden[number]):
                if part.rows.unit[document] == unit:
                    return number, document
        return about

    def _place(self, unit: int) -> tuple[int, int]:
        about = self._snapshot.about[unit]
        return (about.part, about.document) if about else (0, 0)

    def _hit(self, group: _Group, part: int, document: int) -> Hit:
        stored = self._snapshot.stored(part, document)
        kind: HitKind = "entry" if group.unit & 1 else "question"
        entry = ""
        if group.entry:
            entry = self._snapshot.stored(*self._place(group.entry)).key
        return Hit(stored.key, kind, stored.group, group.score, entry, stored.title_only)
