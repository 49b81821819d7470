"""A second moderator reads what another one decided, and confirms or overturns it."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.operation import lock, operation
from forum.core.reasons import need_reason
from forum.core.text import N_
from forum.flags.models import Case, CaseState, Flag
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.doing import need_whole
from forum.moderation.effects import finish, leave_open, undo
from forum.moderation.models import RESTRAINTS, Action, Decision, Reading
from forum.moderation.policy import can_appeal, can_read_again, can_see_case
from forum.moderation.queries import newest_case
from forum.moderation.things import Thing, lock_thing
from forum.people.policy import Actor

READ = N_("Another moderator has read this decision again, or decided anew.")


@operation
def confirm(actor: Actor, decision_id: int) -> Decision:
    """Agree with what another moderator decided; a deletion that waited for it happens now. Twice is once."""
    decision, case, thing = _lock(actor, decision_id)
    if decision.reading is Reading.CONFIRMED:
        return decision
    need_whole(actor, decision)
    _read(actor, decision, Reading.CONFIRMED, "")
    before = thing.containment
    finish(actor, thing, decision)
    leave_open(thing, case)
    data = _told(decision, thing, before)
    record(EventKind.DECISION_CONFIRMED, actor, thing.root, about=thing.ref, data=data)
    return decision


@operation
def overturn(actor: Actor, decision_id: int, *, reason: str) -> Decision:
    """Take back what another moderator decided: the thing is as before, and a dismissed report waits again."""
    decision, case, thing = _lock(actor, decision_id)
    if decision.reading is Reading.OVERTURNED:
        return decision
    said = need_reason(reason)
    _read(actor, decision, Reading.OVERTURNED, said)
    before = thing.containment
    take_back(actor, thing, decision, case, said)
    data = _told(decision, thing, before) | {"by": decision.moderator_id}
    record(EventKind.DECISION_OVERTURNED, actor, thing.root, about=thing.ref, data=data, details={"reason": said})
    return decision


def take_back(actor: Actor, thing: Thing, decision: Decision, case: Case, reason: str) -> None:
    """Undo a decision; nobody has judged its reports then, and those that it dismissed wait again."""
    undo(actor, thing, decision, reason)
    decision.reading = Reading.OVERTURNED
    if (decision.action is Action.DISMISS or thing.waits) and newest_case(thing.ref) == case.id:
        case.state, case.closed_at = CaseState.OPEN, None
    case.version += 1
    session().execute(sa.update(Flag).where(Flag.case_id == case.id).values(agreed=None))


def _read(actor: Actor, decision: Decision, found: Reading, reason: str) -> None:
    if decision.reading is not Reading.WAITS:
        raise Conflict(READ, code="read")
    decision.reading, decision.second_id = found, actor.id
    decision.second_reason, decision.second_at = reason, now()


def _told(decision: Decision, thing: Thing, before: Containment) -> dict[str, object]:
    """Return what the history says of a decision that was read again."""
    found = {"case": decision.case_id, "decision": decision.id, "action": decision.action}
    return found | {"before": before, "after": thing.containment}


def _lock(actor: Actor, decision_id: int) -> tuple[Decision, Case, Thing]:
    """Return a decision with its locked case and thing; raise where the actor may not read it again."""
    found = session().get(Decision, decision_id)
    case = None if found is None else session().get(Case, found.case_id)
    if found is None or case is None:
        raise NotFound
    thing = lock_thing(actor, case.about)
    if not can_see_case(actor, case) and not can_appeal(actor, thing.author_id):
        raise NotFound
    case = lock(Case, case.id)
    decision = lock(Decision, decision_id)
    everywhere = decision.action in RESTRAINTS
    if not can_read_again(actor, case, thing.author_id, decision.moderator_id, everywhere=everywhere):
        raise Forbidden
    return decision, case, thing
