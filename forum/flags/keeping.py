"""Keeping risk rules: every change is a new version, with who made it, when and why."""

from dataclasses import replace

import sqlalchemy as sa

from forum.catalog.models import Product
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Stale
from forum.core.operation import lock, operation
from forum.core.refs import SITE
from forum.core.site import SiteFact
from forum.core.text import N_, Message, is_blank
from forum.core.upsert import insert_missing
from forum.flags.models import RuleVersion
from forum.flags.policy import can_keep_rule, can_see_rule
from forum.flags.rules.checking import TEXT_MAX, faults
from forum.flags.rules.current import BY_KEY, RULES, look_again
from forum.flags.rules.rule import Rule
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor

# More rules of its own than a site can keep an eye on, or than looking at a post should cost.
MOST = 200
TAKEN = N_("There is a rule of this name already. Give this one another name, or change that one.")


def keep_rule(actor: Actor, rule: Rule, *, reason: str, is_on: bool = True, base: int | None = None) -> RuleVersion:
    """Make a rule, or with `base`, the version that was read, change one. The same again changes nothing.

    Raises `Stale` where it was changed since, and `Invalid` where something has to be mended.
    """
    if errors := [*faults(rule), *_no_reason(reason)]:
        raise Invalid(errors)
    made = _keep(actor, rule, reason.strip(), is_on, base)
    look_again()
    return made


def switch_rule(actor: Actor, key: str, *, is_on: bool, reason: str) -> RuleVersion | None:
    """Switch a rule on or off, from the next post on. None: it is already."""
    if errors := list(_no_reason(reason)):
        raise Invalid(errors)
    made = _switch(actor, key, is_on, reason.strip())
    look_again()
    return made


@operation
def _keep(actor: Actor, rule: Rule, reason: str, is_on: bool, base: int | None) -> RuleVersion:
    changes = _lock_rules()
    before = newest_version(rule.key)
    was = before.rule if before is not None else BY_KEY.get(rule.key)
    need_rule(actor, was, rule)
    if base is None and was is not None:
        raise Invalid.one("key", "taken", TAKEN)
    if base is not None and was is None:
        raise NotFound
    if was is not None and was.version != base:
        raise Stale(was.version, N_("The rule was changed since you read it. Read what is new before you save."))
    if was is None:
        _need_room()
    elif was.finder is not rule.finder:
        raise Conflict(N_("What a program looks for stays a program's. Make a rule of your own instead."))
    same = was is not None and rule == replace(was, version=rule.version)
    if before is not None and same and before.is_on == is_on:
        return before
    return _write(actor, rule, (was.version if was else 0) + 1, is_on, reason, changes)


@operation
def _switch(actor: Actor, key: str, is_on: bool, reason: str) -> RuleVersion | None:
    changes = _lock_rules()
    before = newest_version(key)
    rule = before.rule if before is not None else BY_KEY.get(key)
    if rule is None or not can_see_rule(actor, rule.product_id):
        raise NotFound
    need_rule(actor, rule, rule)
    if is_on == (before is None or before.is_on):
        return None
    return _write(actor, rule, rule.version + 1, is_on, reason, changes)


def need_usable(actor: Actor, rule: Rule) -> None:
    """Refuse a rule that the actor may not keep, or that nobody could."""
    if errors := list(faults(rule)):
        raise Invalid(errors)
    need_rule(actor, None, rule)


def need_rule(actor: Actor, was: Rule | None, rule: Rule) -> None:
    """Refuse who may not keep a rule as it was, or as it will be."""
    for one in (was, rule):
        if one is not None and not can_keep_rule(actor, one.product_id):
            raise Forbidden(N_("Moderators of single products keep the rules of these products alone."))
    if rule.product_id is not None and session().get(Product, rule.product_id) is None:
        raise Invalid.one("product", "unknown", N_("There is no such product."))


def newest_version(key: str) -> RuleVersion | None:
    """Return what the site made of a rule last; None where it is as it was shipped, or nowhere."""
    query = sa.select(RuleVersion).where(RuleVersion.key == key).order_by(RuleVersion.number.desc()).limit(1)
    return session().scalars(query).one_or_none()


def _lock_rules() -> SiteFact:
    """Lock what counts the changes: one is made after the other."""
    insert_missing(SiteFact, [{"name": RULES, "value": {"changes": 0}}])
    return lock(SiteFact, RULES)


def _write(actor: Actor, rule: Rule, number: int, is_on: bool, reason: str, changes: SiteFact) -> RuleVersion:
    """Add a version, and let every process see that there is one."""
    row = RuleVersion(
        key=rule.key,
        number=number,
        is_on=is_on,
        hazard=rule.hazard,
        severity=rule.severity,
        effect=rule.effect,
        subject=rule.subject,
        places=" ".join(sorted(rule.places)),
        pattern=rule.pattern or None,
        words=rule.words or None,
        finder=rule.finder,
        unless=rule.unless,
        ignores_case=rule.ignores_case,
        product_id=rule.product_id,
        explanation=rule.explanation.strip(),
        instead=rule.instead.strip(),
        reason=reason,
        by_id=actor.id,
        created_at=now(),
    )
    session().add(row)
    session().flush()
    changes.value = {"changes": row.id}
    data = {"rule": row.key, "version": number, "on": is_on, "product": rule.product_id}
    record(EventKind.RULE_CHANGED, actor, SITE, data=data, details={"reason": reason}, react=False)
    return row


def _need_room() -> None:
    own = sa.select(sa.func.count(sa.distinct(RuleVersion.key))).where(RuleVersion.key.not_in(BY_KEY))
    if (session().scalar(own) or 0) >= MOST:
        raise Invalid.one("key", "too_many", N_("There are %(most)s rules of your own. Change one of them."), most=MOST)


def _no_reason(reason: str) -> list[FieldError]:
    if is_blank(reason):
        return [FieldError("reason", "required", Message(N_("Say why: the other moderators will read it.")))]
    if len(reason) > TEXT_MAX:
        return [FieldError("reason", "too_long", Message(N_("Use at most %(most)s characters."), {"most": TEXT_MAX}))]
    return []
