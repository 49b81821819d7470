"""The form of a risk rule."""

from collections.abc import Iterable
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forum.catalog.queries import ProductLine
from forum.core.containment import Hazard
from forum.flags.policy import can_keep_rule
from forum.flags.rules.checking import KEY_MAX, TEXT_MAX
from forum.flags.rules.matching import PATTERN_MAX
from forum.flags.rules.rule import Effect, Place, Rule, Subject
from forum.people.policy import Actor
from forum.web.forms import AtMost, Chosen, Form, HiddenNumber, Required
from forum.web.hazards import HAZARDS, SEVERITIES

PLACES = {
    Place.CODE: _l("Commands and code"),
    Place.PROSE: _l("Sentences"),
    Place.LINKS: _l("Addresses of links"),
}
EFFECTS = {
    Effect.COUNT: _l("It is only counted"),
    Effect.REPORT: _l("It is reported to moderators"),
    Effect.WARN: _l("Reported, and a warning stands above an answer"),
    Effect.QUARANTINE: _l("Reported, and hidden until a moderator looked"),
}
SUBJECTS = {
    Subject.ADVICE: _l("Advice that can do harm"),
    Subject.SPAM: _l("Spam"),
    Subject.PRIVACY: _l("Secrets and private data"),
}


class RuleForm(Form):
    """A risk rule: what it looks for, where, and what comes of it."""

    key = StringField(_l("Name"), [Required(), AtMost(KEY_MAX)])
    pattern = TextAreaField(_l("Pattern"), [AtMost(PATTERN_MAX)])
    words = TextAreaField(_l("Or words"), [AtMost(PATTERN_MAX)])
    unless = TextAreaField(_l("But not where"), [Optional(), AtMost(PATTERN_MAX)])
    ignores_case = BooleanField(_l("Capital and small letters are the same"))
    # Without Optional, which forgives wrong choices behind an empty one; the operation asks for one.
    places = SelectMultipleField(
        _l("Where it looks"),
        [Chosen(_l("Choose where the rule looks."))],
        choices=[SelectChoice(place.value, words) for place, words in PLACES.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    product = SelectField(
        _l("For posts about"), [Optional(), Chosen(_l("Choose a product from the list, or “All products”."))]
    )
    subject = RadioField(
        _l("It finds"),
        [Required(_l("Choose one."))],
        choices=[SelectChoice(subject.value, words) for subject, words in SUBJECTS.items()],
    )
    hazard = SelectField(
        _l("What could go wrong: following it"),
        [Required(_l("Choose one."))],
        choices=[SelectChoice(hazard.value, words) for hazard, words in HAZARDS.items()],
    )
    severity = SelectField(
        _l("How bad that would be"),
        [Required(_l("Choose one."))],
        choices=[SelectChoice(str(number), words) for number, words in SEVERITIES.items()],
    )
    effect = RadioField(
        _l("What happens"),
        [Required(_l("Choose one."))],
        choices=[SelectChoice(effect.value, words) for effect, words in EFFECTS.items()],
    )
    explanation = TextAreaField(_l("What readers are told"), [Required(), AtMost(TEXT_MAX)])
    instead = TextAreaField(_l("The safer way"), [Optional(), AtMost(TEXT_MAX)])
    is_on = BooleanField(_l("The rule is on"))
    reason = TextAreaField(_l("Why you make this change"), [AtMost(TEXT_MAX)])
    version = HiddenNumber()

    @classmethod
    def of(cls, rule: Rule | None, *, is_on: bool = True, version: int | None = None) -> "RuleForm":
        """Return the form with a rule in it; without one, for a new rule."""
        if rule is None:
            return cls(data={"subject": "advice", "effect": "report", "severity": "2", "is_on": True})
        values = {name: getattr(rule, name) for name in ("pattern", "words", "unless", "ignores_case", "explanation")}
        form = cls(
            data={
                **values,
                "instead": rule.instead,
                "places": [place.value for place in sorted(rule.places)],
                "product": str(rule.product_id or ""),
                "subject": rule.subject.value,
                "hazard": rule.hazard.value,
                "severity": str(rule.severity),
                "effect": rule.effect.value,
                "is_on": is_on,
                "version": version,
            }
        )
        # A rule keeps its name.
        del form.key
        return form

    def offer(self, actor: Actor, products: Iterable[ProductLine]) -> None:
        """Fill the choices of products: those whose rules the actor keeps."""
        everything = [SelectChoice("", _l("All products"))] if can_keep_rule(actor, None) else []
        mine = [one for one in products if can_keep_rule(actor, one.id)]
        self.product.choices = [*everything, *(SelectChoice(str(one.id), one.name) for one in mine)]

    def rule(self, was: Rule | None) -> Rule:
        """Return the rule as it was filled in; `was`, where one is changed, keeps its name and what a program finds."""
        said = Rule(
            key=was.key if was else self.key.data or "",
            hazard=Hazard(self.hazard.data),
            severity=int(self.severity.data),
            effect=Effect(self.effect.data),
            explanation=self.explanation.data or "",
            instead=self.instead.data or "",
            subject=Subject(self.subject.data),
            product_id=int(self.product.data) if self.product.data else None,
        )
        if was is not None and was.finder is not None:
            return replace(said, finder=was.finder, places=was.places)
        return replace(
            said,
            places=frozenset(map(Place, self.places.data or ())),
            pattern=self.pattern.data or "",
            words=self.words.data or "",
            unless=self.unless.data or "",
            ignores_case=bool(self.ignores_case.data),
        )


class SwitchForm(Form):
    """Why a rule is switched on or off."""

    reason = StringField(_l("Why"), [Required(_l("Say why: the other moderators will read it.")), AtMost(TEXT_MAX)])
