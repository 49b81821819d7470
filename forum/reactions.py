"""What follows from what: every "and then" of the site, on one page.

The worker runs these behind the event's commit, at least once each. A reaction learns that something happened, looks at
the present state, and makes its own part match; so order and repetition do not matter.
"""

from forum.core.refs import Kind, Ref
from forum.images.operations import empty_store
from forum.journal.drain import Happened, Reaction, Table
from forum.journal.kinds import EventKind
from forum.knowledge.operations import settle_entry
from forum.moderation.rechecking import recheck
from forum.moderation.suggestions import close_moved_suggestions
from forum.notifications.account_letters import (
    mail_address_changed,
    mail_code,
    mail_erasure_asked,
    mail_password_changed,
    mail_reset_link,
)
from forum.notifications.operations import (
    call_moderators,
    call_to_several,
    each,
    tell_of_acceptance,
    tell_of_answer,
    tell_of_appearance,
    tell_of_check,
    tell_of_check_read,
    tell_of_comment,
    tell_of_comment_edit,
    tell_of_correction,
    tell_of_correction_answered,
    tell_of_decision,
    tell_of_edit,
    tell_of_hand_over,
    tell_of_lifting,
    tell_of_objection_decided,
    tell_of_question,
    tell_of_question_handled,
    tell_of_recall,
    tell_of_retirement,
    tell_of_second_look,
    tell_of_solution,
    tell_of_solution_check,
    tell_of_suggestion,
    tell_of_suggestion_decided,
    tell_of_text_handled,
)
from forum.personal.archive import make_exports
from forum.recalls.offers import settle_offer
from forum.search.indexing import REACTION, index
from forum.search.touched import parts


def _settle_entry(event: Happened) -> None:
    for ref in sorted({event.root, event.about}):
        if ref.kind is Kind.QUESTION:
            settle_entry(ref.id)


def _recheck(event: Happened) -> None:
    recheck(event.about, event.actor_id)


def _empty_store(event: Happened) -> None:
    empty_store(event.root.id)


def _close_suggestions(event: Happened) -> None:
    if event.kind is EventKind.QUESTION_MERGED:
        close_moved_suggestions(event.about)
    elif event.data.get("answer"):
        close_moved_suggestions(Ref(Kind.ANSWER, event.data["answer"]))


