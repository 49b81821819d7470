"""What makes a vector of a text, and how a process comes by it without waiting."""

import logging
import os
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

log = logging.getLogger(__name__)


class Encoder(Protocol):
    """Makes vectors of texts in any language that it knows; those of like meaning point the same way.

    `name` tells the model and its version: vectors of different names are not compared. `dimensions` is how many
    numbers a vector has, a multiple of 64.
    """

    @property
    def name(self) -> str:
        """The model and its version."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has, a multiple of 64."""
        ...

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a row of length 1 for each text. It may be called by several threads at once."""
        ...


class Standby:
    """An encoder that is loaded by a thread of its own when it is first asked for; nobody waits meanwhile."""

    def __init__(self, name: str, dimensions: int, load: Callable[[], Encoder]) -> None:
        """Take the encoder's name and dimensions, and what loads it; nothing is loaded yet."""
        self.name = name
        self.dimensions = dimensions
        self._load = load
        self._guard = threading.Lock()
        self._encoder: Encoder | None = None
        self._loading: threading.Thread | None = None
        self._process = 0

    def begin(self) -> None:
        """Let it be loaded, once in a process. A thread does not go along into a forked one, so that begins anew."""
        with self._guard:
            if self._encoder is None and self._process != os.getpid():
                self._process = os.getpid()
                self._loading = threading.Thread(target=self._take, name="encoder", daemon=True)
                self._loading.start()

    def at_hand(self) -> Encoder | None:
        """Return the encoder if it is loaded, else None, and let it be loaded."""
        if self._encoder is None:
            self.begin()
        return self._encoder

    def awaited(self) -> Encoder | None:
        """Return the encoder when it is loaded; None where that failed. For commands, which may wait."""
        self.begin()
        if self._loading is not None:
            self._loading.join()
        return self._encoder

    def _take(self) -> None:
        try:
            self._encoder = self._load()
        except Exception:
            log.exception("the encoder could not be loaded; words alone are searched")
