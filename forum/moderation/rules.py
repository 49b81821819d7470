"""The risk rules as moderators see them: what each does, what it found, and what of that was dismissed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.core.db import session
from forum.core.errors import NotFound
from forum.flags.models import Case, Flag, RuleHit, RuleVersion
from forum.flags.policy import can_see_rule
from forum.flags.rules.current import BY_KEY, newest_versions
from forum.flags.rules.rule import Rule
from forum.flags.rules.shipped import SHIPPED
from forum.moderation.policy import cases_seen_by
from forum.people.policy import Actor

NEWEST = 20


class Origin(StrEnum):
    """Whose rule it is."""

    SHIPPED = "shipped"
    """It came with Vouch and is as it came."""
    CHANGED = "changed"
    """It came with Vouch, and the site changed it."""
    OWN = "own"
    """The site made it."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with what came of it.

    `hits`: texts in which it found something, whatever was done. `dismissed`: reports of it that moderators found to
    have no ground, which are its false positives; `agreed`: those that they found to have one.
    """

    rule: Rule
    is_on: bool
    origin: Origin
    changed_at: datetime | None
    hits: int = 0
    agreed: int = 0
    dismissed: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a rule: the site's with who made it and why, or the one that was shipped (`row` None)."""

    rule: Rule
    row: RuleVersion | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report that a rule made: its case, the words, and what a moderator found of it (None: nothing yet)."""

    case_id: int
    evidence: str
    version: int | None
    agreed: bool | None
    created_at: datetime


def list_rules(actor: Actor) -> list[RuleLine]:
    """Return the rules that the actor may read, by name. Three statements."""
    lines = _lines(newest_versions(), _hits(), _judged())
    return sorted((one for one in lines if can_see_rule(actor, one.rule.product_id)), key=lambda one: one.rule.key)


def rule_line(actor: Actor, key: str) -> RuleLine:
    """Return one rule; raise `NotFound` where there is none, or none for the actor. Three statements."""
    mine = {name: row for name, row in newest_versions().items() if name == key}
    lines = _lines(mine, _hits(key), _judged(key))
    found = next((one for one in lines if one.rule.key == key), None)
    if found is None or not can_see_rule(actor, found.rule.product_id):
        raise NotFound
    return found


def versions_of(key: str) -> list[Version]:
    """Return the versions of a rule, the newest first, with who made them; the shipped one last. One statement."""
    mine = sa.select(RuleVersion).where(RuleVersion.key == key).order_by(RuleVersion.number.desc())
    rows = session().scalars(mine.options(joinedload(RuleVersion.by)))
    shipped = [Version(BY_KEY[key])] if key in BY_KEY else []
    return [*(Version(row.rule, row) for row in rows), *shipped]


def version_of(versions: Sequence[Version], number: int) -> Version:
    """Return one of the versions; raise `NotFound` where there is none."""
    found = next((one for one in versions if one.rule.version == number), None)
    if found is None:
        raise NotFound
    return found


def newest_reports(actor: Actor, key: str, limit: int = NEWEST) -> list[Report]:
    """Return the newest reports of a rule in the actor's products. One statement."""
    columns = (Flag.case_id, Flag.evidence, Flag.rule_version, Flag.agreed, Flag.created_at)
    query = sa.select(*columns).join(Case, Case.id == Flag.case_id).where(Flag.rule == key, cases_seen_by(actor))
    rows = session().execute(query.order_by(Flag.id.desc()).limit(limit))
    return [Report(case_id, words or "", version, agreed, at) for case_id, words, version, agreed, at in rows]


def _lines(
    versions: Mapping[str, RuleVersion], hits: Mapping[str, int], judged: Mapping[str, tuple[int, int]]
) -> list[RuleLine]:
    """Return all rules with their numbers."""
    untouched = (RuleLine(rule, True, Origin.SHIPPED, None) for rule in SHIPPED if rule.key not in versions)
    own = (
        RuleLine(row.rule, row.is_on, Origin.CHANGED if key in BY_KEY else Origin.OWN, row.created_at)
        for key, row in versions.items()
    )
    return [
        RuleLine(
            one.rule,
            one.is_on,
            one.origin,
            one.changed_at,
            hits.get(one.rule.key, 0),
            *judged.get(one.rule.key, (0, 0)),
        )
        for one in (*untouched, *own)
    ]


def _hits(key: str | None = None) -> dict[str, int]:
    """Return in how many texts each rule found something."""
    query = sa.select(RuleHit.rule, sa.func.count(RuleHit.id)).group_by(RuleHit.rule)
    rows = session().execute(query.where(RuleHit.rule == key) if key else query)
    return dict(rows.all())


def _judged(key: str | None = None) -> dict[str, tuple[int, int]]:
    """Return how many reports of each rule moderators found to have ground, and how many to have none."""
    agreed, dismissed = (sa.case((Flag.agreed.is_(which), Flag.case_id)) for which in (True, False))
    counts = (sa.func.count(sa.distinct(agreed)), sa.func.count(sa.distinct(dismissed)))
    mine = Flag.rule == key if key else Flag.rule.is_not(None)
    query = sa.select(Flag.rule, *counts).where(mine, Flag.agreed.is_not(None)).group_by(Flag.rule)
    return {rule or "": (yes, no) for rule, yes, no in session().execute(query)}
