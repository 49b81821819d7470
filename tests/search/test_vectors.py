"""The vectors beside the index: equal to it, whatever was written, killed or spoilt before."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from forum.search.engine import IndexBusy, Meanings
from forum.search.meaning import writing
from forum.search.meaning.encoder import Standby
from forum.search.meaning.texts import print_of
from forum.search.meaning.vectors import HEAD, Vectors, record_type
from forum.search.whoosh_engine.engine import WhooshEngine
from tests.search.asked import groups
from tests.search.meant import DIMENSIONS, NAME, WordsOfOneMeaning, loaded
from tests.search.shelf import question

POSTS = [question(number, f"television number{number} hums", f"sofa number{number}") for number in range(6)]
RECORD = record_type(DIMENSIONS).itemsize


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of an index."""
    return tmp_path / "index"


@pytest.fixture
def engine(root: Path) -> Iterator[WhooshEngine]:
    """An engine with posts of which nothing is learnt yet."""
    engine = WhooshEngine(root, lag=0, lock_timeout=0, standby=loaded())
    engine.rebuild(POSTS)
    yield engine
    engine.close()


def learn(engine: WhooshEngine) -> None:
    """Learn all that lacks, as the worker does."""
    while keys := engine.unlearnt(4):
        engine.learn([post for post in POSTS if post.key in keys])


def held(root: Path) -> list[int]:
    """The prints that stand in the file."""
    records = np.frombuffer((root / "vectors").read_bytes()[HEAD:], record_type(DIMENSIONS))
    return sorted(number for number in records["print"].tolist() if number)


def test_every_text_has_its_vector_and_no_other(root: Path, engine: WhooshEngine) -> None:
    """A title and a body each have one, equal texts one together; twice is once."""
    assert engine.meanings() == Meanings(texts=12, lacking=12, extra=0)
    learn(engine)
    assert engine.meanings() == Meanings(texts=12, lacking=0, extra=0)
    assert held(root) == sorted(print_of(text) for post in POSTS for text in (post.title, post.body))
    size = (root / "vectors").stat().st_size
    engine.learn(POSTS)
    assert (root / "vectors").stat().st_size == size
    engine.update([question(7, POSTS[0].title)])
    assert engine.unlearnt(10) == []


def test_a_vector_goes_with_the_last_document_that_has_its_text(root: Path, engine: WhooshEngine) -> None:
    """In the same commit, and what it was is no more in the file: a vector tells something of its text."""
    learn(engine)
    engine.update([question(7, POSTS[0].title)])
    engine.update([], delete=["question:0"])
    assert print_of(POSTS[0].title) in held(root)
    assert print_of(POSTS[0].body) not in held(root)
    engine.update([], delete=["question:7"])
    assert print_of(POSTS[0].title) not in held(root)
    engine.update([question(1, POSTS[1].title, POSTS[1].body, title_only=True)])
    assert print_of(POSTS[1].body) not in held(root)
    assert engine.meanings() == Meanings(texts=9, lacking=0, extra=0)


def test_a_rebuild_finds_what_was_learnt(root: Path, engine: WhooshEngine) -> None:
    """Only what is new is encoded, and what is gone is forgotten."""
    learn(engine)
    engine.rebuild([*POSTS[1:], question(8, "Something new")])
    assert engine.meanings() == Meanings(texts=11, lacking=1, extra=0)
    assert engine.unlearnt(10) == ["question:8"]


