"""Writing the file of vectors. Hold the right to write the index meanwhile: there is one writer for both."""

import os
from pathlib import Path
from secrets import token_bytes

import numpy as np
import numpy.typing as npt

from forum.search.meaning.vectors import HEAD, Floats, Prints, Records, Vectors, facts_of, head, sums

# From how many slots on that hold nothing the file is written anew, if they are more than those that do.
_MANY_EMPTY = 4_096
_COPIED = 4_096


class Writer:
    """The file as the writing process sees it."""

    def __init__(self, path: Path, name: str, dimensions: int) -> None:
        """Take where the file is, which need not be there yet, and the encoder."""
        self.vectors = Vectors(path, name, dimensions)

    def begin(self) -> Vectors:
        """Bring the file into order and return what is in it.

        A missing one, one of another encoder and one that begins with something else is begun anew; what was cut off or
        spoilt is emptied, so that its texts lack a vector and get one.
        """
        vectors = self.vectors
        if facts_of(vectors.path) != vectors.facts:  # somebody else wrote, maybe over what we know
            vectors.close()
            vectors.look()
        if not vectors.ours:
            self._replace([])
        if vectors.damaged:
            self._empty(vectors.damaged)
        if vectors.facts and vectors.facts.size != self._end():  # a part of a record
            os.truncate(vectors.path, self._end())
            vectors.facts = facts_of(vectors.path)
        return vectors

    def keep(self, wanted: Prints) -> int:
        """Erase every vector that is none of these texts'; return how many those were."""
        vectors = self.begin()
        prints = vectors.prints[: vectors.count]
        extra = np.flatnonzero((prints != 0) & ~np.isin(prints, wanted))
        if len(extra):
            self._empty(extra.tolist())
        empty = int(np.count_nonzero(vectors.prints[: vectors.count] == 0))
        if empty > max(_MANY_EMPTY, vectors.count - empty):
            self._write_anew()
        return len(extra)

    def add(self, prints: Prints, vectors: Floats) -> None:
        """Write the vectors of texts, in the order of their prints."""
        known = self.begin()
        lacking = known.slots(prints) < 0
        made = as_records(prints[lacking], vectors[lacking], known)
        with known.path.open("r+b") as file:
            file.seek(self._end())
            file.write(made.tobytes())
        known.look()

    def _end(self) -> int:
        """Return how long the file is with all its records."""
        return HEAD + self.vectors.count * self.vectors.type.itemsize

    def _empty(self, slots: list[int]) -> None:
        """Overwrite slots with zeros."""
        vectors = self.vectors
        with vectors.path.open("r+b") as file:
            for slot in slots:
                file.seek(HEAD + slot * vectors.type.itemsize)
                file.write(bytes(vectors.type.itemsize))
            file.flush()
            os.fsync(file.fileno())
        vectors.prints[slots] = 0
        vectors.damaged = []
        vectors.order(min(slots))
        vectors.facts = facts_of(vectors.path)

    def _write_anew(self) -> None:
        """Leave out the slots that hold nothing."""
        vectors = self.vectors
        kept = []
        for first in range(0, vectors.count, _COPIED):
            records = vectors.records(first, min(_COPIED, vectors.count - first))
            kept.append(records[vectors.prints[first : first + len(records)] != 0])
        self._replace(kept)

    def _replace(self, parts: list[Records]) -> None:
        """Put a new file in the place of the old one, at once and whole."""
        vectors = self.vectors
        aside = vectors.path.with_name(f"{vectors.path.name}.new")
        with aside.open("wb") as file:
            file.write(head(vectors.name, vectors.dimensions, token_bytes(8)))
            for records in parts:
                file.write(records.tobytes())
            file.flush()
            os.fsync(file.fileno())
        aside.replace(vectors.path)
        vectors.look()


def as_records(prints: Prints, vectors: Floats, known: Vectors) -> Records:
    """Return how the vectors of these texts are kept: the largest number of each as 127."""
    made = np.zeros(len(prints), known.type)
    largest = np.maximum(np.abs(vectors).max(axis=1, initial=0), 1e-9)[:, None]
    steps: npt.NDArray[np.int8] = np.rint(vectors * (127 / largest)).astype(np.int8)
    made["print"] = prints
    made["vector"] = steps
    made["length"] = np.sqrt((steps.astype(np.float32) ** 2).sum(axis=1))
    made["sum"] = sums(made)
    return made
