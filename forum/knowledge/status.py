"""The one word that tells a reader where a solution stands."""

from enum import StrEnum

from forum.questions.trust import Level


class Status(StrEnum):
    """Whether an engineer stands behind the text as it is now."""

    NOT_CHECKED = "not_checked"
    CHECKED = "checked"
    CHECK_DUE = "check_due"
    WITHDRAWN = "withdrawn"


CHECKED = frozenset({Level.VERIFIED, Level.CONDITIONAL, Level.CORRECTED})
# An engineer said something of it once, and time, a release or an edit went past that.
DUE = frozenset({Level.CHECK_DUE, Level.EDITED_SINCE, Level.OUTDATED})


def status_of(level: Level, *, gone: bool) -> Status:
    """Return a solution's status by its level; `gone`: readers do not get its text."""
    if gone:
        return Status.WITHDRAWN
    if level in CHECKED:
        return Status.CHECKED
    return Status.CHECK_DUE if level in DUE else Status.NOT_CHECKED
