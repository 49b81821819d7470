"""The site's numbers, for any past day."""

from datetime import date
from typing import Any

from forum.analytics.numbers import Count, numbers
from forum.api.auth import reader
from forum.api.room import blueprint
from forum.api.schemas import incoming, staff
from forum.core.clock import now
from forum.core.errors import Invalid
from forum.core.text import N_


@blueprint.route("/numbers", methods=["GET"])
@blueprint.arguments(incoming.NumbersArgs, location="query")
@blueprint.response(200, staff.NumbersOut)
def get_numbers(args: dict[str, Any]) -> dict[str, Any]:
    """Read the numbers as they stood at the end of a day. For staff."""
    today = now().date()
    day: date = args["date"] or today
    if day > today:
        raise Invalid.one("date", "out_of_range", N_("That day is not over yet. Name today or an earlier one."))
    found = numbers(reader(), day)
    return {
        "date": day,
        "helped": _count(found.helped),
        "first_answer": {
            "median_hours": found.first_answer.median,
            "slowest_tenth_hours": found.first_answer.slowest_tenth,
            "waiting": found.first_answer.waiting,
        },
        "overdue": _count(found.overdue),
        "verified": _count(found.verified),
        "overturned": _count(found.overturned),
        "searches": {"total": found.searches.searches, "without_result": found.searches.without},
        "spared": {"value": found.spared.avoided, "of": found.spared.opened},
    }


def _count(count: Count) -> dict[str, int | None]:
    return {"value": count.value, "of": count.of}
