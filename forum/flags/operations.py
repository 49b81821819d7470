"""Reporting a thing. Whoever knows the thing calls this inside its own operation."""

from dataclasses import dataclass

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.db import session
from forum.core.errors import FieldError, Forbidden, Invalid
from forum.core.operation import operation
from forum.core.refs import Ref
from forum.core.text import N_, Message
from forum.flags.models import Case, CaseState, Flag, FlagKind
from forum.flags.policy import can_name_hazard
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor

REASON_MAX = 2_000
# What a report weighs until staff names the hazard: danger stands above the rest of the list.
UNNAMED = {FlagKind.DANGEROUS: 2, FlagKind.WRONG: 1, FlagKind.SPAM: 1, FlagKind.ABUSE: 1}


@dataclass(frozen=True, slots=True)
class Report:
    """What a person says about a thing. `hazard` and `severity` (1-4) are for staff to name."""

    kind: FlagKind
    reason: str
    hazard: Hazard | None = None
    severity: int | None = None


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
    flag.revision = revision
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


def check_report(actor: Actor, report: Report, product_id: int | None) -> None:
    """Refuse a report that says nothing, and a hazard named by somebody who may not."""
    if (report.hazard or report.severity) and not can_name_hazard(actor, product_id):
        raise Forbidden(N_("Only staff names what could go wrong. Say it in your own words instead."))
    errors = []
    if not report.reason.strip():
        text = N_("Say in a sentence what is the matter, so that a moderator can act on it.")
        errors.append(FieldError("reason", "required", Message(text)))
    elif len(report.reason) > REASON_MAX:
        text = N_("Use at most %(most)s characters.")
        errors.append(FieldError("reason", "too_long", Message(text, {"most": REASON_MAX})))
    if report.severity is not None and not 1 <= report.severity <= 4:
        errors.append(FieldError("severity", "out_of_range", Message(N_("Choose a number from 1 to 4."))))
    if report.severity is not None and report.hazard is None:
        errors.append(FieldError("hazard", "required", Message(N_("Say what could go wrong."))))
    if errors:
        raise Invalid(errors)


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
