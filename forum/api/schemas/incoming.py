"""What the API takes, field by field. Unknown fields are refused."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from forum.core.containment import Hazard
from forum.notifications.models import Topic
from forum.questions.queries import Facts, Sort
from forum.questions.trust import Evidence, VerdictKind


class Strict(Schema):
    """The base of everything that comes in."""

    class Meta:
        """Refuse what is not known."""

        unknown = RAISE


# What a number of a thing or of a revision can be in either database.
NUMBER = validate.Range(1, 2**31 - 1)
# What a moment can be in any zone: the first and the last days of all time have no hour in some of them.
MOMENT = validate.Range(datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))


def one_of(words: Any) -> validate.OneOf:
    """Allow the values of an enum."""
    return validate.OneOf([str(word.value) for word in words])


def either(words: Sequence[str]) -> validate.OneOf:
    """Allow these words, and none: a form sends what was left open as an empty text."""
    return validate.OneOf([*words, ""], error=f"Must be one of: {', '.join(words)}.")


class ListArgs(Strict):
    """Paging of every list."""

    limit = fields.Integer(load_default=30, validate=validate.Range(1, 100))
    cursor = fields.String(load_default=None)


class QuestionListArgs(ListArgs):
    """Which questions."""

    sort = fields.String(load_default="newest", validate=one_of(Sort))
    state = fields.String(load_default=None, validate=one_of(Facts))
    tag = fields.String(load_default=None)
    product = fields.String(load_default=None)


class EntryListArgs(ListArgs):
    """Which solutions."""

    product = fields.String(load_default=None)
    tag = fields.String(load_default=None)


class NumbersArgs(Strict):
    """Which day."""

    date = fields.Date(load_default=None)


class SearchArgs(Strict):
    """What is sought, and what it is narrowed to."""

    q = fields.String(load_default="", metadata={"description": "what is sought; empty finds everything"})
    kind = fields.String(load_default="", validate=either(["question", "entry"]))
    product = fields.String(load_default="", metadata={"description": "slug"})
    release = fields.String(load_default="", metadata={"description": "name"})
    tag = fields.String(load_default="")
    trust = fields.String(load_default="", metadata={"description": "levels, divided by commas"})
    state = fields.String(load_default="", validate=either(list(Facts)))
    language = fields.String(load_default="", metadata={"description": "as en or pt-BR"})
    sort = fields.String(load_default="relevance", validate=validate.OneOf(["relevance", "newest"]))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    cursor = fields.String(load_default=None)


class QuestionIn(Strict):
    """A new question."""

    title = fields.String(required=True)
    body = fields.String(required=True)
    tags = fields.List(fields.String(), load_default=list)
    product = fields.String(load_default=None, allow_none=True, metadata={"description": "slug"})
    release = fields.String(load_default=None, allow_none=True, metadata={"description": "name"})
    environment = fields.String(load_default="")
    answer = fields.String(
        load_default=None, allow_none=True, metadata={"description": "the asker's own answer, posted in the same step"}
    )


class QuestionChange(Strict):
    """What changes in a question; what is left out stays."""

    title = fields.String()
    body = fields.String()
    tags = fields.List(fields.String())
    product = fields.String(allow_none=True)
    release = fields.String(allow_none=True)
    environment = fields.String()
    note = fields.String()


class BodyIn(Strict):
    """A text in Markdown."""

    body = fields.String(required=True)


class AnswerChange(BodyIn):
    """A new revision of an answer."""

    note = fields.String(load_default="")


class SourceIn(Strict):
    """The answer's text that an editor had before them."""

    answer_id = fields.Integer(required=True, strict=True, validate=NUMBER)
    revision = fields.Integer(required=True, strict=True, validate=NUMBER)


class EntryChange(BodyIn):
    """A new revision of a solution; the title stays where none is sent."""

    title = fields.String()
    note = fields.String(load_default="")
    source = fields.Nested(
        SourceIn,
        load_default=None,
        allow_none=True,
        metadata={"description": "the answer's text that this was made from; null: as it was"},
    )


class RetirementIn(Strict):
    """Why a solution is taken out for good, or which one stands in its place."""

    reason = fields.String(load_default="", metadata={"description": "for readers; required without a successor"})
    successor = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=NUMBER,
        metadata={"description": "number of a solution that is shown"},
    )


class VoteIn(Strict):
    """A vote."""

    value = fields.Integer(required=True, strict=True, validate=validate.OneOf([-1, 0, 1]))


