"""Where a moderator goes on after a report; and reports that are closed by what was done on another page."""

from collections.abc import Callable
from typing import TypeVar

from flask import request, url_for

from forum.core.operation import unit
from forum.moderation.leases import need_free, take_next
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.queries import case_view
from forum.people.policy import Actor
from forum.web.access import viewer

Made = TypeVar("Made")


def next_url(actor: Actor, skip: int | None = None) -> str:
    """Take the worst report that waits and that nobody is at; return its address, else the list's."""
    following = take_next(actor, skip=skip)
    return url_for("moderation.index") if following is None else url_for("moderation.case", case_id=following.id)


def reported_as() -> int | None:
    """Return the number of the report that led here, None where none did."""
    return request.args.get("case", type=int)


def closing_report(action: Action, reason: str, change: Callable[[], Made]) -> Made:
    """Make a change, and in the same step close the report that led here with it. Where none did: the change alone."""
    case_id = reported_as()
    if case_id is None:
        return change()
    actor = viewer().actor
    with unit():
        need_free(case_view(actor, case_id).case, actor)
        made = change()
        decide(actor, case_id, action, reason=reason)
    return made
