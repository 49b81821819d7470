"""The vectors of texts, in one file beside the index that one process writes and all others read.

    vectors        a head that names the encoder, then records of one length
    a record       the print of a text, the length of its vector, a sum over all of it, the vector in steps of a byte

A vector is kept under the print of its text. So it can never be that of another text, equal texts have one, and an
index that is built anew finds most of them made. What no document has is overwritten with zeros at once. A record whose
sum is wrong counts for nothing: a writer that was killed leaves at most one, and one that was spoilt is made anew.

In memory are only the prints and, of every vector, which of its numbers are above zero: 64 bytes of 512. The angle
between two vectors is about as large as the part of these in which they differ.
"""

import os
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Prints: TypeAlias = npt.NDArray[np.uint64]
Slots: TypeAlias = npt.NDArray[np.int32]
Floats: TypeAlias = npt.NDArray[np.float32]
Distances: TypeAlias = npt.NDArray[np.uint16]
Records: TypeAlias = npt.NDArray[np.void]

HEAD, _TOKEN = 32, 8
_FORMAT = b"vectors1"
_SUM = 3  # which of a record's numbers of 32 bits is the sum
_SEED = np.uint32(0x9E3779B9)
# Records that are read and records that are compared at once: as much as the processor's own memory holds.
_READ, _COMPARED = 4_096, 16_384
# How many prints are put in order anew when some come in; the others stay in order.
_FRESH = 8_192


class Facts(NamedTuple):
    """By what one sees that a file is another one, or was written to."""

    inode: int
    size: int
    changed: int


def record_type(dimensions: int) -> np.dtype[np.void]:
    """Return how a record lies in the file."""
    return np.dtype([("print", "<u8"), ("length", "<f4"), ("sum", "<u4"), ("vector", "i1", (dimensions,))])


def head(name: str, dimensions: int, token: bytes) -> bytes:
    """Return how a file for this encoder begins; the token tells one file from the next."""
    return _FORMAT + digest(name, dimensions) + token


def digest(name: str, dimensions: int) -> bytes:
    """Return 16 bytes that stand for an encoder."""
    return blake2b(f"{name} {dimensions}".encode(), digest_size=16).digest()


def sums(records: Records) -> npt.NDArray[np.uint32]:
    """Return the sum that each record must bear: other bytes anywhere give another one."""
    words = np.frombuffer(records.tobytes(), np.uint32).reshape(len(records), -1).copy()
    words[:, _SUM] = _SEED
    factors = (np.arange(words.shape[1], dtype=np.uint32) * np.uint32(2_654_435_761)) | np.uint32(1)
    words ^= words >> np.uint32(15)
    total: npt.NDArray[np.uint32] = (words * factors).sum(axis=1, dtype=np.uint32)
    return total


def signs(vectors: npt.NDArray[np.int8] | Floats) -> npt.NDArray[np.uint64]:
    """Return which numbers of each vector are above zero, as a row of bits in numbers of 64."""
    return np.packbits(vectors > 0, axis=1).view(np.uint64)


