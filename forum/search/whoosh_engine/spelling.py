"""Near words for unknown ones, from the titles and tags that the person may see."""

from forum.search.engine import Query
from forum.search.whoosh_engine.searching import Search
from forum.search.whoosh_engine.snapshot import Snapshot
from forum.search.words import fold

# Shorter words have too many neighbours to guess.
_SHORTEST = 4


def suggestion(snapshot: Snapshot, query: Query) -> str | None:
    """Return what the person may have meant, or None.

    Only words that a visible title or tag has are suggested, so nothing hidden is told.
    """
    search = Search(snapshot, query)
    text = search.asked.words
    meant = text
    for start, end in reversed(search.unknown_words()):
        near = _nearest(snapshot, search, fold(text[start:end].lower()))
        if near:
            meant = meant[:start] + near + meant[end:]
    return None if meant == text else meant


def _nearest(snapshot: Snapshot, search: Search, word: str) -> str | None:
    if len(word) < _SHORTEST:
        return None
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    counted = {near: search.visible_count(near) for near in snapshot.near("words", word) | swapped}
    found = {near: count for near, count in counted.items() if count}
    return max(found, key=lambda near: (found[near], near)) if found else None
