"""Nothing typed is lost: a visitor's form survives signing in, and an error page gives back what was sent."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from forum.people.kept import KEPT_FOR, keep_form, kept_form
from forum.people.policy import Actor
from forum.web.addresses import safe_next, with_query

# Names of fields that are never given back, whoever asks.
SECRETS = frozenset({"csrf_token", "password", "new_password", "token", "kept", "next"})
# Longer forms than any of ours; the next request has to carry it.
MOST_CHARS = 60_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that waits for its sender to sign in. `page` is where the form stands, `action` where it goes."""

    page: str
    action: str
    fields: dict[str, list[str]]


def typed() -> dict[str, list[str]]:
    """Return what this request brought in its form, without secrets."""
    try:
        return {name: values for name, values in request.form.lists() if name not in SECRETS}
    except RequestEntityTooLarge:
        return {}


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="kept form")


def pack(kept: Kept) -> str:
    """Return the form as a signed text for a hidden field, empty if it is longer than any form of ours."""
    if sum(len(value) for values in kept.fields.values() for value in values) > MOST_CHARS:
        return ""
    signed = _signer().dumps([kept.page, kept.action, kept.fields])
    return signed if isinstance(signed, str) else signed.decode()


def unpack(text: str) -> Kept | None:
    """Return the form of a signed text, None if we did not write it or it is too old."""
    try:
        page, action, fields = _signer().loads(text, max_age=int(KEPT_FOR.total_seconds()))
    except BadData:
        return None
    return Kept(page, action, fields)


def way_on(actor: Actor, kept_text: str, next_url: str) -> str:
    """Return where somebody goes who has just signed in: back to their text, else where they were."""
    kept = unpack(kept_text) if kept_text else None
    if kept is None:
        return safe_next(next_url) or url_for("questions.home")
    return with_query(kept.page, kept=str(keep_form(actor, kept.action, kept.fields)))


def found_again(action: str | None = None) -> MultiDict[str, str] | None:
    """Return what the viewer typed into the form that goes to `action` (None: this page) before they signed in."""
    ident = request.args.get("kept", "")
    if not ident.isdecimal() or len(ident) > 18 or not current_user.is_authenticated:
        return None
    fields = kept_form(current_user.actor, int(ident), action or request.path)
    return None if fields is None else MultiDict([(name, value) for name in fields for value in fields[name]])
