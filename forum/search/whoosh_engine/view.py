"""What one kind of reader may see of a snapshot: the documents that are hidden from them, and what follows from that.

Most readers see the same, so a view is kept with its snapshot, and what was worked out for one query serves the next.
"""

from collections.abc import Callable, Hashable

import numpy as np

from forum.search.engine import Query
from forum.search.whoosh_engine.arrays import Flags, Floats
from forum.search.whoosh_engine.snapshot import Documents, Snapshot, V

# How many flags take about as much memory as a posting.
FLAGS = 12


class View:
    """A snapshot without its hidden documents.

    `seen` tells by part which documents may be found, `shown` at which places there is a question or entry that may
    be, and `words` how many words the visible bodies of a unit have together.
    """

    def __init__(self, snapshot: Snapshot, query: Query, key: Hashable) -> None:
        """Find out what the query must not find."""
        self.snapshot = snapshot
        units = snapshot.units
        self.shown: Flags = units.shown
        self.words: Floats = units.words
        self.seen: Documents = [part.live for part in snapshot.parts]
        hidden = _hidden_documents(snapshot, query)
        if any(some.any() for some in hidden):
            self.seen = [part.live & ~some for part, some in zip(snapshot.parts, hidden, strict=True)]
            self.shown, self.words = units.shown.copy(), units.words.copy()
            for part, some in zip(snapshot.parts, hidden, strict=True):
                rows = part.rows
                self.words -= np.bincount(rows.slot[some], weights=rows.body[some], minlength=len(units))
                self.shown[rows.slot[part.heads[some[part.heads]]]] = False
        self._key = key

    def __len__(self) -> int:
        """Return about how many scores take as much memory."""
        return (sum(map(len, self.seen)) + 9 * len(self.shown)) // FLAGS

    def keep(self, key: Hashable, make: Callable[[], V], size: Callable[[V], int]) -> V:
        """Return what was worked out for this view under a key; where it is missing it is made."""
        kept: V = self.snapshot.kept.get((self._key, key), make, size)
        return kept


def view_for(snapshot: Snapshot, query: Query) -> View:
    """Return the view of a query."""
    key = (query.audiences, query.without_keys, query.without_groups, query.without_bodies)
    view: View = snapshot.kept.get(key, lambda: View(snapshot, query, key), len)
    return view


def _hidden_documents(snapshot: Snapshot, query: Query) -> list[Flags]:
    """Return the documents that the query must not find: other people's, and the mask."""
    hidden = [np.zeros(len(part.rows), np.bool_) for part in snapshot.parts]
    audiences = snapshot.lexicon("audience") - query.audiences
    for field, values in (("audience", audiences), ("key", query.without_keys), ("group", query.without_groups)):
        if values:
            for some, documents in zip(hidden, snapshot.having(field, values), strict=True):
                some |= documents
    if query.without_bodies:
        for part, some, documents in zip(
            snapshot.parts, hidden, snapshot.having("key", query.without_bodies), strict=True
        ):
            some |= documents & (part.rows.body > 0)
    return hidden
