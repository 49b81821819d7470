"""Authors appeal against decisions, and another moderator decides about that."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, NotFound, Unfit
from forum.core.operation import lock, operation
from forum.core.reasons import need_reason
from forum.core.text import N_
from forum.flags.models import Case
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.models import RESTRAINTS, Action, Appeal, AppealOutcome, Decision, Reading, superseded
from forum.moderation.policy import can_appeal, can_read_again, can_see_case
from forum.moderation.second_reading import take_back
from forum.moderation.things import Thing, lock_thing
from forum.people.policy import Actor, is_self

# What the author is content with, what has a way of its own, and what nothing gives back.
FINAL = frozenset({Action.DISMISS, Action.CORRECT, Action.CONVERT, Action.REDACT})
TOO_LATE = N_("The time for an appeal is over.")
ONCE = N_("You have appealed already. Another moderator reads it.")
NOTHING = N_("There is nothing to appeal against: this decision does not hold any more.")


def appeal_until(decision: Decision) -> datetime:
    """Return until when its author can appeal against a decision."""
    return decision.created_at + timedelta(days=config.current().appeal_days)


@operation
def appeal(actor: Actor, decision_id: int, *, text: str) -> Appeal:
    """Say why a decision is wrong, once, within the time; another moderator than its own reads that."""
    decision, case, thing = _lock(actor, decision_id)
    if not can_appeal(actor, thing.author_id):
        raise Forbidden
    said = need_reason(text, "text")
    made = session().scalars(sa.select(Appeal).where(Appeal.decision_id == decision.id)).one_or_none()
    if made is not None:
        if made.text == said:
            return made
        raise Conflict(ONCE, code="appealed")
    if not is_in_force(decision, case):
        raise Unfit(NOTHING, code="nothing")
    if now() > appeal_until(decision):
        raise Unfit(TOO_LATE, code="too_late")
    made = Appeal(decision_id=decision.id, author_id=actor.id, text=said, created_at=now())
    session().add(made)
    session().flush()
    _record(EventKind.APPEAL_MADE, actor, thing, made, case, said, thing.containment)
    return made


@operation
def decide_appeal(actor: Actor, decision_id: int, *, grant: bool, reason: str) -> Appeal:
    """Let a decision stand in spite of an appeal, or take it back; the author is told why. The same twice is once."""
    decision, case, thing = _lock(actor, decision_id)
    if not can_see_case(actor, case) and not can_appeal(actor, thing.author_id):
        raise NotFound
    mine = sa.select(Appeal).where(Appeal.decision_id == decision.id).with_for_update()
    made = session().scalars(mine.execution_options(populate_existing=True)).one_or_none()
    if made is None:
        raise NotFound
    everywhere = decision.action in RESTRAINTS
    another = can_read_again(actor, case, thing.author_id, decision.moderator_id, everywhere=everywhere)
    if not another or is_self(actor, decision.second_id):
        raise Forbidden
    outcome = AppealOutcome.GRANTED if grant else AppealOutcome.UPHELD
    if made.outcome is outcome:
        return made
    if made.outcome is not None:
        raise Conflict(N_("Another moderator has decided about this appeal."), code="decided")
    made.outcome, made.reason = outcome, need_reason(reason)
    made.decided_by_id, made.decided_at = actor.id, now()
    before = thing.containment
    taken_back = grant and is_in_force(decision, case)
    if taken_back:
        take_back(actor, thing, decision, case, made.reason)
    told = {"action": decision.action, "taken_back": taken_back}
    _record(EventKind.APPEAL_DECIDED, actor, thing, made, case, made.reason, before, told)
    return made


def is_in_force(decision: Decision, case: Case) -> bool:
    """Whether a decision still does something to its author: it was not taken back, and nothing was decided since."""
    if decision.action in FINAL or decision.reading is Reading.OVERTURNED:
        return False
    later = (
        sa.select(Decision.id)
        .join(Case, Case.id == Decision.case_id)
        .where(Case.about_kind == case.about_kind, Case.about_id == case.about_id, Decision.id > decision.id)
        .where(Decision.reading != Reading.OVERTURNED, Decision.action.in_(superseded(decision.action)))
    )
    return session().scalar(later.limit(1)) is None


def _lock(actor: Actor, decision_id: int) -> tuple[Decision, Case, Thing]:
    """Return a decision with its locked thing and case; raise `NotFound` where the actor sees no such thing."""
    found = session().get(Decision, decision_id)
    if found is None:
        raise NotFound
    about = session().get_one(Case, found.case_id).about
    thing = lock_thing(actor, about)
    case = lock(Case, found.case_id)
    return lock(Decision, decision_id), case, thing


def _record(
    kind: EventKind,
    actor: Actor,
    thing: Thing,
    made: Appeal,
    case: Case,
    words: str,
    before: Containment,
    more: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Record what was said or found about a decision."""
    data = {
        "case": case.id,
        "decision": made.decision_id,
        "outcome": made.outcome,
        "before": before,
        "after": thing.containment,
        **more,
    }
    record(kind, actor, thing.root, about=thing.ref, data=data, details={"reason": words})
