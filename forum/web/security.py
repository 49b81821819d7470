"""Headers, cookies and checks of a careful site. Everything is refused that no page of ours needs."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from forum import config
from forum.core.errors import Invalid, NotFound
from forum.core.text import UNKEEPABLE
from forum.people.sessions import LASTS
from forum.web.addresses import is_from_here

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT_TRANSPORT = f"max-age={int(timedelta(days=365).total_seconds())}"

# The largest number that a row of either database can have; a larger one is nothing's.
LARGEST = 2**31 - 1

csrf = CSRFProtect()


class NumberConverter(IntegerConverter):
    """`<int:...>` in addresses, up to the largest number that something can have."""

    def __init__(self, rules: Map, **values: Any) -> None:
        """Take what the rule says, with our limit where it says none."""
        super().__init__(rules, **{"max": LARGEST, **values})


class Hardened:
    """The application, all of whose answers carry the headers of a careful site, files included."""

    def __init__(self, app: WSGIApplication, *, secure: bool) -> None:
        """Take what answers; `secure`: by https alone."""
        self._app = app
        strict = {"Strict-Transport-Security": STRICT_TRANSPORT} if secure else {}
        self._headers = [(name, value, name.lower()) for name, value in (HEADERS | strict).items()]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, with the headers that the view has not set itself."""

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            there = {name.lower() for name, _ in headers}
            return start_response(status, headers + [one[:2] for one in self._headers if one[2] not in there], *rest)

        return self._app(environ, start)


def _harden(response: Response) -> Response:
    """Keep from proxies what belongs to one person, where the view says nothing itself."""
    if response.mimetype == "text/html" and "Cache-Control" not in response.headers:
        user = g.get("_login_user")
        private = user is not None and user.is_authenticated
        response.headers["Cache-Control"] = "private, no-cache" if private else "no-cache"
    return response


def _refuse_nul() -> None:
    """Refuse addresses with a character that no database keeps in a text: nothing can be found there."""
    if "\x00" in request.path:
        raise NotFound
    if b"%00" not in request.query_string and b"\x00" not in request.query_string:
        return
    for name, values in request.args.lists():
        if "\x00" in name or any("\x00" in value for value in values):
            raise Invalid.one(name.replace("\x00", ""), "malformed", UNKEEPABLE)


def require_own_page() -> None:
    """Refuse what a page of another site sent."""
    if not is_from_here():
        raise CSRFError("The form was sent from another site.")


def _guard_changes() -> None:
    """Let a change pass only if a page of ours asked for it, by its token and by what the browser says."""
    csrf.protect(apply_exemptions=True)
    if g.get("csrf_valid"):
        require_own_page()


def register(app: Flask) -> None:
    """Set cookies, proxies and headers."""
    settings = config.current()
    app.url_map.converters["int"] = NumberConverter
    app.config.update(
        SESSION_COOKIE_NAME="__Host-vouch" if settings.secure else "vouch",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=LASTS,
        WTF_CSRF_CHECK_DEFAULT=False,
        # As long as the session: a text may take a day to write.
        WTF_CSRF_TIME_LIMIT=None,
        # `is_from_here` asks the same, of the Origin header.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.wsgi_app = Hardened(app.wsgi_app, secure=settings.secure)  # type: ignore[method-assign] # the way that Flask documents
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count)  # type: ignore[method-assign] # the way that Flask documents
    csrf.init_app(app)
    app.before_request(_refuse_nul)
    app.after_request(_harden)


def guard_changes(app: Flask) -> None:
    """Check every change; registered after the hook that answers visitors, who have no token."""
    app.before_request(_guard_changes)
