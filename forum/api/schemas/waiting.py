"""What waits for staff."""

from marshmallow import fields, validate

from forum.api.schemas.incoming import NUMBER, ListArgs, one_of
from forum.api.schemas.outgoing import Name, Out
from forum.questions.trust import Level

FOR_REVIEW, FOR_CHECK = "review", "check"


class QuestionsArgs(ListArgs):
    """Which questions."""

    overdue = fields.Boolean(
        load_default=False,
        truthy={"true"},
        falsy={"false"},
        metadata={"description": "only those whose time has passed"},
    )


class EntriesArgs(ListArgs):
    """Which solutions."""

    needs = fields.String(
        load_default=FOR_REVIEW,
        validate=validate.OneOf([FOR_REVIEW, FOR_CHECK]),
        metadata={"description": "review: their answer changed; check: an engineer should read their text"},
    )


class ChecksArgs(ListArgs):
    """By which release."""

    release = fields.Integer(
        load_default=None, validate=NUMBER, metadata={"description": "only what waits by this one"}
    )


class WaitingQuestion(Out):
    """A question that needs an answer."""

    id = fields.Integer()
    title = fields.String()
    product = fields.String(allow_none=True, metadata={"description": "slug"})
    author = fields.Nested(Name, allow_none=True)
    byline = fields.String(allow_none=True, metadata={"description": "name of an author who is nobody here"})
    created_at = fields.DateTime()
    due_at = fields.DateTime()
    overdue = fields.Boolean()
    url = fields.String()


class WaitingQuestionList(Out):
    """One page of questions, soonest due first."""

    items = fields.List(fields.Nested(WaitingQuestion))
    next = fields.String(allow_none=True)


class WaitingAnswer(Out):
    """An answer that wants a check."""

    id = fields.Integer()
    question_id = fields.Integer()
    title = fields.String(metadata={"description": "of its question"})
    product = fields.String(allow_none=True, metadata={"description": "slug"})
    author = fields.Nested(Name, allow_none=True)
    byline = fields.String(allow_none=True, metadata={"description": "name of an author who is nobody here"})
    level = fields.String(validate=one_of(Level))
    revision = fields.Integer(metadata={"description": "the newest one"})
    did_not_since_check = fields.Integer(
        allow_none=True,
        metadata={"description": "people for whom it did not work since its check; null: never checked"},
    )
    disagreement = fields.Boolean(metadata={"description": "two engineers differ"})
    created_at = fields.DateTime()
    edited_at = fields.DateTime(allow_none=True)
    url = fields.String()


class WaitingAnswerList(Out):
    """One page of answers: those that were judged before, then those that were accepted; most viewed first."""

    items = fields.List(fields.Nested(WaitingAnswer))
    next = fields.String(allow_none=True)


class WaitingObjection(Out):
    """A correction that the author of the answer objects to."""

    correction_id = fields.Integer()
    answer_id = fields.Integer()
    question_id = fields.Integer()
    title = fields.String(metadata={"description": "of the question"})
    passage = fields.String()
    replacement = fields.String()
    reason = fields.String()
    by = fields.Nested(Name, allow_none=True, metadata={"description": "who corrected"})
    objection = fields.String()
    objected_at = fields.DateTime()
    url = fields.String()


class WaitingObjectionList(Out):
    """One page of objections, the oldest first."""

    items = fields.List(fields.Nested(WaitingObjection))
    next = fields.String(allow_none=True)


class WaitingEntry(Out):
    """A solution that wants an editor or a check."""

    id = fields.Integer()
    question_id = fields.Integer(allow_none=True)
    title = fields.String()
    product = fields.String(allow_none=True, metadata={"description": "slug"})
    level = fields.String(validate=one_of(Level))
    revision = fields.Integer(metadata={"description": "the newest one"})
    edited_at = fields.DateTime()
    url = fields.String()


class WaitingEntryList(Out):
    """One page of solutions, the oldest edit first."""

    items = fields.List(fields.Nested(WaitingEntry))
    next = fields.String(allow_none=True)


class WaitingRelease(Out):
    """The release that appeared."""

    id = fields.Integer()
    name = fields.String()


class DueCheck(Out):
    """An answer, or an editor's solution, that was right for the release before."""

    answer_id = fields.Integer(allow_none=True)
    entry_id = fields.Integer(allow_none=True)
    question_id = fields.Integer(allow_none=True)
    title = fields.String()
    product = fields.String(metadata={"description": "slug"})
    release = fields.Nested(WaitingRelease)
    level = fields.String(validate=one_of(Level))
    severity = fields.Integer(metadata={"description": "the worst that was reported of it, 0-4"})
    views = fields.Integer(metadata={"description": "in the three months before it was asked"})
    asked_at = fields.DateTime()
    url = fields.String()


class DueCheckList(Out):
    """One page of them, the riskiest first, then the most read."""

    items = fields.List(fields.Nested(DueCheck))
    next = fields.String(allow_none=True)
