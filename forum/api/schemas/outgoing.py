"""What the API gives, field by field. All fields are always there; those that may be null say so."""

from typing import Any

from marshmallow import Schema, fields, validate

from forum.api.schemas.incoming import one_of
from forum.core.containment import Containment, Hazard
from forum.core.refs import Kind
from forum.knowledge.status import Status
from forum.people.policy import Role
from forum.questions.models import NextAction, QuestionState
from forum.questions.trust import Level, VerdictKind


class Out(Schema):
    """The base of everything that goes out."""

    def on_bind_field(self, name: str, field: fields.Field[Any]) -> None:
        """Promise every field."""
        field.required = True


class Name(Out):
    """A person's number and name."""

    id = fields.Integer()
    name = fields.String()


class Counts(Out):
    """People for whom it worked, and for whom it did not."""

    worked = fields.Integer()
    did_not = fields.Integer()


class TrustOut(Out):
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
    newer_release = fields.String(
        allow_none=True, metadata={"description": "the version that appeared since, while nobody has checked it again"}
    )
    note = fields.String(allow_none=True)
    counts = fields.Nested(Counts)


class WaitsOut(Out):
    """That a text waits for a moderator; until then its author and staff alone see it."""

    until = fields.DateTime(metadata={"description": "when a moderator should have looked"})
    reason = fields.String()


class CommentOut(Out):
    """A remark beneath a question or an answer."""

    id = fields.Integer()
    question_id = fields.Integer()
    answer_id = fields.Integer(allow_none=True, metadata={"description": "none: beneath the question itself"})
    body = fields.String(allow_none=True, metadata={"description": "null: behind a click, and not for this caller"})
    html = fields.String(allow_none=True)
    contained = fields.String(validate=one_of(Containment))
    waits = fields.Nested(WaitsOut, allow_none=True)
    revision = fields.Integer()
    score = fields.Integer(metadata={"description": "how many people found it useful"})
    author = fields.Nested(Name, allow_none=True)
    byline = fields.String(allow_none=True, metadata={"description": "name of an author who is nobody here"})
    created_at = fields.DateTime()
    edited_at = fields.DateTime(allow_none=True)
    deleted_at = fields.DateTime(allow_none=True)
    url = fields.String()


class CorrectionOut(Out):
    """What is wrong in an answer's text, what is right, why, by whom."""

    id = fields.Integer()
    revision = fields.Integer(metadata={"description": "the revision that was corrected"})
    passage = fields.String()
    replacement = fields.String()
    reason = fields.String()
    by = fields.Nested(Name)
    at = fields.DateTime()
    disputed = fields.Boolean(metadata={"description": "an objection of the author waits for an engineer"})
    upheld = fields.Boolean(metadata={"description": "an engineer found in spite of an objection that it stands"})
    adopted_revision = fields.Integer(
        allow_none=True, metadata={"description": "the revision in which the author took it over"}
    )


class WarningOut(Out):
    """What readers are told above an answer that a moderator warns of, or a risk rule until a moderator decides."""

    hazard = fields.String(validate=one_of(Hazard), allow_none=True)
    reason = fields.String()
    instead = fields.String(allow_none=True, metadata={"description": "the safer way"})
    rule = fields.String(allow_none=True, metadata={"description": "the rule; none: a moderator"})


class AnswerOut(Out):
    """An answer as the caller may see it. A text behind a warning is null for readers; `contained` says so."""

    id = fields.Integer()
    question_id = fields.Integer()
    body = fields.String(allow_none=True)
    html = fields.String(allow_none=True)
    contained = fields.String(validate=one_of(Containment))
    waits = fields.Nested(WaitsOut, allow_none=True)
    warning = fields.Nested(WarningOut, allow_none=True)
    revision = fields.Integer()
    shown_revision = fields.Integer()
    accepted = fields.Boolean()
    score = fields.Integer()
    author = fields.Nested(Name, allow_none=True)
    byline = fields.String(allow_none=True, metadata={"description": "name of an author who is nobody here"})
    created_at = fields.DateTime()
    edited_at = fields.DateTime(allow_none=True)
    deleted_at = fields.DateTime(
        allow_none=True, metadata={"description": "deleted ones are seen by their author and staff"}
    )
    trust = fields.Nested(TrustOut)
    corrections = fields.List(
        fields.Nested(CorrectionOut),
        metadata={"description": "those that stand for the shown text"},
    )
    comments = fields.List(fields.Nested(CommentOut))
    url = fields.String()
    external_id = fields.String(allow_none=True)
    source_url = fields.String(allow_none=True)
    licence = fields.String(allow_none=True)


