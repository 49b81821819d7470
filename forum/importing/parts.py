"""Telling what changed at the source from what changed here: part by part, a change made here wins.

For each part the mark of the last import keeps two values: the fingerprint of what the source gave, and what stood here
after it was written (a revision's number, a state, a fingerprint). The source changed a part when the first differs,
somebody here did when the second does.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from forum.importing.report import Kept
from forum.importing.thread import digest


class Parts:
    """The parts of one imported thing and all beneath it. `known` are those of the mark, empty for a new thing."""

    def __init__(self, known: Mapping[str, Any] | None = None) -> None:
        """Begin with what the last import kept."""
        self.values: dict[str, Any] = dict(known or {})
        self.changed = False
        self._updated = self._local = False

    def knows(self, name: str) -> bool:
        """Whether an earlier import brought this part."""
        return name in self.values

    def differs(self, name: str, theirs: object) -> bool:
        """Whether the source gives something else than last time."""
        return name not in self.values or self.values[name][0] != digest(theirs)

    def take(self, name: str, theirs: object, ours: object) -> bool:
        """Whether the source's value is to be written: it changed there, and `ours` is still what was written here."""
        if not self.differs(name, theirs):
            return False
        if name in self.values and self.values[name][1] != ours:
            # Remembered, so that the same value of the source is not looked at again.
            self.values[name] = [digest(theirs), self.values[name][1]]
            self._local = True
            return False
        return True

    def wrote(self, name: str, theirs: object, ours: object) -> None:
        """Remember what the source gave and what now stands here."""
        self.values[name] = [digest(theirs), ours]
        self.update()

    def update(self) -> None:
        """Note that the thing at hand was changed."""
        self._updated = self.changed = True

    @contextmanager
    def thing(self, outcomes: list[Kept]) -> Iterator[None]:
        """Take one thing in hand, and add what became of it to `outcomes` at the end of the block."""
        self._updated = self._local = False
        yield
        outcomes.append(Kept.UPDATED if self._updated else Kept.LOCAL if self._local else Kept.UNCHANGED)
