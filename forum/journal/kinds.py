"""Every kind of event, in one list: the vocabulary of the history."""

from enum import StrEnum


class EventKind(StrEnum):
    """What can happen. The value is what the journal stores; `forum/reactions.py` says what follows."""

    # questions and answers
    QUESTION_ASKED = "question.asked"
    QUESTION_EDITED = "question.edited"
    QUESTION_CLOSED = "question.closed"
    QUESTION_REOPENED = "question.reopened"
    QUESTION_DELETED = "question.deleted"
    QUESTION_RESTORED = "question.restored"
    DUPLICATE_MARKED = "question.duplicate_marked"
    QUESTION_MERGED = "question.merged"
    QUESTION_SPLIT = "question.split"
    QUESTION_IMPORTED = "question.imported"
    ANSWER_POSTED = "answer.posted"
    ANSWER_EDITED = "answer.edited"
    ANSWER_ACCEPTED = "answer.accepted"
    ANSWER_UNACCEPTED = "answer.unaccepted"
    ANSWER_DELETED = "answer.deleted"
    ANSWER_RESTORED = "answer.restored"
    COMMENT_EDITED = "comment.edited"
    COMMENT_DELETED = "comment.deleted"
    COMMENT_RESTORED = "comment.restored"
    TEXT_CONVERTED = "text.converted"
    TEXT_CONVERTED_BACK = "text.converted_back"
    COMMENT_POSTED = "comment.posted"
    VOTE_CAST = "vote.cast"
    OUTCOME_REPORTED = "outcome.reported"
    HAVE_TOO_SAID = "have_too.said"
    # what people want to hear of and find again
    FOLLOW_CHANGED = "follow.changed"
    BOOKMARK_CHANGED = "bookmark.changed"
    NOTICES_CHOSEN = "notices.chosen"
    # staff checks
    VERDICT_GIVEN = "verdict.given"
    VERDICT_LAPSED = "verdict.lapsed"
    CORRECTION_PUBLISHED = "correction.published"
    CORRECTION_ADOPTED = "correction.adopted"
    CORRECTION_OBJECTED = "correction.objected"
    CORRECTION_UPHELD = "correction.upheld"
    CORRECTION_WITHDRAWN = "correction.withdrawn"
    # changes that somebody suggests
    SUGGESTION_MADE = "suggestion.made"
    SUGGESTION_ACCEPTED = "suggestion.accepted"
    SUGGESTION_REJECTED = "suggestion.rejected"
    SUGGESTION_WITHDRAWN = "suggestion.withdrawn"
    SUGGESTION_CLOSED = "suggestion.closed"
    # reports and what moderators did about them
    FLAG_RAISED = "flag.raised"
    DECISION_MADE = "decision.made"
    RULE_HELD = "rule.held"
    CASE_WAITS = "case.waits"
    CASE_TAKEN = "case.taken"
    CASE_HANDED_OVER = "case.handed_over"
    CASE_LET_GO = "case.let_go"
    CANNED_TEXT_KEPT = "canned_text.kept"
    CANNED_TEXT_DROPPED = "canned_text.dropped"
    # the knowledge base
    ENTRY_PUBLISHED = "entry.published"
    ENTRY_CHANGED = "entry.changed"
    ENTRY_WITHDRAWN = "entry.withdrawn"
    ENTRY_REVISED = "entry.revised"
    ENTRY_KEPT = "entry.kept"
    ENTRY_CHECKED = "entry.checked"
    ENTRY_LAPSED = "entry.check_lapsed"
    ENTRY_RETIRED = "entry.retired"
    ENTRY_BROUGHT_BACK = "entry.brought_back"
    # the catalogue
    PRODUCT_CREATED = "product.created"
    PRODUCT_CHANGED = "product.changed"
    RELEASE_ADDED = "release.added"
    RELEASE_CHANGED = "release.changed"
    TAG_CHANGED = "tag.changed"
    TAG_MERGED = "tag.merged"
    # people
    PERSON_REGISTERED = "person.registered"
    PERSON_CHANGED = "person.changed"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - the name of an event
    PASSWORD_RESET_ASKED = "password.reset_asked"  # noqa: S105 - the name of an event
    CODE_ASKED = "code.asked"
    ADDRESS_CHANGED = "address.changed"
    ADDRESS_TAKEN_BACK = "address.taken_back"
    ROLE_GRANTED = "role.granted"
    ROLE_REVOKED = "role.revoked"
    SESSION_BEGUN = "session.begun"
    SESSION_ENDED = "session.ended"
    TOKEN_CREATED = "token.created"  # noqa: S105 - the name of an event
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - the name of an event
    EXPORT_ASKED = "export.asked"
    # images
    IMAGE_KEPT = "image.kept"
    IMAGE_ERASED = "image.erased"
    # the site
    DETAILS_REDACTED = "details.redacted"
    SITE_CHANGED = "site.changed"
    REACTION_RETRIED = "reaction.retried"