ENTRY = Reaction("knowledge.settle_entry", one=_settle_entry)
INDEX = Reaction(REACTION, many=index, parts=parts)
OFFER = Reaction("recalls.settle_offer", one=settle_offer)
SUGGESTIONS = Reaction("moderation.close_suggestions", one=_close_suggestions)
RECHECK = Reaction("moderation.recheck", one=_recheck)
STORE = Reaction("images.empty_store", one=_empty_store)
CODE = Reaction("notifications.mail_code", one=mail_code)
RESET_LINK = Reaction("notifications.mail_reset_link", one=mail_reset_link)
ADDRESS_CHANGED = Reaction("notifications.mail_address_changed", one=mail_address_changed)
PASSWORD_CHANGED = Reaction("notifications.mail_password_changed", one=mail_password_changed)
ERASURE_ASKED = Reaction("notifications.mail_erasure_asked", one=mail_erasure_asked)
EXPORT = Reaction("personal.make_exports", many=make_exports)
TELL_QUESTION = Reaction("notifications.tell_of_question", many=each(tell_of_question))
TELL_QUESTION_HANDLED = Reaction("notifications.tell_of_question_handled", many=each(tell_of_question_handled))
TELL_TEXT_HANDLED = Reaction("notifications.tell_of_text_handled", many=each(tell_of_text_handled))
TELL_ANSWER = Reaction("notifications.tell_of_answer", many=each(tell_of_answer))
TELL_APPEARANCE = Reaction("notifications.tell_of_appearance", many=each(tell_of_appearance))
TELL_COMMENT = Reaction("notifications.tell_of_comment", many=each(tell_of_comment))
TELL_COMMENT_EDIT = Reaction("notifications.tell_of_comment_edit", many=each(tell_of_comment_edit))
TELL_EDIT = Reaction("notifications.tell_of_edit", many=each(tell_of_edit))
TELL_SOLUTION = Reaction("notifications.tell_of_solution", many=each(tell_of_solution))
TELL_SOLUTION_CHECK = Reaction("notifications.tell_of_solution_check", many=each(tell_of_solution_check))
TELL_RETIREMENT = Reaction("notifications.tell_of_retirement", many=each(tell_of_retirement))
TELL_ACCEPTANCE = Reaction("notifications.tell_of_acceptance", many=each(tell_of_acceptance))
TELL_CHECK = Reaction("notifications.tell_of_check", many=each(tell_of_check))
TELL_CHECK_READ = Reaction("notifications.tell_of_check_read", many=each(tell_of_check_read))
TELL_CORRECTION = Reaction("notifications.tell_of_correction", many=each(tell_of_correction))
TELL_CORRECTION_ANSWERED = Reaction("notifications.tell_of_correction_answered", many=each(tell_of_correction_answered))
TELL_OBJECTION_DECIDED = Reaction("notifications.tell_of_objection_decided", many=each(tell_of_objection_decided))
CALL_MODERATORS = Reaction("notifications.call_moderators", many=each(call_moderators))
CALL_TO_SEVERAL = Reaction("notifications.call_to_several", many=each(call_to_several))
TELL_HAND_OVER = Reaction("notifications.tell_of_hand_over", many=each(tell_of_hand_over))
TELL_LIFTING = Reaction("notifications.tell_of_lifting", many=each(tell_of_lifting))
TELL_SECOND_LOOK = Reaction("notifications.tell_of_second_look", many=each(tell_of_second_look))
TELL_DECISION = Reaction("notifications.tell_of_decision", many=each(tell_of_decision))
TELL_RECALL = Reaction("notifications.tell_of_recall", many=each(tell_of_recall))
TELL_SUGGESTION = Reaction("notifications.tell_of_suggestion", many=each(tell_of_suggestion))
TELL_SUGGESTION_DECIDED = Reaction("notifications.tell_of_suggestion_decided", many=each(tell_of_suggestion_decided))

