"""Risk rules, as they come in and go out."""

from marshmallow import fields, validate

from forum.api.schemas.incoming import Strict, one_of
from forum.api.schemas.outgoing import Out
from forum.core.containment import Hazard
from forum.core.refs import Kind
from forum.flags.rules.rule import Effect, Finder, Place, Subject
from forum.moderation.rules import Origin

WHY = {"description": "why it is changed; other moderators read it"}
PATTERN = {"description": "a regular expression of RE2; several lines: any of them"}
WORDS = {
    "description": "lines of words with commas between them; of each line one has to stand in the sentence. Lines that"
    " begin with a way, as <switch-off>, find the advice to do that to one of their words"
}


class RuleChange(Strict):
    """A rule as it is from now on."""

    on = fields.Boolean(load_default=True, truthy={True}, falsy={False})
    hazard = fields.String(required=True, validate=one_of(Hazard))
    severity = fields.Integer(required=True, strict=True, validate=validate.Range(1, 4))
    effect = fields.String(required=True, validate=one_of(Effect), metadata={"description": "what a finding does"})
    subject = fields.String(load_default="advice", validate=one_of(Subject))
    places = fields.List(fields.String(validate=one_of(Place)), load_default=list)
    pattern = fields.String(load_default="", metadata=PATTERN)
    words = fields.String(load_default="", metadata=WORDS)
    unless = fields.String(load_default="", metadata={"description": "a pattern: where it stands, nothing is found"})
    ignores_case = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    product = fields.String(load_default=None, allow_none=True, metadata={"description": "slug; null: all products"})
    explanation = fields.String(required=True, metadata={"description": "what readers are told"})
    instead = fields.String(load_default="", metadata={"description": "the safer way"})
    reason = fields.String(required=True, metadata=WHY)


class RuleIn(RuleChange):
    """A new rule."""

    key = fields.String(required=True, metadata={"description": "area and name with a dot between them"})


class RuleTrialIn(RuleChange):
    """A rule to try."""

    reason = fields.String(load_default="", metadata={"description": "as when it is kept; not needed here"})
    key = fields.String(
        load_default="own.rule", metadata={"description": "of the rule that would be changed, where there is one"}
    )
    after = fields.String(load_default="", metadata={"description": "where an earlier trial ended"})


class TrialHitOut(Out):
    """A post in which the rule would find something."""

    kind = fields.String(validate=one_of([Kind.QUESTION, Kind.ANSWER, Kind.COMMENT]))
    id = fields.Integer()
    question_id = fields.Integer()
    title = fields.String()
    evidence = fields.String()
    effect = fields.String(validate=one_of(Effect), metadata={"description": "what would come of it"})


class RuleTrialOut(Out):
    """What a rule would find. Nothing was changed."""

    number = fields.Integer(metadata={"description": "posts that there are"})
    looked_at = fields.Integer(metadata={"description": "how many of them were looked at, the newest first"})
    hits = fields.Integer()
    reported = fields.Integer(metadata={"description": "of how many something would come"})
    items = fields.List(fields.Nested(TrialHitOut), metadata={"description": "the first of them"})
    after = fields.String(allow_none=True, metadata={"description": "where to go on; null: all were looked at"})


class RuleSwitch(Strict):
    """Whether a rule is on."""

    on = fields.Boolean(required=True, truthy={True}, falsy={False})
    reason = fields.String(required=True, metadata=WHY)


class RuleBody(Out):
    """What a rule looks for, and what comes of it."""

    hazard = fields.String(validate=one_of(Hazard))
    severity = fields.Integer()
    effect = fields.String(validate=one_of(Effect))
    subject = fields.String(validate=one_of(Subject))
    places = fields.List(fields.String(validate=one_of(Place)))
    pattern = fields.String()
    words = fields.String()
    finder = fields.String(
        allow_none=True, validate=one_of(Finder), metadata={"description": "what a program finds instead of a pattern"}
    )
    unless = fields.String()
    ignores_case = fields.Boolean()
    product = fields.String(allow_none=True, metadata={"description": "slug; null: all products"})
    explanation = fields.String()
    instead = fields.String()
    version = fields.Integer()
    on = fields.Boolean()


class RuleOut(RuleBody):
    """A risk rule with what it found."""

    key = fields.String()
    origin = fields.String(validate=one_of(Origin))
    hits = fields.Integer(metadata={"description": "texts in which it found something"})
    agreed = fields.Integer(metadata={"description": "reports that a moderator found to have ground"})
    dismissed = fields.Integer(metadata={"description": "reports that a moderator dismissed: false alarms"})
    changed_at = fields.DateTime(allow_none=True)


class RuleList(Out):
    """All rules, by name."""

    items = fields.List(fields.Nested(RuleOut))


class RuleVersionOut(RuleBody):
    """One version of a rule."""

    by = fields.String(allow_none=True, metadata={"description": "who made it; null: it came with Vouch"})
    reason = fields.String()
    at = fields.DateTime(allow_none=True)


class RuleVersionList(Out):
    """The versions of a rule, the newest first."""

    items = fields.List(fields.Nested(RuleVersionOut))
