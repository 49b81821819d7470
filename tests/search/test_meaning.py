"""Searching by meaning: what the words alone would not find, and everything that holds for words holds for it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.search.engine import Query
from forum.search.meaning.encoder import Encoder, Standby
from forum.search.whoosh_engine.engine import WhooshEngine
from tests.search.asked import groups, keys
from tests.search.meant import DIMENSIONS, NAME, Learnt, WordsOfOneMeaning, loaded
from tests.search.shelf import answer, entry, question
from tests.support.waiting import eventually

HUMS = question(1, "television hums", product="screens", tags=("sound",))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Learnt]:
    """An engine that knows some threads by their meaning."""
    engine = Learnt(tmp_path / "index", lag=0, lock_timeout=0, standby=loaded())
    engine.rebuild([HUMS, question(2, "Lamp blinks"), question(3, "Couch creaks", "nothing else")])
    yield engine
    engine.close()


def test_other_words_of_the_same_meaning_find_a_text(engine: Learnt) -> None:
    """Also in another language, and the hits say that no word was found."""
    assert groups(engine, "telly buzzes") == {"thread:1"}
    assert groups(engine, "o televisor zumbe") == {"thread:1"}
    found = engine.search(Query("telly buzzes"))
    assert (found.total, found.worded) == (1, 0)
    assert engine.search(Query("lamp blinks")).worded == 1


def test_what_is_near_by_words_and_meaning_comes_before_what_is_near_by_one(engine: Learnt) -> None:
    """Both count: a word alone is not enough to come before a text that says the same and has the word too."""
    engine.update([question(4, "Somebody hums"), question(5, "telly buzzes"), question(6, "telly hums")])
    found = keys(engine, "telly hums")
    assert (found[0], found[-1], set(found[1:3])) == ("question:6", "question:4", {"question:1", "question:5"})


def test_what_means_something_else_is_not_found(engine: Learnt) -> None:
    """Nothing is nearest where nothing is near, and spelling is helped as ever."""
    assert engine.search(Query("quokka zebrafish")).total == 0
    assert engine.suggest_spelling(Query("televisoin")) == "television"


@pytest.mark.parametrize(
    "text", ['"telly" buzzes', "telly buzzes -television", "telly-4031", "E-4031", "/telly/buzzes"]
)
def test_what_must_stand_as_written_is_found_by_words_alone(engine: Learnt, text: str) -> None:
    """Phrases, codes and paths; and a word that is excluded excludes what only the meaning finds."""
    assert groups(engine, text) == set()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"product": "screens"}, {"thread:1"}),
        ({"product": "lamps"}, set()),
        ({"tag": "sound"}, {"thread:1"}),
        ({"kind": "entry"}, set()),
        ({"sort": "newest"}, {"thread:1"}),
        ({"without_keys": frozenset({"question:1"})}, set()),
        ({"without_groups": frozenset({"thread:1"})}, set()),
        ({"language": "pt"}, set()),
    ],
)
def test_filters_and_the_mask_hold_as_for_words(engine: Learnt, filters: dict[str, object], found: set[str]) -> None:
    """What is near passes the same filters."""
    assert groups(engine, "telly buzzes", **filters) == found


def test_hidden_texts_bring_nothing_near(engine: Learnt) -> None:
    """A folded answer is near for staff only, a warned text by its title only; no score tells of either."""
    engine.update(
        [answer(31, 3, "telly buzzes", audience="staff"), question(4, "Title", "telly buzzes", title_only=True)]
    )
    staff = frozenset({"everyone", "staff"})
    assert groups(engine, "televisor zumbe") == {"thread:1"}
    assert set(keys(engine, "televisor zumbe", audiences=staff)) == {"question:1", "answer:31"}
    engine.update([question(2, "Lamp blinks", "telly buzzes"), entry(3, 3, "sofa noises", "telly buzzes")])
    bodies = frozenset({"question:2"})
    assert groups(engine, "televisor zumbe", without_bodies=bodies) == {"thread:1", "thread:3"}
    masked = engine.search(Query("televisor zumbe", without_bodies=bodies, without_keys=frozenset({"entry:3"})))
    assert [hit.group for hit in masked.hits] == ["thread:1"]
    engine.update([], delete=["question:2", "entry:3", "answer:31", "question:4"])
    gone = engine.search(Query("televisor zumbe"))
    assert (masked.hits, masked.total) == (gone.hits, gone.total)


def test_the_hit_lands_on_the_nearest_post(engine: Learnt) -> None:
    """Where no word tells which post it is, the meaning does."""
    engine.update([answer(21, 2, "Buy another one"), answer(22, 2, "sofa creaks")])
    assert keys(engine, "couch") == ["question:3", "answer:22"]


def test_pages_join_to_the_whole(engine: Learnt) -> None:
    """Words and meaning together are one order, whatever page of it is asked for."""
    engine.rebuild(
        question(number, ("telly buzzes", "television hums", "telly waits")[number % 3]) for number in range(40)
    )
    whole = keys(engine, "telly buzzes", limit=100)
    pages = [engine.search(Query("telly buzzes", offset=start, limit=7)) for start in range(0, 49, 7)]
    assert [hit.key for page in pages for hit in page.hits] == whole
    assert {page.total for page in pages} == {len(whole)}
    assert len(set(whole)) == len(whole) == 40


def test_nobody_waits_for_the_encoder(tmp_path: Path) -> None:
    """Until it is loaded words alone are searched; one that cannot be loaded is as if there were none."""
    go_on = threading.Event()

    def slowly() -> Encoder:
        go_on.wait()
        return WordsOfOneMeaning()

    engine = WhooshEngine(tmp_path / "slow", lag=0, standby=Standby(NAME, DIMENSIONS, slowly))
    engine.rebuild([HUMS])
    assert groups(engine, "television") == {"thread:1"}
    assert groups(engine, "telly buzzes") == set()
    assert engine.unlearnt(10) == []
    go_on.set()
    assert engine.unlearnt(10, wait=True) == ["question:1"]
    engine.learn([HUMS])
    assert groups(engine, "telly buzzes") == {"thread:1"}
    engine.close()


def test_an_encoder_that_cannot_be_loaded_is_told_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """And search goes on by words."""

    def never() -> Encoder:
        raise MemoryError

    engine = WhooshEngine(tmp_path / "index", standby=Standby(NAME, DIMENSIONS, never))
    engine.rebuild([HUMS])
    engine.learn([HUMS], wait=True)
    assert groups(engine, "television") == {"thread:1"}
    eventually(lambda: "words alone" in caplog.text)
    engine.close()
