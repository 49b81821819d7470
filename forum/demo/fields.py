"""Taking typed values out of a table of a content file, with errors that name the place."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

Member = TypeVar("Member", bound=StrEnum)

_PART = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class ContentError(Exception):
    """The content cannot be played; the text names each place and says what is wrong there."""


class Fields:
    """One table. Every value is taken by name; what is left over at the end is a mistake."""

    def __init__(self, where: str, table: object) -> None:
        """Take the table, and the words by which errors name it."""
        if not isinstance(table, Mapping):
            raise ContentError(f"{where}: must be a table")
        self.where = where
        self._table = dict(table)

    def _take(self, name: str, *, required: bool) -> object:
        """Remove and return the value; None where it is absent and may be."""
        if required and name not in self._table:
            raise ContentError(f"{self.where}: {name} is missing")
        return self._table.pop(name, None)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text without the space around it."""
        value = self._take(name, required=default is None)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            raise ContentError(f"{self.where}: {name} must be a text that is not empty")
        return value.strip()

    def texts(self, name: str, *, required: bool = True) -> tuple[str, ...]:
        """Return one or several texts as a tuple; absent and not required gives an empty one."""
        value = self._take(name, required=required)
        each = [value] if isinstance(value, str) else [] if value is None else value
        if not isinstance(each, list) or not all(isinstance(item, str) and item for item in each):
            raise ContentError(f"{self.where}: {name} must be a text or a list of texts")
        return tuple(each)

    def optional_number(self, name: str) -> int | None:
        """Return a whole number, or None where it is absent."""
        value = self._take(name, required=False)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise ContentError(f"{self.where}: {name} must be a whole number")
        return value

    def span(self, name: str) -> timedelta:
        """Return a span of time such as `41d 3h`."""
        text = self.text(name)
        parts = [_PART.fullmatch(part) for part in text.split()]
        if not all(parts):
            raise ContentError(f"{self.where}: {name} = {text!r} must look like '41d 3h' or '20m'")
        return timedelta(**{_UNITS[part[2]]: int(part[1]) for part in parts if part})

    def optional_span(self, name: str) -> timedelta | None:
        """Return a span of time, or None where it is absent."""
        return self.span(name) if name in self._table else None

    def choice(self, name: str, choices: Iterable[str]) -> str:
        """Return a text that is one of `choices`."""
        value, known = self.text(name), tuple(choices)
        if value not in known:
            raise ContentError(f"{self.where}: {name} = {value!r} must be one of {', '.join(known)}")
        return value

    def member(self, name: str, kinds: type[Member]) -> Member:
        """Return the member of an enum that the text names."""
        return kinds(self.choice(name, kinds))

    def members(self, name: str, kinds: type[Member]) -> tuple[Member, ...]:
        """Return one or several members of an enum."""
        texts = self.texts(name)
        for text in texts:
            if text not in tuple(kinds):
                raise ContentError(f"{self.where}: {name} = {text!r} must be one of {', '.join(kinds)}")
        return tuple(kinds(text) for text in texts)

    def optional_member(self, name: str, kinds: type[Member]) -> Member | None:
        """Return the member of an enum, or None where it is absent."""
        return self.member(name, kinds) if name in self._table else None

    def tables(self, name: str, *, required: bool = True) -> list[object]:
        """Return a list of tables; absent and not required gives an empty one."""
        value = self._take(name, required=required)
        if value is None:
            return []
        if not isinstance(value, list):
            raise ContentError(f"{self.where}: {name} must be a list")
        return value

    def finish(self) -> None:
        """Refuse what nobody asked for: it is a misspelt name."""
        if self._table:
            raise ContentError(f"{self.where}: unknown {', '.join(sorted(self._table))}")
