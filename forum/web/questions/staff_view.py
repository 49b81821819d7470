"""What staff reads of a question beside it: all that happened, and who of them opened what is private."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.core.paging import Page
from forum.journal.kinds import EventKind
from forum.questions.queries import question_of
from forum.questions.queries.staff_view import StaffEvent, openings_of, staff_history
from forum.web.access import needs_sign_in, viewer
from forum.web.checks import CHECKS
from forum.web.openings import PARTS
from forum.web.questions.history import DECIDED, HAPPENED, SAID
from forum.web.questions.room import blueprint
from forum.web.respond import show

EVENTS = {
    **HAPPENED,
    **SAID,
    EventKind.QUESTION_ASKED: _l("Asked"),
    EventKind.QUESTION_EDITED: _l("Question changed"),
    EventKind.QUESTION_DELETED: _l("Question deleted"),
    EventKind.QUESTION_RESTORED: _l("Question shown again"),
    EventKind.QUESTION_IMPORTED: _l("Brought from elsewhere"),
    EventKind.ANSWER_POSTED: _l("Answered"),
    EventKind.ANSWER_EDITED: _l("Answer changed"),
    EventKind.ANSWER_DELETED: _l("Answer deleted"),
    EventKind.ANSWER_RESTORED: _l("Answer shown again"),
    EventKind.COMMENT_POSTED: _l("Commented"),
    EventKind.COMMENT_EDITED: _l("Comment changed"),
    EventKind.COMMENT_DELETED: _l("Comment deleted"),
    EventKind.COMMENT_RESTORED: _l("Comment shown again"),
    EventKind.TEXT_CONVERTED: _l("A text was made into another kind of text"),
    EventKind.TEXT_CONVERTED_BACK: _l("A text is again what it was"),
    EventKind.CHECK_WAITS: _l("A new engineer's check waits for another engineer"),
    EventKind.CHECK_CONFIRMED: _l("Another engineer confirmed a check"),
    EventKind.CHECK_REFUSED: _l("Another engineer did not confirm a check"),
    EventKind.CHECK_TAKEN_BACK: _l("An engineer took back a check that waited"),
    EventKind.CORRECTION_PUBLISHED: _l("A passage was corrected"),
    EventKind.CORRECTION_ADOPTED: _l("The author took a correction over"),
    EventKind.CORRECTION_OBJECTED: _l("The author objects to a correction"),
    EventKind.CORRECTION_UPHELD: _l("A correction stands in spite of an objection"),
    EventKind.CORRECTION_WITHDRAWN: _l("A correction was withdrawn"),
    EventKind.SUGGESTION_MADE: _l("A change was suggested"),
    EventKind.SUGGESTION_ACCEPTED: _l("A suggested change was accepted"),
    EventKind.SUGGESTION_REJECTED: _l("A suggested change was not accepted"),
    EventKind.SUGGESTION_WITHDRAWN: _l("A suggested change was taken back"),
    EventKind.SUGGESTION_CLOSED: _l("A suggested change was closed, since its text was moved"),
    EventKind.FLAG_RAISED: _l("Reported"),
    EventKind.RULE_HELD: _l("A risk rule put a warning above a text, or hid it"),
    EventKind.CASE_TAKEN: _l("A moderator took a report"),
    EventKind.CASE_HANDED_OVER: _l("A report was handed to another moderator"),
    EventKind.CASE_LET_GO: _l("A moderator gave a report back"),
    EventKind.CASE_WAITS: _l("A report of possible harm waited; moderators were called"),
    EventKind.DECISION_CONFIRMED: _l("Another moderator confirmed a decision"),
    EventKind.APPEAL_MADE: _l("The author appealed against a decision"),
    EventKind.APPEAL_DECIDED: _l("An appeal was decided"),
    EventKind.MENDED_TEXT_REPORTED: _l("The author changed a text after a decision; moderators read it again"),
    EventKind.RECALL_OFFERED: _l("Staff was asked whether people should be told that advice was wrong"),
    EventKind.RECALL_DECIDED: _l("Decided that people are told that advice was wrong"),
    EventKind.RECALL_DECLINED: _l("Decided that nobody is told that advice was wrong"),
    EventKind.RECALL_APPROVED: _l("A second person agreed that people are told"),
    EventKind.RECALL_STOPPED: _l("Stopped before people were told"),
    EventKind.RECALL_SENT: _l("People were told that advice was wrong"),
    EventKind.DETAILS_REDACTED: _l("Words were erased from the history"),
}


@blueprint.get("/questions/<int:question_id>/staff")
@needs_sign_in
def staff_view(question_id: int) -> ResponseReturnValue:
    """All that happened to a question, with reasons, and who of the staff opened what is private."""
    actor, cursor = viewer().actor, request.args.get("cursor")
    events: list[tuple[str, StaffEvent]] = []
    opened = openings_of(actor, question_id, cursor=cursor) if request.args.get("list") == "opened" else None
    page: Page[Any] = opened or Page(())
    if opened is None:
        page = staff_history(actor, question_id, cursor=cursor)
        events = [(words, event) for event in page.items if (words := _words(event))]
    told: dict[str, Any] = {"question": question_of(actor, question_id), "events": events, "parts": PARTS}
    return show("questions/staff_view.html", page=page, opened=opened is not None, **told)


def _words(event: StaffEvent) -> str:
    """Return what happened."""
    if event.kind is EventKind.VERDICT_GIVEN:
        return str(_("Checked: %(found)s", found=CHECKS[event.data["kind"]]))
    if event.kind is EventKind.DECISION_MADE:
        return str(DECIDED[event.data["action"]])
    return str(EVENTS.get(event.kind, ""))
