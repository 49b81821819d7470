"""Suspending and silencing: for a while a person only reads and keeps their account, or only writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid
from forum.core.operation import lock, operation
from forum.core.reasons import need_reason
from forum.core.refs import Kind, Ref
from forum.core.site import bump_epoch
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.models import Person, RoleGrant
from forum.people.policy import STAFF, Actor, Restraint, can_silence, can_suspend


@dataclass(frozen=True, slots=True)
class Verbs:
    """What the history calls the beginning and the end of a restraint, and where the person's row holds it."""

    begun: EventKind
    lifted: EventKind
    column: str


VERBS: Mapping[Restraint, Verbs] = {
    Restraint.SUSPENSION: Verbs(EventKind.PERSON_SUSPENDED, EventKind.SUSPENSION_LIFTED, "suspended_until"),
    Restraint.SILENCE: Verbs(EventKind.PERSON_SILENCED, EventKind.SILENCE_LIFTED, "silenced_until"),
}

LIFTED = frozenset(verbs.lifted for verbs in VERBS.values())


def until_of(person: Person, restraint: Restraint) -> datetime | None:
    """Return until when a restraint holds, None where it does not hold now."""
    until: datetime | None = getattr(person, VERBS[restraint].column)
    return until if until is not None and until > now() else None


@operation
def restrain(
    actor: Actor, person_id: int, restraint: Restraint, *, until: datetime, reason: str, case_id: int | None = None
) -> Person:
    """Let a person do nothing, or write nothing, until then. `case_id`: the report that moderators decided so."""
    person = _person(actor, person_id, restraint)
    said = need_reason(reason)
    if until <= now():
        raise Invalid.one("until", "past", N_("Choose a day that is still to come."))
    verbs = VERBS[restraint]
    if getattr(person, verbs.column) == until:
        return person
    setattr(person, verbs.column, until)
    _record(verbs.begun, actor, person, {"until": until.isoformat()}, case_id, said)
    return person


@operation
def lift(actor: Actor, person_id: int, restraint: Restraint, *, reason: str, case_id: int | None = None) -> Person:
    """Let a suspended person act again, or a silenced one write; they are told. Twice is once.

    `case_id`: of the decision that is taken back so, of which they are told instead.
    """
    person = _person(actor, person_id, restraint)
    said = need_reason(reason)
    if until_of(person, restraint) is None:
        return person
    setattr(person, VERBS[restraint].column, None)
    _record(VERBS[restraint].lifted, actor, person, {}, case_id, said)
    return person


def is_staff_person(person_id: int) -> bool:
    """Whether somebody holds a role of staff, for whichever product. One statement."""
    held = sa.exists().where(RoleGrant.person_id == person_id, RoleGrant.role.in_(STAFF))
    return bool(session().scalar(sa.select(held)))


def _person(actor: Actor, person_id: int, restraint: Restraint) -> Person:
    """Return a person, locked; raise where the actor may not restrain them so."""
    person = lock(Person, person_id)
    may = can_suspend if restraint is Restraint.SUSPENSION else can_silence
    if not may(actor, person.id, staff=is_staff_person(person.id)):
        raise Forbidden(REFUSED[restraint])
    return person


REFUSED = {
    Restraint.SUSPENSION: N_("Staff is suspended by admins, and others by moderators of all products."),
    Restraint.SILENCE: N_(
        "Moderators of all products and admins silence people who are no staff. Staff can be suspended by admins."
    ),
}


def _record(
    kind: EventKind, actor: Actor, person: Person, data: dict[str, str], case_id: int | None, reason: str
) -> None:
    """Record it; what the person wrote may be shown differently from now on."""
    of = {} if case_id is None else {"case": case_id}
    record(kind, actor, Ref(Kind.PERSON, person.id), data=data | of, details={"reason": reason}, react=kind in LIFTED)
    bump_epoch()
