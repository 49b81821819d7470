"""Staff checks of solutions: an engineer's verdict on the very text that an editor wrote."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Unfit
from forum.core.operation import operation
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.editing import settled
from forum.knowledge.locks import lock_entry
from forum.knowledge.policy import can_check_entry
from forum.knowledge.reporting import writer_of
from forum.moderation.new_releases import looked_again
from forum.moderation.verdicts import (
    VerdictDraft,
    add_verdict,
    check_draft,
    data_of,
    details_of,
    releases_of_draft,
    verdict_of,
)
from forum.people.policy import SYSTEM, Actor
from forum.questions.models import Verdict


@operation
def give_entry_verdict(actor: Actor, entry_id: int, draft: VerdictDraft) -> Verdict:
    """Judge the newest revision that an editor wrote of a solution.

    Raises `Conflict` where the text was changed since the engineer read it, `Unfit` where it is still an answer's. What
    is wrong is held back at once, in the same transaction, and shown again once an engineer finds a text of it right.
    """
    entry = lock_entry(actor, entry_id)
    if not can_check_entry(actor, entry, writer_of(entry)):
        raise Forbidden
    if not entry.revision:
        raise Unfit(N_("This solution shows an answer as it is. Check the answer."), code="is_view")
    if draft.revision != entry.revision:
        raise Conflict(
            N_("The solution was changed since you read it. Read what changed, then check it again."), code="changed"
        )
    check_draft(draft, entry.product_id)
    releases = releases_of_draft(draft, entry.question.release_id if entry.question else None)
    verdict = verdict_of(actor, draft, entry.product_id)
    verdict.entry_id, verdict.number = entry.id, _next_number(entry.id)
    add_verdict(verdict, releases)
    looked_again("entry_id", entry.id)
    entry.version += 1
    settled(entry)
    record(
        EventKind.ENTRY_CHECKED,
        actor,
        entry.ref,
        data={**data_of(verdict, releases), "level": entry.own_level},
        details=details_of(verdict),
    )
    return verdict


@operation
def lapse_entry_verdicts(limit: int = 20) -> int:
    """Mark verdicts on solutions whose review date has passed; return how many."""
    overdue = (
        sa.select(Verdict.id, Verdict.entry_id)
        .where(Verdict.lapsed_at.is_(None), Verdict.review_by < now().date(), Verdict.entry_id.is_not(None))
        .order_by(Verdict.id)
        .limit(limit)
    )
    rows = session().execute(overdue).all()
    for verdict_id, entry_id in rows:
        assert entry_id is not None
        entry = lock_entry(SYSTEM, entry_id)
        session().get_one(Verdict, verdict_id).lapsed_at = now()
        settled(entry)
        record(EventKind.ENTRY_LAPSED, SYSTEM, entry.ref, data={"verdict": verdict_id, "level": entry.own_level})
    return len(rows)


def _next_number(entry_id: int) -> int:
    """Return the number of the solution's next judgement."""
    return (session().scalar(sa.select(sa.func.max(Verdict.number)).where(Verdict.entry_id == entry_id)) or 0) + 1
