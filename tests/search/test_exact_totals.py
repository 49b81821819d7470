"""Hits and totals are exactly those that a plain reading of the documents gives, whatever was written before.

The model below knows nothing of an index: it goes through all documents for every query. Words are made up, so that no
stemmer changes them.
"""

from dataclasses import dataclass, field, replace
from random import Random

import pytest

from forum.search.engine import EVERYONE, Document, Query, SearchEngine
from tests.search.shelf import answer, entry, question

WORDS = ("zorb", "quix", "mump", "dalf", "grix", "plon", "vask", "tweb")
PRODUCTS, TAGS, RELEASES = ("hub", "lamp", ""), ("red", "blue"), ("1", "2")
LEVELS = ("verified", "unreviewed", "disputed")


@dataclass
class Model:
    """All documents as they should be, and what a query must find in them."""

    documents: dict[str, Document] = field(default_factory=dict)

    def found(self, query: Query) -> set[str]:
        """Return the groups that the query must find."""
        visible = [d for d in self.documents.values() if self._visible(d, query)]
        wanted = [d for d in visible if not query.kind or (d.kind == "entry") == (query.kind == "entry")]
        asked = query.text.replace('"', "").split()
        words = {word for word in asked if not word.startswith("-")}
        without = {word[1:] for word in asked if word.startswith("-")}
        phrases = [part.split() for part in query.text.split('"')[1::2]]
        found = {d.group for d in wanted if _passes(d, query) and _unit_fits(d, wanted, query, words, phrases)}
        return found - {d.group for d in wanted if without & set(_title_and_body(d))}

    def _visible(self, document: Document, query: Query) -> bool:
        masked = document.key in query.without_keys or document.group in query.without_groups
        return document.audience in query.audiences and not masked


def _unit_fits(
    about: Document, wanted: list[Document], query: Query, words: set[str], phrases: list[list[str]]
) -> bool:
    unit = [d for d in wanted if d.group == about.group and (d.kind == "entry") == (about.kind == "entry")]
    if query.trust and not any(d.level in query.trust for d in unit):
        return False
    texts = {word for d in unit for word in _title_and_body(d)} | set(about.tags)
    return (not words or bool(words & texts)) and all(any(_has_phrase(d, p) for d in unit) for p in phrases)


def _title_and_body(document: Document) -> list[str]:
    title = [] if document.kind == "answer" else document.title.split()
    return title + ([] if document.title_only else document.body.split())


def _passes(document: Document, query: Query) -> bool:
    return (
        document.kind != "answer"
        and query.product in {"", document.product}
        and (not query.tag or query.tag in document.tags)
        and (not query.release or query.release in document.releases)
    )


def _has_phrase(document: Document, phrase: list[str]) -> bool:
    texts = [] if document.kind == "answer" else [document.title.split()]
    texts += [] if document.title_only else [document.body.split()]
    size = len(phrase)
    return any(text[at : at + size] == phrase for text in texts for at in range(len(text)))


def some(random: Random, choices: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Return up to `most` different ones."""
    return tuple(sorted(random.sample(choices, random.randint(0, min(most, len(choices))))))


def text(random: Random) -> str:
    """Return a few words, also the same one several times."""
    return " ".join(random.choices(WORDS, k=random.randint(0, 6)))


def a_document(random: Random) -> Document:
    """Return one of 120 posts of 30 threads in one of its states."""
    thread = random.randrange(30)
    more = {
        "level": random.choice(LEVELS),
        "audience": random.choice((EVERYONE, EVERYONE, EVERYONE, "staff")),
        "title_only": random.random() < 0.1,
    }
    about = {"tags": some(random, TAGS, 2), "releases": some(random, RELEASES, 2), "product": random.choice(PRODUCTS)}
    match random.randrange(4):
        case 0:
            return question(thread, text(random), text(random), **more, **about)
        case 1:
            return entry(thread, thread, text(random), text(random), **more, **about)
        case _:
            return answer(thread * 10 + random.randrange(2), thread, text(random), **more)


def a_query(random: Random) -> Query:
    """Return a query with some of the filters, often none."""
    words = list(some(random, WORDS, 3))
    if random.random() < 0.3:
        words.append(f'"{random.choice(WORDS)} {random.choice(WORDS)}"')
    if random.random() < 0.2:
        words.append(f"-{random.choice(WORDS)}")
    rarely = random.random
    return Query(
        " ".join(words),
        kind=random.choice(("", "", "question", "entry")),
        product=random.choice(PRODUCTS) if rarely() < 0.3 else "",
        tag=random.choice(TAGS) if rarely() < 0.2 else "",
        release=random.choice(RELEASES) if rarely() < 0.2 else "",
        trust=frozenset(some(random, LEVELS, 2)) if rarely() < 0.3 else frozenset(),
        audiences=frozenset({EVERYONE, "staff"}) if rarely() < 0.3 else frozenset({EVERYONE}),
        without_keys=frozenset(f"answer:{n}" for n in range(0, 300, 7)) if rarely() < 0.2 else frozenset(),
        without_groups=frozenset({"thread:3", "thread:4"}) if rarely() < 0.2 else frozenset(),
        limit=1000,
    )


@pytest.mark.parametrize("seed", range(6))
def test_hits_and_totals_are_exact(empty: SearchEngine, seed: int) -> None:
    """Over batches of additions, changes and removals, each followed by queries of every kind."""
    random, model = Random(seed), Model()
    for _ in range(8):
        batch = [a_document(random) for _ in range(random.randint(1, 30))]
        gone = [f"answer:{random.randrange(300)}" for _ in range(5)]
        empty.update(batch, delete=gone)
        for key in gone:
            model.documents.pop(key, None)
        model.documents.update({document.key: document for document in batch})
        assert empty.keys() == {key: document.fingerprint() for key, document in model.documents.items()}
        for _ in range(25):
            query = a_query(random)
            results = empty.search(query)
            assert {hit.group for hit in results.hits} == model.found(query), query
            assert results.total == len(results.hits) == len({hit.group for hit in results.hits})
            assert empty.search(replace(query, limit=2, offset=1)).hits == results.hits[1:3]
            assert all(model.documents[hit.key].group == hit.group for hit in results.hits)
            assert not query.trust or all(model.documents[hit.key].level in query.trust for hit in results.hits)
