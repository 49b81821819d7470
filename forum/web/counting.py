"""Views of pages, searches, and what staff opened: counted in memory, written every ten seconds by a thread."""

import atexit
import logging
import os
import threading
from collections.abc import Collection

from flask import Flask, Response, current_app, request

from forum.core.db import db
from forum.core.refs import Kind, Ref
from forum.knowledge.models import Entry
from forum.questions.models import Question
from forum.reach.openings import Opening, take_openings
from forum.reach.operations import Views

log = logging.getLogger(__name__)
EVERY = 10.0
# The things that show how often they were seen.
TOTALS = {Kind.QUESTION: Question, Kind.ENTRY: Entry}
EXTENSION = "vouch_views"
# Answers with a text in them: what was asked for, and a form that came back to be mended.
SHOWS = frozenset({200, 201, 409, 422})


class Counting:
    """One process's views and the thread that writes them; a forked process begins its own."""

    def __init__(self, app: Flask) -> None:
        """Count for `app`; the thread begins with the first view."""
        self._app = app
        self._lock = threading.Lock()
        self._views = Views()
        self._process = 0

    def count(self, ref: Ref) -> None:
        """Count a view."""
        if self._process != os.getpid():
            self._begin()
        self._views.count(ref)

    def count_reading(self, person_id: int, question_id: int) -> None:
        """Count that somebody opened a question."""
        if self._process != os.getpid():
            self._begin()
        self._views.count_reading(person_id, question_id)

    def count_search(self, *, found: bool) -> None:
        """Count a search."""
        if self._process != os.getpid():
            self._begin()
        self._views.count_search(found=found)

    def count_openings(self, opened: Collection[Opening]) -> None:
        """Count what somebody of the staff opened."""
        if self._process != os.getpid():
            self._begin()
        self._views.count_openings(opened)

    def flush(self) -> None:
        """Write what was counted. A database that does not answer is tried again the next time."""
        with self._app.app_context():
            try:
                self._views.flush(TOTALS)
            except Exception:
                log.exception("views could not be written yet")
            finally:
                db.session.remove()

    def _begin(self) -> None:
        """Start the thread of this process."""
        with self._lock:
            if self._process == os.getpid():
                return
            # What a parent process had counted, it writes itself.
            self._views = Views()
            self._process = os.getpid()
            if not self._app.testing:
                threading.Thread(target=self._write_for_ever, name="views", daemon=True).start()
                atexit.register(self.flush)

    def _write_for_ever(self) -> None:
        """Write every ten seconds, as long as the process lives."""
        rest = threading.Event()
        while not rest.wait(EVERY):
            self.flush()


def counting() -> Counting:
    """Return what counts for the present application."""
    found: Counting = current_app.extensions[EXTENSION]
    return found


def count_view(ref: Ref) -> None:
    """Count one view of a thing."""
    counting().count(ref)


def count_reading(person_id: int, question_id: int) -> None:
    """Count that somebody who is signed in opened a question."""
    counting().count_reading(person_id, question_id)


def count_search(*, found: bool) -> None:
    """Count one search by a person or a visitor."""
    counting().count_search(found=found)


def _count_openings(response: Response) -> Response:
    """Count which private parts the answer shows, of a page or of the API; a refusal shows none."""
    opened = take_openings()
    if opened and response.status_code in SHOWS and request.method != "HEAD":
        counting().count_openings(opened)
    return response


def register(app: Flask) -> None:
    """Count views of this application's pages, and what staff opened on them."""
    app.extensions[EXTENSION] = Counting(app)
    app.after_request(_count_openings)
