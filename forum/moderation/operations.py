"""Deciding about reports: what holds from now on is what the newest decision says, until another one is made."""

from datetime import datetime

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.text import N_
from forum.flags.models import Case, CaseState, Flag
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.doing import PLAIN, Terms, check_terms
from forum.moderation.effects import carry_out, leave_open
from forum.moderation.leases import need_free
from forum.moderation.models import RESTRAINTS, Action, Decision, Reading, superseded
from forum.moderation.policy import can_decide_case, can_see_case
from forum.moderation.queries import newest_case
from forum.moderation.things import POSSIBLE, Thing, lock_thing
from forum.people.models import Person
from forum.people.policy import Actor, can_see_restraints, can_silence, can_suspend
from forum.people.suspending import REFUSED, is_staff_person, until_of
from forum.questions.models import Answer

REASON_MAX = 2_000
# From here on a dismissal is read by a second moderator.
SEVERE = 3
# What cannot easily be made good.
GRAVE = frozenset({Action.QUARANTINE, Action.DELETE, Action.REDACT, Action.SUSPEND, Action.SILENCE, Action.HIDE_POSTS})


@operation
def decide(
    actor: Actor,
    case_id: int,
    action: Action,
    *,
    reason: str,
    hazard: Hazard | None = None,
    version: int | None = None,
    revision: int | None = None,
    anew: bool = False,
    terms: Terms = PLAIN,
) -> Decision:
    """Decide a case: say how far the text is held back from now on, at once and everywhere. `dismiss` shows it again.

    What a verdict holds back stays held back. `hazard` None: the one that was reported. Readers of what is warned or
    folded see hazard and reason. `version` of the case and `revision` of the text are those that the moderator saw:
    what changed since, was decided, or is in somebody else's hands raises `Conflict`. `anew` decides once more about a
    decided case, if nothing was reported since. `terms`: what some actions need to be told.
    """
    seen = session().get(Case, case_id)
    if seen is None or not can_see_case(actor, seen):
        raise NotFound
    thing = lock_thing(actor, seen.about)
    case = lock(Case, case_id)
    if not can_decide_case(actor, case, thing.author_id):
        raise Forbidden
    _check(actor, case, version, anew=anew)
    if revision is not None and revision != thing.revision:
        raise Conflict(
            N_("The text was changed since you read it. Read what is new before you decide."), code="changed"
        )
    _check_words(case, action, reason)
    check_terms(case, thing, action, terms)
    decision = Decision(
        case_id=case.id,
        moderator_id=actor.id,
        action=action,
        hazard=None if action is Action.DISMISS else hazard or case.hazard,
        reason=reason.strip(),
        before=thing.containment,
        revision=thing.revision,
        rule_before=thing.row.decided_rule if isinstance(thing.row, Answer) else None,
        person_id=thing.author_id if action in RESTRAINTS else None,
        until=terms.until if action in RESTRAINTS else None,
        target_id=terms.target_id if action is Action.DUPLICATE else None,
        number=terms.number if action is Action.REDACT else None,
        created_at=now(),
    )
    _close(case, action)
    need_second(case, thing, decision)
    carry_out(actor, thing, decision)
    leave_open(thing, case)
    return made(actor, case, thing, decision)


@operation
def decide_about(actor: Actor, person_id: int, action: Action, *, until: datetime, reason: str) -> Decision:
    """Suspend or silence a person without a report, as a decision about their profile.

    It is read again, and they appeal against it, as with any other. The same twice is once.
    """
    person = lock(Person, person_id)
    may = {Action.SUSPEND: can_suspend, Action.SILENCE: can_silence}[action]
    if not can_see_restraints(actor):
        raise NotFound
    if not may(actor, person.id, staff=is_staff_person(person.id)):
        raise Forbidden(REFUSED[RESTRAINTS[action]])
    thing = Thing(Ref(Kind.PERSON, person.id), person, None, person.id)
    same = (Decision.person_id == person.id, Decision.action == action, Decision.until == until)
    if until_of(person, RESTRAINTS[action]) == until and (held := _newest(*same)) is not None:
        return held
    at = now()
    case = Case(
        about_kind=Kind.PERSON, about_id=person.id, state=CaseState.CLOSED, opened_at=at, closed_at=at, version=1
    )
    _check_words(case, action, reason)
    session().add(case)
    session().flush()
    decision = Decision(case_id=case.id, moderator_id=actor.id, action=action, reason=reason.strip(), created_at=at)
    decision.before, decision.person_id, decision.until = thing.containment, person.id, until
    need_second(case, thing, decision)
    carry_out(actor, thing, decision)
    return made(actor, case, thing, decision, unreported=True)


