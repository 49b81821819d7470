"""One search in one snapshot: leave out what is hidden, find the units, order the groups, cut out the page."""

from collections.abc import Callable, Iterable
from heapq import nlargest

from forum.search.engine import Hit, HitKind, Query, Results
from forum.search.language import detect
from forum.search.syntax import Asked, read
from forum.search.whoosh_engine.filters import OF_A_SET, Filters
from forum.search.whoosh_engine.schema import ANALYZERS, QUESTION, text_field
from forum.search.whoosh_engine.scoring import Scorer, Spellings, Word
from forum.search.whoosh_engine.snapshot import Documents, Snapshot
from forum.search.whoosh_engine.view import view_for
from forum.search.words import forms, tokens

# How many threads are looked at closely where a query is to be answered quickly.
LIKELY = 20


class Search:
    """One query in one snapshot."""

    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        """Take the snapshot, which must stay open, and the query."""
        self._snapshot = snapshot
        self._query = query
        self._asked = read(query.text)
        self._language = detect(self._asked.words)
        self._view = view_for(snapshot, query)
        self._filters = Filters(self._view, query, self._asked)
        self._scorer = Scorer(self._view, self._language, quick=query.quick)
        self._words = self._spelt()
        self._by_date = query.sort == "newest" or not self._asked.words

    def results(self) -> Results:
        """Return the page of hits and the exact total."""
        scores = self._matching()
        twice = sum(1 for unit in scores if unit & 1 and unit - 1 in scores)
        return Results(tuple(self._hits(self._page(scores), scores)), len(scores) - twice, self._language)

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
        return sum(len(documents - hidden) for documents, hidden in zip(found, self._view.hidden, strict=True))

    def _knows(self, word: str) -> bool:
        for language in self._snapshot.languages():
            spelt = forms(word, language)
            if not spelt:
                return True
            for name in ("title", "body", "tags"):
                found = self._snapshot.having(text_field(name, language), spelt)
                if any(documents - hidden for documents, hidden in zip(found, self._view.hidden, strict=True)):
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

    def _matching(self) -> dict[int, float]:
        """Return the scores of the units that have any of the words and pass the filters; without words, of all."""
        passing, unwanted = self._filters.passing(), self._filters.unwanted()
        if self._asked.words:
            quick = self._query.quick and passing is None
            scores = self._scorer.likely(self._words, LIKELY) if quick else self._scorer.units(self._words)
            if passing is not None:
                scores = {unit: scores[unit] for unit in scores.keys() & passing}
        else:
            everything = self._view.keep("everything", self._everything, lambda made: OF_A_SET * len(made))
            scores = dict.fromkeys(everything if passing is None else everything & passing, 0.0)
        if unwanted:
            scores = {unit: score for unit, score in scores.items() if unit >> 1 not in unwanted}
        if self._query.kind:
            scores = {unit: score for unit, score in scores.items() if self._filters.of_kind(unit)}
        return scores

    def _everything(self) -> frozenset[int]:
        """Return all units that may be found."""
        return frozenset(unit for unit, about in self._snapshot.about.items() if about and unit not in self._view.gone)

    # The page.

    def _page(self, scores: dict[int, float]) -> list[int]:
        """Return the units of the page, best first; the unit makes equal ones keep their places from page to page."""
        first, end = self._query.offset, self._query.offset + self._query.limit
        if self._by_date:
            best = _one_of_each_group(scores, self._created)
            abouts = self._snapshot.about
            created = {unit: about.created for unit in best if (about := abouts[unit])}
            return sorted(_highest(created, end), key=lambda unit: (-created[unit], -scores[unit], unit))[first:end]
        # A group has two units at most, so the better ones of the best groups are among twice as many.
        near = {unit: scores[unit] for unit in _highest(scores, 2 * end)}
        best = _one_of_each_group(near, self._created)
        return sorted(best, key=lambda unit: (-scores[unit], -self._created(unit), unit))[first:end]

    def _created(self, unit: int) -> float:
        about = self._snapshot.about[unit]
        return about.created if about else 0.0

    def _hits(self, page: list[int], scores: dict[int, float]) -> Iterable[Hit]:
        """Yield the hits of the page, each with the document to land on."""
        matching = self._scorer.documents(self._words, page)
        eligible = self._filters.eligible()
        best: dict[int, tuple[float, int, int]] = {}
        for (number, document), score in matching.items():
            rows = self._snapshot.parts[number].rows
            if eligible is not None and document not in eligible[number]:
                continue
            unit = rows.unit[document]
            trusted = score * (1.0 if rows.kind[document] == QUESTION else rows.factor[document])
            best[unit] = max(best.get(unit, (0.0, 0, 0)), (trusted, number, document))
        for unit in page:
            place = best[unit][1:] if unit in best else self._first(unit, eligible)
            yield self._hit(unit, scores, *place)

    def _first(self, unit: int, eligible: Documents | None) -> tuple[int, int]:
        """Return the post to land on where no body matches: the question or entry, or a post of the trust asked
        for."""
        about = self._place(unit)
        if eligible is None or about[1] in eligible[about[0]]:
            return about
        for number, part in enumerate(self._snapshot.parts):
            for document in sorted(part.rows.of(unit)):
                if document in eligible[number] and document not in self._view.unseen[number]:
                    return number, document
        return about

    def _place(self, unit: int) -> tuple[int, int]:
        about = self._snapshot.about[unit]
        return (about.part, about.document) if about else (0, 0)

    def _hit(self, unit: int, scores: dict[int, float], part: int, document: int) -> Hit:
        stored = self._snapshot.stored(part, document)
        kind: HitKind = "entry" if unit & 1 else "question"
        entry = self._snapshot.stored(*self._place(unit | 1)).key if unit | 1 in scores else ""
        language = ANALYZERS[self._snapshot.parts[part].rows.language[document]]
        return Hit(stored.key, kind, stored.group, scores[unit], entry, stored.title_only, language)


def _highest(values: dict[int, float], count: int) -> list[int]:
    """Return the units with the highest values, in no order: more than `count` where some are equal."""
    if len(values) <= count:
        return list(values)
    least = nlargest(count, values.values())[-1]
    return [unit for unit, value in values.items() if value >= least]


def _one_of_each_group(scores: dict[int, float], created: Callable[[int], float]) -> dict[int, float]:
    """Return the scores without the worse unit of each group that was found both as a thread and as an entry."""
    best = dict(scores)
    for entry in [unit for unit in scores if unit & 1 and unit - 1 in scores]:
        thread = entry - 1
        better = scores[entry] - scores[thread] or created(entry) - created(thread)
        del best[entry if better < 0 else thread]
    return best
