"""Vectors for a site that was filled for a bench: made by chance, since making them of its texts takes half an hour.

What a search by meaning costs is the same, whatever the vectors are.
"""

from collections.abc import Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from forum import config
from forum.search.documents import all_documents
from forum.search.meaning.bundled import DIMENSIONS, bundled
from forum.search.meaning.encoder import Standby
from forum.search.whoosh_engine.engine import WhooshEngine

AT_ONCE = 20_000


class Chance:
    """Vectors that have something in common, as those of texts about one thing have, and nothing to do with theirs."""

    dimensions = DIMENSIONS

    def __init__(self, name: str) -> None:
        """Take the name of the encoder for which it stands in."""
        self.name = name
        self._pick = np.random.default_rng(7)
        self._common = self._pick.standard_normal(DIMENSIONS).astype(np.float32) / 2

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a row of length 1 for each text."""
        made = self._pick.standard_normal((len(texts), DIMENSIONS), np.float32) + self._common
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def give_vectors() -> None:
    """Give every text of the site a vector, and wait for the encoder; nothing where it is not installed."""
    real = bundled()
    if real is None:
        return
    name = real.name
    engine = WhooshEngine(config.current().search_path, standby=Standby(name, DIMENSIONS, lambda: Chance(name)))
    if engine.unlearnt(1, wait=True):
        documents = all_documents()
        while some := list(islice(documents, AT_ONCE)):
            engine.learn(some, wait=True)
    engine.close()
    real.awaited()
