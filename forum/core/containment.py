"""How far a text is held back from readers. Flags set it, moderators decide it, every query asks it."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Containment(StrEnum):
    """From open to hidden; the effect of each is in the design's table."""

    NONE = "none"
    WARNED = "warned"
    FOLDED = "folded"
    QUARANTINED = "quarantined"

    @property
    def rank(self) -> int:
        """0 for none to 3 for quarantined."""
        return list(Containment).index(self)


# Of the few rows that are held back, each table that search asks keeps an index.
HELD_BACK = sa.text("containment <> 'none'")


class Contained:
    """The columns of something that can be held back."""

    containment: Mapped[Containment] = mapped_column(
        default=Containment.NONE, server_default=Containment.NONE.value, sort_order=50
    )
    contained_by_decision: Mapped[bool] = mapped_column(
        default=False,
        sort_order=51,
        doc="a moderator decided it, so that no later mark lifts it",
    )

    @classmethod
    def held_back_clause(cls) -> sa.ColumnElement[bool]:
        """SQL: not open to everybody, spelt out so that the index of such rows serves; a parameter would hide it."""
        return cls.containment != sa.literal_column("'none'")
