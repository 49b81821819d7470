"""Somebody who uses the API with a key, or without one."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from forum.people.policy import Actor
from forum.people.tokens import create_token
from tests.support.client import Client


class Caller:
    """A caller with the key of `actor`, None for none. Paths begin behind `/api/v1`."""

    def __init__(self, app: Flask, actor: Actor | None) -> None:
        """Make a key."""
        self.client = Client(app)
        self.client.forges = True
        self.headers = {"Authorization": f"Bearer {create_token(actor, 'tests')}"} if actor else {}

    def __call__(self, method: str, path: str, json: Any = None, **headers: str) -> TestResponse:
        """Send a request; underscores in names of headers stand for hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open("/api/v1" + path, method=method, json=json, headers={**self.headers, **sent})

    def made(self, method: str, path: str, json: Any = None, status: int = 200, **headers: str) -> Any:
        """Send a request that has to be answered with `status`, and return the answer's JSON."""
        response = self(method, path, json, **headers)
        assert response.status_code == status, (path, response.status_code, response.text)
        return response.get_json(silent=True)


Callers = Callable[[Actor | None], Caller]


@pytest.fixture
def call(app: Flask) -> Callers:
    """Give each of the cast a key."""
    return lambda actor: Caller(app, actor)
