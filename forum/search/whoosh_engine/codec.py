"""How postings lie in a segment: Whoosh's codec with blocks that can be taken as arrays.

Whoosh keeps a block as a compressed pickle of numbers and texts, each an object of its own, so that reading a frequent
word takes most of a search. Here a block holds the documents, how often the word stands in each, and the positions as
three runs of bytes. The first two are read without the third, which only phrases need.
"""

import zlib
from array import array
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3PostingsWriter

from forum.search.whoosh_engine.arrays import Floats, Wide

# Postings in a block, at most.
_BLOCK = 1024
# From how many bytes on it pays to compress.
_SHORT = 128
_AS_IT_IS, _COMPRESSED = b"\0", b"\1"


class Block(NamedTuple):
    """Some of a word's postings: the numbers of documents, ascending, and how often it stands in each."""

    documents: Wide
    times: Floats


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh has no type information
    """Whoosh's codec with these postings, and without its length statistics: lengths stand in the rows, and asking for
    them costs a third of writing."""

    length_stats = False

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> "PostingsWriter":
        """Return what writes postings."""
        return PostingsWriter(dbfile, blocklimit=_BLOCK, byteids=byteids, compression=0)

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        """Return a matcher for a word's postings."""
        offset, length = terminfo.extent()
        return Matcher(dbfile, offset, length, format_, term=term, scorer=scorer)


class PostingsWriter(W3PostingsWriter):  # type: ignore[misc]  # Whoosh has no type information
    """Writes blocks of bytes where Whoosh writes tuples. Whoosh calls these for each block."""

    def _mini_ids(self) -> bytes:
        return _packed(np.diff(np.array(self._ids, np.uint32), prepend=np.uint32(0)).tobytes())

    def _mini_weights(self) -> bytes | None:
        if all(weight == 1.0 for weight in self._weights):
            return None
        return _packed(array("f", self._weights).tobytes())

    def _mini_values(self) -> tuple[bytes, bytes] | None:
        if not self._values:
            return None
        lengths = array("I", map(len, self._values))
        return _packed(lengths.tobytes()), _packed(b"".join(self._values))


class Matcher(W3LeafMatcher):  # type: ignore[misc]  # Whoosh has no type information
    """Reads these blocks: one posting after the other, as Whoosh does when it merges segments, or all of a block."""

    def block(self) -> Block:
        """Return the postings of the block at which the matcher stands."""
        return Block(self._documents(), self._times())

    def places(self) -> tuple[Wide, Wide, bytes]:
        """Return the documents of the block, how many bytes of positions each has, and all these bytes."""
        documents, values = self._documents(), self._data[2]
        if values is None:
            return documents, np.zeros(len(documents), np.int64), b""
        return documents, np.frombuffer(_unpacked(values[0]), np.uint32).astype(np.int64), _unpacked(values[1])

    def next_block(self) -> None:
        """Go on to the next block; the last one is followed by none, and the matcher is at its end."""
        self._next_block()

    def _documents(self) -> Wide:
        if self._data is None:
            self._read_data()
        return np.cumsum(np.frombuffer(_unpacked(self._data[0]), np.uint32), dtype=np.int64)

    def _times(self) -> Floats:
        if self._data[1] is None:
            return np.ones(self._blocklength)
        return np.frombuffer(_unpacked(self._data[1]), np.float32).astype(np.float64)

    def _read_ids(self) -> None:
        self._ids = self._documents().tolist()

    def _read_weights(self) -> None:
        self._documents()
        self._weights = self._times().tolist()

    def _read_values(self) -> None:
        _, lengths, together = self.places()
        ends = [0, *accumulate(lengths.tolist())]
        self._values = [together[start:end] for start, end in pairwise(ends)]


def _packed(given: bytes) -> bytes:
    return _AS_IT_IS + given if len(given) < _SHORT else _COMPRESSED + zlib.compress(given, 3)


def _unpacked(packed: bytes) -> bytes:
    return zlib.decompress(packed[1:]) if packed[:1] == _COMPRESSED else packed[1:]
