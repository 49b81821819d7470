"""How far a text is held back from readers, and by what: an engineer's verdict, or what a moderator decided.

The two stand beside each other, and the stronger one acts. So neither lifts the other: a verdict's part ends when that
verdict no longer stands, a moderator's by another decision.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import enum_type


class Hazard(StrEnum):
    """What could go wrong for somebody who follows the advice."""

    DATA_LOSS = "data_loss"
    SECURITY = "security"
    SAFETY = "safety"
    MONEY = "money"
    LEGAL = "legal"
    PRIVACY = "privacy"


class Containment(StrEnum):
    """From open to hidden; the effect of each is in the design's table."""

    NONE = "none"
    WARNED = "warned"
    FOLDED = "folded"
    QUARANTINED = "quarantined"

    @property
    def rank(self) -> int:
        """0 for none to 3 for quarantined."""
        return _RANKS[self]


_RANKS = {each: rank for rank, each in enumerate(Containment)}

# Of the few rows that are held back, each table that search asks keeps an index.
HELD_BACK = sa.text("containment <> 'none'")


def spelt(level: Containment) -> sa.ColumnElement[Containment]:
    """SQL: a containment written out in the statement, for comparisons with a column of rows that are held back.

    With a parameter in its place SQLite would look at its value, since the index of such rows might serve for it, and
    plan the whole statement anew each time that it runs. That costs more than running it.
    """
    return sa.literal_column(f"'{level.value}'")


def stronger(*several: Containment) -> Containment:
    """Return the one that holds back most."""
    return max(several, key=lambda one: one.rank)


class Contained:
    """The column of something that can be held back: the effective containment, whatever it comes from."""

    containment: Mapped[Containment] = mapped_column(
        default=Containment.NONE, server_default=Containment.NONE.value, sort_order=50
    )

    @classmethod
    def held_back_clause(cls) -> sa.ColumnElement[bool]:
        """SQL: not open to everybody, spelt out so that the index of such rows serves."""
        return cls.containment != spelt(Containment.NONE)


class Held:
    """That a text waits for a moderator since a rule hid it: until when somebody should have looked, and why."""

    held_until: Mapped[datetime | None] = mapped_column(sort_order=55, doc="none: it does not wait")
    held_reason: Mapped[str] = mapped_column(default="", server_default="", sort_order=55)

    @property
    def is_held(self) -> bool:
        """Whether it waits."""
        return self.held_until is not None


class Decided:
    """What a moderator's newest decision says about a text, and what readers are told of it.

    Until somebody decided, a risk rule may have: then `decided_rule` names it, and the reason is its own, as is the
    safer way in `decided_instead`.

    `decided` is `none` where nobody decided anything, or the last decision was to show it. `decided_revision` is the
    newest revision at that time.
    """

    decided: Mapped[Containment] = mapped_column(
        enum_type(Containment, name="decided"),
        default=Containment.NONE,
        server_default=Containment.NONE.value,
        sort_order=51,
    )
    decided_hazard: Mapped[Hazard | None] = mapped_column(enum_type(Hazard, name="decided_hazard"), sort_order=51)
    decided_reason: Mapped[str] = mapped_column(default="", server_default="", sort_order=51)
    decided_instead: Mapped[str] = mapped_column(default="", server_default="", sort_order=51)
    decided_rule: Mapped[str | None] = mapped_column(sort_order=51, doc="the risk rule that did it; none: a moderator")
    decided_at: Mapped[datetime | None] = mapped_column(sort_order=51)
    decided_revision: Mapped[int | None] = mapped_column(sort_order=51)
