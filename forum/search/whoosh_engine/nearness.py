"""How near the documents of a snapshot are to a query in meaning.

The vectors lie in a file of their own, under the prints of texts. Here is which document has which, and what follows
for the texts that are ranked as one: a thread is as near as the nearest of its posts that may be seen.
"""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from forum.search.meaning.encoder import Standby
from forum.search.meaning.vectors import Distances, Floats, Prints, Vectors
from forum.search.whoosh_engine.arrays import Ints
from forum.search.whoosh_engine.rows import Part
from forum.search.whoosh_engine.snapshot import Documents, Snapshot

Places: TypeAlias = npt.NDArray[np.intp]

# By how much a rough comparison may be wrong, in numbers of a vector: two standard deviations of most.
_SLACK = np.uint16(20)
# Whoever leafs through pages asks the same again.
_REMEMBERED = 100


class _Known:
    """Where the vectors of a segment's documents are: of each its title's and its body's, counted from 1; 0 is none."""

    def __init__(self, prints: Prints) -> None:
        self._prints = prints
        self._epoch, self._count = -1, 0
        self.places: Places = np.zeros(prints.shape, np.intp)

    def look(self, vectors: Vectors) -> None:
        """Find what came in since the last look."""
        if self._epoch != vectors.epoch:
            self.places[:] = 1 + vectors.slots(self._prints.ravel()).reshape(self._prints.shape)
        elif self._count != vectors.count:
            lacking = (self.places == 0) & (self._prints != 0)
            self.places[lacking] = 1 + vectors.slots(self._prints[lacking])
        self._epoch, self._count = vectors.epoch, vectors.count


class Nearness:
    """The encoder and its vectors as a process that searches knows them, and which documents have which."""

    def __init__(self, path: Path, standby: Standby) -> None:
        """Take the file of vectors, and the encoder."""
        self._standby = standby
        self._vectors = Vectors(path, standby.name, standby.dimensions)
        self._known: dict[str, _Known] = {}
        self._asked: OrderedDict[str, Floats] = OrderedDict()

    def vector(self, text: str) -> Floats | None:
        """Return the vector of what somebody asks; None until the encoder is loaded. Any thread may call this."""
        encoder = self._standby.at_hand()
        if encoder is None:
            return None
        if (known := self._asked.get(text)) is not None:
            return known
        made: Floats = encoder.encode([text])[0]
        self._asked[text] = made
        while len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
        return made

    def look(self) -> None:
        """Take in what was written since the last look."""
        self._vectors.look()

    def close(self) -> None:
        """Let go of files and memory."""
        self._vectors.close()
        self._known = {}

    def to(self, vector: Floats, snapshot: Snapshot) -> "Near":
        """Return what is near a vector in a snapshot."""
        known = {part.segment: self._known.get(part.segment) or _Known(part.rows.prints) for part in snapshot.parts}
        for each in known.values():
            each.look(self._vectors)
        self._known = known
        return Near(self._vectors, vector, snapshot, [each.places for each in known.values()])


class Post(NamedTuple):
    """A document, by its part and number, and how near it is: a cosine."""

    part: int
    document: int
    cosine: float


class Near:
    """How near everything in a snapshot is to one vector. A cosine of -1 stands for what has no vector."""

    def __init__(self, vectors: Vectors, vector: Floats, snapshot: Snapshot, places: Sequence[Places]) -> None:
        """Compare the vector with all others, roughly."""
        self._vectors, self._vector, self._snapshot, self._places = vectors, vector, snapshot, places
        far = vectors.dimensions
        self._cosines: Floats = np.cos(np.pi * np.arange(far + 1, dtype=np.float32) / far)
        self._distances = vectors.distances(vector)
        self._nearest: Distances = np.zeros(0, np.uint16)

    def units(self, seen: Documents) -> Floats:
        """Return about how near the unit at each place is, by those of its documents that may be seen."""
        nearest: Distances = np.full(len(self._snapshot.units), self._vectors.dimensions, np.uint16)
        for part, places, some in zip(self._snapshot.parts, self._places, seen, strict=True):
            # All places are within; to say so spares looking at each.
            distances = self._distances.take(places[0], mode="clip")
            np.minimum(distances, self._distances.take(places[1], mode="clip"), out=distances)
            if not some.all():
                distances[~some] = self._vectors.dimensions
            np.minimum.at(nearest, part.rows.slot, distances)
        self._nearest = nearest
        return self._cosines.take(nearest, mode="clip")

    def exactly(self, places: Ints, seen: Documents) -> tuple[Floats, dict[int, Post]]:
        """Return how near the units at these places are, and of each the nearest post. Ask for `units` before.

        Of a unit only those texts are compared that may be its nearest by the rough comparison.
        """
        columns: list[tuple[Ints, Ints, Ints, Floats]] = []
        for number, (part, own, some) in enumerate(zip(self._snapshot.parts, self._places, seen, strict=True)):
            documents = part.rows.of(places)
            documents = documents[some[documents]]
            near = self._of(part, own, documents)
            columns.append((part.rows.slot[documents], np.full_like(documents, number), documents, near))
        if not columns:
            return np.full(len(places), -1, np.float32), {}
        units, parts, documents, near = (np.concatenate(column) for column in zip(*columns, strict=True))
        order = np.lexsort((near, units))
        last = order[np.flatnonzero(np.diff(units[order], append=-1))]
        nearest = (units[last].tolist(), parts[last].tolist(), documents[last].tolist(), near[last].tolist())
        posts = {unit: Post(number, document, cosine) for unit, number, document, cosine in zip(*nearest, strict=True)}
        found = [posts[place].cosine if place in posts else -1.0 for place in places.tolist()]
        return np.array(found, np.float32), posts

    def _of(self, part: Part, own: Places, documents: Ints) -> Floats:
        """Return how near documents of a part are, by their title or their body."""
        places, prints = own[:, documents], part.rows.prints[:, documents].ravel()
        enough = self._nearest[part.rows.slot[documents]] + _SLACK
        slots = np.where(self._distances[places] <= enough, places - 1, -1).ravel()
        found: Floats = np.full(len(slots), -1, np.float32)
        have = slots >= 0
        found[have] = self._vectors.cosines(slots[have].astype(np.int32), prints[have], self._vector)
        nearest: Floats = found.reshape(2, -1).max(axis=0)
        return nearest
