"""The JSON API: the same operations and queries as the pages, in other clothes."""

from typing import Any

from flask import Flask, request
from flask_smorest import Api

from forum import __version__
from forum.api import answers, catalogue, docs, library, marks, moderation, problems, questions
from forum.api.room import PREFIX, blueprint
from forum.api.schemas import outgoing
from forum.core.provenance import Channel
from forum.journal.record import channel

AREAS = (questions, answers, marks, moderation, library, catalogue)
problem = problems.problem


class QuietApi(Api):  # type: ignore[misc] # flask-smorest has no types
    """Leaves errors to the application, which answers them as pages or as problems."""

    ERROR_SCHEMA = outgoing.Problem

    def _register_responses(self) -> None:
        """Describe errors with the type that they have."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = problems.TYPE
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE

    def _register_error_handlers(self) -> None:
        """Register none."""


def register(app: Flask) -> None:
    """Give the application its API."""
    app.config.update(
        API_TITLE="Vouch",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = QuietApi(app, spec_kwargs={"info": {"description": "Everything that the pages can do, with the same rules."}})
    scheme: dict[str, Any] = {"type": "http", "scheme": "bearer"}
    api.spec.components.security_scheme("key", scheme)
    api.register_blueprint(blueprint)
    app.extensions[docs.SPEC] = api
    app.register_blueprint(docs.pages)

    def by_api() -> None:
        if request.path.startswith(PREFIX):
            channel.set(Channel.API)

    def forget(_error: BaseException | None) -> None:
        channel.set(Channel.WEB)

    app.before_request(by_api)
    app.teardown_request(forget)


__all__ = ["AREAS", "PREFIX", "blueprint", "problem", "register"]
