"""What risk rules find in a post becomes reports. Whoever knows the thing calls this inside its own operation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.refs import Kind, Ref
from forum.core.upsert import insert_missing
from forum.flags.models import Case, Flag, FlagKind, RuleHit
from forum.flags.operations import URGENT, open_case
from forum.flags.rules import Effect, Finding, Rule
from forum.flags.rules.rule import Subject
from forum.flags.spam import Standing, most
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import SYSTEM

HOLDS = {Effect.WARN: Containment.WARNED, Effect.QUARANTINE: Containment.QUARANTINED}
KINDS = {Subject.ADVICE: FlagKind.DANGEROUS, Subject.SPAM: FlagKind.SPAM, Subject.PRIVACY: FlagKind.PRIVACY}
# Up to this severity spam is a nuisance; above it, somebody is cheated.
ADVERT = 2
_RANKS = {effect: rank for rank, effect in enumerate(Effect)}


@dataclass(frozen=True, slots=True)
class Post:
    """A text that rules looked at. `about` is what it is, `root` its question; `standing` is its writer's.

    `old`: it was posted before, and a sweep looks at it now.
    """

    about: Ref
    root: Ref
    product_id: int | None
    revision: int | None
    standing: Standing
    old: bool = False


def effect_on(rule: Rule, kind: Kind, standing: Standing) -> Effect:
    """Return what a finding does to a thing of this kind: never more than the rule says.

    Above advice a rule warns at most, and only above an answer; a question quotes commands without advising them. Only
    spam, secrets and personal data are hidden. What staff writes is only reported, and what only looks like spam holds
    back nobody who is trusted.
    """
    bounds = [rule.effect, most(rule.finder, standing)]
    if rule.subject is Subject.ADVICE:
        bounds.append({Kind.ANSWER: Effect.WARN, Kind.QUESTION: Effect.COUNT}.get(kind, Effect.REPORT))
    if standing is Standing.TRUSTED and rule.subject is Subject.SPAM and rule.severity <= ADVERT:
        bounds.append(Effect.REPORT)
    if standing is Standing.STAFF:
        bounds.append(Effect.REPORT)
    return min(bounds, key=_RANKS.__getitem__)


def report_findings(post: Post, findings: Iterable[Finding]) -> list[tuple[Finding, Effect]]:
    """Report what was found, in the thing's open case; return what was reported now, the most severe first.

    What a moderator has dealt with in a closed case is not reported again, as long as the words are the same.
    """
    effects: list[tuple[Finding, Effect]] = [
        (one, effect_on(one.rule, post.about.kind, post.standing)) for one in findings
    ]
    _count(post, effects)
    wanted = [(one, effect) for one, effect in effects if effect is not Effect.COUNT]
    if not wanted:
        return []
    known = _known(post.about)
    new: list[tuple[Finding, Effect]] = [
        (one, effect) for one, effect in wanted if (one.rule.key, one.evidence) not in known
    ]
    if new:
        _add(post, [one for one, _ in new])
    return new


def strongest(reported: Sequence[tuple[Finding, Effect]]) -> tuple[Finding, Containment] | None:
    """Return the finding that holds a text back most, and how far; None where none does."""
    held = [(one, HOLDS[effect]) for one, effect in reported if effect in HOLDS]
    return max(held, key=lambda pair: (pair[1].rank, pair[0].rule.severity), default=None)


def _count(post: Post, findings: Sequence[tuple[Finding, Effect]]) -> None:
    """Count what was found, also what nothing comes of."""
    about = {"about_kind": post.about.kind, "about_id": post.about.id, "created_at": now()}
    rows = [
        {"rule": one.rule.key, "version": one.rule.version, "effect": effect, **about}
        for one, effect in sorted(findings, key=lambda pair: pair[0].rule.key)
    ]
    insert_missing(RuleHit, rows)


def _known(about: Ref) -> set[tuple[str, str]]:
    """Return the rules that reported the thing before, with the words that they found."""
    query = sa.select(Flag.rule, Flag.evidence).join(Case, Case.id == Flag.case_id)
    mine = (Case.about_kind == about.kind, Case.about_id == about.id, Flag.rule.is_not(None))
    return {(rule or "", evidence or "") for rule, evidence in session().execute(query.where(*mine))}


def _add(post: Post, findings: Sequence[Finding]) -> None:
    """Add flags to the thing's open case, and say so in the journal."""
    case = open_case(post.about, post.product_id)
    worst = max(findings, key=lambda one: one.rule.severity).rule
    if worst.severity >= case.severity:
        case.severity, case.hazard = worst.severity, worst.hazard
    case.version += 1
    # What is found in old posts may be much: moderators are called to all of it at once, a little later.
    if worst.severity == URGENT and not post.old:
        case.called_at = now()
    for one in findings:
        rule = one.rule
        flag = Flag(case_id=case.id, rule=rule.key, kind=KINDS[rule.subject], hazard=rule.hazard, created_at=now())
        flag.severity, flag.reason, flag.evidence = rule.severity, rule.explanation, one.evidence
        flag.revision, flag.rule_version = post.revision, rule.version
        session().add(flag)
        session().flush()
        said = {"kind": flag.kind, "hazard": rule.hazard, "severity": rule.severity, "rule": rule.key}
        data = {"case": case.id, **said, "version": rule.version} | ({"old": True} if post.old else {})
        record(EventKind.FLAG_RAISED, SYSTEM, post.root, about=post.about, data=data, details={"reason": one.evidence})
