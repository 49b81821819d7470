"""The inbox: what concerns a person, newest first, each line leading to its place."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.clock import now
from forum.core.errors import Busy
from forum.core.refs import Kind, Ref
from forum.core.text import N_, Message
from forum.moderation.models import Action
from forum.notifications.models import NoticeKind
from forum.notifications.operations import mark_read
from forum.notifications.queries import Line, inbox
from forum.questions.trust import VerdictKind
from forum.web.access import needs_sign_in, viewer
from forum.web.respond import done, show
from forum.web.words import day, month, say

blueprint = Blueprint("notices", __name__)

SENTENCES = {
    NoticeKind.ANSWERED: N_("%(name)s answered your question"),
    NoticeKind.QUESTION_EDITED: N_("%(name)s changed your question: see what changed"),
    NoticeKind.ANSWER_EDITED: N_("%(name)s changed your answer: see what changed"),
    NoticeKind.QUESTION_COMMENTED: N_("%(name)s commented on your question"),
    NoticeKind.ANSWER_COMMENTED: N_("%(name)s commented on your answer"),
    NoticeKind.THREAD_COMMENTED: N_("%(name)s commented on an answer to your question"),
    NoticeKind.ACCEPTED: N_("%(name)s says that your answer solved it"),
    NoticeKind.ACCEPTED_FOR_ASKER: N_("A moderator marked your answer as solving it, for the asker"),
    NoticeKind.CORRECTED: N_("%(name)s corrected a passage of your answer"),
}
# What was found or decided makes the sentence: the event's field, and the words for each of its values.
FOUND: Mapping[NoticeKind, tuple[str, Mapping[str, str]]] = {
    NoticeKind.CHECKED: (
        "kind",
        {
            VerdictKind.VERIFIED: N_("%(name)s checked your answer: it is right"),
            VerdictKind.CONDITIONAL: N_("%(name)s checked your answer: it is right on a condition"),
            VerdictKind.INCORRECT: N_("%(name)s checked your answer: it is wrong"),
            VerdictKind.UNSAFE: N_("%(name)s checked your answer: it is dangerous"),
            VerdictKind.OUTDATED: N_("%(name)s checked your answer: it is out of date"),
        },
    ),
    NoticeKind.DECIDED: (
        "action",
        {
            Action.DISMISS: N_("A moderator read a report about your answer and left the answer as it is"),
            Action.WARN: N_("A moderator put a warning above your answer"),
            Action.FOLD: N_("A moderator hid your answer behind a warning"),
            Action.QUARANTINE: N_("A moderator hid your answer while we check it"),
        },
    ),
    NoticeKind.REPORT_DECIDED: (
        "action",
        {
            Action.DISMISS: N_("A moderator read your report and left the answer as it is"),
            Action.WARN: N_("A moderator read your report and put a warning above the answer"),
            Action.FOLD: N_("A moderator read your report and hid the answer behind a warning"),
            Action.QUARANTINE: N_("A moderator read your report and hid the answer while we check it"),
        },
    ),
}
# An engineer who mends an answer and checks it in one step.
MENDED = {
    VerdictKind.VERIFIED: N_("%(name)s changed your answer and found it right so: see what changed"),
    VerdictKind.CONDITIONAL: N_("%(name)s changed your answer and found it right on a condition: see what changed"),
}
# A dismissal that ended what a moderator held back before.
SHOWN_AGAIN = {
    NoticeKind.DECIDED: N_("A moderator lets your answer be shown again as it was"),
    NoticeKind.REPORT_DECIDED: N_("A moderator looked again at what you reported and found no ground to hold it back"),
}
ICONS = {
    NoticeKind.QUESTION_EDITED: "pen-line",
    NoticeKind.ANSWER_EDITED: "pen-line",
    NoticeKind.ANSWERED: "pen-line",
    NoticeKind.ACCEPTED: "circle-check",
    NoticeKind.ACCEPTED_FOR_ASKER: "circle-check",
    NoticeKind.CHECKED: "shield-check",
    NoticeKind.CORRECTED: "shield-check",
    NoticeKind.DECIDED: "flag",
    NoticeKind.REPORT_DECIDED: "flag",
}
# Under which name somebody's words to the reader stand, and how they are introduced.
SAID = {
    "condition": N_("Right if: %(words)s"),
    "reason": N_("Why: %(words)s"),
    "note": N_("Note: %(words)s"),
    "instead": N_("Instead: %(words)s"),
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
    days = [(name, list(rows)) for name, rows in groupby(map(_row, found.lines), lambda row: _day(row.at))]
    return show("notices/inbox.html", days=days, page=found)


@blueprint.post("/inbox/read")
@needs_sign_in
def read_all() -> ResponseReturnValue:
    """Count every notice as read, also those on older pages."""
    mark_read(viewer().actor)
    return done(url_for("notices.inbox"), _("Everything in your inbox is marked as read."))


def _row(line: Line) -> Row:
    """Return a line in the reader's words."""
    words = [Message(text, {"words": line.said[name]}) for name, text in SAID.items() if line.said.get(name)]
    return Row(
        url=_changes(line) or _address(line.place),
        icon=ICONS.get(line.kind, "message-square"),
        text=say(_sentence(line)),
        said=tuple(say(each) for each in words),
        title=line.title,
        at=line.at,
        is_new=line.is_new,
    )


def _sentence(line: Line) -> Message:
    """Return what happened."""
    if line.data.get("mended"):
        text = MENDED[line.data["kind"]]
    elif line.kind in FOUND:
        field, sentences = FOUND[line.kind]
        lifted = line.data.get("action") == Action.DISMISS and line.data["before"] != line.data["after"]
        text = SHOWN_AGAIN[line.kind] if lifted else sentences[line.data[field]]
    else:
        text = SENTENCES[line.kind]
    return Message(text, {"name": line.by or _("A former member")} if "%(name)s" in text else {})


def _changes(line: Line) -> str | None:
    """Return where it stands what somebody changed, None where nothing was changed or it cannot be seen."""
    edited = line.kind in {NoticeKind.ANSWER_EDITED, NoticeKind.QUESTION_EDITED} or line.data.get("mended")
    if not edited:
        return None
    anchor = f"revision-{line.data['revision']}"
    if line.place.kind is Kind.ANSWER:
        return url_for("questions.answer_history", answer_id=line.place.id, _anchor=anchor)
    if line.kind is NoticeKind.QUESTION_EDITED:
        return url_for("questions.question_history", question_id=line.place.id, _anchor=anchor)
    return None


def _address(place: Ref) -> str:
    """Return the lasting address of what a line leads to."""
    if place.kind is Kind.ANSWER:
        return url_for("questions.answer", answer_id=place.id)
    if place.kind is Kind.COMMENT:
        return url_for("questions.comment_place", comment_id=place.id)
    return url_for("questions.show", question_id=place.id)


def _day(at: datetime) -> str:
    """Return the name under which a day's notices stand: what is older than yesterday is put together."""
    if at < now() - timedelta(days=7):
        # A heading begins with a capital, which not every language gives its months.
        return month(at)[:1].upper() + month(at)[1:]
    names = {day(now() - timedelta(days=1)): _("Yesterday"), day(now()): _("Today")}
    return str(names.get(day(at), _("In the last seven days")))
