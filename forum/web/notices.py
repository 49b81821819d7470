"""The inbox: what concerns a person, newest first, each line leading to its place."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.core.clock import now
from forum.core.errors import Busy
from forum.core.refs import Kind
from forum.notifications.grouping import grouped
from forum.notifications.models import NoticeKind
from forum.notifications.operations import mark_read
from forum.notifications.queries import Line, inbox
from forum.notifications.wording import (
    case_of,
    changed_revision,
    decision_of,
    leads_to_reports,
    said,
    sentence,
    suggestion_of,
)
from forum.web.access import needs_sign_in, viewer
from forum.web.questions.room import place_url
from forum.web.respond import done, show
from forum.web.words import day, month, say

blueprint = Blueprint("notices", __name__)

SEVERAL: Mapping[NoticeKind, Callable[[int], str]] = {
    NoticeKind.ANSWERED: lambda count: ngettext(
        "%(num)s new answer to your question", "%(num)s new answers to your question", count
    ),
    NoticeKind.FOLLOWED_ANSWER: lambda count: ngettext(
        "%(num)s new answer to a question that you follow", "%(num)s new answers to a question that you follow", count
    ),
    NoticeKind.QUESTION_COMMENTED: lambda count: ngettext(
        "%(num)s new comment on your question", "%(num)s new comments on your question", count
    ),
    NoticeKind.ANSWER_COMMENTED: lambda count: ngettext(
        "%(num)s new comment on your answer", "%(num)s new comments on your answer", count
    ),
    NoticeKind.THREAD_COMMENTED: lambda count: ngettext(
        "%(num)s new comment on answers to your question", "%(num)s new comments on answers to your question", count
    ),
}
ICONS = {
    NoticeKind.QUESTION_EDITED: "pen-line",
    NoticeKind.ANSWER_EDITED: "pen-line",
    NoticeKind.SOLUTION_EDITED: "pen-line",
    NoticeKind.SOLUTION_CHECKED: "shield-check",
    NoticeKind.SOLUTION_RETIRED: "x",
    NoticeKind.FOLLOWED_RETIRED: "x",
    NoticeKind.SUGGESTION_CLOSED: "pen-line",
    NoticeKind.ANSWERED: "pen-line",
    NoticeKind.CHANGE_SUGGESTED: "pen-line",
    NoticeKind.SUGGESTION_ACCEPTED: "circle-check",
    NoticeKind.SUGGESTION_REJECTED: "pen-line",
    NoticeKind.ACCEPTED: "circle-check",
    NoticeKind.ACCEPTED_FOR_ASKER: "circle-check",
    NoticeKind.CHECKED: "shield-check",
    NoticeKind.CHECK_CONFIRMED: "circle-check",
    NoticeKind.CHECK_REFUSED: "flag",
    NoticeKind.CORRECTED: "shield-check",
    NoticeKind.CORRECTION_ADOPTED: "circle-check",
    NoticeKind.CORRECTION_OBJECTED: "flag",
    NoticeKind.OBJECTION_DECIDED: "shield-check",
    NoticeKind.DECIDED: "flag",
    NoticeKind.REPORT_DECIDED: "flag",
    NoticeKind.HANDLED: "flag",
    NoticeKind.DECISION_OVERTURNED: "flag",
    NoticeKind.APPEAL_DECIDED: "flag",
    NoticeKind.REPORT_REVERSED: "flag",
    NoticeKind.CASE_HANDED_OVER: "flag",
    NoticeKind.CASE_URGENT: "trust-unsafe",
    NoticeKind.CASES_URGENT: "trust-unsafe",
    NoticeKind.POST_WAITS: "flag",
    NoticeKind.FOLLOWED_ANSWER: "pen-line",
    NoticeKind.FOLLOWED_HANDLED: "link",
    NoticeKind.FOLLOWED_PRODUCT: "package",
    NoticeKind.FOLLOWED_TAG: "tag",
    NoticeKind.RECALLED: "trust-incorrect",
    NoticeKind.RECALLED_FOR_SAFETY: "trust-unsafe",
    NoticeKind.RECALL_TAKEN_BACK: "circle-check",
    NoticeKind.SAFETY_TAKEN_BACK: "circle-check",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line in the reader's words."""

    url: str
    icon: str
    text: str
    said: tuple[str, ...]
    title: str
    at: datetime
    is_new: bool


@blueprint.get("/inbox", endpoint="inbox")
@needs_sign_in
def inbox_page() -> ResponseReturnValue:
    """The person's notices; those on the page count as read from now on."""
    found = inbox(viewer().actor, request.args.get("cursor"))
    # A measurement: the page is not refused because it could not be taken.
    with contextlib.suppress(Busy):
        if found.unread and request.method == "GET":
            mark_read(viewer().actor, found.unread)
    days = [
        (name, [_row(lines) for lines in grouped(list(of_day))])
        for name, of_day in groupby(found.lines, lambda line: _day(line.at))
    ]
    return show("notices/inbox.html", days=days, page=found)


@blueprint.post("/inbox/read")
@needs_sign_in
def read_all() -> ResponseReturnValue:
    """Count every notice as read, also those on older pages."""
    mark_read(viewer().actor)
    return done(url_for("notices.inbox"), _("Everything in your inbox is marked as read."))


def _row(lines: Sequence[Line]) -> Row:
    """Return a line, or several that say the same of one page, in the reader's words. They lead to the oldest."""
    first = lines[-1]
    return Row(
        url=_changes(first) or place_url(first.place),
        icon=ICONS.get(first.kind, "message-square"),
        text=say(sentence(first)) if len(lines) == 1 else SEVERAL[first.kind](len(lines)),
        said=tuple(say(words) for words in said(first)),
        title=first.title,
        at=lines[0].at,
        is_new=first.is_new,
    )


def _changes(line: Line) -> str | None:
    """Return where it stands what somebody changed, reported or decided, None for none and where it cannot be seen."""
    revision, suggestion = changed_revision(line), suggestion_of(line)
    if suggestion is not None:
        return url_for("suggestions.suggestion", suggestion_id=suggestion)
    if leads_to_reports(line):
        return url_for("moderation.index")
    if (case := case_of(line)) is not None:
        return url_for("moderation.case", case_id=case)
    if (decision := decision_of(line)) is not None:
        return url_for("decisions.decision", decision_id=decision)
    if revision is None:
        return None
    if line.place.kind is Kind.ANSWER:
        return url_for("questions.answer_history", answer_id=line.place.id, _anchor=f"revision-{revision}")
    return url_for("questions.question_history", question_id=line.place.id, _anchor=f"revision-{revision}")


def _day(at: datetime) -> str:
    """Return the name under which a day's notices stand: what is older than yesterday is put together."""
    if at < now() - timedelta(days=7):
        # A heading begins with a capital, which not every language gives its months.
        return month(at)[:1].upper() + month(at)[1:]
    names = {day(now() - timedelta(days=1)): _("Yesterday"), day(now()): _("Today")}
    return str(names.get(day(at), _("In the last seven days")))
