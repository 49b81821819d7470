"""Taking a person's name and address out of texts: where they are found, and what stands there instead.

Each package says which of its columns hold texts (`Words`); `forum/personal/table.py` puts them together.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from forum.core.db import Base, session
from forum.core.operation import unit

# An address that is nobody's: the ending is reserved for that.
NO_ADDRESS = "removed@example.invalid"
AT_ONCE = 100
# Between two words of a name, also where a line breaks on the page.
GAP = r"(?:\s|<br ?/?>)+"


@dataclass(frozen=True)
class Traces:
    """Whose traces go: the names and addresses that they have had, and the name that they are shown by from now on.

    An address goes wherever it stands, and so does a name of two or more words. A single word may be anything, so it
    goes only where it was meant: behind an @, and in links to the person's page.
    """

    person_id: int
    names: tuple[str, ...]
    slugs: tuple[str, ...]
    addresses: tuple[str, ...]
    pseudonym: str
    slug: str

    @cached_property
    def _table(self) -> Mapping[str, str]:
        """What stands instead, by what goes, in small letters."""
        called = [(name, self.pseudonym) for name in self.names] + [(word, self.slug) for word in self.slugs]
        table = {f"@{word}": f"@{instead}" for word, instead in called}
        table |= {word: instead for word, instead in called if len(re.split(r"[\s-]+", word)) > 1}
        table |= dict.fromkeys(self.addresses, NO_ADDRESS)
        # As it stands in HTML.
        table |= {html.escape(word): instead for word, instead in table.items()}
        return {word.lower(): instead for word, instead in table.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Finds what goes, whole words only, also where a line breaks between them; the longest first."""
        ways = [rf"(?P<page>/people/{self.person_id}/)[\w-]+"]
        for word in sorted(self._table, key=len, reverse=True):
            is_address = "@" in word[1:]
            guards = (r"(?<![\w.+-])", r"(?![.-]?\w)") if is_address else (r"(?<![\w@])", r"(?!\w)")
            ways.append(guards[0] + GAP.join(map(re.escape, word.split())) + guards[1])
        return re.compile("|".join(ways), re.IGNORECASE)

    def clean(self, text: str) -> str:
        """Return a text without the person's names and addresses."""
        return self._pattern.sub(self._instead, text)

    def _instead(self, found: re.Match[str]) -> str:
        if found["page"]:
            return found["page"] + self.slug
        return self._table.get(" ".join(found[0].lower().split()), self.pseudonym)

    def is_in(self, text: str) -> bool:
        """Return whether a text names the person."""
        return self.clean(text) != text

    def clean_value(self, value: Any) -> Any:
        """Return a value of JSON without the person's names and addresses."""
        if isinstance(value, str):
            return self.clean(value)
        if isinstance(value, Mapping):
            return {self.clean(str(name)): self.clean_value(inner) for name, inner in value.items()}
        return [self.clean_value(inner) for inner in value] if isinstance(value, list) else value

    def in_column(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """SQL: the column may name the person. It finds too much rather than too little."""
        needles = {*self._table, f"/people/{self.person_id}/"}
        text: Any = column
        if isinstance(column.type, sa.JSON):
            text = sa.cast(column, sa.Text)
            needles = {form for each in needles for form in (each, json.dumps(each)[1:-1])}
        forms = {form for each in needles for form in _spellings(each)}
        return sa.or_(*(sa.func.lower(text).like(_pattern_of(each), escape="/") for each in sorted(forms)))


def _spellings(word: str) -> Iterable[str]:
    """Return how a word may be written, since SQLite makes only plain letters small."""
    return (word,) if word.isascii() else (word, word.upper(), word.title(), word.capitalize())


def _pattern_of(word: str) -> str:
    """Return the LIKE pattern of a word, whatever stands between its parts; `\\u00e9` of JSON is kept as it is."""
    escaped = re.sub(r"([/%_])", r"/\1", word)
    small = "".join(letter.lower() if letter.isascii() else letter for letter in escaped)
    return f"%{'%'.join(small.split())}%"


@dataclass(frozen=True, slots=True)
class Words:
    """The columns of a table in which anybody may have named a person.

    `instead` is what becomes of them where they are not to be changed, only emptied.
    """

    model: type[Base]
    columns: tuple[str, ...]
    instead: Mapping[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> sa.Table:
        """The table."""
        return self.model.__table__  # type: ignore[return-value] # a table, as all of ours are

    def named_in(self, traces: Traces) -> sa.ColumnElement[bool]:
        """SQL: rows that may name the person."""
        return sa.or_(*(traces.in_column(self.table.c[name]) for name in self.columns))

    def clean(self, traces: Traces, row: Base) -> bool:
        """Take the person's name out of a locked row; return whether it was there."""
        changed = False
        for name in self.columns:
            before = getattr(row, name)
            after = traces.clean_value(before)
            if after != before:
                setattr(row, name, self.instead.get(name, after))
                changed = True
        return changed


def clean_rows(words: Sequence[Words], traces: Traces) -> Iterator[int]:
    """Clean tables whose rows stand for themselves, each some rows at a time in a unit of its own.

    Yields how many rows each unit changed. Rows are read from the first on, so what was done before a kill stays done.
    """
    for each in words:
        key = next(iter(each.table.primary_key))
        attribute = getattr(each.model, key.name)
        last: Any = None
        while True:
            query = sa.select(attribute).where(each.named_in(traces)).order_by(attribute).limit(AT_ONCE)
            # Looked for before anything is locked: it reads the whole table, and on SQLite nobody writes during a unit.
            keys = session().scalars(query if last is None else query.where(attribute > last)).all()
            session().rollback()
            yield _clean(each, traces, attribute.in_(keys)) if keys else 0
            if len(keys) < AT_ONCE:
                break
            last = keys[-1]


def _clean(words: Words, traces: Traces, which: sa.ColumnElement[bool]) -> int:
    """Clean some rows of a table in a unit of their own; return how many named the person."""
    with unit():
        rows = session().scalars(sa.select(words.model).where(which).with_for_update(of=words.model))
        return sum(words.clean(traces, row) for row in rows)
