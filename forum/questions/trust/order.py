"""What follows from an answer's trust: its place on the page, in the engineers' list and in the knowledge base."""

from datetime import datetime
from enum import StrEnum

from forum.core.containment import Containment
from forum.questions.trust.assessment import Trust
from forum.questions.trust.levels import POSITIVE_KINDS, VERIFIED_KINDS, Level, VerdictKind

ENTRY_MINIMUM = 40
"""Characters that a solution needs when it holds no code."""


class RecheckReason(StrEnum):
    """Why an engineer should look at an answer again, the most pressing first."""

    DISAGREEMENT = "disagreement"
    CHANGED_SINCE = "changed_since"
    DID_NOT_WORK = "did_not_work"
    REVIEW_DUE = "review_due"


class EntryObstacle(StrEnum):
    """Why an answer cannot be a solution in the knowledge base."""

    CONTAINED = "contained"
    JUDGED_WRONG = "judged_wrong"
    DISPUTED = "disputed"
    TOO_SHORT = "too_short"


def order_score(*, votes: int, worked: int, did_not: int, accepted: bool, staff: bool) -> int:
    """Return what orders answers inside a tier, the highest first: everybody's marks weighed together."""
    return votes + 2 * (worked - did_not) + 3 * accepted + 3 * staff


def order_key(
    trust: Trust,
    *,
    votes: int,
    worked: int,
    did_not: int,
    accepted: bool,
    staff: bool,
    created_at: datetime,
    answer_id: int,
) -> tuple[int, int, datetime, int]:
    """Return the key that sorts a question's answers: tier, score, then the older first."""
    score = order_score(votes=votes, worked=worked, did_not=did_not, accepted=accepted, staff=staff)
    return trust.tier, -score, created_at, answer_id


def recheck_reasons(trust: Trust) -> tuple[RecheckReason, ...]:
    """Return why an engineer should look again; empty where nothing asks for it.

    Failed tries ask for it unless the text was found wrong as it stands, or all of them came before the newest verdict.
    Where staff says that it is right, one is enough; elsewhere it takes a dispute.
    """
    reasons = []
    if trust.disagreement:
        reasons.append(RecheckReason.DISAGREEMENT)
    if trust.changed_since:
        reasons.append(RecheckReason.CHANGED_SINCE)
    explained = trust.judged is not None and trust.judged not in POSITIVE_KINDS and not trust.changed_since
    contradicted = trust.judged in POSITIVE_KINDS and (trust.counts.did_not_since_check or 0) > 0
    disputed = trust.counts.disputed and trust.counts.did_not_since_check != 0
    if (contradicted or disputed) and not explained:
        reasons.append(RecheckReason.DID_NOT_WORK)
    if trust.lapsed:
        reasons.append(RecheckReason.REVIEW_DUE)
    return tuple(reasons)


def needs_recheck(trust: Trust) -> bool:
    """Tell whether the answer belongs on the list of engineers who check."""
    return bool(recheck_reasons(trust))


def entry_obstacle(trust: Trust, text: str, *, has_code: bool) -> EntryObstacle | None:
    """Return why this plain text of the answer cannot be a solution, None if it can.

    Take the trust for no particular release. What is not said here: that it was accepted or judged right.
    """
    if trust.decided is not Containment.NONE:
        return EntryObstacle.CONTAINED
    if trust.judged in (VerdictKind.UNSAFE, VerdictKind.INCORRECT):
        return EntryObstacle.JUDGED_WRONG
    if trust.level is Level.DISPUTED:
        return EntryObstacle.DISPUTED
    if not has_code and len(" ".join(text.split())) < ENTRY_MINIMUM:
        return EntryObstacle.TOO_SHORT
    return None


def qualifies_for_entry(trust: Trust, text: str, *, has_code: bool) -> bool:
    """Tell whether this plain text of the answer can be a solution in the knowledge base."""
    return entry_obstacle(trust, text, has_code=has_code) is None


def indexable(trust: Trust) -> bool:
    """Tell whether an unedited solution may be indexed by web search engines: verified once, and not contained."""
    return trust.containment is Containment.NONE and trust.level in VERIFIED_KINDS | {Level.EDITED_SINCE}
