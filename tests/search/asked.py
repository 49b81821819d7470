"""What an engine answers, in short."""

from dataclasses import replace

from forum.search.engine import Query, SearchEngine


def keys(engine: SearchEngine, text: str = "", **more: object) -> list[str]:
    """Return the keys of the hits, best first."""
    query = replace(Query(text), **more)  # type: ignore[arg-type]  # any field of a query
    return [hit.key for hit in engine.search(query).hits]


def groups(engine: SearchEngine, text: str = "", **more: object) -> set[str]:
    """Return the groups that are found."""
    query = replace(Query(text), **more)  # type: ignore[arg-type]  # any field of a query
    return {hit.group for hit in engine.search(query).hits}
