"""What is behind each number of a person's page."""

from marshmallow import fields, validate

from forum.api.schemas.incoming import ListArgs, one_of
from forum.api.schemas.outgoing import Out
from forum.questions.queries.by_person import Part
from forum.questions.trust import Level, VerdictKind


class GivenAnswersArgs(ListArgs):
    """Which of a person's answers."""

    part = fields.String(
        load_default=Part.ALL.value,
        validate=validate.OneOf([part.value for part in Part]),
        metadata={"description": "solved: marked as solving the question; worked: others said that it worked for them"},
    )


class GivenAnswer(Out):
    """An answer that somebody gave, without its text."""

    id = fields.Integer()
    question_id = fields.Integer()
    title = fields.String(metadata={"description": "of its question"})
    product = fields.String(allow_none=True, metadata={"description": "slug"})
    level = fields.String(validate=one_of(Level))
    accepted = fields.Boolean()
    worked = fields.Integer(metadata={"description": "people who said that it worked for them"})
    score = fields.Integer()
    created_at = fields.DateTime()
    url = fields.String()


class GivenAnswerList(Out):
    """One page of a person's answers, the newest first."""

    items = fields.List(fields.Nested(GivenAnswer))
    next = fields.String(allow_none=True)


class GivenCheck(Out):
    """A check that an engineer gave: what it said then, of which revision. The answer tells what holds now."""

    answer_id = fields.Integer()
    revision = fields.Integer()
    question_id = fields.Integer()
    title = fields.String(metadata={"description": "of the question"})
    product = fields.String(allow_none=True, metadata={"description": "slug"})
    verdict = fields.String(validate=one_of(VerdictKind))
    at = fields.DateTime()
    url = fields.String()


class GivenCheckList(Out):
    """One page of checks, the newest first."""

    items = fields.List(fields.Nested(GivenCheck))
    next = fields.String(allow_none=True)


class HelpedQuestion(Out):
    """A question in which somebody helped others, and how many said so. Who they were is not told."""

    question_id = fields.Integer()
    title = fields.String()
    product = fields.String(allow_none=True, metadata={"description": "slug"})
    people = fields.Integer()
    created_at = fields.DateTime()
    url = fields.String()


class HelpedQuestionList(Out):
    """One page of questions in which somebody helped, the newest first."""

    items = fields.List(fields.Nested(HelpedQuestion))
    next = fields.String(allow_none=True)
