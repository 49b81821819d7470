"""One batch of arrivals: what it refers to, looked up at once, and what became of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from forum.catalog.models import Product, Tag, TagSynonym
from forum.core.db import session
from forum.core.errors import Invalid
from forum.core.markup import Rendered, render, unrendered
from forum.core.upsert import insert_missing
from forum.importing.models import ImportMark
from forum.importing.report import Kept, Skip
from forum.importing.thread import ImportedText
from forum.people.models import Person

T = TypeVar("T")
# Databases take a limited number of values in one statement.
MOST_VALUES = 500
RENDERED_AT_ONCE = 2


@dataclass
class Outcome:
    """What became of a batch."""

    changes: Counter[tuple[str, Kept]] = field(default_factory=Counter)
    skips: list[Skip] = field(default_factory=list)

    def note(self, kind: str, what: Kept, count: int = 1) -> None:
        """Count things of a kind."""
        self.changes[kind, what] += count


class Texts:
    """Texts rendered before the transaction begins: nothing slow belongs into one."""

    def __init__(self, texts: Iterable[ImportedText]) -> None:
        """Render all of them, some at a time: the work is done in processes of its own."""
        self._rendered: dict[tuple[str, str], Rendered] = {}
        wanted = {_key(text): text for text in texts}
        with ThreadPoolExecutor(RENDERED_AT_ONCE) as executor:
            self._rendered.update(zip(wanted, executor.map(_render, wanted.values()), strict=True))

    def of(self, text: ImportedText) -> Rendered:
        """Return what was made of a text."""
        if _key(text) not in self._rendered:
            self._rendered[_key(text)] = _render(text)
        return self._rendered[_key(text)]


def _key(text: ImportedText) -> tuple[str, str]:
    return text.format, text.source


def _render(text: ImportedText) -> Rendered:
    """Render a text. Nobody can mend one that the renderer refuses, so it is shown as it was written."""
    try:
        return render(text.source, format=text.format, max_chars=len(text.source) + 1)
    except Invalid:
        return unrendered(text.source, format=text.format)


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the things in lists of at most `size`."""
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch


def look_up(query: sa.Select[Any, Any], key: InstrumentedAttribute[Any], names: Iterable[str]) -> dict[str, Any]:
    """Return what a query for (name, value) finds for these names; `key` is the column of the names."""
    found: dict[str, Any] = {}
    for some in batches(dict.fromkeys(names), MOST_VALUES):
        rows = session().execute(query.where(key.in_(some)))
        found.update((name, value) for name, value in rows)
    return found


def marks_of(kind: str, names: Iterable[str]) -> dict[str, ImportMark]:
    """Return the marks of earlier imports by external id."""
    query = sa.select(ImportMark.external_id, ImportMark).where(ImportMark.kind == kind)
    return look_up(query, ImportMark.external_id, names)


def people_ids(names: Iterable[str]) -> dict[str, int]:
    """Return people's ids by external id."""
    return look_up(sa.select(Person.external_id, Person.id), Person.external_id, names)


def product_ids(slugs: Iterable[str]) -> dict[str, int]:
    """Return products' ids by slug."""
    return look_up(sa.select(Product.slug, Product.id), Product.slug, slugs)


def tag_ids(names: Iterable[str]) -> dict[str, int]:
    """Return tags' ids by name, synonyms resolved, and create what is missing, inside the open unit of work."""
    wanted = set(names)
    found = _known_tags(wanted)
    for some in batches(sorted(wanted - found.keys()), MOST_VALUES):
        insert_missing(Tag, [{"name": name} for name in some])
        found |= _known_tags(some)
    return found


def _known_tags(names: Iterable[str]) -> dict[str, int]:
    """Return the tags that there are, by name or by synonym; a synonym is never a tag of its own."""
    names = list(names)
    synonyms = look_up(sa.select(TagSynonym.name, TagSynonym.tag_id), TagSynonym.name, names)
    return look_up(sa.select(Tag.name, Tag.id), Tag.name, names) | synonyms
