"""Checks of new engineers that wait for another one."""

from marshmallow import fields

from forum.api.schemas.incoming import ListArgs, Strict, one_of
from forum.api.schemas.outgoing import AnswerOut, Name, Out
from forum.questions.models import CheckOutcome
from forum.questions.trust import Evidence, VerdictKind


class ChecksArgs(ListArgs):
    """Which checks."""

    own = fields.Boolean(
        load_default=False, truthy={"true"}, falsy={"false"}, metadata={"description": "one's own that wait"}
    )


class CheckRefusalIn(Strict):
    """Why a check is not confirmed."""

    reason = fields.String(required=True)


class WaitingCheckOut(Out):
    """What a new engineer says of an answer: a verdict once another engineer confirms it."""

    id = fields.Integer()
    answer_id = fields.Integer()
    question_id = fields.Integer()
    title = fields.String(metadata={"description": "of the question"})
    verdict = fields.String(validate=one_of(VerdictKind))
    revision = fields.Integer(metadata={"description": "the one that was read"})
    current = fields.Boolean(metadata={"description": "it is the newest revision; only then it can be confirmed"})
    evidence = fields.String(allow_none=True, validate=one_of(Evidence))
    note = fields.String()
    condition = fields.String(allow_none=True)
    instead = fields.String()
    by = fields.Nested(Name, allow_none=True)
    at = fields.DateTime()
    outcome = fields.String(
        allow_none=True, validate=one_of(CheckOutcome), metadata={"description": "null while it waits"}
    )
    reason = fields.String(metadata={"description": "why it was refused"})
    url = fields.String()


class WaitingCheckList(Out):
    """One page of checks, the oldest first."""

    items = fields.List(fields.Nested(WaitingCheckOut))
    next = fields.String(allow_none=True)


class CheckedAnswer(AnswerOut):
    """An answer after it was checked."""

    waiting_check = fields.Nested(
        WaitingCheckOut, allow_none=True, metadata={"description": "what waits for another engineer; null: it counts"}
    )
