"""The numbers for staff: as they stood at the end of any day, each with what it is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.analytics.numbers import BY_DAY, NAMES, Count, Numbers, numbers
from forum.analytics.reversals import FEWEST, How, overturned_of, reversals
from forum.analytics.rows import Row, titled
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.refs import Kind, Ref
from forum.web.access import needs_sign_in, viewer
from forum.web.questions.thread import page_number
from forum.web.respond import show

blueprint = Blueprint("numbers", __name__, url_prefix="/numbers")

PER_PAGE = 50
TITLES = {
    "helped": _l("People helped"),
    "first_answer": _l("Time to the first answer"),
    "overdue": _l("Overdue"),
    "verified": _l("Verified"),
    "overturned": _l("Taken back"),
    "searches": _l("Searches without result"),
    "spared": _l("Found before asking"),
}
DEFINITIONS = {
    "helped": _l(
        "People who said themselves, in the 30 days before, that an answer of somebody else solved their problem or "
        "worked for them, and have not taken it back."
    ),
    "first_answer": _l(
        "Of the questions asked in the 30 days before: the time until somebody else answered. Answers that are hidden "
        "or were found wrong do not count. Nine of ten took no longer than the second figure."
    ),
    "overdue": _l("Open questions that had no answer when the promised time was over, at the end of that day."),
    "verified": _l(
        "Answered questions of which an engineer has checked the newest text of an answer and found it right."
    ),
    "overturned": _l(
        "Checks that had found an answer right and were replaced by another finding, and solutions that were "
        "withdrawn, in the 30 days before."
    ),
    "searches": _l("Searches on the search page in the 30 days before, and how many of them found nothing."),
    "spared": _l(
        "Of those who opened something similar while they began to ask, in the 30 days before: how many did not ask in "
        "the day after. Who they were is not kept."
    ),
}
# What stands in the columns of those that are counted by day.
COLUMNS = {
    "searches": (_l("Searches"), _l("Without result")),
    "spared": (_l("Opened something similar"), _l("Asked all the same")),
}
HOWS = {
    How.SECOND: _l("by a second moderator"),
    How.APPEAL: _l("after an appeal"),
    How.ANEW: _l("decided anew by another moderator"),
    How.CHECK: _l("found otherwise by another engineer"),
}
ENDPOINTS = {
    Kind.QUESTION: ("questions.show", "question_id"),
    Kind.ANSWER: ("questions.answer", "answer_id"),
    Kind.ENTRY: ("solutions.show", "entry_id"),
    Kind.COMMENT: ("questions.comment_place", "comment_id"),
    Kind.PERSON: ("people.profile", "person_id"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the page draws it."""

    url: str
    title: str | None


def day_of(text: str) -> date:
    """Return the day that an address names, today for none; raise `NotFound` for one that is no day yet."""
    today = now().date()
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date() if text else today  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise NotFound from error
    if day > today:
        raise NotFound
    return day


@blueprint.get("")
@needs_sign_in
def index() -> ResponseReturnValue:
    """All of them."""
    day = day_of(request.args.get("date", ""))
    found = numbers(viewer().actor, day)
    lines = [(name, TITLES[name], _told(found, name), DEFINITIONS[name]) for name in NAMES]
    return show("numbers/index.html", day=day, today=now().date(), lines=lines)


@blueprint.get("/reversals")
@needs_sign_in
def reversal_figures() -> ResponseReturnValue:
    """How often what moderators decided and engineers found was overturned."""
    day = day_of(request.args.get("date", ""))
    found = reversals(viewer().actor, day)
    return show("numbers/reversals.html", day=day, today=now().date(), found=found, fewest=FEWEST, share=_share)


@blueprint.get("/reversals/<int:person_id>")
@needs_sign_in
def overturned(person_id: int) -> ResponseReturnValue:
    """What of somebody's was overturned, and how."""
    day = day_of(request.args.get("date", ""))
    name, found = overturned_of(viewer().actor, person_id, day)
    page = page_number(request.args.get("page", ""))
    part = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return show(
        "numbers/overturned.html",
        name=name,
        person_id=person_id,
        day=day,
        rows=list(zip(part, _lines(titled(viewer().actor, [one.about for one in part])), strict=True)),
        hows=HOWS,
        older=page + 1 if len(found) > page * PER_PAGE else None,
        newer=page - 1 if page > 1 else None,
    )


