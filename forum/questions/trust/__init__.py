"""How far an answer can be trusted: values in, values out, no database and no clock.

`marks` holds what people said about an answer, `levels` the names of the outcome, `rulings` what engineers' judgements
amount to for each release, `assessment` the one function that derives the level, `order` what follows from a level, and
`labels` the words for it. The rules and their reasons: docs/decisions/0005-how-the-level-is-derived.md.
"""

from forum.questions.trust.assessment import Trust, assess, reached
from forum.questions.trust.labels import HAZARDS, label
from forum.questions.trust.levels import (
    HOLDS_BACK,
    POSITIVE_KINDS,
    VERIFIED_KINDS,
    Evidence,
    Level,
    VerdictKind,
    best_level,
    search_factor,
    tier,
)
from forum.questions.trust.marks import (
    CorrectionMark,
    Judge,
    Marks,
    OutcomeCounts,
    OutcomeMark,
    VerdictMark,
    tally,
)
from forum.questions.trust.order import (
    EntryObstacle,
    RecheckReason,
    entry_obstacle,
    indexable,
    needs_recheck,
    order_key,
    order_score,
    qualifies_for_entry,
    recheck_reasons,
)

__all__ = [
    "HAZARDS",
    "HOLDS_BACK",
    "POSITIVE_KINDS",
    "VERIFIED_KINDS",
    "CorrectionMark",
    "EntryObstacle",
    "Evidence",
    "Judge",
    "Level",
    "Marks",
    "OutcomeCounts",
    "OutcomeMark",
    "RecheckReason",
    "Trust",
    "VerdictKind",
    "VerdictMark",
    "assess",
    "best_level",
    "entry_obstacle",
    "indexable",
    "label",
    "needs_recheck",
    "order_key",
    "order_score",
    "qualifies_for_entry",
    "reached",
    "recheck_reasons",
    "search_factor",
    "tally",
    "tier",
]