def _newest(*which: sa.ColumnElement[bool]) -> Decision | None:
    """Return the newest decision of these that was not taken back."""
    query = sa.select(Decision).where(*which, Decision.reading != Reading.OVERTURNED)
    return session().scalars(query.order_by(Decision.id.desc()).limit(1)).one_or_none()


def made(actor: Actor, case: Case, thing: Thing, decision: Decision, **more: bool | int) -> Decision:
    """Keep a decision that was carried out, and tell the history of it."""
    decision.after = thing.containment
    session().add(decision)
    session().flush()
    record(
        EventKind.DECISION_MADE,
        actor,
        thing.root,
        about=thing.ref,
        data={
            "case": case.id,
            "decision": decision.id,
            "action": decision.action,
            "hazard": decision.hazard,
            "before": decision.before,
            "after": decision.after,
            **_told(decision),
            **more,
        },
        details={"reason": decision.reason},
    )
    return decision


def _told(decision: Decision) -> dict[str, object]:
    """Return what the history says of an action beside its name."""
    until = decision.until.isoformat() if decision.until else None
    said = {"until": until, "of": decision.target_id, "number": decision.number}
    return {name: value for name, value in said.items() if value is not None}


def need_second(case: Case, thing: Thing, decision: Decision) -> None:
    """Let a second moderator read what cannot easily be made good.

    What is decided anew need not be read any more; where the same moderator decides, the new decision is read instead.
    """
    before = sa.select(Case.id).where(Case.about_kind == thing.ref.kind, Case.about_id == thing.ref.id)
    waiting = sa.select(Decision).where(Decision.case_id.in_(before), Decision.reading == Reading.WAITS)
    waiting = waiting.where(Decision.action.in_(superseded(decision.action)))
    own = False
    for older in session().scalars(waiting):
        older.reading, own = Reading.NONE, own or older.moderator_id == decision.moderator_id
    severe = decision.action is Action.DISMISS and (own or case.severity >= SEVERE)
    if config.current().second_reader != "off" and (severe or decision.action in GRAVE):
        decision.reading = Reading.WAITS


def _close(case: Case, action: Action) -> None:
    """Resolve a case, which nobody has from now on; whoever reported it was right, or not."""
    case.state, case.closed_at = CaseState.CLOSED, now()
    case.taken_by_id = case.taken_until = None
    case.version += 1
    mine = sa.update(Flag).where(Flag.case_id == case.id)
    session().execute(mine.values(agreed=action is not Action.DISMISS))


def _check(actor: Actor, case: Case, version: int | None, *, anew: bool) -> None:
    """Refuse to decide twice, on something that changed, or on what somebody else is at."""
    if case.state == CaseState.OPEN or not (anew and case.id == newest_case(case.about)):
        need_free(case, actor)
    if version is not None and version != case.version:
        raise Conflict(
            N_("This was reported or decided while you looked. Read what is new before you decide."), code="changed"
        )


def _check_words(case: Case, action: Action, reason: str) -> None:
    """Refuse to decide without a word, and what cannot be done to such a thing."""
    if action not in POSSIBLE[case.about_kind]:
        raise Invalid.one("action", "unfit", N_("This cannot be done here. Choose something else."))
    if not reason.strip():
        raise Invalid.one("reason", "required", N_("Say why: the author and the other moderators will read it."))
    if len(reason) > REASON_MAX:
        raise Invalid.one("reason", "too_long", N_("Use at most %(most)s characters."), most=REASON_MAX)
