"""The blueprint of the API, and what all its views share: who calls, what is refused, and how it is described."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn, ParamSpec, TypeVar

from flask import Request, Response, current_app, g, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, missing
from webargs.core import is_json
from webargs.flaskparser import FlaskParser

from forum.api.auth import holder, writer
from forum.core.errors import FieldError, ForumError, Invalid
from forum.core.text import N_, UNKEEPABLE, message

P = ParamSpec("P")
R = TypeVar("R")
PREFIX = "/api/v1"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
TAKES_QUERY = "takes_query"
FOR_VISITORS = "for_visitors"
UNKNOWN = N_("Unknown field.")
ANYBODY: tuple[dict[str, list[str]], ...] = ({}, {"key": []})
KEY_ONLY: tuple[dict[str, list[str]], ...] = ({"key": []},)
VISITORS_ONLY: tuple[dict[str, list[str]], ...] = ({},)

# Headers that some operations take, for the description.
REPEATABLE: list[dict[str, Any]] = [
    {
        "in": "header",
        "name": "Idempotency-Key",
        "description": "Sent again within a day, the request has its effect once and is answered in the same way.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    }
]
IF_MATCH: list[dict[str, Any]] = [
    {
        "in": "header",
        "name": "If-Match",
        "required": True,
        "description": "The revision that was read, in quotes.",
        "schema": {"type": "string", "pattern": r'^"[0-9]{1,9}"$'},
    }
]


class Malformed(ForumError):
    """A body that is no JSON."""

    status = 400
    code = "malformed"
    default = N_("The body is not JSON.")


class WrongType(ForumError):
    """A body that does not say that it is JSON."""

    status = 415
    code = "wrong_content_type"
    default = N_("Send JSON, and say so: Content-Type: application/json.")


class StrictParser(FlaskParser):
    """Refuse what is not known or cannot be kept, wherever it stands."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE}  # noqa: RUF012 - the name and shape that webargs reads

    def load_json(self, req: Request, schema: Schema) -> Any:
        """Return the body, `missing` for an empty one; raise for one that is no JSON or that no database keeps."""
        body = req.get_data(cache=True)
        if not body:
            return missing
        if not is_json(req.mimetype):
            raise WrongType
        try:
            found = json.loads(body.decode(), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            # A number of thousands of digits is a ValueError too, brackets by the thousand are the other.
            raise Malformed from error
        wrong = list(_unkeepable("", found))
        if wrong:
            raise Invalid([FieldError(field, "malformed", message(UNKEEPABLE)) for field in wrong])
        return found


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and the infinities, which Python reads and JSON does not know."""
    raise ValueError(constant)


def _unkeepable(field: str, value: object) -> Iterator[str]:
    """Yield the fields, as `tags.0`, whose text holds NUL or half of a pair."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            yield field
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _unkeepable(f"{field}.{name}" if field else str(name), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unkeepable(f"{field}.{index}" if field else str(index), inner)


class Room(Blueprint):  # type: ignore[misc] # flask-smorest has no types
    """A blueprint whose views refuse what they do not know, and whose description says who may call."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Describe the key with every operation."""
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks.append(_describe_key)

    def arguments(
        self, schema: type[Schema], *, location: str = "json", **kwargs: Any
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Parse arguments as flask-smorest does, and remember which views look at the query."""
        parse = super().arguments(schema, location=location, **kwargs)

        def decorate(view: Callable[P, R]) -> Callable[P, R]:
            parsing: Callable[P, R] = parse(view)
            if location == "query":
                setattr(parsing, TAKES_QUERY, True)
            return parsing

        return decorate


def _describe_key(doc: dict[str, Any], _info: dict[str, Any], *, method: str, **_others: Any) -> dict[str, Any]:
    """Say in the description that changes need a key and reading does not."""
    return {**doc, "security": list(ANYBODY if method == "get" else KEY_ONLY)}


blueprint = Room("api", "Vouch", url_prefix=PREFIX, description="Everything that the pages can do.")

Made = tuple[dict[str, Any], int, dict[str, str]]


@blueprint.before_request
def know_the_caller() -> None:
    """Refuse a bad key whatever is asked, a change without one, and parameters that the view does not know."""
    holder()
    if request.method not in READS and not _has(FOR_VISITORS):
        writer()
    if request.args and not _has(TAKES_QUERY):
        raise Invalid([FieldError(name, "unknown_field", message(UNKNOWN)) for name in request.args])


def for_visitors(view: Callable[P, R]) -> Callable[P, R]:
    """Let those call a view that changes something who have no key."""
    setattr(view, FOR_VISITORS, True)
    return view


def _has(mark: str) -> bool:
    """Whether the view that was asked for bears a mark."""
    view: Any = current_app.view_functions[request.endpoint or ""]
    method = "get" if request.method == "HEAD" else request.method.lower()
    return getattr(getattr(getattr(view, "view_class", None), method, view), mark, False)


@blueprint.after_request
def keep_apart(response: Response) -> Response:
    """Let no cache give one caller's answer to another, who may speak another language too."""
    response.vary.update(("Authorization", "Accept-Language"))
    response.headers["Cache-Control"] = "private, no-cache" if g.get("api_holder") else "no-cache"
    return response


def path(*parts: object) -> str:
    """Return an address of the API, for Location."""
    return f"{PREFIX}/" + "/".join(str(part) for part in parts)
