"""Errors in the form of RFC 9457: `application/problem+json`."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, jsonify
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from forum.api.auth import Unauthorized, reader
from forum.api.schemas.outgoing import RestraintOut
from forum.core.errors import Busy, Forbidden, ForumError, Invalid, Stale, TooMany
from forum.core.speech import say
from forum.journal.record import request_id
from forum.moderation.models import Action
from forum.moderation.persons import own_restraints

TYPE = "application/problem+json"
CALLED = {Action.SUSPEND: "suspended", Action.SILENCE: "silenced"}
# Marshmallow's sentences, by their beginning, and our codes for them.
CODES = (
    ("Unknown field", "unknown_field"),
    ("Missing data", "required"),
    ("Field may not be null", "required"),
    ("Not a valid", "wrong_type"),
    ("Invalid input type", "wrong_type"),
)


def problem(error: Exception, status: int) -> Response:
    """Return the problem that describes `error`."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(status, "Error"),
        "status": status,
        "request_id": request_id.get(),
    }
    if isinstance(error, ForumError):
        body |= {"code": error.code, "detail": say(error.message)}
    if isinstance(error, Forbidden):
        body |= _restrained()
    if isinstance(error, Invalid):
        body["errors"] = [
            {"field": each.field, "code": each.code, "message": say(each.message)} for each in error.errors
        ]
    if isinstance(error, Stale):
        body["current"] = error.current
    if isinstance(error, HTTPException):
        body |= _from_http(error, status)
    response = jsonify(body)
    response.status_code = status
    response.mimetype = TYPE
    response.headers.update(_headers(error))
    return response


def _restrained() -> dict[str, Any]:
    """Return that the caller is suspended or silenced now, until when, why, and where they appeal."""
    held = own_restraints(reader())
    if not held:
        return {}
    return {"code": CALLED[held[0].action], "restraints": RestraintOut(many=True).dump(held)}


def _from_http(error: HTTPException, status: int) -> dict[str, Any]:
    """Return what Werkzeug and the schemas found."""
    messages = getattr(error, "data", {}).get("messages") if hasattr(error, "data") else None
    if status == 422 and isinstance(messages, Mapping):
        return {
            "code": "invalid",
            "detail": "Please correct the fields that are named.",
            "errors": list(_field_errors(messages)),
        }
    return {"code": error.name.lower().replace(" ", "_"), "detail": error.description}


def _field_errors(messages: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield one error per sentence; the place (json, query) is left out of the field's name."""
    for fields in messages.values():
        found = fields.items() if isinstance(fields, Mapping) else [("", fields)]
        for name, texts in found:
            for field, text in _flat(str(name), texts):
                code = next((code for start, code in CODES if text.startswith(start)), "invalid")
                yield {"field": "" if field == "_schema" else field, "code": code, "message": text}


def _flat(name: str, texts: Any) -> Iterator[tuple[str, str]]:
    """Yield field and sentence of nested messages, as `releases.0`."""
    if isinstance(texts, Mapping):
        for key, inner in texts.items():
            yield from _flat(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(texts, list):
        for text in texts:
            yield name, str(text)
    else:
        yield name, str(texts)


def _headers(error: Exception) -> dict[str, str]:
    """Return the headers that belong to an error."""
    if isinstance(error, Unauthorized):
        return {"WWW-Authenticate": 'Bearer realm="Vouch"'}
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, Busy):
        return {"Retry-After": "2"}
    if isinstance(error, HTTPException):
        return {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return {}
