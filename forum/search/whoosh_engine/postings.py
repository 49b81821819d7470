"""Which documents of a segment have a word, as arrays."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from whoosh.reading import TermNotFound

from forum.search.whoosh_engine.arrays import NO_COUNTS, NO_INTS, Counts, Flags, Floats, Ints, Wide
from forum.search.whoosh_engine.codec import Matcher
from forum.search.whoosh_engine.store import damage_reported


class Postings(NamedTuple):
    """The documents of a segment that have a word, ascending, and how often."""

    documents: Ints
    times: Counts

    def among(self, chosen: Flags) -> "Postings":
        """Return those of the documents that are chosen."""
        kept = chosen[self.documents]
        return self if kept.all() else Postings(self.documents[kept], self.times[kept])

    def times_in(self, documents: Ints) -> Floats:
        """Return how often the word stands in each of the documents; 0 where it does not."""
        if not len(self.documents):
            return np.zeros(len(documents))
        places = np.minimum(np.searchsorted(self.documents, documents), len(self.documents) - 1)
        return np.where(self.documents[places] == documents, self.times[places], 0.0).astype(np.float64)


NOWHERE = Postings(NO_INTS, NO_COUNTS)

# More than positions in a document can be, so that the last of one and the first of the next are no neighbours.
NEXT_DOCUMENT = 2**17


def read_postings(reader: Any, field: str, word: str) -> Postings:
    """Return the documents of a segment that have the word in the field; some of them may be deleted."""
    with damage_reported():
        blocks = [matcher.block() for matcher in _blocks(reader, field, word)]
        if not blocks:
            return NOWHERE
        documents, times = (np.concatenate(column) for column in zip(*blocks, strict=True))
    return Postings(documents.astype(np.int32), times.astype(np.float32))


def read_places(reader: Any, field: str, word: str) -> Wide:
    """Return where a word stands in the field of a segment's documents, ascending: the document's number times
    `NEXT_DOCUMENT` plus the position in it."""
    found: list[Wide] = []
    with damage_reported():
        for matcher in _blocks(reader, field, word):
            documents, lengths, together = matcher.places()
            where = np.frombuffer(together, np.uint16).astype(np.int64)
            found.append(where + NEXT_DOCUMENT * np.repeat(documents, lengths // 2))
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _blocks(reader: Any, field: str, word: str) -> Iterator[Matcher]:
    """Yield a matcher at each block of the word's postings; none where the segment does not have the word.

    Whoosh's reader of terms is asked, because its reader of the segment would look at what is deleted every time.
    """
    known = reader.schema
    if field not in known:
        return
    try:
        matcher = reader._terms.matcher(field, known[field].to_bytes(word), known[field].format)
    except TermNotFound:
        return
    while matcher.is_active():
        yield matcher
        matcher.next_block()
