"""Every error as a page: what happened, what to do, the request's number, and what was typed given back."""

import logging
from collections.abc import Callable, Mapping
from typing import cast

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from forum.core.db import session
from forum.core.errors import Busy, Forbidden, ForumError, Invalid, TooMany, Unfit
from forum.core.operation import is_passing
from forum.core.text import N_, message
from forum.journal.record import request_id
from forum.moderation.models import Action
from forum.moderation.persons import own_restraints
from forum.web import keeping
from forum.web.access import viewer as current_viewer
from forum.web.access import viewer_at_rest
from forum.web.addresses import is_from_here
from forum.web.respond import is_partial
from forum.web.templating import when
from forum.web.words import say

log = logging.getLogger(__name__)
# Statuses with a page of their own; the others share that of 400.
PAGES = frozenset({400, 403, 404, 405, 409, 410, 429, 500, 503})
SAME_PAGE = {412: 409}
# After these the same form may simply be sent again.
AGAIN = frozenset({400, 429, 503})
REFUSED = {
    Action.SUSPEND: N_("You are suspended until %(until)s. Why: %(words)s"),
    Action.SILENCE: N_("You are silenced until %(until)s. Why: %(words)s"),
}
WRITERS = "vouch_error_writers"

Writer = Callable[[Exception, int], Response]


def write_errors_below(app: Flask, prefix: str, writer: Writer) -> None:
    """Let `writer(error, status)` answer errors of paths that begin with `prefix` (the API speaks no HTML)."""
    app.extensions.setdefault(WRITERS, {})[prefix] = writer


def error_page(
    status: int, detail: str | None = None, headers: Mapping[str, str] | None = None, *, unfit: bool = False
) -> Response:
    """Return the page of an error, with `detail` instead of the page's own sentence where there is one.

    `unfit`: it is the state of the thing that forbids it, and nobody was quicker.
    """
    code = SAME_PAGE.get(status, status)
    template = f"errors/{code if code in PAGES else 400}.html"
    changing = request.method not in {"GET", "HEAD"}
    viewer = viewer_at_rest() if status >= 500 else current_viewer()
    page = render_template(
        "errors/part.html" if is_partial() else template,
        status=status,
        detail=detail,
        unfit=unfit,
        request_id=request_id.get(),
        viewer=viewer,
        typed=keeping.typed() if changing else {},
        again=changing and viewer.is_authenticated and status in AGAIN and is_from_here(),
    )
    response = make_response(page, status, dict(headers or {}))
    if is_partial():
        # The page stays as it is; what happened is said beside it.
        response.headers.update({"HX-Retarget": "body", "HX-Reswap": "beforeend"})
    return response


def _answer(error: Exception, status: int, detail: str | None, headers: Mapping[str, str] | None = None) -> Response:
    """Answer in the clothes of the front that was asked."""
    session().rollback()
    for prefix, writer in current_app.extensions.get(WRITERS, {}).items():
        if request.path.startswith(prefix):
            return cast(Writer, writer)(error, status)
    return error_page(status, detail, headers, unfit=isinstance(error, Unfit))


def _forum_error(error: ForumError) -> Response:
    """Answer what an operation or a query refused."""
    texts = [say(each.message) for each in error.errors] if isinstance(error, Invalid) else []
    # Its page says more than the class's own sentence; beside a page there is room for the sentence only.
    plain = error.status in PAGES and error.message.text == error.default and not is_partial()
    if isinstance(error, Forbidden) and is_partial() and (held := own_restraints(current_viewer().actor)):
        texts = [say(message(REFUSED[held[0].action], until=when(held[0].until), words=held[0].reason))]
    detail = " ".join(texts) or (None if plain else say(error.message))
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    if isinstance(error, Busy):
        headers["Retry-After"] = "2"
    return _answer(error, error.status, detail, headers)


def _form_error(error: CSRFError) -> Response:
    """Answer a form without a good token: nothing was changed, and nothing typed is lost."""
    detail = _("This form was open for too long, or it came from another place. Nothing was changed.")
    return _answer(error, 400, detail)


def _http_error(error: HTTPException) -> Response:
    """Answer what Flask and Werkzeug refuse."""
    if error.code is None or error.code < 400:
        return cast(Response, error.get_response())
    details = {
        405: _("This address cannot be used in that way. Go to the page and use its buttons."),
        413: _("What was sent is too large. Shorten it, or send it in parts."),
    }
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return _answer(error, error.code, details.get(error.code), kept)


def _database_error(error: DBAPIError) -> Response:
    """Answer 503 where the database is only busy or away for a moment; else it is our bug."""
    if is_passing(error) or error.connection_invalidated:
        return _forum_error(Busy())
    return _unexpected(error)


def _unexpected(error: Exception) -> Response:
    """Answer 500 and log the error with the request's number; in tests and debugging it is raised."""
    if current_app.testing or current_app.debug:
        raise error
    log.exception("unexpected error", exc_info=error)
    return _answer(error, 500, None)


def register(app: Flask) -> None:
    """Answer every error with its page."""
    app.register_error_handler(ForumError, _forum_error)
    app.register_error_handler(CSRFError, _form_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(Exception, _unexpected)
