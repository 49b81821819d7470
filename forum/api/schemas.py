"""What the API takes and gives, field by field. Unknown fields are refused."""

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from forum.flags.models import CaseState, FlagKind, Hazard
from forum.moderation.models import Action
from forum.questions.queries import Facts, Sort
from forum.questions.trust import Evidence, Level, VerdictKind


class Strict(Schema):
    """The base of everything that comes in."""

    class Meta:
        """Refuse what is not known."""

        unknown = RAISE


def one_of(words: Any) -> validate.OneOf:
    """Allow the values of an enum."""
    return validate.OneOf([str(word.value) for word in words])


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


class CaseListArgs(ListArgs):
    """Which reports."""

    state = fields.String(load_default="open", validate=one_of(CaseState))


class SearchArgs(Strict):
    """What is sought, and what it is narrowed to."""

    q = fields.String(load_default="")
    kind = fields.String(load_default="", validate=validate.OneOf(["", "question", "entry"]))
    product = fields.String(load_default="")
    release = fields.String(load_default="")
    tag = fields.String(load_default="")
    trust = fields.String(load_default="", metadata={"description": "levels, divided by commas"})
    state = fields.String(load_default="")
    language = fields.String(load_default="")
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


class VoteIn(Strict):
    """A vote."""

    value = fields.Integer(required=True, strict=True, validate=validate.OneOf([-1, 0, 1]))


class AcceptanceIn(Strict):
    """Marking the answer that solved it."""

    reason = fields.String(load_default="")
    replaces = fields.Integer(load_default=None, allow_none=True, strict=True)


class OutcomeIn(Strict):
    """Whether it worked."""

    worked = fields.Boolean(required=True, truthy={True}, falsy={False})
    release = fields.String(load_default=None, allow_none=True)
    note = fields.String(load_default="")


class VerdictIn(Strict):
    """A staff check of one revision."""

    verdict = fields.String(required=True, validate=one_of(VerdictKind))
    revision = fields.Integer(required=True, strict=True)
    releases = fields.List(fields.String(), load_default=None, allow_none=True)
    evidence = fields.String(load_default="experience", validate=one_of(Evidence))
    note = fields.String(load_default="")
    condition = fields.String(load_default=None, allow_none=True)
    since_release = fields.String(load_default=None, allow_none=True)
    review_by = fields.Date(load_default=None, allow_none=True)


class CorrectionIn(Strict):
    """A correction of one passage."""

    revision = fields.Integer(required=True, strict=True)
    passage = fields.String(required=True)
    replacement = fields.String(required=True)
    reason = fields.String(required=True)


class FlagIn(Strict):
    """A report."""

    kind = fields.String(required=True, validate=one_of(FlagKind))
    reason = fields.String(required=True)
    hazard = fields.String(load_default=None, allow_none=True, validate=one_of(Hazard))
    severity = fields.Integer(load_default=None, allow_none=True, strict=True)


class DecisionIn(Strict):
    """What a moderator does about a case, and why."""

    action = fields.String(required=True, validate=one_of(Action))
    reason = fields.String(required=True)


class Name(Schema):
    """A person's number and name."""

    id = fields.Integer()
    name = fields.String()


class Counts(Schema):
    """People for whom it worked, and for whom it did not."""

    worked = fields.Integer()
    did_not = fields.Integer()


class TrustOut(Schema):
    """How far an answer can be trusted."""

    level = fields.String(validate=one_of(Level))
    label = fields.String()
    by = fields.Nested(Name, allow_none=True)
    at = fields.DateTime(allow_none=True)
    revision = fields.Integer(allow_none=True, metadata={"description": "the revision that was judged"})
    current = fields.Integer(metadata={"description": "the newest revision"})
    verified_revision = fields.Integer(allow_none=True)
    releases = fields.List(fields.String())
    review_by = fields.Date(allow_none=True)
    note = fields.String(allow_none=True)
    counts = fields.Nested(Counts)


class AnswerOut(Schema):
    """An answer as the caller may see it. A text behind a warning is null for readers; `contained` says so."""

    id = fields.Integer()
    question_id = fields.Integer()
    body = fields.String(allow_none=True)
    html = fields.String(allow_none=True)
    contained = fields.String()
    revision = fields.Integer()
    shown_revision = fields.Integer()
    accepted = fields.Boolean()
    score = fields.Integer()
    author = fields.Nested(Name, allow_none=True)
    byline = fields.String(allow_none=True, metadata={"description": "name of an author who is nobody here"})
    created_at = fields.DateTime()
    edited_at = fields.DateTime(allow_none=True)
    trust = fields.Nested(TrustOut)
    url = fields.String()
    external_id = fields.String(allow_none=True)
    source_url = fields.String(allow_none=True)
    licence = fields.String(allow_none=True)


class QuestionRow(Schema):
    """A question in a list."""

    id = fields.Integer()
    title = fields.String()
    state = fields.String()
    tags = fields.List(fields.String())
    product = fields.String(allow_none=True)
    author = fields.Nested(Name, allow_none=True)
    byline = fields.String(allow_none=True, metadata={"description": "name of an author who is nobody here"})
    created_at = fields.DateTime()
    active_at = fields.DateTime()
    edited_at = fields.DateTime(allow_none=True)
    score = fields.Integer()
    answer_count = fields.Integer()
    accepted = fields.Boolean()
    revision = fields.Integer()
    views = fields.Integer()
    language = fields.String(allow_none=True)
    external_id = fields.String(allow_none=True)
    source_url = fields.String(allow_none=True)
    licence = fields.String(allow_none=True)
    url = fields.String()
    trust = fields.Nested(TrustOut, allow_none=True)


class QuestionOut(QuestionRow):
    """A question with its answers."""

    body = fields.String()
    html = fields.String()
    release = fields.String(allow_none=True)
    environment = fields.String()
    next_action = fields.String()
    due_at = fields.DateTime(allow_none=True)
    comments = fields.List(fields.Dict())
    answers = fields.List(fields.Nested(AnswerOut))
    contained = fields.Integer()


class Listed(Schema):
    """One page of a list."""

    items = fields.List(fields.Dict())
    next = fields.String(allow_none=True)


class QuestionList(Schema):
    """One page of questions."""

    items = fields.List(fields.Nested(QuestionRow))
    next = fields.String(allow_none=True)


class SearchOut(Schema):
    """One page of hits, with the exact number of all."""

    items = fields.List(fields.Dict())
    total = fields.Integer()
    suggestion = fields.String(allow_none=True)
    next = fields.String(allow_none=True)
