"""The forms of staff."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forum.core.clock import now
from forum.core.containment import Containment, Hazard
from forum.core.refs import Kind
from forum.moderation.canned import Canned
from forum.moderation.doing import Terms
from forum.moderation.models import RESTRAINTS, Action
from forum.moderation.notes import LONGEST
from forum.moderation.things import ELSEWHERE, POSSIBLE, Thing
from forum.moderation.verdicts import VerdictDraft
from forum.questions.models import Answer, Comment, Question
from forum.questions.trust import HOLDS_BACK, Evidence, Trust, VerdictKind
from forum.web.forms import AtMost, Chosen, Form, HiddenNumber, Required
from forum.web.hazards import hazard_choices
from forum.web.naming import number_of

KEYS = {
    VerdictKind.VERIFIED: "1",
    VerdictKind.CONDITIONAL: "2",
    VerdictKind.INCORRECT: "3",
    VerdictKind.UNSAFE: "4",
    VerdictKind.OUTDATED: "5",
}
EVIDENCE_KEYS = {Evidence.TESTED: "t", Evidence.DOCUMENTED: "d", Evidence.EXPERIENCE: "e"}


class CheckForm(Form):
    """A staff check: only the choice is required, the rest is prefilled."""

    verdict = RadioField(
        _l("This answer is"),
        [Required(_l("Choose one."))],
        choices=[
            SelectChoice(VerdictKind.VERIFIED.value, _l("Right")),
            SelectChoice(VerdictKind.CONDITIONAL.value, _l("Right if...")),
            SelectChoice(VerdictKind.INCORRECT.value, _l("Wrong")),
            SelectChoice(VerdictKind.UNSAFE.value, _l("Dangerous")),
            SelectChoice(VerdictKind.OUTDATED.value, _l("Out of date")),
        ],
    )
    condition = TextAreaField(_l("Right if"), [Optional(), AtMost(2_000)])
    note = TextAreaField(_l("What readers should know"), [Optional(), AtMost(2_000)])
    hazard = SelectField(
        _l("What could go wrong"),
        [Optional(), Chosen(_l("Choose from the list what could go wrong."))],
        choices=hazard_choices(),
    )
    instead = TextAreaField(_l("What to do instead"), [Optional(), AtMost(2_000)])
    since_release = SelectField(_l("Out of date since"), [Optional(), Chosen(_l("Choose a version of this product."))])
    # Without Optional, which forgives wrong choices behind an empty one; none at all is right without it.
    releases = SelectMultipleField(
        _l("For which versions"),
        [Chosen(_l("Choose versions of this product."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    # Readers see it, so nothing is said that the engineer did not choose.
    evidence = RadioField(
        _l("How you know"),
        [Optional(), Chosen(_l("Choose how you know, or “Not said”."))],
        choices=[
            SelectChoice("", _l("Not said")),
            SelectChoice(Evidence.TESTED.value, _l("I tested it")),
            SelectChoice(Evidence.DOCUMENTED.value, _l("It is documented")),
            SelectChoice(Evidence.EXPERIENCE.value, _l("From experience")),
        ],
    )
    review_by = DateField(_l("Check again by"), [Optional()])
    revision = HiddenNumber()
    # The same check of what others judged meanwhile is a new one, not the same form sent twice.
    seen = HiddenNumber()
    body = TextAreaField(_l("Mend the text first"), [Optional(), AtMost(30_000)])

    def offer_releases(self, names: dict[int, str]) -> None:
        """Fill the choices of versions, oldest first."""
        self.releases.choices = [SelectChoice(str(ident), name) for ident, name in names.items()]
        self.since_release.choices = [SelectChoice("", _l("Choose a version")), *self.releases.choices]

    def draft_of_verdict(self) -> VerdictDraft:
        """Return what was said; what was filled in for another choice and then hidden is left out."""
        kind = VerdictKind(self.verdict.data)
        conditional, outdated = kind is VerdictKind.CONDITIONAL, kind is VerdictKind.OUTDATED
        wrong = kind in HOLDS_BACK
        return VerdictDraft(
            kind=kind,
            revision=self.revision.number or 0,
            releases=[int(ident) for ident in self.releases.data or ()],
            evidence=Evidence(self.evidence.data) if self.evidence.data else None,
            note=self.note.data or "",
            condition=(self.condition.data or None) if conditional else None,
            since_release=int(self.since_release.data) if outdated and self.since_release.data else None,
            review_by=self.review_by.data,
            hazard=Hazard(self.hazard.data) if wrong and self.hazard.data else None,
            instead=(self.instead.data or "") if wrong else "",
        )


def found_before(trust: Trust) -> dict[str, object]:
    """Return what need not be typed again where it is still so: what was found before a version appeared, with it."""
    verdict, newer = trust.verdict, trust.newer_release
    if verdict is None or newer is None:
        return {}
    named = (*verdict.release_ids, newer) if verdict.release_ids else ()
    return {
        "condition": verdict.condition or "",
        "note": verdict.reason or "",
        "releases": [str(ident) for ident in named],
    }


class ObjectionForm(Form):
    """What an engineer finds about an objection to a correction, and why."""

    action = RadioField(
        _l("The correction"),
        [Required(_l("Choose one."))],
        choices=[
            SelectChoice("uphold", _l("It stands: the passage is wrong")),
            SelectChoice("withdraw", _l("It is withdrawn: the answer was right")),
        ],
    )
    reason = TextAreaField(_l("Why"), [Required(_l("Say why: both of them will read it.")), AtMost(2_000)])


# The tenth has the key after 9.
DECISION_KEYS = {action: str(place % 10) for place, action in enumerate(Action, start=1)}
ACTIONS = {
    Action.DISMISS: _l("Nothing: the report has no ground"),
    Action.WARN: _l("Warning above the text"),
    Action.FOLD: _l("Hidden behind a warning"),
    Action.QUARANTINE: _l("Hidden while we check"),
    Action.MEND: _l("The author is asked to mend it"),
    Action.DELETE: _l("Deleted"),
    Action.DUPLICATE: _l("Led to the question that was asked before"),
    Action.REDACT: _l("The words of an older version taken out for good"),
    Action.SUSPEND: _l("The author suspended for a while"),
    Action.SILENCE: _l("The author silenced for a while: reads and votes, and writes nothing"),
    Action.CORRECT: _l("A passage was corrected"),
    Action.CONVERT: _l("Made into another kind of text"),
    Action.HIDE_POSTS: _l("All posts by one person hidden while we check"),
}


# Letters that no list of ours uses.
REASON_KEYS = "abcdefghi"


def duration() -> SelectField:
    """Return the field for how long somebody is suspended or silenced, in days."""
    return SelectField(
        _l("For how long"),
        [Optional(), Chosen(_l("Choose from the list for how long."))],
        choices=[
            SelectChoice("1", _l("A day")),
            SelectChoice("7", _l("A week")),
            SelectChoice("30", _l("30 days")),
            SelectChoice("365", _l("A year")),
        ],
        default="7",
    )


class Reasoned(Form):
    """A form with a reason: a text that is kept for it (`canned`), own words (`reason`), or both."""

    _texts: Mapping[str, str] = MappingProxyType({})

    def offer_texts(self, texts: Sequence[Canned]) -> None:
        """Fill the choice of texts."""
        self._texts = {str(place): each.text for place, each in enumerate(texts, start=1)}
        own = SelectChoice("", _l("Own words only"))
        self["canned"].choices = [*(SelectChoice(str(n), each.title) for n, each in enumerate(texts, start=1)), own]

    @property
    def said(self) -> str:
        """The reason in whole: the text that was chosen, and what was added to it."""
        chosen = self._texts.get(self["canned"].data or "", "")
        return "\n\n".join(filter(None, (chosen, self["reason"].data or "")))

    @property
    def reason_keys(self) -> dict[str, dict[str, str]]:
        """By choice of a text, its words and the key that chooses it."""
        keys = dict(zip(self._texts, REASON_KEYS, strict=False))
        return {name: {"help": text, "key": keys.get(name, "")} for name, text in self._texts.items()}


class RestraintForm(Reasoned):
    """Suspending or silencing somebody without a report."""

    action = RadioField(_l("What is taken from them"), [Required(_l("Choose one."))])
    until = duration()
    canned = RadioField(_l("Why"), [Optional(), Chosen(_l("Choose one of the texts, or “Own words only”."))])
    reason = TextAreaField(_l("In your own words"), [Optional(), AtMost(2_000)])

    def offer(self, may: Collection[Action], texts: Sequence[Canned]) -> None:
        """Fill the choices with what the moderator may do."""
        words = {
            Action.SILENCE: _l("Silence: they read and vote, and write nothing"),
            Action.SUSPEND: _l("Suspend: they read and keep their account, and do nothing else"),
        }
        self.action.choices = [SelectChoice(action.value, text) for action, text in words.items() if action in may]
        self.offer_texts(texts)


class LiftForm(Form):
    """Ending a restraint before its time, and why."""

    action = HiddenField()
    reason = TextAreaField(
        _l("Why it ends now"), [Required(_l("Say why: the other moderators read it.")), AtMost(2_000)]
    )


class DecisionForm(Reasoned):
    """What a moderator does about a report, and why: a text that is kept for it, own words, or both."""

    action = RadioField(_l("What happens with it"), [Required(_l("Choose what happens."))])
    hazard = SelectField(
        _l("What could go wrong"),
        [Optional(), Chosen(_l("Choose from the list what could go wrong."))],
        choices=hazard_choices(),
    )
    canned = RadioField(_l("Why"), [Optional(), Chosen(_l("Choose one of the texts, or “Own words only”."))])
    reason = TextAreaField(_l("In your own words"), [Optional(), AtMost(2_000)])
    until = duration()
    target = StringField(_l("Number or address of the other question"), [Optional(), AtMost(300)])
    number = SelectField(_l("Version"), [Optional(), Chosen(_l("Choose a version from the list."))])
    version = HiddenNumber()
    revision = HiddenNumber()
    seen_at = HiddenField()
    anew = HiddenField()

    def offer(self, thing: Thing, texts: Sequence[Canned]) -> None:
        """Fill the choices for a thing."""
        words, kind = dict(ACTIONS), thing.ref.kind
        if thing.decided is not Containment.NONE:
            words[Action.DISMISS] = _l("Show it again: nothing holds it back any more")
        if isinstance(thing.row, Question | Answer | Comment) and thing.row.is_held:
            words[Action.DISMISS] = _l("Let it appear: readers see it from now on, and are told of it")
        if kind is Kind.PERSON:
            words[Action.WARN] = _l("The person is told what has to change")
        older = [n for n in range(1, thing.revision or 1) if n != thing.shown_revision]
        self.number.choices = [SelectChoice("", _l("Choose a version")), *(SelectChoice(str(n), str(n)) for n in older)]
        unfit = ELSEWHERE | (frozenset() if older else {Action.REDACT})
        unfit |= frozenset() if thing.author_id is not None else RESTRAINTS.keys()
        self.action.choices = [
            SelectChoice(action.value, words[action]) for action in POSSIBLE[kind] if action not in unfit
        ]
        self.offer_texts(texts)

    @property
    def terms(self) -> Terms:
        """What the chosen action is told."""
        days = timedelta(days=int(self.until.data or 7))
        number = int(self.number.data) if self.number.data else None
        return Terms(until=now() + days, target_id=number_of(self.target.data or "") or None, number=number)

    def renew(self, version: int, revision: int | None) -> None:
        """Carry what is the newest from now on, after something changed."""
        self.version.renew(version)
        if revision is not None:
            self.revision.renew(revision)


class NoteForm(Form):
    """A note for the other moderators."""

    text = TextAreaField(
        _l("Another note"), [Required(_l("Write what the other moderators should know.")), AtMost(LONGEST)]
    )
