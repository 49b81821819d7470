"""Erasing a person everywhere: in batches, each in a unit of its own, so that others come between and a kill at any
moment loses nothing. A pass goes through all that is held; one that finds nothing to change says that all is done.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from forum.core.clock import now
from forum.core.db import drop_overwritten
from forum.core.erasing import Traces
from forum.people.erasing import begin_erasure, due_erasures, finish_erasure, last_change, under_way
from forum.people.models import Posts
from forum.personal.table import ERASERS
from forum.search.engine import IndexBusy
from forum.search.indexing import has_followed, rebuild

# What was being written when an erasure began is there by then, and is found by the last pass.
SETTLES = timedelta(seconds=30)


@dataclass
class _Pass:
    """One walk through all that is held. It is in memory only: after a kill the next one begins anew."""

    steps: Iterator[int]
    changed: int = 0


@dataclass
class Eraser:
    """Goes on with what is due. One for each process that does so; several at once do no harm.

    `tell` is called now and then while the index is made anew, so that a worker can say that it is alive.
    """

    tell: Callable[[], object] = lambda: None
    passes: dict[int, _Pass] = field(default_factory=dict)

    def go_on(self, only: Sequence[int] | None = None, *, seconds: float = 2.0) -> int:
        """Go on with the erasures that are due, or with these of them, for about so long; return how many it finished.

        To be called again until nothing is due.
        """
        end = time.monotonic() + seconds
        clean = [ident for ident in due_erasures() if (only is None or ident in only) and self._walk(ident, end)]
        return len(clean) if clean and self._finish(clean) else 0

    def _walk(self, ident: int, end: float) -> bool:
        """Walk on; return whether a whole walk has found nothing, long enough after the beginning."""
        if ident not in self.passes:
            found = begin_erasure(ident)
            if found is None:
                return False
            self.passes[ident] = _Pass(_steps(*found))
        walk = self.passes[ident]
        for changed in walk.steps:
            walk.changed += changed
            if time.monotonic() > end:
                return False
        del self.passes[ident]
        erasure = under_way(ident)
        return not walk.changed and erasure is not None and now() - erasure.begun_at >= SETTLES

    def _finish(self, clean: Sequence[int]) -> bool:
        """Make the index anew where texts changed, since it keeps old words until then; then note that all is done."""
        changes = [change for change in map(last_change, clean) if change is not None]
        if changes:
            if not has_followed(max(changes)):
                return False
            try:
                rebuild(self.tell)
            except IndexBusy:
                return False
        for ident in clean:
            finish_erasure(ident)
        drop_overwritten()
        return True


def _steps(traces: Traces, posts: Posts) -> Iterator[int]:
    for erase in ERASERS:
        yield from erase(traces, posts)
