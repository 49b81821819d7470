"""The rules in force: those that come with Vouch, and what the site made of them.

Every process keeps them ready and asks at most once a second whether they changed, so that posting costs no statement
more. What is posted in that second is found by the sweep of old posts.
"""

import logging
import time
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from forum.core.db import session
from forum.core.site import fact
from forum.flags.models import RuleVersion
from forum.flags.rules.book import Rulebook
from forum.flags.rules.rule import Rule, RuleError
from forum.flags.rules.shipped import SHIPPED

log = logging.getLogger(__name__)

# The fact that counts the changes of the site's rules.
RULES = "rules"
LOOK_EVERY = 1.0
BY_KEY = {rule.key: rule for rule in SHIPPED}


@dataclass(slots=True)
class _Kept:
    """The rules of one database, after so many changes; `looked_at`: by the process's clock."""

    book: Rulebook
    changes: int
    looked_at: float


_kept: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()


def rulebook() -> Rulebook:
    """Return the rules that new posts are looked at with."""
    engine = session().get_bind().engine
    kept = _kept.get(engine)
    if kept is not None and time.monotonic() - kept.looked_at < LOOK_EVERY:
        return kept.book
    changes = changes_of_rules()
    if kept is None or kept.changes != changes:
        kept = _Kept(_shipped() if changes == 0 else _made_of(newest_versions()), changes, 0.0)
    kept.looked_at = time.monotonic()
    _kept[engine] = kept
    return kept.book


def look_again() -> None:
    """Ask at the next post whether the rules changed: they did."""
    _kept.pop(session().get_bind().engine, None)


def changes_of_rules() -> int:
    """Return how often the site changed its rules."""
    return int(fact(RULES).get("changes", 0))


def newest_versions() -> dict[str, RuleVersion]:
    """Return what the site made of its rules, by their keys. One statement."""
    newest = sa.select(sa.func.max(RuleVersion.id)).group_by(RuleVersion.key)
    return {row.key: row for row in session().scalars(sa.select(RuleVersion).where(RuleVersion.id.in_(newest)))}


def in_force(versions: dict[str, RuleVersion]) -> list[Rule]:
    """Return the rules that are on: the site's own, and those shipped that it left as they are."""
    untouched = [rule for rule in SHIPPED if rule.key not in versions]
    return untouched + [row.rule for row in versions.values() if row.is_on]


@cache
def _shipped() -> Rulebook:
    return Rulebook(SHIPPED)


def book_of(keys: Container[str] | None) -> Rulebook:
    """Return the rules in force among these, read now; None: all of them."""
    return _made_of(newest_versions(), keys)


def _made_of(versions: dict[str, RuleVersion], keys: Container[str] | None = None) -> Rulebook:
    """Return the rules ready for use. One that cannot be used any more must not keep anybody from posting."""
    rules = []
    for rule in in_force(versions):
        if keys is not None and rule.key not in keys:
            continue
        try:
            Rulebook([rule])
        except RuleError as error:
            log.error("a rule of this site is left out", extra={"rule": rule.key, "why": str(error)})
            continue
        rules.append(rule)
    return Rulebook(rules)
