"""How well units match words: the only loop over postings, so the place for a faster scorer.

A unit is a text that is ranked as one: a thread (the question's title and tags, all visible bodies) or an entry. Its
word counts are put together here from the documents that may be seen, so what is hidden adds neither words nor
length.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from forum.search.ranking import BODY_WEIGHT, K1, OTHER_LANGUAGE, TAG_WEIGHT, TITLE_WEIGHT, B, rarity, saturation
from forum.search.whoosh_engine.quick import Weighed, likely, scaled
from forum.search.whoosh_engine.schema import ANALYZERS, text_field
from forum.search.whoosh_engine.snapshot import Postings
from forum.search.whoosh_engine.view import View

# How a word is spelt in one language's fields of the index.
Spellings = tuple[str, ...]

# A word of a query: its spellings by language.
Word = dict[str, Spellings]

# What a word weighs in the fields of a thread, as far as that it stands there.
FIELDS = (("title", TITLE_WEIGHT["question"]), ("body", BODY_WEIGHT), ("tags", TAG_WEIGHT))

# A language with fewer texts than this part of the site's counts as having so many: rarity among three texts says
# nothing.
_LEAST_SHARE = 0.1


class Gains(NamedTuple):
    """What a word adds to the scores of units, and how many visible bodies have it, by language."""

    units: "array[int]"
    scores: "array[float]"
    bodies: Mapping[str, int]


class _Places(NamedTuple):
    """How often a word stands in the fields of the units that have it, and how many bodies these are."""

    title: dict[int, float]
    body: dict[int, float]
    tags: dict[int, float]
    bodies: int


class Scorer:
    """Scores units of one view for queries in one language, as if the hidden documents did not exist."""

    def __init__(self, view: View, language: str, *, quick: bool = False) -> None:
        """Take the view and the language of the query, empty where unclear; `quick`: counts may be about right."""
        self._quick = quick
        self._view = view
        self._snapshot = view.snapshot
        self._language = language
        totals = self._snapshot.totals
        kinds = (False, True)
        self._title_average = {entry: totals.titles[entry] / (totals.units[entry] or 1) or 1.0 for entry in kinds}
        self._body_average = {entry: totals.bodies[entry] / (totals.units[entry] or 1) or 1.0 for entry in kinds}

    def units(self, words: Iterable[Word]) -> dict[int, float]:
        """Return the score of every unit that has any of the words."""
        scores: dict[int, float] = {}
        for word in words:
            gains = self._gains(word)
            if not scores:
                scores = dict(zip(gains.units, gains.scores, strict=True))
                continue
            known = scores.get
            for unit, gain in zip(gains.units, gains.scores, strict=True):
                scores[unit] = known(unit, 0.0) + gain
        return scores

    def likely(self, words: Sequence[Word], count: int) -> dict[int, float]:
        """Return the scores of the units of those threads that have most of what tells most."""
        weighed: list[tuple[int, float]] = []
        for word in words:
            weights = self._weights(self._having(word))
            for language, spellings in word.items():
                for name, weight in FIELDS:
                    if bits := self._bits(name, language, spellings):
                        weighed.append((bits, weight * weights[language]))
        heaviest = max((weight for _, weight in weighed), default=1.0)
        slots = likely((Weighed(bits, scaled(weight, heaviest)) for bits, weight in weighed), count)
        return self._closely(words, self._snapshot.groups_at(slots))

    def _bits(self, name: str, language: str, spellings: Spellings) -> int:
        together = 0
        for spelling in spellings:
            together |= self._snapshot.bits(text_field(name, language), spelling)
        return together

    def _having(self, word: Word) -> dict[str, int]:
        """Return about how many threads have a word, by language."""
        key = ("having", tuple(word.items()))
        made: dict[str, int] = self._snapshot.kept.get(
            key, lambda: {one: self._count(one, word[one]) for one in word}, len
        )
        return made

    def _count(self, language: str, spellings: Spellings) -> int:
        together = 0
        for name, _ in FIELDS:
            together |= self._bits(name, language, spellings)
        return together.bit_count()

    def _closely(self, words: Iterable[Word], groups: Iterable[int]) -> dict[int, float]:
        """Return the exact scores of the groups' units that have any of the words."""
        posts = self._places_of([unit for group in groups for unit in (2 * group, 2 * group + 1)])
        heads = {unit: [(about.part, about.document)] for unit in posts if (about := self._snapshot.about[unit])}
        scores: dict[int, float] = defaultdict(float)
        for word in words:
            weights = self._weights(self._having(word))
            for language, spellings in word.items():
                title = self._times_of("title", language, spellings, heads)
                body = self._times_of("body", language, spellings, posts)
                tags = self._times_of("tags", language, spellings, heads)
                self._add(scores, weights[language], _Places(title, body, tags, 0))
        return {unit: score * self._factor(unit) for unit, score in scores.items()}

    def _times_of(
        self, name: str, language: str, spellings: Spellings, units: Mapping[int, Sequence[tuple[int, int]]]
    ) -> dict[int, float]:
        """Return how often a word stands in a field of the units' documents, for those that have it."""
        if not self._bits(name, language, spellings):
            return {}
        by_part = self._postings(text_field(name, language), spellings)
        found = {}
        for unit, places in units.items():
            if times := sum([_times(by_part[number], document) for number, document in places if by_part[number]]):
                found[unit] = times
        return found

    def _postings(self, field: str, spellings: Spellings) -> list[list[Postings]]:
        """Return by part the documents that have any of the spellings."""
        snapshot = self._snapshot

        def make() -> list[list[Postings]]:
            return [
                [found for one in spellings if (found := snapshot.postings(part, field, one)).documents]
                for part in snapshot.parts
            ]

        def size(made: list[list[Postings]]) -> int:
            return sum(len(postings.documents) for some in made for postings in some) // 2

        made: list[list[Postings]] = snapshot.kept.get(("postings", field, spellings), make, size)
        return made

    def _places_of(self, units: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        """Return the visible documents of the units that show, by part and number."""
        abouts, gone = self._snapshot.about, self._view.gone
        return {
            unit: [
                (number, document)
                for number, part in enumerate(self._snapshot.parts)
                for document in part.rows.of(unit)
                if document not in self._view.unseen[number]
            ]
            for unit in units
            if abouts.get(unit) is not None and unit not in gone
        }

    def _factor(self, unit: int) -> float:
        """Return what a unit's score is multiplied with: trust, and how well its language fits the query's."""
        about, own = self._snapshot.about[unit], ANALYZERS.index(self._language)
        if about is None:
            return 0.0
        return about.factor * (OTHER_LANGUAGE if own and about.language != own else 1.0)

    def documents(self, words: Iterable[Word], units: Iterable[int]) -> dict[tuple[int, int], float]:
        """Return how well the bodies of the units' single documents match, by part and document."""
        places = [
            (number, document)
            for unit in units
            for number, part in enumerate(self._snapshot.parts)
            for document in part.rows.of(unit)
            if document not in self._view.unseen[number]
        ]
        scores: dict[tuple[int, int], float] = defaultdict(float)
        for word in words:
            weights = self._weights(self._having(word) if self._quick else self._gains(word).bodies)
            for number, document in places:
                rows = self._snapshot.parts[number].rows
                language = ANALYZERS[rows.language[document]]
                if times := self._times_in(number, document, language, word.get(language, ())):
                    average = self._body_average[bool(rows.unit[document] & 1)]
                    score = weights[language] * saturation(times, rows.body[document], average)
                    scores[number, document] += score
        return scores

    def _times_in(self, number: int, document: int, language: str, spellings: Spellings) -> float:
        """Return how often a word stands in a document's body."""
        field, part = text_field("body", language), self._snapshot.parts[number]
        return _times([self._snapshot.postings(part, field, spelling) for spelling in spellings], document)

    def _gains(self, word: Word) -> Gains:
        """Return what a word adds to every unit's score: worked out once for this view and language."""
        key = ("gains", self._language, tuple(word.items()))
        return self._view.keep(key, lambda: self._work_out(word), lambda made: len(made.units))

    def _work_out(self, word: Word) -> Gains:
        places = {language: self._places(language, spellings) for language, spellings in word.items()}
        weights = self._weights({language: _count(found) for language, found in places.items()})
        scores: dict[int, float] = defaultdict(float)
        for language, found in places.items():
            self._add(scores, weights[language], found)
        units, gains = array("q"), array("d")
        abouts, gone, own = self._snapshot.about, self._view.gone, ANALYZERS.index(self._language)
        for unit, score in scores.items():
            about = abouts[unit]
            if about is not None and unit not in gone:
                foreign = own and about.language != own
                units.append(unit)
                gains.append(score * about.factor * (OTHER_LANGUAGE if foreign else 1.0))
        return Gains(units, gains, {language: found.bodies for language, found in places.items()})

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
        title, _ = self._in_units(language, "title", spellings)
        body, bodies = self._in_units(language, "body", spellings)
        tags, _ = self._in_units(language, "tags", spellings)
        return _Places(title, body, tags, bodies)

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
        words, hidden = self._snapshot.words, self._view.hidden_words
        for unit, times in found.body.items():
            length = words[unit] - (hidden[unit] if hidden else 0)
            scores[unit] += gain * times / (times + flat + slope[unit & 1] * length)

    def _in_units(self, language: str, name: str, spellings: Spellings) -> tuple[dict[int, float], int]:
        """Return how often a word stands in the field of the units that have it, and in how many documents."""
        field = text_field(name, language)
        found: dict[int, float] = {}
        known, count = found.get, 0
        for part, unseen in zip(self._snapshot.parts, self._view.unseen, strict=True):
            unit_of = part.rows.unit
            for document, times in _together([self._snapshot.postings(part, field, each) for each in spellings]):
                if document not in unseen:
                    unit = unit_of[document]
                    found[unit] = known(unit, 0.0) + times
                    count += 1
        return found, count


def _together(several: list[Postings]) -> Iterable[tuple[int, float]]:
    """Yield the documents that have any spelling of a word, and how often.

    The spellings stand for it at the same places, so the most frequent one counts.
    """
    used = [postings for postings in several if postings.documents]
    if len(used) == 1:
        return zip(used[0].documents, used[0].times, strict=True)
    most: dict[int, float] = {}
    for postings in used:
        for document, times in zip(postings.documents, postings.times, strict=True):
            most[document] = max(times, most.get(document, 0.0))
    return most.items()


def _times(several: list[Postings], document: int) -> float:
    """Return how often the most frequent spelling stands in a document."""
    most = 0.0
    for postings in several:
        place = bisect_left(postings.documents, document)
        if place < len(postings.documents) and postings.documents[place] == document:
            most = max(most, postings.times[place])
    return most


def _count(found: _Places) -> int:
    return len(found.title.keys() | found.body.keys() | found.tags.keys())
