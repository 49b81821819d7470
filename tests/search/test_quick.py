"""What is shown while somebody types: the same as a search's best, without looking at everything closely."""

from dataclasses import replace
from random import Random

import pytest

from forum.search.engine import Query, SearchEngine
from forum.search.whoosh_engine import searching
from forum.search.whoosh_engine.quick import Weighed, likely
from tests.search.shelf import answer, entry, question

WORDS = [f"{first}{last}" for first in ("zorb", "quix", "mump", "dalf", "grix") for last in ("a", "o", "um", "ik")]
PLACES = 500


@pytest.mark.parametrize("seed", range(3))
def test_the_best_sums_are_found_without_adding_them_one_by_one(seed: int) -> None:
    pick = Random(seed)
    weighed = [Weighed(pick.getrandbits(PLACES) & pick.getrandbits(PLACES), pick.randint(1, 31)) for _ in range(40)]
    sums = [sum(weight for bits, weight in weighed if bits >> place & 1) for place in range(PLACES)]
    found = likely(weighed, 25)
    assert len(set(found)) == 25
    assert [sums[place] for place in found] == sorted(sums, reverse=True)[:25]
    assert likely([], 5) == []


def filled(engine: SearchEngine, pick: Random, threads: int = 60) -> None:
    """Let there be threads of random words, written in several batches, some of them twice."""
    for first in range(1, threads, 20):
        made = []
        for number in range(first, first + 20):
            title, body = " ".join(pick.choices(WORDS, k=4)), " ".join(pick.choices(WORDS, k=12))
            made += [question(number, title, body), answer(1_000 + number, number, " ".join(pick.choices(WORDS, k=9)))]
            if number % 3 == 0:
                made.append(entry(number, number, title, body, level="verified"))
        engine.update(made)
    engine.update([question(7, "Zorba quixo", "Written anew.")], delete=["answer:1008"])


def test_the_best_are_those_of_the_search(empty: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    pick = Random(5)
    filled(empty, pick)
    monkeypatch.setattr(searching, "LIKELY", 100)
    for _ in range(40):
        query = Query(" ".join(pick.choices(WORDS, k=4)), limit=8)
        hidden = replace(query, without_groups=frozenset({"thread:7"}), without_keys=frozenset({"answer:1011"}))
        for asked in (query, hidden):
            whole, quick = empty.search(asked).hits, empty.search(replace(asked, quick=True)).hits
            # How rare a word is is counted by threads here, so nearly equal ones may change places.
            assert quick[0].group in {hit.group for hit in whole[:3]}
            assert len({hit.group for hit in quick} & {hit.group for hit in whole}) >= 6


def test_what_is_hidden_is_not_among_the_likely(empty: SearchEngine) -> None:
    filled(empty, Random(6))
    empty.update([question(90, "Zorba hides", audience="staff"), answer(91, 3, "A zebrafish", audience="staff")])
    query = Query("zorba hides zebrafish", quick=True)
    for asked in (query, replace(query, text="zebrafish")):
        assert not {"thread:90"} & {hit.group for hit in empty.search(asked).hits}
    assert empty.search(replace(query, text="zebrafish")).hits == ()
    (hit,) = empty.search(Query("zebrafish", quick=True, audiences=frozenset({"everyone", "staff"}))).hits
    assert hit.key == "answer:91"
