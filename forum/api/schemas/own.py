"""What goes in and out about the caller's own account, and about everybody's for admins."""

from marshmallow import fields, validate

from forum.api.schemas.incoming import ListArgs, Strict, one_of
from forum.api.schemas.outgoing import Out
from forum.journal.kinds import EventKind
from forum.people.drafts import PLACES
from forum.people.policy import Role

# As the pattern of a description says it: the whole text, in the words of every dialect.
PLACE = f"^(?:{PLACES.pattern.replace('?:', '')})$"


class DraftIn(Strict):
    """What is being written, by the names of the form's fields; it takes the place of what was kept of that form."""

    place = fields.String(
        required=True,
        validate=validate.Regexp(PLACE),
        metadata={"description": "where the form is sent, as /questions/ask or /questions/7/answers"},
    )
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        required=True,
        data_key="fields",
        metadata={"description": "as title, body, tags; each a list, since a field may be sent more than once"},
    )


class DraftOut(Out):
    """What the caller has written so far into a form."""

    id = fields.Integer()
    place = fields.String()
    fields_ = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), data_key="fields")
    saved_at = fields.DateTime()


class DraftList(Out):
    """All drafts of the caller, the newest first; there are at most 20, so `next` is null."""

    items = fields.List(fields.Nested(DraftOut))
    next = fields.String(allow_none=True)


class MissingOut(Out):
    """What is missing for the next trust level."""

    days = fields.Integer(metadata={"description": "days on which the caller reads here"})
    read = fields.Integer(metadata={"description": "questions that the caller opens"})
    answers = fields.Integer(metadata={"description": "answers that solved it, worked for others, or were found right"})
    reports = fields.Integer(metadata={"description": "reports that moderators agreed with"})


class OwnTrustOut(Out):
    """How well the caller is known."""

    level = fields.Integer(metadata={"description": "0 to 3"})
    missing = fields.Nested(MissingOut, allow_none=True)


class AccountOut(Out):
    """The caller's own account."""

    id = fields.Integer()
    name = fields.String()
    public_name = fields.String(allow_none=True, metadata={"description": "what everybody sees instead; staff only"})
    email = fields.String(allow_none=True)
    about = fields.String()
    locale = fields.String(allow_none=True, metadata={"description": "null: the browser's"})
    time_zone = fields.String(allow_none=True, metadata={"description": "null: the site's"})
    has_password = fields.Boolean()
    trust = fields.Nested(OwnTrustOut)


class AccountChange(Strict):
    """What the caller changes about themselves; what is left out stays as it is."""

    name = fields.String()
    public_name = fields.String(allow_none=True, metadata={"description": "staff only; null: one's own name"})
    about = fields.String()
    locale = fields.String(allow_none=True)
    time_zone = fields.String(allow_none=True, metadata={"description": "as Europe/Lisbon"})


class PasswordIn(Strict):
    """Another password, and the present one."""

    current = fields.String(required=True)
    password = fields.String(required=True)


class AddressIn(Strict):
    """Another address, and the present password."""

    email = fields.String(required=True)
    current = fields.String(required=True)


class TicketOut(Out):
    """What the digits from the letter are sent with."""

    ticket = fields.String()
    email = fields.String(metadata={"description": "where the letter goes"})


class AddressCodeIn(Strict):
    """The digits from the letter to the new address."""

    ticket = fields.String(required=True)
    code = fields.String(required=True)


class SessionOut(Out):
    """One place where the caller is signed in."""

    id = fields.Integer()
    device = fields.String()
    created_at = fields.DateTime()
    seen_at = fields.DateTime()


class SessionList(Out):
    """Where the caller is signed in, where they were last first; all of it, so `next` is null."""

    items = fields.List(fields.Nested(SessionOut))
    next = fields.String(allow_none=True)


class TokenIn(Strict):
    """What a key is for."""

    name = fields.String(required=True)


class TokenOut(Out):
    """A key that is still good, without its secret."""

    id = fields.Integer()
    name = fields.String()
    created_at = fields.DateTime()
    used_at = fields.DateTime(allow_none=True)


class NewTokenOut(TokenOut):
    """A key that was just made."""

    secret = fields.String(metadata={"description": "shown this once; only its digest is kept"})


class TokenList(Out):
    """The caller's keys, the newest first; there are at most 20, so `next` is null."""

    items = fields.List(fields.Nested(TokenOut))
    next = fields.String(allow_none=True)


class MemberArgs(ListArgs):
    """Which people."""

    q = fields.String(load_default="", metadata={"description": "part of a name or an address"})
    role = fields.String(load_default=None, validate=one_of(Role))


class HeldOut(Out):
    """A role, and what it is limited to."""

    role = fields.String(validate=one_of(Role))
    product = fields.String(allow_none=True, metadata={"description": "slug; null: all products"})


class MemberOut(Out):
    """A person as admins see them."""

    id = fields.Integer()
    name = fields.String(metadata={"description": "what everybody sees"})
    own_name = fields.String(allow_none=True, metadata={"description": "where they go by another one"})
    email = fields.String(allow_none=True)
    created_at = fields.DateTime()
    seen_at = fields.DateTime(allow_none=True)
    roles = fields.List(fields.Nested(HeldOut))


class MemberList(Out):
    """One page of people, the newest first."""

    items = fields.List(fields.Nested(MemberOut))
    next = fields.String(allow_none=True)


class RoleIn(Strict):
    """A role, and the product that it is limited to."""

    role = fields.String(required=True, validate=one_of(Role))
    product = fields.String(
        load_default=None, allow_none=True, metadata={"description": "slug; left out or null: all products"}
    )


class FailureOut(Out):
    """A reaction that failed and will be tried again by itself."""

    id = fields.Integer()
    event_id = fields.Integer()
    kind = fields.String(validate=one_of(EventKind))
    reaction = fields.String()
    attempts = fields.Integer()
    next_try = fields.DateTime()
    error = fields.String(allow_none=True)


class UpkeepOut(Out):
    """What waits, and what failed."""

    waiting = fields.Integer(metadata={"description": "events and reactions"})
    failures = fields.List(fields.Nested(FailureOut), metadata={"description": "up to 100, the oldest first"})


class SettingOut(Out):
    """One setting of the site."""

    name = fields.String()
    value = fields.String(metadata={"description": "empty for a secret"})
    about = fields.String()
    given = fields.Boolean(metadata={"description": "by the environment, not by default"})
    secret = fields.Boolean()


class SettingList(Out):
    """What the site runs with; all of it, so `next` is null."""

    items = fields.List(fields.Nested(SettingOut))
    next = fields.String(allow_none=True)
