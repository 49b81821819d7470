"""A small encoder whose every answer is known, and an engine that has always learnt what it holds."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from forum.search.engine import Document
from forum.search.meaning.encoder import Standby
from forum.search.whoosh_engine.engine import WhooshEngine

NAME, DIMENSIONS = "words of one meaning 1", 512

# What means the same to this encoder. Every other word means itself alone.
ALIKE = ({"television", "telly", "televisor"}, {"hums", "buzzes", "zumbe"}, {"couch", "sofa"})


class WordsOfOneMeaning:
    """A text is the sum of its words of four letters and more, in directions that have nothing to do with each
    other."""

    name = NAME
    dimensions = DIMENSIONS

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a row of length 1 for each text, of length 0 for one without words."""
        made = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in zip(made, texts, strict=True):
            for word in text.lower().split():
                if len(word) > 3:
                    row += _direction(next((min(alike) for alike in ALIKE if word in alike), word))
        lengths = np.linalg.norm(made, axis=1, keepdims=True)
        return np.asarray(made / np.maximum(lengths, 1e-9), np.float32)


@cache
def _direction(word: str) -> npt.NDArray[np.float32]:
    seed = int.from_bytes(blake2b(word.encode(), digest_size=4).digest())
    return np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)


def loaded() -> Standby:
    """Return that encoder, loaded."""
    standby = Standby(NAME, DIMENSIONS, WordsOfOneMeaning)
    standby.awaited()
    return standby


class Learnt(WhooshEngine):
    """An engine that learns at once what it is given."""

    def update(
        self, documents: Iterable[Document], *, delete: Iterable[str] = (), delete_groups: Iterable[str] = ()
    ) -> None:
        """Write one batch and learn it."""
        documents = list(documents)
        super().update(documents, delete=delete, delete_groups=delete_groups)
        self.learn(documents)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build the index anew and learn all of it."""
        documents = list(documents)
        count = super().rebuild(documents)
        self.learn(documents)
        return count
