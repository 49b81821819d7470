"""Reporting a thing. Whoever knows the thing calls this inside its own operation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.db import session
from forum.core.errors import FieldError, Forbidden, Invalid
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.text import N_, Message
from forum.flags.models import Case, CaseState, Flag, FlagKind
from forum.flags.policy import can_flag, can_name_hazard
from forum.flags.weights import weight
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.models import Person
from forum.people.policy import Actor

REASON_MAX = 2_000
NEW_FOR = timedelta(days=1)
# Somebody could come to harm: moderators are called, again and again until one of them is at it.
URGENT = 4
# What a report weighs until staff names the hazard: danger stands above the rest of the list.
# So does what shows somebody's private life, since it cannot be taken back from who has read it.
UNNAMED = {**dict.fromkeys(FlagKind, 1), FlagKind.DANGEROUS: 2, FlagKind.PRIVACY: 2}
# What a text advises can be wrong or do harm; the rest is about the text itself, where no hazard is named.
ABOUT_ADVICE = frozenset({FlagKind.DANGEROUS, FlagKind.WRONG, FlagKind.SPAM, FlagKind.PRIVACY, FlagKind.ATTENTION})


@dataclass(frozen=True, slots=True)
class Report:
    """What a person says about a thing. `hazard` and `severity` (1-4) are for staff to name.

    `link` is the address of a page that shows it.
    """

    kind: FlagKind
    reason: str
    hazard: Hazard | None = None
    severity: int | None = None
    link: str = ""


@operation
def raise_flag(
    actor: Actor, report: Report, *, about: Ref, root: Ref, product_id: int | None, revision: int | None
) -> Flag:
    """Add a report to the thing's open case, or open one.

    A person's second report of a thing replaces the first and keeps its date: they have waited since then.
    """
    check_report(actor, report, product_id)
    case = open_case(about, product_id)
    mine = sa.select(Flag).where(Flag.case_id == case.id, Flag.reporter_id == actor.id)
    flag = session().scalars(mine).one_or_none()
    if flag is None:
        flag = Flag(case_id=case.id, reporter_id=actor.id, created_at=now())
        session().add(flag)
    flag.kind, flag.reason, flag.hazard = report.kind, report.reason.strip(), report.hazard
    flag.severity = report.severity or UNNAMED[report.kind]
    flag.revision, flag.evidence = revision, report.link.strip() or None
    flag.weight, flag.agreed = _weight(actor, product_id), None
    if flag.severity == URGENT:
        case.called_at = now()
    if flag.severity >= case.severity:
        case.severity, case.hazard = flag.severity, flag.hazard or case.hazard
    case.version += 1
    session().flush()
    record(
        EventKind.FLAG_RAISED,
        actor,
        root,
        about=about,
        data={"case": case.id, "kind": report.kind, "hazard": report.hazard, "severity": flag.severity},
        details={"reason": flag.reason},
    )
    return flag


@operation
def report_person(actor: Actor, person_id: int, report: Report) -> Flag:
    """Report what somebody shows of themselves: their name, their words about themselves."""
    person = lock(Person, person_id)
    if not can_flag(actor, person.id):
        raise Forbidden
    about = Ref(Kind.PERSON, person.id)
    return raise_flag(actor, report, about=about, root=about, product_id=None, revision=None)


def check_report(actor: Actor, report: Report, product_id: int | None) -> None:
    """Refuse a report that says nothing, and a hazard named by somebody who may not."""
    if (report.hazard or report.severity) and not can_name_hazard(actor, product_id):
        raise Forbidden(N_("Only staff names what could go wrong. Say it in your own words instead."))
    if errors := list(_errors(report)):
        raise Invalid(errors)


def _errors(report: Report) -> Iterator[FieldError]:
    """Yield what has to be mended."""
    too_long = Message(N_("Use at most %(most)s characters."), {"most": REASON_MAX})
    if not report.reason.strip():
        text = N_("Say in a sentence what is the matter, so that a moderator can act on it.")
        yield FieldError("reason", "required", Message(text))
    elif len(report.reason) > REASON_MAX:
        yield FieldError("reason", "too_long", too_long)
    if report.severity is not None and not 1 <= report.severity <= 4:
        yield FieldError("severity", "out_of_range", Message(N_("Choose a number from 1 to 4.")))
    if report.severity is not None and report.hazard is None:
        yield FieldError("hazard", "required", Message(N_("Say what could go wrong.")))
    if report.hazard is not None and report.kind not in ABOUT_ADVICE:
        text = N_("What could go wrong is said of advice. Leave it out here.")
        yield FieldError("hazard", "unexpected", Message(text))
    if len(report.link) > REASON_MAX:
        yield FieldError("link", "too_long", too_long)
    elif report.link.strip() and not _is_address(report.link.strip()):
        yield FieldError("link", "malformed", Message(N_("Give the whole address, beginning with https://.")))


def _is_address(text: str) -> bool:
    """Whether a text is the address of a page."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not any(each.isspace() for each in text)


def _weight(actor: Actor, product_id: int | None) -> float:
    """Return what the actor's report weighs now."""
    decided = sa.select(sa.func.count(), sa.func.count(sa.case((Flag.agreed.is_(True), 1)))).select_from(Flag)
    judged, agreed = session().execute(decided.where(Flag.reporter_id == actor.id, Flag.agreed.is_not(None))).one()
    newcomer = actor.trust == 0 or (actor.since is not None and now() - actor.since < NEW_FOR)
    staff = can_name_hazard(actor, product_id)
    return weight(staff=staff, newcomer=newcomer, trust_level=actor.trust, judged=judged, agreed=agreed)


def carry_case(source: Ref, target: Ref, revision: int) -> None:
    """Let the open reports of a text be about what it became, inside the open unit. `revision` is its newest there."""
    which = (Case.about_kind == source.kind, Case.about_id == source.id, Case.state == CaseState.OPEN)
    case_id = session().scalar(sa.select(Case.id).where(*which).with_for_update(of=Case))
    if case_id is None:
        return
    place = {"about_kind": target.kind, "about_id": target.id, "version": Case.version + 1}
    session().execute(sa.update(Case).where(Case.id == case_id).values(**place))
    session().execute(sa.update(Flag).where(Flag.case_id == case_id).values(revision=revision))


def open_case(about: Ref, product_id: int | None) -> Case:
    """Return the thing's open case, locked; open one where there is none."""
    query = sa.select(Case).where(
        Case.about_kind == about.kind, Case.about_id == about.id, Case.state == CaseState.OPEN
    )
    case = session().scalars(query.with_for_update(of=Case)).one_or_none()
    if case is None:
        case = Case(about_kind=about.kind, about_id=about.id, product_id=product_id, opened_at=now(), version=0)
        session().add(case)
        session().flush()
    return case
