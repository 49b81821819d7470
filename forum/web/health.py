"""For machines that watch the site: is the process alive, and can it do its work?"""

import logging
from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import ForumError
from forum.core.schema import require_current
from forum.core.site import last_beat
from forum.search.indexing import engine

log = logging.getLogger(__name__)
blueprint = Blueprint("health", __name__)
BEAT_WITHIN = timedelta(seconds=60)


class NotReady(Exception):
    """A part of the site does not do its work; the text says why, for the operator."""


def check_database() -> None:
    """The database answers and has this version's tables."""
    try:
        require_current()
    except ForumError as error:
        raise NotReady(str(error)) from error
    except SQLAlchemyError as error:
        log.warning("the database does not answer", exc_info=True)
        raise NotReady("The database does not answer.") from error


def check_worker() -> None:
    """The worker was alive within the last minute."""
    try:
        beat = last_beat()
    except SQLAlchemyError as error:
        raise NotReady("Nothing is known of the worker, since the database does not tell.") from error
    if beat is None:
        raise NotReady("The worker has not run yet. It is part of forum serve; alone: forum worker")
    if now() - beat > BEAT_WITHIN:
        raise NotReady(f"The worker was alive last at {beat:%Y-%m-%d %H:%M:%S} UTC. Start it: forum worker")


def check_index() -> None:
    """The search index opens."""
    if not engine().is_healthy():
        raise NotReady("The search index is missing or damaged. The worker builds it anew; alone: forum search rebuild")


CHECKS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("database", check_database),
    ("worker", check_worker),
    ("index", check_index),
)


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that this process answers."""
    return _for_machines(jsonify(alive=True))


def troubles() -> dict[str, str]:
    """Return what does not work, by part, in the operator's language."""
    found: dict[str, str] = {}
    for name, check in CHECKS:
        try:
            check()
        except NotReady as error:
            found[name] = str(error)
        finally:
            session().rollback()
    return found


@blueprint.get("/readyz")
def ready() -> Response:
    """Say whether every part works, else 503 and what does not."""
    problems = troubles()
    response = jsonify(ready=not problems, problems=problems)
    response.status_code = 503 if problems else 200
    return _for_machines(response)


def _for_machines(response: Response) -> Response:
    """Let nobody keep the answer: it is about this moment."""
    response.headers["Cache-Control"] = "no-store"
    return response
