"""Maps of what everybody may read, in parts: by number, so that a part stays the same part while people post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from forum.core.clock import now
from forum.core.db import session

# Search engines read at most 50,000 addresses in one file.
PART = 10_000
# The largest number that a row of either database can have.
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """A page, or (without a `slug`) a part of the map, and when it changed last."""

    id: int
    at: datetime
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """The columns that a map of one kind of page is made of."""

    ident: InstrumentedAttribute[int]
    slug: InstrumentedAttribute[str]
    at: InstrumentedAttribute[datetime]

    def parts(self, query: sa.Select[Any]) -> Sequence[Place]:
        """Return the parts that hold a page of `query`. One statement."""
        number = (self.ident // PART).label("number")
        parts = query.with_only_columns(number, sa.func.max(self.at)).group_by(number).order_by(number)
        return [Place(part, at or now()) for part, at in session().execute(parts)]

    def places(self, query: sa.Select[Any], number: int) -> Sequence[Place]:
        """Return the pages of `query` in one part. One statement, none for a part that no number can be in."""
        if number > LARGEST // PART:
            return []
        mine = query.with_only_columns(self.ident, self.at, self.slug).where(
            self.ident >= number * PART, self.ident <= min(number * PART + PART - 1, LARGEST)
        )
        return [Place(*row) for row in session().execute(mine.order_by(self.ident))]
