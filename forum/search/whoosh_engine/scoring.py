"""How well units match words.

A unit is a text that is ranked as one: a thread (the question's title and tags, all visible bodies) or an entry. Its
word counts are put together here from the documents that may be seen, so what is hidden adds neither words nor
length. All units that have a word are scored at once, as arrays.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from forum.search.ranking import BODY_WEIGHT, OTHER_LANGUAGE, TAG_WEIGHT, TITLE_WEIGHT, rarity, saturation, whole
from forum.search.whoosh_engine.arrays import NO_FLOATS, NO_INTS, Floats, Ints, summed
from forum.search.whoosh_engine.postings import NOWHERE, Postings
from forum.search.whoosh_engine.rows import Part
from forum.search.whoosh_engine.schema import ANALYZERS, text_field
from forum.search.whoosh_engine.view import View

# How a word is spelt in one language's fields of the index.
Spellings = tuple[str, ...]

# A word of a query: its spellings by language.
Word = dict[str, Spellings]

# A language with fewer texts than this part of the site's counts as having so many: rarity among three texts says
# nothing.
_LEAST_SHARE = 0.1

# What a title weighs, for threads and for entries.
_HEADING: Floats = np.array([TITLE_WEIGHT["question"], TITLE_WEIGHT["entry"]])


class Gains(NamedTuple):
    """What a word adds to the scores of the units at some places, and how many visible bodies have it, by language."""

    places: Ints
    scores: Floats
    bodies: Mapping[str, int]


class Times(NamedTuple):
    """How often a word stands in one field of the units at some places, and in how many documents."""

    places: Ints
    times: Floats
    documents: int = 0


class _Found(NamedTuple):
    """Where a word stands in one language's fields."""

    title: Times
    body: Times
    tags: Times

    def units(self, length: int) -> int:
        """Return in how many units that is."""
        used = [each.places for each in self if len(each.places)]
        return len(used[0]) if len(used) == 1 else len(summed(used, [np.ones(len(each)) for each in used], length)[0])


_NOWHERE = Times(NO_INTS, NO_FLOATS)


