"""The JSON API: the same operations and queries as the pages, in other clothes."""

import threading
from typing import Any

from flask import Flask, Response, json, request
from flask_smorest import Api, Blueprint

from forum import __version__
from forum.api import (
    account,
    administration,
    answers,
    catalogue,
    checks,
    comments,
    corrections,
    curating,
    decisions,
    docs,
    drafts,
    entries,
    erasing,
    exports,
    flags,
    held_back,
    helping,
    images,
    inbox,
    keeping,
    library,
    marks,
    moderation,
    notes,
    numbers,
    openings,
    places,
    problems,
    profiles,
    questions,
    recalls,
    restraining,
    rules,
    suggestions,
    terms,
    waiting,
)
from forum.api.room import PREFIX, blueprint
from forum.api.schemas import outgoing
from forum.core.provenance import Channel
from forum.journal.record import channel

AREAS = (
    questions,
    answers,
    comments,
    suggestions,
    marks,
    checks,
    corrections,
    helping,
    flags,
    keeping,
    inbox,
    exports,
    drafts,
    account,
    erasing,
    images,
    places,
    moderation,
    decisions,
    held_back,
    recalls,
    rules,
    restraining,
    notes,
    openings,
    waiting,
    entries,
    library,
    catalogue,
    profiles,
    curating,
    numbers,
    terms,
    administration,
)
problem = problems.problem


class QuietApi(Api):  # type: ignore[misc] # flask-smorest has no types
    """Leaves errors to the application, which answers them as pages or as problems.

    Describes the resources when somebody asks for the first time: most processes are never asked, and it is a third of
    what making an application costs.
    """

    ERROR_SCHEMA = outgoing.Problem

    def register_blueprint(self, area: Blueprint) -> None:
        """Register the resources."""
        self._undescribed = [area]
        self._describing = threading.Lock()
        self._app.extensions["flask-smorest"]["blp_name_to_api"][area.name] = self
        self._app.register_blueprint(area)

    def description(self) -> dict[str, Any]:
        """Return the description of all resources."""
        with self._describing:
            if self._undescribed:
                self._describe_errors()
            for area in self._undescribed:
                area.register_views_in_doc(self, self._app, self.spec, name=area.name, parameters=None)
                self.spec.tag({"name": area.name, "description": area.description})
            self._undescribed = []
        description: dict[str, Any] = self.spec.to_dict()
        return description

    def _openapi_json(self) -> Response:
        """Answer with the description, for machines."""
        return Response(json.dumps(self.description(), sort_keys=False), mimetype="application/json")

    def _register_responses(self) -> None:
        """Describe none yet."""

    def _describe_errors(self) -> None:
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