def cut(content: bytes) -> bytes:
    """In the middle of a record, as a writer leaves it that was killed."""
    return content[: HEAD + 3 * RECORD + RECORD // 2]


def spoil(content: bytes) -> bytes:
    """Some zeros in the middle of a vector."""
    at = HEAD + 2 * RECORD + 100
    return content[:at] + bytes(200) + content[at + 200 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": cut,
    "spoilt": spoil,
    "more": lambda content: content + b"\xa5" * 100,
    "zeroed": lambda content: bytes(len(content)),
    "emptied": lambda _: b"",
    "rubbish": lambda content: b"\xa5" * len(content),
    "headless": lambda content: content[:10],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_spoilt_counts_for_nothing_and_is_made_anew(root: Path, engine: WhooshEngine, damage: str) -> None:
    """Searches go on meanwhile; afterwards all is as before."""
    learn(engine)
    whole = held(root)
    path = root / "vectors"
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    fresh = WhooshEngine(root, lag=0, lock_timeout=0, standby=loaded())
    for each in (engine, fresh):
        assert groups(each, "television") == {f"thread:{number}" for number in range(6)}
        learn(each)
        assert each.meanings() == Meanings(texts=12, lacking=0, extra=0)
        assert len(groups(each, "telly buzzes")) == 6
    assert held(root) == whole
    fresh.close()


def test_a_lost_file_is_made_anew(root: Path, engine: WhooshEngine) -> None:
    """Also while it is in use."""
    learn(engine)
    assert len(groups(engine, "telly buzzes")) == 6
    (root / "vectors").unlink()
    assert groups(engine, "telly buzzes") == set()
    learn(engine)
    assert len(groups(engine, "telly buzzes")) == 6


def test_vectors_of_another_encoder_are_not_compared(root: Path, engine: WhooshEngine) -> None:
    """A newer model begins anew."""
    learn(engine)
    other = WhooshEngine(root, lag=0, lock_timeout=0, standby=Standby(f"{NAME}.1", DIMENSIONS, WordsOfOneMeaning))
    assert other.meanings() == Meanings(texts=12, lacking=12, extra=0)
    assert len(other.unlearnt(20, wait=True)) == 6
    other.learn(POSTS)
    assert other.meanings() == Meanings(texts=12, lacking=0, extra=0)
    assert engine.meanings() == Meanings(texts=12, lacking=12, extra=0)
    other.close()


def test_a_process_sees_what_another_one_learns_and_forgets(root: Path, engine: WhooshEngine) -> None:
    """A reader that has the file open follows it."""
    reader = WhooshEngine(root, lag=0, lock_timeout=0, standby=loaded())
    assert groups(reader, "telly buzzes") == set()
    learn(engine)
    assert len(groups(reader, "telly buzzes")) == 6
    engine.update([question(9, "telly buzzes")], delete=["question:1"])
    engine.learn([question(9, "telly buzzes")])
    assert groups(reader, "televisor zumbe") == {"thread:0", "thread:2", "thread:3", "thread:4", "thread:5", "thread:9"}
    engine.update([POSTS[1]])
    learn(engine)
    assert "thread:1" in groups(reader, "televisor zumbe")
    reader.close()


def test_the_file_does_not_grow_for_ever(root: Path, engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where most of it is empty it is written anew, and readers follow."""
    monkeypatch.setattr(writing, "_MANY_EMPTY", 5)
    learn(engine)
    reader = WhooshEngine(root, lag=0, lock_timeout=0, standby=loaded())
    assert len(groups(reader, "telly buzzes")) == 6
    size = (root / "vectors").stat().st_size
    engine.update([], delete=[f"question:{number}" for number in range(4)])
    assert (root / "vectors").stat().st_size == size - 8 * RECORD
    assert groups(reader, "telly buzzes") == {"thread:4", "thread:5"}
    reader.close()


def test_a_second_writer_is_told_to_wait(root: Path, engine: WhooshEngine) -> None:
    """There is one writer for the index and its vectors."""
    other = WhooshEngine(root, lock_timeout=0)
    with other._store.writing(), pytest.raises(IndexBusy):
        engine.learn(POSTS)
    other.close()


def test_cosines_are_those_of_the_encoder_but_for_a_hundredth(tmp_path: Path) -> None:
    """A byte for each number is enough."""
    texts = [f"television number{number} hums" for number in range(50)]
    made = WordsOfOneMeaning().encode(texts)
    prints = np.array([print_of(text) for text in texts], np.uint64)
    writer = writing.Writer(tmp_path / "vectors", NAME, DIMENSIONS)
    writer.add(prints, made)
    vectors = Vectors(tmp_path / "vectors", NAME, DIMENSIONS)
    vectors.look()
    found = vectors.cosines(vectors.slots(prints), prints, made[0])
    assert np.abs(found - made @ made[0]).max() < 0.01
    assert vectors.distances(made[0])[1] < 10  # what is nearly nothing may have lost its sign
