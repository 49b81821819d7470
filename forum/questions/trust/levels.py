"""The names: kinds of verdict, kinds of evidence, and the levels with their tiers and factors."""

from collections.abc import Iterable
from enum import StrEnum

from forum.core.containment import Containment


class VerdictKind(StrEnum):
    """What an engineer can say about one revision, from the least to the most cautious."""

    VERIFIED = "verified"
    CONDITIONAL = "conditional"
    OUTDATED = "outdated"
    INCORRECT = "incorrect"
    UNSAFE = "unsafe"

    @property
    def caution(self) -> int:
        """0 for verified to 4 for unsafe; where two engineers differ, the higher one shows."""
        return _CAUTION[self]


_CAUTION = {kind: place for place, kind in enumerate(VerdictKind)}

HOLDS_BACK = {VerdictKind.INCORRECT: Containment.WARNED, VerdictKind.UNSAFE: Containment.FOLDED}
"""What a verdict does to a text, as long as it stands."""

POSITIVE_KINDS = frozenset({VerdictKind.VERIFIED, VerdictKind.CONDITIONAL})


class Evidence(StrEnum):
    """What an engineer's verdict rests on, from the strongest to the weakest."""

    TESTED = "tested"
    DOCUMENTED = "documented"
    EXPERIENCE = "experience"


class Level(StrEnum):
    """How far an answer can be trusted, in the order of the rules: the first that matches is the level."""

    QUARANTINED = "quarantined"
    UNSAFE = "unsafe"
    INCORRECT = "incorrect"
    OUTDATED = "outdated"
    CORRECTED = "corrected"
    CHECK_DUE = "check_due"
    CONDITIONAL = "conditional"
    VERIFIED = "verified"
    EDITED_SINCE = "edited_since"
    DISPUTED = "disputed"
    ACCEPTED = "accepted"
    STAFF = "staff"
    WORKED = "worked"
    UNREVIEWED = "unreviewed"

    @property
    def standing(self) -> int:
        """0 for the best level to 13 for the worst; no edit ever makes it smaller."""
        return _STANDING[self]


VERIFIED_KINDS = frozenset({Level.CORRECTED, Level.CHECK_DUE, Level.CONDITIONAL, Level.VERIFIED})

_FROM_BEST_TO_WORST = (
    Level.VERIFIED,
    Level.CONDITIONAL,
    Level.CHECK_DUE,
    Level.CORRECTED,
    Level.EDITED_SINCE,
    Level.ACCEPTED,
    Level.STAFF,
    Level.WORKED,
    Level.UNREVIEWED,
    Level.DISPUTED,
    Level.OUTDATED,
    Level.INCORRECT,
    Level.UNSAFE,
    Level.QUARANTINED,
)
_STANDING = {level: place for place, level in enumerate(_FROM_BEST_TO_WORST)}

_LAST_TIER = frozenset({Level.DISPUTED, Level.OUTDATED, Level.INCORRECT, Level.UNSAFE, Level.QUARANTINED})


def tier(level: Level) -> int:
    """Return 1 for verified kinds, 2 for everything unjudged, 3 for disputed, outdated, wrong and hidden.

    An answer that was edited since it was verified ranks by its other marks only: ask `Trust.tier`, which knows them.
    """
    if level in VERIFIED_KINDS:
        return 1
    return 3 if level in _LAST_TIER else 2


def search_factor(level: Level) -> float:
    """Return what a hit's score is multiplied with: 1.15, 1.0 or 0.8, tier by tier. See also `Trust.search_factor`."""
    return {1: 1.15, 2: 1.0, 3: 0.8}[tier(level)]


def best_level(levels: Iterable[Level]) -> Level | None:
    """Return the best of several levels, None for no level at all."""
    return min(levels, key=lambda level: level.standing, default=None)
