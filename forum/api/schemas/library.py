"""What the API gives of the knowledge base, and takes from who looks for something there."""

from marshmallow import fields

from forum.api.schemas.incoming import Strict, one_of
from forum.api.schemas.outgoing import Name, Out, TrustOut, VerdictOut
from forum.knowledge.models import EntryState, WithdrawnReason
from forum.knowledge.status import Status
from forum.questions.trust import Level


class HelpedIn(Strict):
    """Whether a text helped a visitor."""

    helped = fields.Boolean(required=True, truthy={True}, falsy={False})


class SimilarArgs(Strict):
    """A question that somebody begins to write."""

    title = fields.String(required=True, metadata={"description": "at least ten characters, or nothing is like it"})
    body = fields.String(load_default="")


class EntryOutRow(Out):
    """A solution in a list."""

    id = fields.Integer()
    question_id = fields.Integer(allow_none=True)
    answer_id = fields.Integer(allow_none=True)
    title = fields.String()
    state = fields.String(validate=one_of(EntryState))
    status = fields.String(
        validate=one_of(Status), metadata={"description": "whether an engineer stands behind the text as it is now"}
    )
    product = fields.String(allow_none=True, metadata={"description": "slug"})
    tags = fields.List(fields.String())
    level = fields.String(validate=one_of(Level))
    trust = fields.Nested(
        TrustOut,
        allow_none=True,
        metadata={"description": "of an editor's text, whose revisions it names; 0 stands for what it was made from"},
    )
    published_at = fields.DateTime()
    changed_at = fields.DateTime()
    url = fields.String()
    external_id = fields.String(allow_none=True)
    source_url = fields.String(allow_none=True)
    licence = fields.String(allow_none=True)


class EntryOut(EntryOutRow):
    """A solution with its text; a withdrawn one says why and has none."""

    body = fields.String(allow_none=True)
    html = fields.String(allow_none=True)
    revision = fields.Integer(metadata={"description": "the editor's revision, 0 while it shows its answer"})
    shown_revision = fields.Integer(
        metadata={"description": "the one that is shown; an older one, 0 for the answer's, until the newest is checked"}
    )
    answer_revision = fields.Integer(allow_none=True)
    withdrawn_reason = fields.String(allow_none=True, validate=one_of(WithdrawnReason))
    retired_reason = fields.String(allow_none=True, metadata={"description": "an editor's words to readers"})
    successor = fields.Integer(allow_none=True, metadata={"description": "number of the solution in its place"})


class SourceOut(Out):
    """One revision of an answer."""

    answer_id = fields.Integer()
    revision = fields.Integer()


class EntryRevisionOut(Out):
    """One revision that an editor wrote of a solution, and the answer's text that it was made from."""

    number = fields.Integer()
    title = fields.String()
    body = fields.String()
    html = fields.String()
    verdicts = fields.List(fields.Nested(VerdictOut))
    format = fields.String(metadata={"description": "what the body is written in: markdown or html"})
    note = fields.String()
    author = fields.Nested(Name, allow_none=True)
    created_at = fields.DateTime()
    source = fields.Nested(SourceOut, allow_none=True)


class EntryRevisionList(Out):
    """One page of revisions, the first one first."""

    items = fields.List(fields.Nested(EntryRevisionOut))
    next = fields.String(allow_none=True)


class EntryList(Out):
    """One page of solutions, the newest first."""

    items = fields.List(fields.Nested(EntryOutRow))
    next = fields.String(allow_none=True)
