"""A browser without scripts: cookies, tokens of forms, and pages as trees."""

import contextvars
import secrets
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask, has_app_context
from flask.globals import _cv_app
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from forum.core.db import db
from forum.people.policy import Actor
from forum.people.sessions import begin_session


class Client(FlaskClient):
    """Flask's test client that sends forms as our own pages do, with the token that guards changes.

    `client.forges = True` leaves the token out, as another site's form would.
    """

    forges = False

    def __init__(self, app: Flask) -> None:
        """Open a browser that nobody is signed in with."""
        super().__init__(app, app.response_class, use_cookies=True)

    def enter(self, actor: Actor) -> None:
        """Sign somebody in without asking for the password."""
        secret = begin_session(actor, "Browser of the tests")
        with self.session_transaction() as session:
            session["_user_id"] = secret
            session.permanent = True

    def token(self) -> str:
        """Return a token that is good for this browser."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(16))
        return str(URLSafeTimedSerializer(self.application.secret_key or "", salt="wtf-csrf-token").dumps(raw))

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request; what changes something carries the token."""
        method = kwargs.get("method", "GET")
        if args and isinstance(args[0], str) and method not in {"GET", "HEAD"} and not self.forges:
            kwargs["headers"] = {"X-CSRFToken": self.token(), **dict(kwargs.get("headers") or {})}
        context = contextvars.copy_context()
        # Without the test's own application context a request gets a fresh one, as on a server.
        context.run(_cv_app.set, None)  # type: ignore[arg-type] # the variable knows no "none", its readers do
        response: TestResponse = context.run(super().open, *args, **kwargs)
        # What the test reads next is what the request left, not what it saw before.
        if has_app_context():
            db.session.rollback()
        return response

    def page(self, path: str, status: int = 200) -> BeautifulSoup:
        """Return a page as a tree, after looking at its status."""
        response = self.get(path)
        assert response.status_code == status, (path, response.status_code, response.text[:500])
        return BeautifulSoup(response.text, "html.parser")


def tree(response: TestResponse) -> BeautifulSoup:
    """Return an answer as a tree."""
    return BeautifulSoup(response.text, "html.parser")