class UsefulIn(Strict):
    """Whether a comment is useful."""

    value = fields.Integer(required=True, strict=True, validate=validate.OneOf([0, 1]))


class AcceptanceIn(Strict):
    """Marking the answer that solved it."""

    reason = fields.String(load_default="")
    replaces = fields.Integer(load_default=None, allow_none=True, strict=True, validate=NUMBER)


class ReasonIn(Strict):
    """Why something is done: moderators say it."""

    reason = fields.String(load_default="")


class ClosureIn(Strict):
    """Closing a question: with a reason, or because it was asked before."""

    reason = fields.String(load_default="")
    duplicate_of = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=NUMBER,
        metadata={"description": "number of the question asked before"},
    )


class MergerIn(Strict):
    """The question that another one becomes a part of."""

    into = fields.Integer(required=True, strict=True, validate=NUMBER)


class ConversionIn(Strict):
    """What an answer becomes; a question needs a title."""

    to = fields.String(required=True, validate=validate.OneOf(["comment", "question"]))
    title = fields.String(load_default="")


class CommentConversionIn(Strict):
    """What a comment becomes; a question needs a title."""

    to = fields.String(load_default="answer", validate=validate.OneOf(["answer", "question"]))
    title = fields.String(load_default="")


class ChoiceIn(Strict):
    """How to be told of one topic; neither: not at all."""

    topic = fields.String(required=True, validate=one_of(Topic))
    bell = fields.Boolean(required=True, truthy={True}, falsy={False})
    mail = fields.Boolean(required=True, truthy={True}, falsy={False})


class ChoicesIn(Strict):
    """How to be told of some topics; of one that is named twice the last word counts."""

    topics = fields.List(fields.Nested(ChoiceIn), required=True, validate=validate.Length(max=50))


class HaveTooIn(Strict):
    """The version that the caller has the trouble with."""

    release = fields.String(load_default=None, allow_none=True, metadata={"description": "name"})


class OutcomeIn(Strict):
    """Whether it worked."""

    worked = fields.Boolean(required=True, truthy={True}, falsy={False})
    release = fields.String(load_default=None, allow_none=True)
    note = fields.String(load_default="")


class VerdictIn(Strict):
    """A staff check of one revision."""

    verdict = fields.String(required=True, validate=one_of(VerdictKind))
    revision = fields.Integer(required=True, strict=True, validate=NUMBER)
    releases = fields.List(fields.String(), load_default=None, allow_none=True)
    evidence = fields.String(load_default=None, allow_none=True, validate=one_of(Evidence))
    note = fields.String(load_default="")
    condition = fields.String(load_default=None, allow_none=True)
    since_release = fields.String(load_default=None, allow_none=True)
    review_by = fields.Date(load_default=None, allow_none=True)
    hazard = fields.String(load_default=None, allow_none=True, validate=one_of(Hazard))
    instead = fields.String(load_default="")


class CorrectionIn(Strict):
    """A correction of one passage."""

    revision = fields.Integer(required=True, strict=True, validate=NUMBER)
    passage = fields.String(required=True)
    replacement = fields.String(required=True)
    reason = fields.String(required=True)


class AdoptedIn(Strict):
    """The text that takes a correction over; left out: the newest one with the passage replaced."""

    body = fields.String()


class ObjectionIn(Strict):
    """Why a correction is wrong."""

    reason = fields.String(required=True)


class ResolutionIn(Strict):
    """Whether a correction stands in spite of an objection, and why."""

    action = fields.String(required=True, validate=validate.OneOf(["uphold", "withdraw"]))
    reason = fields.String(required=True)


class SuggestionIn(Strict):
    """Another text for somebody's answer, and why."""

    revision = fields.Integer(required=True, strict=True, validate=NUMBER)
    body = fields.String(required=True)
    note = fields.String(required=True, metadata={"description": "what is better now, in one line"})


class QuestionSuggestionIn(SuggestionIn):
    """Another title, text or tags for somebody's question; what is left out stays as it is."""

    body = fields.String()
    title = fields.String()
    tags = fields.List(fields.String())


class AcceptedIn(Strict):
    """The suggestion as it goes in; what is left out goes in as it was suggested."""

    body = fields.String()
    title = fields.String()
    tags = fields.List(fields.String())


class RejectedIn(Strict):
    """Why the text stays as it is."""

    reason = fields.String(required=True)


class SuggestionListArgs(ListArgs):
    """Which suggestions."""

    whose = fields.String(
        load_default="waiting",
        validate=validate.OneOf(["waiting", "own"]),
        metadata={"description": "those that the caller may decide, or the caller's own"},
    )
