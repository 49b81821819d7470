"""What its author mended after a decision is read again by moderators."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.operation import operation
from forum.core.refs import Kind, Ref
from forum.flags.models import Case, CaseState, Flag, FlagKind
from forum.flags.operations import open_case
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.models import Action, Decision, Reading
from forum.moderation.things import lock_thing
from forum.people.policy import SYSTEM

# Stands in the place of a rule's name.
MENDED = "mended"
TEXTS = frozenset({Kind.QUESTION, Kind.ANSWER, Kind.COMMENT})


@operation
def recheck(about: Ref, editor_id: int | None) -> bool:
    """Report a text to the moderators where its author changed it after a decision that still matters; say whether.

    Asked again, it does nothing: the report is there, or was decided.
    """
    if about.kind not in TEXTS:
        return False
    try:
        thing = lock_thing(SYSTEM, about)
    except NotFound:
        return False
    mine = (Case.about_kind == about.kind, Case.about_id == about.id)
    query = sa.select(Decision, Case).join(Case, Case.id == Decision.case_id)
    query = query.where(*mine, Decision.reading != Reading.OVERTURNED)
    row = session().execute(query.order_by(Decision.id.desc()).limit(1)).one_or_none()
    if row is None or thing.author_id != editor_id or thing.revision is None:
        return False
    decision, decided = row
    asked = decision.action is Action.MEND or thing.decided is not Containment.NONE
    if not asked or thing.revision <= (decision.revision or 0):
        return False
    if session().scalar(sa.select(Case.id).where(*mine, Case.state == CaseState.OPEN)) is not None:
        return False
    case = open_case(about, thing.product_id)
    case.hazard, case.severity = decision.hazard or decided.hazard, decided.severity
    reason = decision.reason
    flag = Flag(
        case_id=case.id, rule=MENDED, kind=FlagKind.ATTENTION, hazard=case.hazard, severity=case.severity, reason=reason
    )
    flag.revision, flag.created_at = thing.revision, now()
    session().add(flag)
    data = {"case": case.id, "decision": decision.id, "revision": thing.revision}
    record(EventKind.MENDED_TEXT_REPORTED, SYSTEM, thing.root, about=about, data=data, react=False)
    return True
