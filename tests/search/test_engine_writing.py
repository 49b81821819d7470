"""What every engine promises about being written: updates, deletions, and a rebuild while others search."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from threading import Event, Thread

import pytest

from forum.search.engine import Document, Query, SearchEngine
from tests.search.asked import groups, keys
from tests.search.shelf import SHELF, day, question


def test_an_update_replaces_and_a_repetition_changes_nothing(engine: SearchEngine) -> None:
    """The same key is one document, the newest."""
    changed = question(2, "Lamp hums", "It hums.")
    for _ in range(3):
        engine.update([changed])
    assert groups(engine, "blinks") == set()
    assert groups(engine, "hums") == {"thread:2"}
    assert engine.keys() == {document.key: document.fingerprint() for document in (*SHELF, changed)}


def test_a_key_twice_in_a_batch_is_one_document(empty: SearchEngine) -> None:
    """The later one wins."""
    empty.update([question(1, "Gizmo"), question(1, "Gadget")])
    assert (groups(empty, "gizmo"), groups(empty, "gadget")) == (set(), {"thread:1"})
    assert list(empty.keys()) == ["question:1"]


def test_deleted_documents_are_gone(engine: SearchEngine) -> None:
    """By key and by group; unknown ones do no harm."""
    engine.update([], delete=["answer:32", "answer:999"])
    assert groups(engine, "cupsd") == set()
    engine.update([], delete_groups=["thread:1", "thread:999"])
    assert groups(engine, "restart") == {"thread:3"}
    assert set(engine.keys()) == {"question:2", "question:3", "answer:31", "question:4", "question:5"}


def test_a_group_can_be_replaced_in_one_batch(engine: SearchEngine) -> None:
    """Who writes a whole thread anew need not know what was in it."""
    engine.update([question(3, "Printing works again")], delete_groups=["thread:3"])
    assert groups(engine, "spooler") == set()
    assert keys(engine, "printing") == ["question:3"]


def test_a_failing_batch_writes_nothing(engine: SearchEngine) -> None:
    """A batch is there as a whole or not at all, and the next one is not hindered."""

    def broken() -> Iterator[Document]:
        yield question(7, "Gizmo")
        raise RuntimeError("the database went away")

    before = engine.keys()
    with pytest.raises(RuntimeError):
        engine.update(broken(), delete=["question:2"])
    assert engine.keys() == before
    engine.update([question(8, "Gadget")])
    assert groups(engine, "gadget") == {"thread:8"}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x"},
        {"body": "x"},
        {"tags": ("x",)},
        {"product": "x"},
        {"releases": ("x",)},
        {"states": ("x",)},
        {"level": "x"},
        {"language": "x"},
        {"created": day(9)},
        {"title_only": True},
        {"audience": "x"},
        {"group": "x"},
    ],
)
def test_a_fingerprint_tells_every_change(change: dict[str, object]) -> None:
    """The comparison with the database sees whatever differs."""
    document = SHELF[0]
    other = replace(document, **change)  # type: ignore[arg-type]  # any field of a document
    assert other.fingerprint() != document.fingerprint()
    assert replace(document).fingerprint() == document.fingerprint()


def test_a_rebuild_holds_exactly_what_it_is_given(engine: SearchEngine) -> None:
    """Everything before is gone, everything given is there, and updates go on."""
    kept = [document for document in SHELF if document.group != "thread:3"]
    assert engine.rebuild(iter(kept)) == len(kept)
    assert engine.keys() == {document.key: document.fingerprint() for document in kept}
    assert groups(engine, "spooler") == set()
    engine.update([question(9, "Gizmo")])
    assert groups(engine, "gizmo") == {"thread:9"}


def test_a_rebuild_ranks_like_many_updates(empty: SearchEngine) -> None:
    """Order does not depend on how the documents came into the index."""
    for document in SHELF:
        empty.update([document])
    one_by_one = empty.search(Query("restart the printer from the maintenance menu")).hits
    empty.rebuild(SHELF)
    assert empty.search(Query("restart the printer from the maintenance menu")).hits == one_by_one


def test_searches_go_on_during_a_rebuild(engine: SearchEngine) -> None:
    """From the first to the last moment the same hits are found."""
    started, done = Event(), Event()
    seen: list[list[str]] = []
    expected = keys(engine, "restart maintenance")

    def search() -> None:
        while not done.is_set():
            seen.append(keys(engine, "restart maintenance"))
            started.set()

    def slowly() -> Iterator[Document]:
        for document in SHELF:
            count = len(seen)
            while len(seen) <= count and reader.is_alive():
                started.wait(0.01)
            yield document

    reader = Thread(target=search)
    reader.start()
    try:
        engine.rebuild(slowly())
        after = len(seen)
        while len(seen) < after + 3 and reader.is_alive():
            started.wait(0.01)
    finally:
        done.set()
        reader.join()
    assert len(seen) > len(SHELF)
    assert all(found == expected for found in seen)


def test_a_failing_rebuild_leaves_the_old_index(engine: SearchEngine) -> None:
    """Searches and updates go on as before."""

    def broken() -> Iterable[Document]:
        yield question(1, "Gizmo")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert engine.keys() == {document.key: document.fingerprint() for document in SHELF}
    engine.update([question(8, "Gadget")])
    assert groups(engine, "gadget") == {"thread:8"}
