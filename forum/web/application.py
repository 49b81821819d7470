"""The Flask application of the site, without what a page of ours never uses."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from forum.web.quick import QuickEnvironment


class CookieSessions(SecureCookieSessionInterface):
    """Flask's sessions; its signer is made once, and not at all for browsers without a cookie."""

    def __init__(self) -> None:
        """Begin without a signer."""
        self._made: tuple[object, URLSafeTimedSerializer | None] | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs cookies with the application's key."""
        keys = (app.secret_key, app.config["SECRET_KEY_FALLBACKS"])
        if self._made is None or self._made[0] != keys:
            self._made = (keys, super().get_signing_serializer(app))
        return self._made[1]

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the request's cookie holds."""
        if app.secret_key and self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


class LateRule(Rule):
    """A rule whose way from names back to an address is put together when it is first asked for.

    That is half of what a rule costs, and most addresses are made by `quick.Address`.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """Return the way back, which takes the rule and the values."""
        name = "_build_unknown" if append_unknown else "_build"
        compiled = super()._compile_builder

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            setattr(rule, name, compiled(append_unknown).__get__(rule, None))
            found: tuple[str, str] = getattr(rule, name)(**values)
            return found

        return build


class Application(Flask):
    """Flask, which need not ask of every function of ours whether it is a coroutine: none is."""

    jinja_environment = QuickEnvironment
    url_rule_class = LateRule

    def __init__(self, *args: Any, **settings: Any) -> None:
        """Take what Flask takes."""
        super().__init__(*args, **settings)
        self.session_interface = CookieSessions()
        # There are no more templates than files, so none is ever dropped.
        self.jinja_options = {"cache_size": -1}

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func
