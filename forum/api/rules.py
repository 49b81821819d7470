"""The risk rules, for moderators."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView

from forum.api.catalogue import known_product
from forum.api.conditions import base_revision
from forum.api.moderation import moderating
from forum.api.room import IF_MATCH, KEY_ONLY, Made, blueprint, path
from forum.api.schemas import rules as schemas
from forum.catalog.queries import products
from forum.core.containment import Hazard
from forum.core.speech import shipped
from forum.flags.keeping import keep_rule, need_usable, switch_rule
from forum.flags.rules.rule import Effect, Place, Rule, Subject
from forum.moderation.rule_trials import TrialHit, try_rule
from forum.moderation.rules import RuleLine, Version, list_rules, rule_line, versions_of


@blueprint.route("/rules", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, schemas.RuleList)
def get_rules() -> dict[str, Any]:
    """List the risk rules of the moderator's products and of all, with what they found."""
    slugs = _slugs()
    return {"items": [_rule(line, slugs) for line in list_rules(moderating())]}


@blueprint.route("/rules", methods=["POST"])
@blueprint.arguments(schemas.RuleIn)
@blueprint.alt_response(201, schema=schemas.RuleOut)
def post_rule(args: dict[str, Any]) -> Made:
    """Make a rule; new posts are looked at with it from now on."""
    actor = moderating()
    made = keep_rule(actor, _said(args["key"], args), reason=args["reason"], is_on=args["on"])
    plain: dict[str, Any] = schemas.RuleOut().dump(_rule(rule_line(actor, made.key), _slugs()))
    return plain, 201, {"Location": path("rules", made.key)}


@blueprint.route("/rules/trials", methods=["POST"])
@blueprint.arguments(schemas.RuleTrialIn)
@blueprint.response(200, schemas.RuleTrialOut)
def post_rule_trial(args: dict[str, Any]) -> dict[str, Any]:
    """Try a rule on the posts that are there, for some seconds; nothing is changed."""
    actor = moderating()
    was = next((line.rule for line in list_rules(actor) if line.rule.key == args["key"]), None)
    rule = _said(args["key"], args, was)
    need_usable(actor, rule)
    trial = try_rule(actor, rule, after=args["after"])
    return {
        **{name: getattr(trial, name) for name in ("number", "looked_at", "hits", "reported", "after")},
        "items": [_hit(hit) for hit in trial.shown],
    }


def _hit(hit: TrialHit) -> dict[str, Any]:
    """Return a post in which a rule would find something."""
    words = {"title": hit.title, "evidence": hit.evidence, "effect": hit.effect.value}
    return {"kind": hit.ref.kind.value, "id": hit.ref.id, "question_id": hit.question_id, **words}


@blueprint.route("/rules/<key>")
class RuleResource(MethodView):
    """One risk rule."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, schemas.RuleOut)
    def get(self, key: str) -> dict[str, Any]:
        """Read a rule with what it found."""
        return _rule(rule_line(moderating(), key), _slugs())

    @blueprint.arguments(schemas.RuleChange)
    @blueprint.doc(parameters=IF_MATCH)
    @blueprint.response(200, schemas.RuleOut)
    def put(self, args: dict[str, Any], key: str) -> dict[str, Any]:
        """Write a new version of a rule, from the version that If-Match names. What a program finds keeps its way."""
        actor = moderating()
        line, base = rule_line(actor, key), base_revision()
        keep_rule(actor, _said(key, args, line.rule), reason=args["reason"], is_on=args["on"], base=base)
        return _rule(rule_line(actor, key), _slugs())


@blueprint.route("/rules/<key>/state", methods=["PUT"])
@blueprint.arguments(schemas.RuleSwitch)
@blueprint.response(200, schemas.RuleOut)
def put_rule_state(args: dict[str, Any], key: str) -> dict[str, Any]:
    """Switch a rule on or off; twice is once. What it held back stays so."""
    actor = moderating()
    switch_rule(actor, key, is_on=args["on"], reason=args["reason"])
    return _rule(rule_line(actor, key), _slugs())


@blueprint.route("/rules/<key>/versions", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, schemas.RuleVersionList)
def get_rule_versions(key: str) -> dict[str, Any]:
    """Read the versions of a rule, the newest first, with who made them and why."""
    rule_line(moderating(), key)
    slugs = _slugs()
    return {"items": [_version(version, slugs) for version in versions_of(key)]}


def _slugs() -> Mapping[int, str]:
    """Return the addresses of products, by their numbers. One statement."""
    return {one.id: one.slug for one in products()}


def _said(key: str, args: dict[str, Any], was: Rule | None = None) -> Rule:
    """Return the rule that was sent."""
    product = known_product(args["product"])
    finder = was.finder if was is not None else None
    return Rule(
        key=key,
        hazard=Hazard(args["hazard"]),
        severity=args["severity"],
        effect=Effect(args["effect"]),
        explanation=args["explanation"],
        instead=args["instead"],
        places=was.places if was is not None and finder else frozenset(map(Place, args["places"])),
        subject=Subject(args["subject"]),
        pattern=args["pattern"],
        words=args["words"],
        finder=finder,
        unless=args["unless"],
        ignores_case=args["ignores_case"],
        product_id=product.id if product else None,
    )


def _body(rule: Rule, slugs: Mapping[int, str], *, is_on: bool) -> dict[str, Any]:
    """Return what a rule says; the texts of a shipped one in the caller's language."""
    return {
        "hazard": rule.hazard.value,
        "severity": rule.severity,
        "effect": rule.effect.value,
        "subject": rule.subject.value,
        "places": sorted(place.value for place in rule.places),
        "pattern": rule.pattern,
        "words": rule.words,
        "finder": rule.finder.value if rule.finder else None,
        "unless": rule.unless,
        "ignores_case": rule.ignores_case,
        "product": slugs.get(rule.product_id) if rule.product_id else None,
        "explanation": shipped(rule.explanation),
        "instead": shipped(rule.instead),
        "version": rule.version,
        "on": is_on,
    }


def _rule(line: RuleLine, slugs: Mapping[int, str]) -> dict[str, Any]:
    """Return a rule with what it found."""
    return {
        **_body(line.rule, slugs, is_on=line.is_on),
        "key": line.rule.key,
        "origin": line.origin.value,
        "hits": line.hits,
        "agreed": line.agreed,
        "dismissed": line.dismissed,
        "changed_at": line.changed_at,
    }


def _version(version: Version, slugs: Mapping[int, str]) -> dict[str, Any]:
    """Return a version with who made it."""
    row = version.row
    return {
        **_body(version.rule, slugs, is_on=row is None or row.is_on),
        "by": row.by.name if row is not None and row.by is not None else None,
        "reason": row.reason if row is not None else "",
        "at": row.created_at if row is not None else None,
    }
