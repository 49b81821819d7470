"""The site's numbers, for any past day."""

from datetime import date
from typing import Any

from forum.analytics.numbers import Count, numbers
from forum.analytics.reversals import Figures, overturned_of, reversals
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
    day = _day(args["date"])
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


@blueprint.route("/numbers/reversals", methods=["GET"])
@blueprint.arguments(incoming.NumbersArgs, location="query")
@blueprint.response(200, staff.ReversalsOut)
def get_reversals(args: dict[str, Any]) -> dict[str, Any]:
    """Read how often what moderators decided and engineers found was overturned. For staff."""
    found = reversals(reader(), _day(args["date"]))
    people = [{"id": ident, "name": name, **_figures(figures)} for ident, name, figures in found.people]
    return {"date": found.day, **_figures(found.team), "people": people}


@blueprint.route("/numbers/reversals/<int:person_id>", methods=["GET"])
@blueprint.arguments(incoming.NumbersArgs, location="query")
@blueprint.response(200, staff.OverturnedList)
def get_reversals_of(args: dict[str, Any], person_id: int) -> dict[str, Any]:
    """Read what of somebody's was overturned, and how; for them and for admins, from 20 decisions or checks on."""
    name, found = overturned_of(reader(), person_id, _day(args["date"]))
    rows = [
        {
            "kind": "check" if one.is_check else "decision",
            "at": one.at,
            "how": one.how,
            "overturned_at": one.overturned_at,
        }
        | {"about": {"kind": one.about.kind.value, "id": one.about.id}}
        for one in found
    ]
    return {"name": name, "items": rows}


def _day(named: date | None) -> date:
    today = now().date()
    if named and named > today:
        raise Invalid.one("date", "out_of_range", N_("That day is not over yet. Name today or an earlier one."))
    return named or today


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "decisions": _count(figures.decisions) if figures.decisions else None,
        "checks": _count(figures.checks) if figures.checks else None,
    }


def _count(count: Count) -> dict[str, int | None]:
    return {"value": count.value, "of": count.of}
