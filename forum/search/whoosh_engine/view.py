"""What one kind of reader may see of a snapshot: the documents that are hidden from them, and what follows from that.

Most readers see the same, so a view is kept with its snapshot, and what was worked out for one query serves the next.
"""

from collections import Counter
from collections.abc import Callable, Hashable

from forum.search.engine import Query
from forum.search.whoosh_engine.snapshot import Documents, Snapshot, V


class View:
    """A snapshot without its hidden documents. `hidden` are those by part, `unseen` the deleted ones too."""

    def __init__(self, snapshot: Snapshot, query: Query, key: Hashable) -> None:
        """Find out what the query must not find."""
        self.snapshot = snapshot
        self.hidden: Documents = _hidden_documents(snapshot, query)
        self.unseen = [part.deleted | some for part, some in zip(snapshot.parts, self.hidden, strict=True)]
        self.hidden_words: Counter[int] = Counter()
        # The units whose question or entry is hidden: nothing of them shows.
        self.gone: set[int] = set()
        for number, (part, documents) in enumerate(zip(snapshot.parts, self.hidden, strict=True)):
            for document in documents:
                unit = part.rows.unit[document]
                self.hidden_words[unit] += part.rows.body[document]
                if (about := snapshot.about[unit]) and (about.part, about.document) == (number, document):
                    self.gone.add(unit)
        self._key = key

    def keep(self, key: Hashable, make: Callable[[], V], size: Callable[[V], int]) -> V:
        """Return what was worked out for this view under a key; where it is missing it is made."""
        kept: V = self.snapshot.kept.get((self._key, key), make, size)
        return kept


def view_for(snapshot: Snapshot, query: Query) -> View:
    """Return the view of a query."""
    key = (query.audiences, query.without_keys, query.without_groups, query.without_bodies)
    view: View = snapshot.kept.get(key, lambda: View(snapshot, query, key), lambda made: sum(map(len, made.unseen)))
    return view


def _hidden_documents(snapshot: Snapshot, query: Query) -> list[set[int]]:
    """Return the documents that the query must not find: other people's, and the mask."""
    hidden: list[set[int]] = [set() for _ in snapshot.parts]
    audiences = snapshot.lexicon("audience") - query.audiences
    for field, values in (("audience", audiences), ("key", query.without_keys), ("group", query.without_groups)):
        if values:
            for number, documents in enumerate(snapshot.having(field, values)):
                hidden[number] |= documents
    if query.without_bodies:
        for number, documents in enumerate(snapshot.having("key", query.without_bodies)):
            hidden[number] |= {document for document in documents if snapshot.parts[number].rows.body[document]}
    return hidden
