"""How well units match words: the only loop over postings, so the place for a faster scorer.

A unit is a text that is ranked as one: a thread (the question's title and tags, all visible bodies) or an entry. Its
word counts are put together here from the documents that may be seen, so what is hidden adds neither words nor
length.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from forum.search.ranking import BODY_WEIGHT, K1, TAG_WEIGHT, TITLE_WEIGHT, B, rarity, saturation
from forum.search.whoosh_engine.schema import ANALYZERS, text_field
from forum.search.whoosh_engine.snapshot import Documents, Postings, Snapshot

# How a word is spelt in one language's fields of the index.
Spellings = tuple[str, ...]

# A word of a query: its spellings by language.
Word = dict[str, Spellings]

# A language with fewer texts than this part of the site's counts as having so many: rarity among three texts says
# nothing.
_LEAST_SHARE = 0.1


class _Places(NamedTuple):
    """How often a word stands in the fields of the units that have it."""

    title: dict[int, float]
    body: dict[int, float]
    tags: dict[int, float]


class Scorer:
    """Scores units of one snapshot for one query, as if the hidden documents did not exist."""

    def __init__(self, snapshot: Snapshot, hidden: Documents) -> None:
        """Take the hidden documents of every part."""
        self._snapshot = snapshot
        self._hidden = hidden
        self._hidden_words: Counter[int] = Counter()
        for part, documents in zip(snapshot.parts, hidden, strict=True):
            for document in documents:
                self._hidden_words[part.rows.unit[document]] += part.rows.body[document]
        totals = snapshot.totals
        kinds = (False, True)
        self._title_average = {entry: totals.titles[entry] / (totals.units[entry] or 1) or 1.0 for entry in kinds}
        self._body_average = {entry: totals.bodies[entry] / (totals.units[entry] or 1) or 1.0 for entry in kinds}

    def units(self, words: Iterable[Word]) -> dict[int, float]:
        """Return the score of every unit that has any of the words."""
        scores: dict[int, float] = defaultdict(float)
        for word in words:
            places = {language: self._places(language, spellings) for language, spellings in word.items()}
            weights = self._weights({language: _count(found) for language, found in places.items()})
            for language, found in places.items():
                self._add(scores, weights[language], found)
        return scores

    def documents(self, words: Iterable[Word], units: set[int]) -> dict[tuple[int, int], float]:
        """Return how well the bodies of the units' single documents match, by part and document."""
        scores: dict[tuple[int, int], float] = defaultdict(float)
        for word in words:
            places = {language: self._visible(language, "body", spellings) for language, spellings in word.items()}
            counts = {language: sum(len(each.documents) for each in found) for language, found in places.items()}
            weights = self._weights(counts)
            for language, found in places.items():
                self._add_documents(scores, weights[language], found, units)
        return scores

    def _weights(self, matching: Mapping[str, int]) -> dict[str, float]:
        """Return how much a word tells in each language, from the number of texts that have it.

        A language is its own measure: `disque` is rare among all texts, not among the French ones. But no word tells
        more in one language than on the whole site, or a few texts in a language that is rare here would come first.
        """
        texts = self._snapshot.totals.texts
        whole = rarity(sum(matching.values()), texts.total())
        least = int(texts.total() * _LEAST_SHARE)
        return {
            language: min(whole, rarity(count, max(least, texts[ANALYZERS.index(language)])))
            for language, count in matching.items()
        }

    def _places(self, language: str, spellings: Spellings) -> _Places:
        return _Places(*(self._in_units(language, name, spellings) for name in ("title", "body", "tags")))

    def _add(self, scores: dict[int, float], weight: float, found: _Places) -> None:
        for unit in found.tags:
            scores[unit] += weight * TAG_WEIGHT
        abouts = self._snapshot.about
        for unit, times in found.title.items():
            if about := abouts[unit]:
                heading = TITLE_WEIGHT["entry" if unit & 1 else "question"]
                average = self._title_average[bool(unit & 1)]
                scores[unit] += weight * heading * saturation(times, about.title, average)
        # The same as `saturation`, written out: this is where the time goes.
        gain, flat = weight * BODY_WEIGHT * (K1 + 1.0), K1 * (1.0 - B)
        slope = (K1 * B / self._body_average[False], K1 * B / self._body_average[True])
        words, hidden = self._snapshot.words, self._hidden_words
        for unit, times in found.body.items():
            length = words[unit] - (hidden[unit] if hidden else 0)
            scores[unit] += gain * times / (times + flat + slope[unit & 1] * length)

    def _add_documents(
        self, scores: dict[tuple[int, int], float], weight: float, found: list[Postings], units: set[int]
    ) -> None:
        for number, postings in enumerate(found):
            rows = self._snapshot.parts[number].rows
            for document, times in zip(postings.documents, postings.times, strict=True):
                unit = rows.unit[document]
                if unit in units:
                    average = self._body_average[bool(unit & 1)]
                    scores[number, document] += weight * saturation(times, rows.body[document], average)

    def _in_units(self, language: str, name: str, spellings: Spellings) -> dict[int, float]:
        """Return how often a word stands in the field of the units that have it."""
        found: dict[int, float] = {}
        for part, postings in zip(self._snapshot.parts, self._visible(language, name, spellings), strict=True):
            unit_of = part.rows.unit
            for document, times in zip(postings.documents, postings.times, strict=True):
                unit = unit_of[document]
                found[unit] = found.get(unit, 0.0) + times
        return found

    def _visible(self, language: str, name: str, spellings: Spellings) -> list[Postings]:
        """Return for every part the visible documents that have a word in the field.

        The spellings of one word stand for it at the same places, so the most frequent one counts.
        """
        field = text_field(name, language)
        found: list[Postings] = []
        for part, hidden in zip(self._snapshot.parts, self._hidden, strict=True):
            each = [self._snapshot.postings(part, field, spelling) for spelling in spellings]
            used = [postings for postings in each if postings.documents]
            if len(used) == 1 and hidden.isdisjoint(used[0].documents):
                found.append(used[0])
            else:
                found.append(_merged(used, hidden))
        return found


def _merged(several: list[Postings], hidden: set[int]) -> Postings:
    times: dict[int, float] = {}
    for postings in several:
        for document, count in zip(postings.documents, postings.times, strict=True):
            if document not in hidden:
                times[document] = max(count, times.get(document, 0.0))
    return Postings(array("I", times), array("f", times.values()))


def _count(found: _Places) -> int:
    return len(found.title.keys() | found.body.keys() | found.tags.keys())
