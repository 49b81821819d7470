"""Changes that name the revision they change."""

from flask import request

from forum.core.errors import ForumError, Invalid
from forum.core.text import N_


class Unconditional(ForumError):
    """A change without If-Match: it could overwrite what somebody else wrote."""

    status = 428
    code = "if_match_missing"
    default = N_('Send the revision that you read: If-Match: "REVISION".')


def base_revision() -> int:
    """Return the revision that If-Match names; raise `Unconditional` without one."""
    header = request.headers.get("If-Match")
    if header is None:
        raise Unconditional
    text = header.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > 9:
        raise Invalid.one("If-Match", "malformed", N_('Send the revision as a number in quotes: If-Match: "3".'))
    return int(text)
