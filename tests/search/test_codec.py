"""Postings lie in blocks of our own: taken as arrays they are what Whoosh reads one by one, also after a merge."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from whoosh import index
from whoosh.filedb.filestore import FileStorage

from forum.search.whoosh_engine.codec import Codec
from forum.search.whoosh_engine.postings import NEXT_DOCUMENT, read_places, read_postings
from forum.search.whoosh_engine.schema import schema, text_field

FIELD = text_field("body", "en")
RARITY = {"everywhere": 1.0, "often": 0.4, "seldom": 0.02}


def write(folder: Path, pick: Random, count: int, *, merge: bool) -> list[list[str]]:
    """Add documents of a few words to the index and return their words in order."""
    texts = [[word for word in RARITY for _ in range(3) if pick.random() < RARITY[word]] for _ in range(count)]
    writer = index.FileIndex(FileStorage(str(folder)), schema=schema()).writer(codec=Codec())
    for text in texts:
        pick.shuffle(text)
        writer.add_document(**{FIELD: [(word, place) for place, word in enumerate(text)]})
    writer.commit(optimize=merge, merge=merge)
    return texts


def one_by_one(reader: Any, word: str) -> list[tuple[int, float]]:
    """Read postings as Whoosh does."""
    matcher, found = reader.postings(FIELD, word), []
    while matcher.is_active():
        found.append((matcher.id(), matcher.weight()))
        matcher.next()
    return found


def test_blocks_hold_what_was_written(tmp_path: Path) -> None:
    pick = Random(4)
    index.FileIndex.create(FileStorage(str(tmp_path)), schema())
    first = write(tmp_path, pick, 2_500, merge=False)
    # What is merged in comes behind what is new.
    texts = write(tmp_path, pick, 700, merge=True) + first
    with index.FileIndex(FileStorage(str(tmp_path)), schema=schema()).reader() as reader:
        for word in RARITY:
            times = [(number, Counter(text)[word]) for number, text in enumerate(texts) if word in text]
            assert one_by_one(reader, word) == times
            found = read_postings(reader, FIELD, word)
            assert list(zip(found.documents.tolist(), found.times.tolist(), strict=True)) == times
            assert found.times_in(found.documents + 1).tolist() == [
                float(Counter(texts[number + 1])[word]) if number + 1 < len(texts) else 0.0 for number, _ in times
            ]
            assert read_places(reader, FIELD, word).tolist() == [
                number * NEXT_DOCUMENT + place
                for number, text in enumerate(texts)
                for place, other in enumerate(text)
                if other == word
            ]
        assert not len(read_postings(reader, FIELD, "never").documents)
        assert not len(read_places(reader, text_field("title", "pt"), "never"))
