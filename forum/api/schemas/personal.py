"""What goes out to the caller alone: what they follow and keep, and what they are told."""

from marshmallow import fields, validate

from forum.api.schemas.incoming import one_of
from forum.api.schemas.outgoing import Name, Out
from forum.moderation.models import Outcome
from forum.notifications.models import NoticeKind, Topic
from forum.people.models import Posts


class FollowOut(Out):
    """How the caller stands to a question, a tag or a product."""

    following = fields.Boolean()
    muted = fields.Boolean(metadata={"description": "told nothing about it; questions only"})


class BookmarkOut(Out):
    """Something that the caller keeps: an answer, or (none named) the question itself."""

    question_id = fields.Integer()
    answer_id = fields.Integer(allow_none=True)
    title = fields.String()
    created_at = fields.DateTime()
    url = fields.String()


class BookmarkList(Out):
    """One page of bookmarks, the newest first."""

    items = fields.List(fields.Nested(BookmarkOut))
    next = fields.String(allow_none=True)


class SuggestionOut(Out):
    """A suggested change, for who made it and who may decide it. `title` and `tags` are a question's."""

    id = fields.Integer()
    question_id = fields.Integer()
    answer_id = fields.Integer(allow_none=True, metadata={"description": "none: of the question itself"})
    state = fields.String(validate=validate.OneOf(["open", *(str(each.value) for each in Outcome)]))
    title = fields.String(allow_none=True)
    body = fields.String()
    tags = fields.List(fields.String(), allow_none=True)
    note = fields.String(metadata={"description": "why"})
    revision = fields.Integer(metadata={"description": "the one that was read"})
    by = fields.Nested(Name)
    at = fields.DateTime()
    decided_by = fields.Nested(Name, allow_none=True)
    decided_at = fields.DateTime(allow_none=True)
    reason = fields.String(allow_none=True, metadata={"description": "why it was rejected"})
    became = fields.Integer(allow_none=True, metadata={"description": "the revision that it became"})
    improved = fields.Boolean(metadata={"description": "its text was changed before it went in"})
    url = fields.String()


class SuggestionList(Out):
    """One page of suggestions: of those that wait the oldest first, of one's own the newest."""

    items = fields.List(fields.Nested(SuggestionOut))
    next = fields.String(allow_none=True)


class NoticeOut(Out):
    """Something that the caller is told, as it reads today."""

    id = fields.Integer()
    kind = fields.String(validate=one_of(NoticeKind))
    label = fields.String(metadata={"description": "what happened, in words"})
    by = fields.String(allow_none=True, metadata={"description": "null: nobody is named"})
    title = fields.String(metadata={"description": "of the question, or of what else it is about"})
    question_id = fields.Integer(allow_none=True, metadata={"description": "null: it belongs to no question"})
    at = fields.DateTime()
    unread = fields.Boolean()
    url = fields.String(metadata={"description": "the very spot"})


class InboxOut(Out):
    """One page of the inbox, the newest first."""

    items = fields.List(fields.Nested(NoticeOut))
    next = fields.String(allow_none=True)


class UnreadOut(Out):
    """How much is unread."""

    unread = fields.Integer()


class ChoiceOut(Out):
    """How the caller is told of one topic."""

    topic = fields.String(validate=one_of(Topic))
    bell = fields.Boolean()
    mail = fields.Boolean()


class ChoicesOut(Out):
    """How the caller is told of everything."""

    topics = fields.List(fields.Nested(ChoiceOut))


class KeptOut(Out):
    """Whether the caller keeps it."""

    kept = fields.Boolean()


class ImageOut(Out):
    """An image for texts."""

    name = fields.String()
    url = fields.String()
    markdown = fields.String(metadata={"description": "the line that shows it in a text"})
    description = fields.String(metadata={"description": "what it shows, for who cannot see it"})
    width = fields.Integer(metadata={"description": "in pixels, as is the height"})
    height = fields.Integer()
    bytes = fields.Integer()


class ImageList(Out):
    """One's own images, the newest first, 200 at most."""

    items = fields.List(fields.Nested(ImageOut))


class ExportOut(Out):
    """A copy of everything about the caller."""

    id = fields.Integer()
    created_at = fields.DateTime()
    made_at = fields.DateTime(allow_none=True, metadata={"description": "null: it is being made"})
    expires_at = fields.DateTime(metadata={"description": "when it is removed"})
    bytes = fields.Integer()
    url = fields.String(allow_none=True, metadata={"description": "of the file, a zip; null while it is being made"})


class ExportList(Out):
    """The copies that can be taken or are being made, the newest first."""

    items = fields.List(fields.Nested(ExportOut))
    next = fields.String(allow_none=True)


class ErasureOut(Out):
    """The wish that a person's name and address be erased, and how far it has come."""

    posts = fields.String(validate=one_of(Posts), metadata={"description": "whether they stay, under a made-up name"})
    asked_at = fields.DateTime()
    due_at = fields.DateTime(metadata={"description": "until then it can be called off"})
    begun_at = fields.DateTime(allow_none=True)
    done_at = fields.DateTime(allow_none=True)
