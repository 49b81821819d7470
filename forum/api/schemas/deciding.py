"""What the API takes about reports and decisions."""

from marshmallow import fields, validate

from forum.api.schemas.incoming import MOMENT, NUMBER, ListArgs, Strict, either, one_of
from forum.core.containment import Hazard
from forum.flags.models import CaseState, FlagKind
from forum.moderation.models import Action


class CaseListArgs(ListArgs):
    """Which reports."""

    state = fields.String(load_default="open", validate=one_of(CaseState))
    kind = fields.String(
        load_default="", validate=either(list(FlagKind)), metadata={"description": "one report says so"}
    )
    about = fields.String(load_default="", validate=either(["question", "answer", "comment", "entry", "person"]))
    product = fields.String(load_default="", metadata={"description": "slug; unsorted: without a product"})
    hazard = fields.String(load_default="", validate=either(list(Hazard)))
    hours = fields.Integer(
        load_default=None, validate=validate.Range(1, 10_000), metadata={"description": "waiting for at least so long"}
    )


class LogArgs(ListArgs):
    """Which decisions."""

    action = fields.String(load_default="", validate=either(list(Action)))
    product = fields.String(load_default="", metadata={"description": "slug"})
    month = fields.String(load_default="", metadata={"description": "in UTC, such as 2026-11"})


class FlagIn(Strict):
    """A report."""

    kind = fields.String(required=True, validate=one_of(FlagKind))
    reason = fields.String(required=True)
    hazard = fields.String(load_default=None, allow_none=True, validate=one_of(Hazard))
    severity = fields.Integer(load_default=None, allow_none=True, strict=True)
    link = fields.String(
        load_default=None, allow_none=True, metadata={"description": "address of a page that shows it"}
    )


class DecisionIn(Strict):
    """What a moderator does about a case, and why."""

    action = fields.String(
        required=True,
        validate=one_of(Action),
        metadata={"description": "what holds from now on; dismiss ends what moderators held back before"},
    )
    reason = fields.String(required=True, metadata={"description": "read by the author; with a warning by all"})
    hazard = fields.String(
        load_default=None,
        allow_none=True,
        validate=one_of(Hazard),
        metadata={"description": "what could go wrong; null: as it was reported"},
    )
    version = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=0, max=2**31 - 1),
        metadata={"description": "of the case as it was read; refused where it was reported or decided since"},
    )
    anew = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "decide once more about a decided case, the newest one of its answer"},
    )
    revision = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=0, max=2**31 - 1),
        metadata={"description": "of the text as it was read; refused where it was changed since"},
    )
    until = fields.AwareDateTime(
        load_default=None,
        allow_none=True,
        validate=MOMENT,
        metadata={"description": "suspend, silence: when the author may act, or write"},
    )
    target = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=NUMBER,
        metadata={"description": "duplicate: the question that was asked before"},
    )
    number = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=NUMBER,
        metadata={"description": "redact: the older revision whose words are taken out for good"},
    )


class LeaseIn(Strict):
    """Who is at a case: the caller, or another moderator whom they name."""

    to = fields.Integer(load_default=None, allow_none=True, strict=True, validate=NUMBER)


class CannedIn(Strict):
    """A text for reasons that are given again and again."""

    title = fields.String(required=True)
    text = fields.String(required=True)
    position = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, 40))


class AppealIn(Strict):
    """Why a decision is wrong."""

    text = fields.String(required=True)


class AppealOutcomeIn(Strict):
    """What another moderator found about an appeal, and why."""

    outcome = fields.String(required=True, validate=validate.OneOf(["upheld", "granted"]))
    reason = fields.String(required=True, metadata={"description": "the author reads it"})


class ReadingIn(Strict):
    """What a second moderator found about a decision."""

    reading = fields.String(required=True, validate=validate.OneOf(["confirmed", "overturned"]))
    reason = fields.String(load_default="", metadata={"description": "needed to overturn it; the author reads it"})
