"""Who calls: a key in the Authorization header. The API knows no cookies, so no other site can call it for a person."""

from dataclasses import replace

from flask import g, request

from forum.core.errors import ForumError
from forum.core.markup import Rendered
from forum.core.text import N_
from forum.moderation.persons import with_mends
from forum.people.policy import VISITOR, Actor
from forum.people.rendering import render_for
from forum.people.tokens import TokenHolder, authenticate_token
from forum.questions.mentions import names_in


class Unauthorized(ForumError):
    """No key, or one that is unknown or revoked."""

    status = 401
    code = "unauthorized"
    default = N_("Send a valid key: Authorization: Bearer KEY. Keys are made in your settings.")


def holder() -> TokenHolder | None:
    """Return whose key came with this request, None where none came; raise `Unauthorized` for a bad one."""
    if "api_holder" not in g:
        g.api_holder = _read()
    found: TokenHolder | None = g.api_holder
    return found


def _read() -> TokenHolder | None:
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, secret = header.partition(" ")
    found = authenticate_token(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None
    if found is None:
        raise Unauthorized
    return replace(found, actor=with_mends(found.actor))


def reader() -> Actor:
    """Return who reads; public things need no key."""
    found = holder()
    return VISITOR if found is None else found.actor


def writer() -> Actor:
    """Return who changes something; raise `Unauthorized` without a key."""
    found = holder()
    if found is None:
        raise Unauthorized
    return found.actor


def rendered(source: str, question_id: int | None = None) -> Rendered:
    """Return what the caller sent as safe HTML, out of their share. Raises `Invalid`, `TooMany` and `Busy`.

    `question_id`: on whose page it is written, so that `@name` can mean who takes part there.
    """
    names = names_in(writer(), question_id, source) if question_id is not None else None
    return render_for(writer(), source, address=request.remote_addr, names=names)