@blueprint.get("/<name>")
@needs_sign_in
def rows(name: str) -> ResponseReturnValue:
    """What one of them is made of."""
    if name not in NAMES:
        raise NotFound
    day = day_of(request.args.get("date", ""))
    found = numbers(viewer().actor, day)
    page = page_number(request.args.get("page", ""))
    refs = () if name in BY_DAY else getattr(found, name).rows
    part = refs[(page - 1) * PER_PAGE : page * PER_PAGE]
    return show(
        "numbers/rows.html",
        name=name,
        day=day,
        title=TITLES[name],
        told=_told(found, name),
        definition=DEFINITIONS[name],
        rows=_lines(titled(viewer().actor, part)),
        days=getattr(found, name).rows if name in BY_DAY else (),
        columns=COLUMNS.get(name, ()),
        older=page + 1 if len(refs) > page * PER_PAGE else None,
        newer=page - 1 if page > 1 else None,
    )


def _share(count: Count | None) -> str:
    """Return how many of how many in words, empty for too few."""
    if count is None:
        return ""
    if not count.of:
        return str(_("none yet"))
    return str(_("%(value)s of %(of)s", value=format_decimal(count.value), of=format_decimal(count.of)))


def _lines(rows: Sequence[Row]) -> list[Line]:
    """Return rows with their addresses."""
    return [Line(_address(row.ref), row.title) for row in rows]


def _address(ref: Ref) -> str:
    """Return where a thing is."""
    endpoint, name = ENDPOINTS[ref.kind]
    values: dict[str, int] = {name: ref.id}
    return url_for(endpoint, **values)  # type: ignore[arg-type] # values of rules only


def _told(found: Numbers, name: str) -> str:
    """Return a number in words."""
    return str(TOLD[name](found))


def _helped(found: Numbers) -> object:
    return ngettext("%(num)s person", "%(num)s people", found.helped.value)


def _overdue(found: Numbers) -> object:
    return ngettext("%(num)s question", "%(num)s questions", found.overdue.value)


def _verified(found: Numbers) -> object:
    share = found.verified.share
    if share is None:
        return _("no answered question yet")
    return _("%(share)s of %(of)s questions", share=format_percent(share), of=found.verified.of)


def _searches(found: Numbers) -> object:
    return _("%(without)s of %(searches)s", without=found.searches.without, searches=found.searches.searches)


def _spared(found: Numbers) -> object:
    return _("%(spared)s of %(opened)s", spared=found.spared.avoided, opened=found.spared.opened)


def _first_answer(found: Numbers) -> object:
    """Return the times to the first answer in words."""
    waiting = ngettext("%(num)s waits", "%(num)s wait", found.first_answer.waiting)
    if found.first_answer.median is None or found.first_answer.slowest_tenth is None:
        return waiting
    middle, slow = (_hours(hours) for hours in (found.first_answer.median, found.first_answer.slowest_tenth))
    return _(
        "half within %(median)s, nine of ten within %(slow)s, %(waiting)s", median=middle, slow=slow, waiting=waiting
    )


def _hours(hours: float) -> object:
    """Return a time in hours or days."""
    if hours < 1:
        return ngettext("%(num)s minute", "%(num)s minutes", max(1, round(hours * 60)))
    if hours < 48:
        return _("%(hours)s hours", hours=format_decimal(round(hours, 1)))
    return _("%(days)s days", days=format_decimal(round(hours / 24, 1)))


TOLD: dict[str, Callable[[Numbers], object]] = {
    "helped": _helped,
    "first_answer": _first_answer,
    "overdue": _overdue,
    "verified": _verified,
    "overturned": lambda found: found.overturned.value,
    "searches": _searches,
    "spared": _spared,
}
