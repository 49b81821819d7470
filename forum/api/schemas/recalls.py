"""What comes in and goes out about corrected advice."""

from marshmallow import fields, validate

from forum.api.schemas.incoming import NUMBER, ListArgs, Strict, one_of
from forum.api.schemas.outgoing import Name, Out
from forum.core.refs import Kind
from forum.recalls.models import Cause, RecallState


class RecallListArgs(ListArgs):
    """Which of them."""

    state = fields.String(load_default="open", validate=validate.OneOf(["open", "settled"]))


class PlaceIn(Strict):
    """An answer or a solution."""

    kind = fields.String(required=True, validate=validate.OneOf([Kind.ANSWER.value, Kind.ENTRY.value]))
    id = fields.Integer(required=True, strict=True, validate=NUMBER)


class RecallIn(Strict):
    """What people are told."""

    severity = fields.Integer(required=True, metadata={"description": "1 to 4; from 3 on a safety notice"})
    summary = fields.String(
        required=True, metadata={"description": "for everybody, in words that are not the advice's"}
    )
    what_now = fields.String(required=True, metadata={"description": "what somebody does who followed the advice"})
    instead = fields.Nested(PlaceIn, load_default=None, allow_none=True)


class PlaceNamed(Out):
    """An answer, a solution or a question, and where it is."""

    kind = fields.String(validate=one_of(Kind))
    id = fields.Integer()
    url = fields.String()


class CorrectedOut(Out):
    """Advice that was wrong, as everybody reads it."""

    id = fields.Integer()
    severity = fields.Integer()
    summary = fields.String()
    what_now = fields.String()
    since = fields.DateTime(metadata={"description": "when it became wrong"})
    told_at = fields.DateTime()
    about = fields.Nested(PlaceNamed, allow_none=True, metadata={"description": "null while that is hidden"})
    instead = fields.Nested(PlaceNamed, allow_none=True)
    taken_back = fields.String(allow_none=True, metadata={"description": "what people were told when it was right"})
    url = fields.String()


class CorrectedList(Out):
    """One page of them, what was told last first."""

    items = fields.List(fields.Nested(CorrectedOut))
    next = fields.String(allow_none=True)


class ReachOut(Out):
    """People, each counted once, for the strongest reason."""

    accepted = fields.Integer()
    worked = fields.Integer()
    bookmarked = fields.Integer()
    follows = fields.Integer()
    total = fields.Integer()
    needs_second = fields.Boolean(metadata={"description": "a second person has to agree"})


class DeliveryOut(Out):
    """How it went."""

    told = fields.Integer(metadata={"description": "people with the notice under their bell"})
    read = fields.Integer()
    letters_sent = fields.Integer()
    letters_waiting = fields.Integer()
    letters_failed = fields.Integer()
    undone = fields.Integer(metadata={"description": "people who say that they undid it"})


class RecallOut(Out):
    """A notice as staff sees it."""

    id = fields.Integer()
    state = fields.String(validate=one_of(RecallState))
    cause = fields.String(validate=one_of(Cause))
    reverses = fields.Integer(allow_none=True, metadata={"description": "the notice that this one takes back"})
    about = fields.Nested(PlaceNamed)
    since = fields.DateTime()
    severity = fields.Integer()
    summary = fields.String()
    what_now = fields.String()
    instead = fields.Nested(PlaceNamed, allow_none=True)
    by = fields.Nested(Name, allow_none=True)
    agreed = fields.Nested(Name, allow_none=True, metadata={"description": "the second person"})
    reason = fields.String(metadata={"description": "why nobody is told"})
    send_at = fields.DateTime(allow_none=True)
    sent_at = fields.DateTime(allow_none=True)
    reach = fields.Nested(ReachOut)
    delivery = fields.Nested(DeliveryOut, allow_none=True)


class RecallBrief(Out):
    """A notice on the staff's list."""

    id = fields.Integer()
    state = fields.String(validate=one_of(RecallState))
    cause = fields.String(validate=one_of(Cause))
    reverses = fields.Integer(allow_none=True)
    about = fields.Nested(PlaceNamed)
    since = fields.DateTime()
    severity = fields.Integer()
    summary = fields.String()


class RecallList(Out):
    """One page of them, the newest first."""

    items = fields.List(fields.Nested(RecallBrief))
    next = fields.String(allow_none=True)


class UndoneOut(Out):
    """That the caller undid it."""

    undone = fields.Boolean()