TABLE: Table = {
    EventKind.QUESTION_ASKED: (INDEX, TELL_QUESTION),
    EventKind.QUESTION_EDITED: (ENTRY, INDEX, TELL_EDIT, RECHECK),
    EventKind.QUESTION_CLOSED: (INDEX, TELL_QUESTION_HANDLED),
    EventKind.QUESTION_REOPENED: (INDEX, TELL_QUESTION_HANDLED),
    EventKind.QUESTION_DELETED: (ENTRY, INDEX, TELL_TEXT_HANDLED),
    EventKind.QUESTION_RESTORED: (ENTRY, INDEX, TELL_TEXT_HANDLED),
    EventKind.DUPLICATE_MARKED: (INDEX, TELL_QUESTION_HANDLED),
    EventKind.QUESTION_MERGED: (ENTRY, INDEX, SUGGESTIONS, TELL_QUESTION_HANDLED),
    EventKind.QUESTION_SPLIT: (ENTRY, INDEX, TELL_QUESTION_HANDLED),
    EventKind.TEXT_CONVERTED: (ENTRY, INDEX, SUGGESTIONS, TELL_TEXT_HANDLED),
    EventKind.TEXT_CONVERTED_BACK: (ENTRY, INDEX, TELL_TEXT_HANDLED),
    EventKind.QUESTION_IMPORTED: (ENTRY, INDEX),
    EventKind.ANSWER_DELETED: (ENTRY, INDEX, TELL_TEXT_HANDLED),
    EventKind.ANSWER_RESTORED: (ENTRY, INDEX, TELL_TEXT_HANDLED),
    EventKind.ANSWER_POSTED: (INDEX, TELL_ANSWER),
    EventKind.ANSWER_EDITED: (ENTRY, INDEX, TELL_EDIT, RECHECK),
    EventKind.ANSWER_ACCEPTED: (ENTRY, INDEX, TELL_ACCEPTANCE),
    EventKind.ANSWER_UNACCEPTED: (ENTRY, INDEX),
    EventKind.COMMENT_POSTED: (TELL_COMMENT,),
    EventKind.COMMENT_DELETED: (TELL_TEXT_HANDLED,),
    EventKind.COMMENT_RESTORED: (TELL_TEXT_HANDLED,),
    EventKind.COMMENT_EDITED: (TELL_COMMENT_EDIT, RECHECK),
    EventKind.OUTCOME_REPORTED: (ENTRY, INDEX),
    EventKind.VOTE_CAST: (INDEX,),
    EventKind.VERDICT_GIVEN: (ENTRY, INDEX, TELL_CHECK, OFFER),
    EventKind.VERDICT_LAPSED: (ENTRY, INDEX),
    EventKind.CHECK_CONFIRMED: (TELL_CHECK_READ,),
    EventKind.CHECK_REFUSED: (TELL_CHECK_READ,),
    EventKind.CORRECTION_PUBLISHED: (ENTRY, INDEX, TELL_CORRECTION, OFFER),
    EventKind.CORRECTION_ADOPTED: (TELL_CORRECTION_ANSWERED,),
    EventKind.CORRECTION_OBJECTED: (TELL_CORRECTION_ANSWERED,),
    EventKind.CORRECTION_UPHELD: (TELL_OBJECTION_DECIDED,),
    EventKind.CORRECTION_WITHDRAWN: (ENTRY, INDEX, TELL_OBJECTION_DECIDED, OFFER),
    EventKind.FLAG_RAISED: (CALL_MODERATORS,),
    EventKind.CASE_WAITS: (CALL_MODERATORS,),
    EventKind.CASES_WAIT: (CALL_TO_SEVERAL,),
    EventKind.CASE_HANDED_OVER: (TELL_HAND_OVER,),
    EventKind.SUSPENSION_LIFTED: (TELL_LIFTING,),
    EventKind.SILENCE_LIFTED: (TELL_LIFTING,),
    EventKind.DECISION_OVERTURNED: (ENTRY, INDEX, TELL_SECOND_LOOK, OFFER),
    EventKind.APPEAL_DECIDED: (ENTRY, INDEX, TELL_SECOND_LOOK, OFFER),
    EventKind.DECISION_MADE: (ENTRY, INDEX, TELL_DECISION, OFFER),
    EventKind.RECALL_SENT: (INDEX, TELL_RECALL),
    EventKind.RULE_HELD: (ENTRY, INDEX),
    EventKind.POST_APPEARED: (TELL_APPEARANCE,),
    EventKind.SUGGESTION_MADE: (TELL_SUGGESTION,),
    EventKind.SUGGESTION_ACCEPTED: (TELL_SUGGESTION_DECIDED,),
    EventKind.SUGGESTION_REJECTED: (TELL_SUGGESTION_DECIDED,),
    EventKind.SUGGESTION_CLOSED: (TELL_SUGGESTION_DECIDED,),
    EventKind.ENTRY_PUBLISHED: (INDEX,),
    EventKind.ENTRY_CHANGED: (INDEX,),
    EventKind.ENTRY_WITHDRAWN: (INDEX,),
    EventKind.ENTRY_REVISED: (INDEX, TELL_SOLUTION),
    EventKind.ENTRY_KEPT: (INDEX,),
    EventKind.ENTRY_CHECKED: (INDEX, TELL_SOLUTION_CHECK, OFFER),
    EventKind.ENTRY_LAPSED: (INDEX,),
    EventKind.ENTRY_RETIRED: (INDEX, TELL_RETIREMENT),
    EventKind.ENTRY_BROUGHT_BACK: (INDEX,),
    EventKind.RELEASE_CHANGED: (INDEX,),
    EventKind.TAG_CHANGED: (INDEX,),
    EventKind.TAG_MERGED: (INDEX,),
    EventKind.IMAGE_ERASED: (STORE,),
    EventKind.NAMES_ERASED: (ENTRY, INDEX),
    EventKind.ERASURE_ASKED: (ERASURE_ASKED,),
    EventKind.EXPORT_ASKED: (EXPORT,),
    EventKind.CODE_ASKED: (CODE,),
    EventKind.ADDRESS_CHANGED: (ADDRESS_CHANGED,),
    EventKind.PASSWORD_RESET_ASKED: (RESET_LINK,),
    EventKind.PASSWORD_CHANGED: (PASSWORD_CHANGED,),
}