class HelpedOut(Out):
    """What a visitor said of a text."""

    helped = fields.Boolean()


class QuestionRow(Out):
    """A question in a list."""

    id = fields.Integer()
    title = fields.String()
    state = fields.String(validate=one_of(QuestionState))
    tags = fields.List(fields.String())
    product = fields.String(allow_none=True, metadata={"description": "slug"})
    author = fields.Nested(Name, allow_none=True)
    byline = fields.String(allow_none=True, metadata={"description": "name of an author who is nobody here"})
    created_at = fields.DateTime()
    active_at = fields.DateTime()
    edited_at = fields.DateTime(allow_none=True)
    score = fields.Integer()
    have_too = fields.Integer(metadata={"description": "people who have the same trouble"})
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

    body = fields.String(allow_none=True, metadata={"description": "null: behind a click, and not for this caller"})
    html = fields.String(allow_none=True)
    containment = fields.String(validate=one_of(Containment), metadata={"description": "of the question itself"})
    waits = fields.Nested(WaitsOut, allow_none=True)
    release = fields.String(allow_none=True)
    environment = fields.String()
    next_action = fields.String(validate=one_of(NextAction))
    due_at = fields.DateTime(allow_none=True)
    deleted_at = fields.DateTime(allow_none=True)
    closed_at = fields.DateTime(allow_none=True)
    closed_by = fields.String(allow_none=True, validate=validate.OneOf(["asker", "staff"]))
    closed_reason = fields.String(allow_none=True)
    duplicate_of = fields.Integer(
        allow_none=True, metadata={"description": "the question that it leads to in the end, if all may see that"}
    )
    also_asked = fields.List(
        fields.Integer(), metadata={"description": "questions that lead to this one, or became a part of it"}
    )
    comments = fields.List(fields.Nested(CommentOut))
    answers = fields.List(fields.Nested(AnswerOut))
    contained = fields.Integer(metadata={"description": "how many answers are hidden from the caller"})


class QuestionList(Out):
    """One page of questions."""

    items = fields.List(fields.Nested(QuestionRow))
    next = fields.String(allow_none=True)


class VerdictOut(Out):
    """What an engineer found when they checked a revision."""

    verdict = fields.String(validate=one_of(VerdictKind))
    by = fields.Nested(Name)
    at = fields.DateTime()
    releases = fields.List(fields.String(), metadata={"description": "empty: all"})
    condition = fields.String(allow_none=True)
    note = fields.String(allow_none=True, metadata={"description": "for readers: why, and what to do instead"})


class PastCorrectionOut(CorrectionOut):
    """A correction with what became of it, also one that was withdrawn."""

    objection = fields.String(allow_none=True, metadata={"description": "what the answer's author says against it"})
    objected_at = fields.DateTime(allow_none=True)
    resolution = fields.String(allow_none=True, metadata={"description": "why an engineer let it stand, or did not"})
    resolved_at = fields.DateTime(allow_none=True)
    withdrawn_at = fields.DateTime(allow_none=True)


class RevisionOut(Out):
    """One revision of an answer. A text that is held back by itself is null for readers; `contained` says so."""

    number = fields.Integer()
    body = fields.String(allow_none=True)
    html = fields.String(allow_none=True)
    contained = fields.String(validate=one_of(Containment))
    verdicts = fields.List(fields.Nested(VerdictOut))
    corrections = fields.List(
        fields.Nested(PastCorrectionOut),
        metadata={"description": "all of this text, the first one first; none where the text is null"},
    )
    format = fields.String(metadata={"description": "what the body is written in: markdown or html"})
    note = fields.String()
    author = fields.Nested(Name, allow_none=True)
    created_at = fields.DateTime()