class Scorer:
    """Scores units of one view for queries in one language, as if the hidden documents did not exist."""

    def __init__(self, view: View, language: str) -> None:
        """Take the view and the language of the query, empty where unclear."""
        self._view = view
        self._snapshot = view.snapshot
        self._units = view.snapshot.units
        self._language = language
        # By the word's identity, with the word, so that it stays what it is.
        self._known: dict[int, tuple[Word, dict[str, float]]] = {}

    def units(self, words: Iterable[Word]) -> Floats:
        """Return the score at every place: above zero where a unit has any of the words."""
        scores = np.zeros(len(self._units))
        for word in words:
            gains = self._gains(word)
            scores[gains.places] += gains.scores
        return scores

    def whole(self, words: Iterable[Word]) -> float:
        """Return about what a text would score that has all of the words; one that no text has tells most."""
        return whole(max(self._told(word).values()) for word in words)

    def documents(self, words: Sequence[Word], number: int, documents: Ints) -> Floats:
        """Return how well the bodies of documents of a part match, which decides where in its thread a hit lands."""
        part, scores = self._snapshot.parts[number], np.zeros(len(documents))
        rows = part.rows
        average = self._snapshot.totals.body_average[rows.unit[documents] & 1]
        spoken = rows.language[documents]
        for language in (ANALYZERS[number] for number in np.unique(spoken).tolist()):
            own = spoken == ANALYZERS.index(language)
            field = text_field("body", language)
            for word in words:
                if language in word:
                    times = _spelt(self._snapshot.postings(part, field, one) for one in word[language])
                    weight = self._told(word)[language]
                    found = times.times_in(documents)
                    scores += own * weight * saturation(found, rows.body[documents], average)
        return scores

    def _told(self, word: Word) -> dict[str, float]:
        """Return how much a word of a body tells in each language: worked out once for a query."""
        known = self._known.get(id(word))
        if known is None:
            known = self._known[id(word)] = word, self._weights(self._gains(word).bodies)
        return known[1]

    def _gains(self, word: Word) -> Gains:
        """Return what a word adds to every unit's score: worked out once for this view and language."""
        key = ("gains", self._language, tuple(word.items()))
        return self._view.keep(key, lambda: self._work_out(word), lambda made: len(made.places))

    def _work_out(self, word: Word) -> Gains:
        length = len(self._units)
        found = {language: self._find(language, spellings) for language, spellings in word.items()}
        weights = self._weights({language: each.units(length) for language, each in found.items()})
        places: list[Ints] = []
        scores: list[Floats] = []
        for language, each in found.items():
            for where, what in self._scored(each):
                places.append(where)
                scores.append(weights[language] * what)
        where, what = summed(places, scores, length)
        shown = self._view.shown[where]
        where, what = where[shown], what[shown] * self._units.factor[where[shown]]
        if self._language:
            own = self._units.language[where] == ANALYZERS.index(self._language)
            what *= np.where(own, 1.0, OTHER_LANGUAGE)
        return Gains(where, what, {language: each.body.documents for language, each in found.items()})

    def _weights(self, matching: Mapping[str, int]) -> dict[str, float]:
        """Return how much a word tells in each language, from the number of texts that have it.

        A language is its own measure: `disque` is rare among all texts, not among the French ones. But no word tells
        more in one language than on the whole site, or a few texts in a language that is rare here would come first.
        """
        texts = self._snapshot.totals.texts
        together = int(texts.sum())
        whole = rarity(sum(matching.values()), together)
        least = int(together * _LEAST_SHARE)
        return {
            language: min(whole, rarity(count, max(least, int(texts[ANALYZERS.index(language)]))))
            for language, count in matching.items()
        }

    def _find(self, language: str, spellings: Spellings) -> _Found:
        return _Found(*(self._in_units(text_field(name, language), spellings) for name in ("title", "body", "tags")))

    def _scored(self, found: _Found) -> Iterable[tuple[Ints, Floats]]:
        """Yield for each field the units that have the word in it, and what that is worth before the word's weight."""
        averages = self._snapshot.totals
        if len(where := found.tags.places):
            yield where, np.full(len(where), TAG_WEIGHT)
        if len(where := found.title.places):
            entry = where & 1
            worth = saturation(found.title.times, self._units.title[where], averages.title_average[entry])
            yield where, _HEADING[entry] * worth
        if len(where := found.body.places):
            average = averages.body_average[where & 1]
            yield where, BODY_WEIGHT * saturation(found.body.times, self._view.words[where], average)

    def _in_units(self, field: str, spellings: Spellings) -> Times:
        """Return how often a word stands in the field of the units that have it, and in how many documents."""
        places: list[Ints] = []
        times: list[Floats] = []
        for part, seen in zip(self._snapshot.parts, self._view.seen, strict=True):
            found = self._of_part(part, field, spellings).among(seen)
            if len(found.documents):
                places.append(part.rows.slot[found.documents])
                times.append(found.times.astype(np.float64))
        if not places:
            return _NOWHERE
        return Times(*summed(places, times, len(self._units)), sum(map(len, places)))

    def _of_part(self, part: Part, field: str, spellings: Spellings) -> Postings:
        return _spelt(self._snapshot.postings(part, field, each) for each in spellings)


def _spelt(several: Iterable[Postings]) -> Postings:
    """Return the documents that have any spelling of a word, and how often.

    The spellings stand for it at the same places, so the most frequent one counts.
    """
    used = [postings for postings in several if len(postings.documents)]
    if len(used) == 1:
        return used[0]
    if not used:
        return NOWHERE
    documents, back = np.unique(np.concatenate([each.documents for each in used]), return_inverse=True)
    times = np.zeros(len(documents), np.float32)
    np.maximum.at(times, back, np.concatenate([each.times for each in used]))
    return Postings(documents, times)
