"""The pages on which moderators keep the risk rules."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.catalog.queries import products
from forum.core.diff import Change, differences, fold
from forum.core.errors import Forbidden, Invalid, Stale
from forum.flags.keeping import keep_rule, need_usable, switch_rule
from forum.flags.policy import can_keep_rule
from forum.flags.rules.rule import Rule
from forum.moderation.counts import moderators_counts
from forum.moderation.rule_trials import Trial, try_rule
from forum.moderation.rules import (
    Origin,
    RuleLine,
    Version,
    list_rules,
    newest_reports,
    rule_line,
    version_of,
    versions_of,
)
from forum.people.policy import Actor
from forum.web.access import needs_sign_in
from forum.web.hazards import HAZARDS, SEVERITIES
from forum.web.questions.room import place_url
from forum.web.respond import done, show
from forum.web.staff.moderation import THINGS, blueprint, moderator
from forum.web.staff.rule_form import EFFECTS, PLACES, SUBJECTS, RuleForm, SwitchForm
from forum.web.words import say, shipped

ORIGINS = {
    Origin.SHIPPED: _l("Comes with Vouch"),
    Origin.CHANGED: _l("Comes with Vouch, changed here"),
    Origin.OWN: _l("Made here"),
}
WORDS: dict[str, Any] = {
    "origins": ORIGINS,
    "hazards": HAZARDS,
    "severities": SEVERITIES,
    "effects": EFFECTS,
    "places": PLACES,
    "subjects": SUBJECTS,
}
# The button with which a rule is tried; its value says behind which post.
TRY = "try"
SHOWN = ("all", "own", "changed", "off")


@blueprint.get("/rules")
@needs_sign_in
def rules() -> ResponseReturnValue:
    """All risk rules, with what they found."""
    actor = moderator()
    asked = request.args.get("show")
    shown = asked if asked in SHOWN else "all"
    lines = [one for one in list_rules(actor) if _is_shown(one, shown)]
    return show("staff/rules.html", lines=lines, shown=shown, counts=moderators_counts(actor), **_names(), **WORDS)


def _is_shown(one: RuleLine, shown: str) -> bool:
    """Whether a rule stands in a part of the list."""
    if shown == "off":
        return not one.is_on
    return shown == "all" or one.origin.value == shown


def _names() -> dict[str, Any]:
    """Return the names of products, by their numbers. One statement."""
    return {"products": {one.id: one.name for one in products()}}


@blueprint.route("/rules/<key>", methods=["GET", "POST"])
@needs_sign_in
def rule(key: str) -> ResponseReturnValue:
    """One rule: what it looks for, what came of it, and its versions with what each changed. It is switched here."""
    actor = moderator()
    line, form = rule_line(actor, key), SwitchForm()
    if form.validate_on_submit():
        is_on = request.form.get("on") == "yes"
        switch_rule(actor, key, is_on=is_on, reason=form.reason.data)
        text = _("The rule is on for new posts.") if is_on else _("The rule is off. What it held back stays so.")
        return done(url_for("moderation.rule", key=key), text)
    names, reports = _names(), newest_reports(actor, key)
    steps = list(_steps(versions_of(key), names["products"]))
    return show("staff/rule.html", form=form, line=line, steps=steps, reports=reports, **names, **WORDS)


def _steps(versions: Sequence[Version], names: dict[int, str]) -> Iterator[tuple[Version, list[Change]]]:
    """Yield the versions, the newest first, with what each changed in the one before."""
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        before = _written(older, names) if older else ""
        yield newer, fold(differences(before, _written(newer, names)))


def _written(version: Version, names: dict[int, str]) -> str:
    """Return a rule as a text, one thing a line, so that two versions can be compared."""
    rule, is_on = version.rule, version.row is None or version.row.is_on
    about = names.get(rule.product_id or 0, _("All products"))
    lines = [
        (_("On") if is_on else _("Off")),
        f"{_('For posts about')}: {about}",
        f"{_('Where it looks')}: {', '.join(str(PLACES[place]) for place in sorted(rule.places))}",
        *((f"{_('Pattern')}:", rule.pattern) if rule.pattern else ()),
        *((f"{_('Words')}:", rule.words) if rule.words else ()),
        *((f"{_('But not where')}:", rule.unless) if rule.unless else ()),
        *((_("Capital and small letters are the same"),) if rule.ignores_case else ()),
        f"{_('It finds')}: {SUBJECTS[rule.subject]}",
        f"{HAZARDS[rule.hazard]}: {SEVERITIES[rule.severity]}",
        f"{_('What happens')}: {EFFECTS[rule.effect]}",
        f"{_('What readers are told')}: {shipped(rule.explanation)}",
        *((f"{_('The safer way')}: {shipped(rule.instead)}",) if rule.instead else ()),
    ]
    return "\n".join(lines) + "\n"


@blueprint.route("/rules/new", methods=["GET", "POST"])
@needs_sign_in
def new_rule() -> ResponseReturnValue:
    """Make a rule."""
    actor = moderator()
    form = RuleForm.of(None)
    form.offer(actor, products())
    trial = None
    if form.validate_on_submit():
        if TRY in request.form:
            trial = _tried(actor, form, None)
        elif _kept(actor, form, None):
            return _went(form.key.data)
    return show("staff/rule_form.html", form=form, line=None, **_shown(trial))


@blueprint.route("/rules/<key>/edit", methods=["GET", "POST"])
@needs_sign_in
def edit_rule(key: str) -> ResponseReturnValue:
    """Change a rule; `from` names the version with which the form begins."""
    actor = moderator()
    line = rule_line(actor, key)
    if not can_keep_rule(actor, line.rule.product_id):
        raise Forbidden
    number = request.args.get("from", "")
    begun = version_of(versions_of(key), int(number)).rule if number.isdecimal() and len(number) < 9 else line.rule
    form = RuleForm.of(begun, is_on=line.is_on, version=line.rule.version)
    form.offer(actor, products())
    status = trial = None
    if form.validate_on_submit():
        try:
            if TRY in request.form:
                trial = _tried(actor, form, line.rule)
            elif _kept(actor, form, line.rule):
                return _went(key)
        except Stale as stale:
            form.form_errors.append(say(stale.message))
            form.version.renew(stale.current)
            status = 409
    return show("staff/rule_form.html", form=form, line=line, status=status, **_shown(trial))


def _tried(actor: Actor, form: RuleForm, was: Rule | None) -> Trial | None:
    """Try the rule on the posts that are there; None where something has to be mended, which the form then says."""
    try:
        rule = form.rule(was)
        need_usable(actor, rule)
        return try_rule(actor, rule, after=request.form[TRY])
    except Invalid as invalid:
        form.apply_errors(invalid)
        return None


def _shown(trial: Trial | None) -> dict[str, Any]:
    """Return what a page shows of a trial."""
    found = [(hit, place_url(hit.ref)) for hit in trial.shown] if trial else []
    return {"trial": trial, "found": found, "things": THINGS, **WORDS}


def _kept(actor: Actor, form: RuleForm, was: Rule | None) -> bool:
    """Keep the rule as the form says; False where something has to be mended, which the form then says."""
    try:
        base = form.version.number if was is not None else None
        keep_rule(actor, form.rule(was), reason=form.reason.data or "", is_on=bool(form.is_on.data), base=base)
    except Invalid as invalid:
        form.apply_errors(invalid)
        return False
    return True


def _went(key: str) -> ResponseReturnValue:
    text = _("Kept. New posts are looked at with it from now on.")
    return done(url_for("moderation.rule", key=key), text)
