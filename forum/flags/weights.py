"""How much a report weighs: more from whoever was right before, little from who has just come.

Pure: numbers in, a number out. Nothing is hidden by weight alone; it tells moderators what a report is worth.
"""

STAFF = 5.0
# An account of less than a day, or of trust level 0, whoever it belongs to.
NEWCOMER = 0.5
# Before so many reports were decided nobody knows how often somebody is right.
JUDGED_FIRST = 5
# The most that being right can add, or many agreed reports would let one person weigh as much as a crowd.
BONUS_MAX = 1.0


def weight(*, staff: bool, newcomer: bool, trust_level: int = 0, judged: int = 0, agreed: int = 0) -> float:
    """Return what one person's report weighs.

    `judged` of their reports were decided before, and moderators found `agreed` of them to have ground. `trust_level`
    is 0 and up. Staff weighs the same, new or not.
    """
    if staff:
        return STAFF
    if newcomer:
        return NEWCOMER
    bonus = BONUS_MAX * max(0.0, 2 * agreed / judged - 1) if judged >= JUDGED_FIRST else 0.0
    return 1.0 + trust_level + bonus