class QuestionRevisionOut(Out):
    """One revision of a question."""

    number = fields.Integer()
    title = fields.String()
    body = fields.String(allow_none=True, metadata={"description": "null: behind a click, and not for this caller"})
    html = fields.String(allow_none=True)
    product = fields.String(allow_none=True, metadata={"description": "slug"})
    release = fields.String(allow_none=True)
    environment = fields.String()
    tags = fields.List(fields.String())
    format = fields.String(metadata={"description": "what the body is written in: markdown or html"})
    note = fields.String()
    author = fields.Nested(Name, allow_none=True)
    created_at = fields.DateTime()


class QuestionRevisionList(Out):
    """One page of a question's revisions, the first one first."""

    items = fields.List(fields.Nested(QuestionRevisionOut))
    next = fields.String(allow_none=True)


class CommentRevisionOut(Out):
    """One text that a comment has had."""

    number = fields.Integer()
    body = fields.String()
    html = fields.String()
    format = fields.String(metadata={"description": "what the body is written in: markdown or html"})
    author = fields.Nested(Name, allow_none=True)
    created_at = fields.DateTime()


class CommentRevisionList(Out):
    """One page of a comment's texts, the first one first."""

    items = fields.List(fields.Nested(CommentRevisionOut))
    next = fields.String(allow_none=True)


class RevisionList(Out):
    """One page of revisions, the first one first."""

    items = fields.List(fields.Nested(RevisionOut))
    next = fields.String(allow_none=True)


class HitOut(Out):
    """One thread, solution or corrected advice that was found."""

    kind = fields.String(validate=validate.OneOf(["question", "entry", "correction"]))
    id = fields.Integer()
    question_id = fields.Integer(allow_none=True)
    answer_id = fields.Integer(allow_none=True, metadata={"description": "the answer that the passage is from"})
    external_id = fields.String(allow_none=True)
    title = fields.String()
    url = fields.String()
    status = fields.String(allow_none=True, validate=one_of(Status), metadata={"description": "of a solution"})
    passage = fields.String(allow_none=True, metadata={"description": "safe HTML with <mark>"})
    trust = fields.Nested(TrustOut, allow_none=True)


class SearchOut(Out):
    """One page of hits, with the exact number of all."""

    items = fields.List(fields.Nested(HitOut))
    total = fields.Integer()
    suggestion = fields.String(allow_none=True, metadata={"description": "what may have been meant"})
    next = fields.String(allow_none=True)


class PersonCounts(Out):
    """How much of what a person did the reader may see; `helped` counts people, once in each question."""

    questions = fields.Integer()
    answers = fields.Integer()
    accepted = fields.Integer()
    worked = fields.Integer()
    helped = fields.Integer()
    solutions = fields.Integer()
    checks = fields.Integer()


class PersonOut(Out):
    """What is public of a person."""

    id = fields.Integer()
    name = fields.String()
    about = fields.String()
    roles = fields.List(fields.String(validate=one_of(Role)))
    created_at = fields.DateTime()
    counts = fields.Nested(PersonCounts)
    url = fields.String()


class PreviewOut(Out):
    """What a text will look like."""

    html = fields.String()


class PlaceOut(Out):
    """What a text became, and where it is."""

    kind = fields.String(validate=one_of(Kind))
    id = fields.Integer()
    url = fields.String()


class FieldProblem(Out):
    """One thing that is wrong with one field."""

    field = fields.String(metadata={"description": "its name, as releases.0; empty for the whole"})
    code = fields.String()
    message = fields.String()


class RestraintOut(Schema):
    """That somebody is suspended or silenced."""

    action = fields.String(required=True, validate=validate.OneOf(["suspend", "silence"]))
    until = fields.DateTime(required=True)
    reason = fields.String(required=True)
    decision_id = fields.Integer(required=True, allow_none=True)


class Problem(Schema):
    """What went wrong, as RFC 9457 has it."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String()
    detail = fields.String()
    request_id = fields.String(allow_none=True)
    errors = fields.List(fields.Nested(FieldProblem), metadata={"description": "with 422: field by field"})
    current = fields.Integer(metadata={"description": "with 412: the number of the newest revision"})
    restraints = fields.List(
        fields.Nested(RestraintOut),
        metadata={"description": "with 403 suspended or silenced: until when, why, and the decision"},
    )


class SimilarOut(Out):
    """What is most like a question, at most five, the best first."""

    items = fields.List(fields.Nested(HitOut))
