"""What a table holds of a person, in the words of the package that owns it: handed to them when they ask for it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

from forum.core.db import Base, session

CHUNK = 200
# Why a column is not handed out.
MADE_OF_IT = "made of what stands beside it"
SECRET = "what is kept of a secret: of use to nobody else, and a risk in a file"  # noqa: S105 - a reason, no secret
OF_ANOTHER = "somebody else's number"
IN_HISTORY = "an act, which stands in the history of whoever did it"
INNER = "how the site works with the row"


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of one table that are a person's.

    `whose` are the columns that name the person, or `mine` is the clause that finds their rows. Every other column is
    handed out too, but for those `kept_back`, each with the reason. `shown` are the columns of the readable page; the
    file for machines has all of them.
    """

    title: str
    model: type[Base]
    whose: tuple[str, ...] = ("person_id",)
    shown: tuple[str, ...] = ()
    kept_back: Mapping[str, str] = field(default_factory=dict)
    mine: Callable[[int], sa.ColumnElement[bool]] | None = None

    @property
    def table(self) -> str:
        """The name of the table."""
        return str(self.model.__tablename__)

    def given(self) -> list[str]:
        """Return the columns that are handed out, in the table's order."""
        return [column.name for column in self.model.__table__.columns if column.name not in self.kept_back]

    def rows(self, person_id: int) -> Iterator[dict[str, Any]]:
        """Yield the person's rows, oldest first, as JSON knows values. One statement, in bounded memory."""
        table = self.model.__table__
        names = self.given()
        clause = self.mine(person_id) if self.mine else sa.or_(*(table.c[name] == person_id for name in self.whose))
        query = sa.select(*(table.c[name] for name in names)).where(clause).order_by(*table.primary_key)
        for row in session().execute(query.execution_options(yield_per=CHUNK)):
            yield {name: plain(value) for name, value in zip(names, row, strict=True)}


def plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file that belongs to a person: its name, and a way to read it (None where it is gone)."""

    name: str
    read: Callable[[], bytes | None]