class Vectors:
    """What a process knows of the file. `look` brings it up to date."""

    def __init__(self, path: Path, name: str, dimensions: int) -> None:
        """Take where the file is, and the encoder whose vectors are wanted; those of another count as none."""
        self.path = path
        self.name = name
        self.dimensions = dimensions
        self.type = record_type(dimensions)
        # Counts up when slots mean something else than before.
        self.epoch = 0
        self._file = -1
        self.facts: Facts | None = None
        # Whether the file is of this encoder.
        self.ours = False
        self._forget()

    def __del__(self) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Let go of file and memory. The next look opens it again."""
        if self._file >= 0:
            os.close(self._file)
        self._file, self.facts, self.ours = -1, None, False
        self._forget()

    def _forget(self) -> None:
        self.epoch += 1
        self.count = 0
        self.damaged: list[int] = []
        self.prints: Prints = np.zeros(0, np.uint64)
        self._signs: npt.NDArray[np.uint64] = np.zeros((self.dimensions // 64, 0), np.uint64)
        self._old = self._new = _Ordered(self.prints, 0)

    def look(self) -> None:
        """Take in what was written since the last look. A file that is missing or of another encoder is empty."""
        facts = facts_of(self.path)
        if facts == self.facts and not self.damaged:
            return
        if facts is None or self.facts is None or facts.inode != self.facts.inode or facts.size < self.facts.size:
            self.close()
            if facts is None:
                return
            self._file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            facts = _facts(os.fstat(self._file))
        self.facts = facts
        self.ours = os.pread(self._file, HEAD, 0)[:-_TOKEN] == head(self.name, self.dimensions, b"")
        if self.ours:
            self._read_on((facts.size - HEAD) // self.type.itemsize)
        else:
            self._forget()

    def _read_on(self, end: int) -> None:
        """Read records up to a slot, from the first on that was not whole at the last look."""
        start = min(self.damaged, default=self.count)
        self._make_room(end)
        self.damaged = []
        for first in range(start, end, _READ):
            records = self.records(first, min(end, first + _READ) - first)
            whole = (records["sum"] == sums(records)) & (records["print"] != 0)
            self.damaged += (first + np.flatnonzero(~whole & (records["print"] != 0))).tolist()
            last = first + len(records)
            self.prints[first:last] = np.where(whole, records["print"], 0)
            self._signs[:, first:last] = signs(records["vector"]).T
        self.count = max(self.count, end)
        self.order(start)

    def _make_room(self, slots: int) -> None:
        if slots > len(self.prints):
            more = max(slots - len(self.prints), len(self.prints) // 8, 256)
            self.prints = np.concatenate([self.prints, np.zeros(more, np.uint64)])
            self._signs = np.concatenate([self._signs, np.zeros((len(self._signs), more), np.uint64)], axis=1)

    def order(self, changed: int) -> None:
        """Put the prints in order, after those from a slot on changed."""
        if changed < self._new.start or self.count - self._new.start > _FRESH:
            self._old = _Ordered(self.prints[: self.count], 0)
            self._new = _Ordered(self.prints[:0], self.count)
        else:
            self._new = _Ordered(self.prints[self._new.start : self.count], self._new.start)

    def records(self, first: int, count: int) -> Records:
        """Return records as they lie in the file, fewer where it was cut off."""
        found = os.pread(self._file, count * self.type.itemsize, HEAD + first * self.type.itemsize)
        return np.frombuffer(found[: len(found) - len(found) % self.type.itemsize], self.type)

    def slots(self, prints: Prints) -> Slots:
        """Return where the vector of each text is, -1 where there is none."""
        found = np.full(len(prints), -1, np.int32)
        self._old.find(prints, found)
        self._new.find(prints, found)
        found[prints == 0] = -1
        return found

    def distances(self, vector: Floats) -> Distances:
        """Return in how many numbers each vector is on the other side of zero than this one, in the order of slots.

        Before them stands one that is as far as can be, for what has no vector: a slot's place is one more.
        """
        sought = signs(vector[None, :])[0]
        found: Distances = np.zeros(self.count + 1, np.uint16)
        found[0] = self.dimensions
        differing, counted = np.empty(_COMPARED, np.uint64), np.empty(_COMPARED, np.uint8)
        for start in range(0, self.count, _COMPARED):
            end = min(self.count, start + _COMPARED)
            some, bits, counts = found[start + 1 : end + 1], differing[: end - start], counted[: end - start]
            for word, theirs in zip(sought, self._signs, strict=True):
                np.bitwise_xor(theirs[start:end], word, out=bits)
                np.bitwise_count(bits, out=counts)
                np.add(some, counts, out=some)
        return found

    def cosines(self, slots: Slots, prints: Prints, vector: Floats) -> Floats:
        """Return how near the vectors in these slots are to this one, from -1 to 1; -1 where it is not that of the
        print any more."""
        if not len(slots):
            return np.zeros(0, np.float32)
        size = self.type.itemsize
        found = b"".join(os.pread(self._file, size, HEAD + size * slot) for slot in slots.tolist())
        if len(found) < size * len(slots):  # the file was cut off a moment ago
            return np.full(len(slots), -1, np.float32)
        records = np.frombuffer(found, self.type)
        # Row by row: a product of matrices rounds the same row differently beside others, and the order would with it.
        products: Floats = (records["vector"] * vector).sum(axis=1)
        return np.where(records["print"] == prints, products / np.maximum(records["length"], 1e-9), np.float32(-1))


class _Ordered:
    """Prints in order, with their slots; of equal ones the later counts."""

    def __init__(self, prints: Prints, start: int) -> None:
        order = np.argsort(prints, kind="stable").astype(np.int32)
        self.start = start
        self._prints = prints[order]
        self._slots = order + np.int32(start)

    def find(self, prints: Prints, found: Slots) -> None:
        """Write the slots of those that are here into `found`."""
        if len(self._prints):
            at = np.maximum(np.searchsorted(self._prints, prints, "right") - 1, 0)
            here = self._prints[at] == prints
            found[here] = self._slots[at[here]]


def facts_of(path: Path) -> Facts | None:
    """Return the facts about a file, None where there is none."""
    try:
        return _facts(path.stat())
    except OSError:
        return None


def _facts(found: os.stat_result) -> Facts:
    return Facts(found.st_ino, found.st_size, found.st_mtime_ns)
