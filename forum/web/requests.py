"""Each request has an id, which its log lines, its error page and its events share."""

import logging
import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

from forum import config
from forum.journal.record import request_id

log = logging.getLogger(__name__)
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
HEADER = "X-Request-Id"


def _begin() -> None:
    """Take the id that a trusted proxy gave, else make one."""
    given = request.headers.get(HEADER, "") if config.current().trusted_proxies else ""
    ident = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
    g.began = time.perf_counter()
    request_id.set(ident)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=ident)


def _end(response: Response) -> Response:
    """Name the request in its response and in one line of the log."""
    response.headers[HEADER] = request_id.get() or ""
    if request.endpoint != "static":
        milliseconds = (time.perf_counter() - g.began) * 1000 if "began" in g else 0
        line = {"method": request.method, "path": _path(), "status": response.status_code}
        log.info("request", extra={**line, "ms": round(milliseconds, 1)})
    return response


def _path() -> str:
    """Return what the log says was asked for, without secrets, and without the readable part: it holds names."""
    if request.url_rule is not None and "secret" in (request.view_args or {}):
        return request.url_rule.rule
    slug = (request.view_args or {}).get("slug")
    return request.path.removesuffix(f"/{slug}") if slug else request.path


def _forget(_error: BaseException | None) -> None:
    """Leave no id behind for the thread's next request."""
    request_id.set(None)
    structlog.contextvars.clear_contextvars()


def register(app: Flask) -> None:
    """Give every request its id."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)
