"""One search in one snapshot: leave out what is hidden, find the units, order the groups, cut out the page."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from forum.search.engine import Hit, HitKind, Query, Results
from forum.search.language import detect
from forum.search.ranking import MOST_COMPARED, NEAR_ENOUGH, WORDS_EXPECTED, fused
from forum.search.syntax import Asked, read
from forum.search.whoosh_engine.arrays import Flags, Floats, Ints
from forum.search.whoosh_engine.filters import Filters
from forum.search.whoosh_engine.nearness import Near, Post
from forum.search.whoosh_engine.schema import ANALYZERS, QUESTION, text_field
from forum.search.whoosh_engine.scoring import Scorer, Spellings, Word
from forum.search.whoosh_engine.snapshot import Snapshot
from forum.search.whoosh_engine.view import view_for
from forum.search.words import forms, tokens

# A word in running text: letters that are no part of a name with signs or digits in it.
_PLAIN = re.compile(r"(?<![\w./\\:@-])[^\W\d_]{2,}(?![\w/\\@-]|[.:]\w)")


def by_meaning(query: Query) -> str:
    """Return what of a query has a meaning to search by; nothing where it must stand as written, or is a code."""
    asked = read(query.text)
    return asked.words if not asked.phrases and _PLAIN.search(asked.words) else ""


def _groups(found: Flags) -> int:
    """Return how many groups the found units are of."""
    return int(np.count_nonzero(found)) - int(np.count_nonzero(found[0::2] & found[1::2]))


class Search:
    """One query in one snapshot."""

    def __init__(self, snapshot: Snapshot, query: Query, near: Near | None = None) -> None:
        """Take the snapshot, which must stay open, the query, and what is near it in meaning if that is to count."""
        self._snapshot = snapshot
        self._query = query
        self._asked = read(query.text)
        self._language = detect(self._asked.words)
        self._view = view_for(snapshot, query)
        self._filters = Filters(self._view, query, self._asked)
        self._scorer = Scorer(self._view, self._language)
        self._words = self._spelt()
        self._near = near
        self._nearest: dict[int, Post] = {}
        self._passing: Flags = self._view.shown
        self._by_date = query.sort == "newest" or not self._asked.words

    def results(self) -> Results:
        """Return the page of hits and the exact total."""
        scores, found = self._matching()
        worded = total = _groups(found)
        if self._near and self._asked.words:
            scores, found = self._with_meaning(self._near, scores, found)
            total = _groups(found)
        return Results(tuple(self._hits(self._page(scores, found), scores, found)), total, self._language, worded)

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
        return sum(int(np.count_nonzero(some)) for some in self._visible("words", [word]))

    def _knows(self, word: str) -> bool:
        for language in self._snapshot.languages():
            spelt = forms(word, language)
            if not spelt:
                return True
            fields = [text_field(name, language) for name in ("title", "body", "tags")]
            if any(some.any() for field in fields for some in self._visible(field, spelt)):
                return True
        return False

    def _visible(self, field: str, words: Sequence[str]) -> Iterable[Flags]:
        """Yield by part the documents that may be found and have any of the words in the field."""
        for documents, seen in zip(self._snapshot.having(field, words), self._view.seen, strict=True):
            yield documents & seen

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

    def _matching(self) -> tuple[Floats, Flags]:
        """Return the score at every place, and which units have any of the words and pass the filters; without words,
        all that pass."""
        passing = self._view.shown.copy()
        self._filters.narrow(passing)
        self._passing = passing
        if not self._asked.words:
            return np.zeros(len(passing)), passing
        scores = self._scorer.units(self._words)
        return scores, passing & (scores > 0)

    def _with_meaning(self, near: Near, words: Floats, found: Flags) -> tuple[Floats, Flags]:
        """Return scores in which the meaning counts too, and the found units with those that it alone finds.

        All are compared roughly; those that come first then are compared exactly, and only of these one without a word
        of the query can be found.
        """
        seen, factors = self._view.seen, self._snapshot.units.factor
        best = max(float(words[found].max(initial=0.0)), WORDS_EXPECTED * self._scorer.whole(self._words))
        cosines = near.units(seen)
        scores = fused(words, best, cosines, factors)
        places = np.flatnonzero(self._passing).astype(np.int32)
        if len(places) > MOST_COMPARED:
            places = places[np.argpartition(-scores[places], MOST_COMPARED)[:MOST_COMPARED]]
        cosines, self._nearest = near.exactly(places, seen)
        scores[places] = fused(words[places], best, cosines, factors[places])
        found = found.copy()
        found[places[cosines >= NEAR_ENOUGH]] = True
        return scores, found

    # The page.

    def _page(self, scores: Floats, found: Flags) -> list[int]:
        """Return the places of the page's units, best first; the unit makes equal ones keep their places from page to
        page."""
        units, end = self._snapshot.units, self._query.offset + self._query.limit
        places = np.flatnonzero(self._one_of_each_group(scores, found))
        values = units.created[places] if self._by_date else scores[places]
        if len(places) > end:
            least = np.partition(values, len(values) - end)[len(values) - end]
            places = places[values >= least]
        created, score = -units.created[places], -scores[places]
        first, second = (created, score) if self._by_date else (score, created)
        best: list[int] = places[np.lexsort((units.unit[places], second, first))].tolist()
        return best[self._query.offset : end]

    def _one_of_each_group(self, scores: Floats, found: Flags) -> Flags:
        """Return the found units without the worse one of each group that was found as a thread and as an entry."""
        threads = 2 * np.flatnonzero(found[0::2] & found[1::2])
        entries = threads + 1
        created = self._snapshot.units.created
        better, newer = scores[entries] - scores[threads], created[entries] - created[threads]
        best = found.copy()
        best[np.where((better < 0) | ((better == 0) & (newer < 0)), entries, threads)] = False
        return best

    def _hits(self, page: list[int], scores: Floats, found: Flags) -> Iterable[Hit]:
        """Yield the hits of the page, each with the document to land on."""
        posts = self._posts(np.array(page, np.int32))
        for place in page:
            number, document = self._landing(place, posts[place])
            stored = self._snapshot.stored(number, document)
            entry = self._snapshot.stored(*self._about(place | 1)).key if found[place | 1] else ""
            language = ANALYZERS[self._snapshot.parts[number].rows.language[document]]
            kind: HitKind = "entry" if place & 1 else "question"
            yield Hit(stored.key, kind, stored.group, float(scores[place]), entry, stored.title_only, language)

    def _posts(self, places: Ints) -> dict[int, list[tuple[float, int, int]]]:
        """Return by place the posts that a hit may land on: how well each matches, its part and its number."""
        found: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
        eligible = self._filters.eligible()
        for number, (part, seen) in enumerate(zip(self._snapshot.parts, self._view.seen, strict=True)):
            documents = part.rows.of(places)
            documents = documents[seen[documents] if eligible is None else (seen & eligible[number])[documents]]
            if len(documents):
                rows = part.rows
                trust = np.where(rows.kind[documents] == QUESTION, 1.0, rows.factor[documents])
                matching = trust * self._scorer.documents(self._words, number, documents)
                for place, score, document in zip(
                    rows.slot[documents].tolist(), matching.tolist(), documents.tolist(), strict=True
                ):
                    found[place].append((score, number, document))
        return found

    def _landing(self, place: int, posts: list[tuple[float, int, int]]) -> tuple[int, int]:
        """Return the post to land on: the one whose body matches best. Where none does it is the question or entry, or
        the first of the trust asked for."""
        score, number, document = max(posts, default=(0.0, 0, 0))
        if score > 0:
            return number, document
        about = self._about(place)
        allowed = [(number, document) for _, number, document in posts]
        nearest = self._nearest.get(place)
        if nearest and nearest[:2] in allowed and nearest.cosine >= NEAR_ENOUGH:
            return nearest.part, nearest.document
        return about if about in allowed else min(allowed, default=about)

    def _about(self, place: int) -> tuple[int, int]:
        return int(self._snapshot.units.part[place]), int(self._snapshot.units.document[place])
