"""What comes in and goes out about rules, privacy and terms."""

from marshmallow import fields, validate

from forum.api.schemas.incoming import Strict, one_of
from forum.api.schemas.outgoing import Out
from forum.core.translation import languages
from forum.terms.models import Topic


class TermsArgs(Strict):
    """In which language."""

    language = fields.String(load_default="en", validate=lambda code: code in languages())


class TermsIn(Strict):
    """A new version."""

    language = fields.String(required=True, validate=validate.OneOf(list(languages())))
    body = fields.String(required=True, metadata={"description": "Markdown"})
    reason = fields.String(required=True, metadata={"description": "everybody reads it"})
    base = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(0, 2**31 - 1),
        metadata={"description": "the version that was read, 0 for none"},
    )


class TermsOut(Out):
    """A text as it stands, or stood."""

    topic = fields.String(validate=one_of(Topic))
    language = fields.String()
    version = fields.Integer(metadata={"description": "0: as it comes with Vouch"})
    body = fields.String(metadata={"description": "Markdown"})
    html = fields.String()
    reason = fields.String(metadata={"description": "why it was written or changed"})
    at = fields.DateTime(allow_none=True)


class TermsList(Out):
    """Texts, or the versions of one."""

    items = fields.List(fields.Nested(TermsOut))
