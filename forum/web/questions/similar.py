"""What is like a question that somebody writes, how long an answer takes, and who found theirs before they asked."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import Response, request, url_for

from forum import config
from forum.core.clock import now
from forum.core.errors import Busy
from forum.questions.marks import due_hours
from forum.questions.queries import usual_hours
from forum.reach.looking import count_asked, count_look
from forum.search.engine import IndexDamaged
from forum.search.queries import similar
from forum.web.access import viewer
from forum.web.addresses import is_from_here
from forum.web.finding import HitShape, hit_shape

# Says on which day somebody looked, and nothing of who they are.
COOKIE = "looked"
SITTING = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expected:
    """Hours until others have usually answered (None: not enough is known), and until staff steps in."""

    usually: int | None
    staff: int


def expected(product_id: int | None) -> Expected:
    """Return what somebody who asks about a product may expect. Two statements."""
    return Expected(usual_hours(product_id), due_hours(product_id))


def hits(title: str, body: str) -> Sequence[HitShape]:
    """Return what is like a question, each with the address that counts a look; nothing while there is no index."""
    try:
        found = similar(viewer().actor, title, body)
    except IndexDamaged:
        return []
    shapes = [hit_shape(one) for one in found]
    return [replace(shape, url=url_for("questions.open_similar", to=shape.url)) for shape in shapes]


def looked(response: Response) -> Response:
    """Count a look, once in a sitting, and let the browser remember on which day it was."""
    # A measurement: nobody waits in front of a page because it could not be taken.
    if _day() is None and is_from_here():
        with contextlib.suppress(Busy):
            day, secure = count_look(), config.current().secure
            response.set_cookie(
                COOKIE, day.isoformat(), SITTING, path="/questions", secure=secure, httponly=True, samesite="Lax"
            )
    return response


def asked(response: Response) -> Response:
    """Count somebody who looked and asks all the same."""
    day = _day()
    if day is not None:
        with contextlib.suppress(Busy):
            count_asked(day)
        response.delete_cookie(COOKIE, path="/questions")
    return response


def _day() -> date | None:
    """Return the day on which this browser looked, None where it did not lately."""
    try:
        day = date.fromisoformat(request.cookies.get(COOKIE, ""))
    except ValueError:
        return None
    return day if timedelta(0) <= now().date() - day <= SITTING else None
