"""Nothing typed is lost: a visitor's form survives signing in, and an error page gives back what was sent."""

import re
from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from forum.people.drafts import MOST_CHARS, PLACES, KeptDraft
from forum.people.kept import KEPT_FOR, Fields, keep_form, kept_form
from forum.people.policy import Actor
from forum.web.addresses import safe_next, with_query

# Names of fields that are never given back, whoever asks.
SECRETS = frozenset({"csrf_token", "password", "new_password", "token", "kept", "next"})
# What buttons say, which is no text of anybody's.
BUTTONS = frozenset({"draft", "preview", "mask", "secrets_ok"})
_QUESTION = re.compile(r"(/questions/\d{1,10})(?:/[^/]*)?")


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that waits for its sender to sign in. `page` is where the form stands, `action` where it goes."""

    page: str
    action: str
    fields: dict[str, list[str]]


def typed() -> dict[str, list[str]]:
    """Return what this request brought in its form, without secrets."""
    try:
        return {name: values for name, values in request.form.lists() if name not in SECRETS | BUTTONS}
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
    return None if fields is None else as_sent(fields)


def place_on(path: str) -> str:
    """Return where the form on a page is sent whose text is kept as a draft, empty for pages without one."""
    if PLACES.fullmatch(path):
        return path
    question = _QUESTION.fullmatch(path)
    return f"{question[1]}/answers" if question else ""


def drafted(place: str) -> KeptDraft | None:
    """Return what the viewer has been writing in the form of this page, which goes to `place`."""
    draft: KeptDraft | None = current_user.draft
    return draft if draft is not None and draft.place == place else None


def as_sent(fields: Fields) -> MultiDict[str, str]:
    """Return kept fields as a request brings them."""
    return MultiDict([(name, value) for name in fields for value in fields[name]])
