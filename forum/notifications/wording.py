"""What a notice says, the same under the bell and in a letter."""

from collections.abc import Mapping

from forum.core.refs import Kind
from forum.core.text import N_, Message
from forum.journal.kinds import EventKind
from forum.notifications.models import NoticeKind, Topic
from forum.notifications.queries import Line
from forum.questions.trust import VerdictKind

FORMER_MEMBER = Message(N_("A former member"))
SENTENCES = {
    NoticeKind.ANSWERED: N_("%(name)s answered your question"),
    NoticeKind.QUESTION_EDITED: N_("%(name)s changed your question: see what changed"),
    NoticeKind.ANSWER_EDITED: N_("%(name)s changed your answer: see what changed"),
    NoticeKind.SOLUTION_EDITED: N_(
        "%(name)s changed the solution made from your answer: see whether your answer needs it too"
    ),
    NoticeKind.QUESTION_COMMENTED: N_("%(name)s commented on your question"),
    NoticeKind.ANSWER_COMMENTED: N_("%(name)s commented on your answer"),
    NoticeKind.THREAD_COMMENTED: N_("%(name)s commented on an answer to your question"),
    NoticeKind.ACCEPTED: N_("%(name)s says that your answer solved it"),
    NoticeKind.ACCEPTED_FOR_ASKER: N_("A moderator marked your answer as solving it, for the asker"),
    NoticeKind.CHECK_CONFIRMED: N_("%(name)s confirmed your check: it counts now"),
    NoticeKind.CHECK_REFUSED: N_("%(name)s read your check and did not confirm it"),
    NoticeKind.CORRECTED: N_("%(name)s corrected a passage of your answer"),
    NoticeKind.CORRECTION_ADOPTED: N_("%(name)s took your correction over"),
    NoticeKind.CORRECTION_OBJECTED: N_("%(name)s objects to your correction; another engineer looks at it"),
    NoticeKind.DECISION_OVERTURNED: N_("Another moderator took back what was decided about what you wrote"),
    NoticeKind.CASE_HANDED_OVER: N_("%(name)s hands a report over to you"),
    NoticeKind.CASE_URGENT: N_("Somebody could come to harm: a report waits for a moderator"),
    NoticeKind.CASES_URGENT: N_("Somebody could come to harm: %(count)s reports wait for a moderator"),
    NoticeKind.POST_WAITS: N_("A post that may be spam has waited a day for a moderator"),
    NoticeKind.CHANGE_SUGGESTED: N_("%(name)s suggests a change of your text"),
    NoticeKind.SUGGESTION_REJECTED: N_("%(name)s read your suggested change and left the text as it is"),
    NoticeKind.SUGGESTION_CLOSED: N_("A text that you suggested a change of was moved, so your suggestion is closed"),
    NoticeKind.FOLLOWED_ANSWER: N_("%(name)s answered a question that you follow"),
    NoticeKind.FOLLOWED_PRODUCT: N_("%(name)s asked about a product that you follow"),
    NoticeKind.FOLLOWED_TAG: N_("%(name)s asked something under a tag that you follow"),
    NoticeKind.RECALLED: N_("Correction notice: advice that you may have followed was wrong"),
    NoticeKind.RECALLED_FOR_SAFETY: N_("Safety notice: advice that you may have followed can do harm"),
    NoticeKind.RECALL_TAKEN_BACK: N_("A correction notice is taken back: the advice was right after all"),
    NoticeKind.SAFETY_TAKEN_BACK: N_("A safety notice is taken back: the advice was right after all"),
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
    NoticeKind.SOLUTION_CHECKED: (
        "kind",
        {
            VerdictKind.VERIFIED: N_("%(name)s checked the solution that you wrote: it is right"),
            VerdictKind.CONDITIONAL: N_("%(name)s checked the solution that you wrote: it is right on a condition"),
            VerdictKind.INCORRECT: N_(
                "%(name)s checked the solution that you wrote: it is wrong, and withdrawn until it is mended"
            ),
            VerdictKind.UNSAFE: N_(
                "%(name)s checked the solution that you wrote: it is dangerous, and withdrawn until it is mended"
            ),
            VerdictKind.OUTDATED: N_("%(name)s checked the solution that you wrote: it is out of date"),
        },
    ),
    NoticeKind.DECIDED: (
        "action",
        {
            "dismiss": N_("A moderator read a report about your answer and left the answer as it is"),
            "warn": N_("A moderator put a warning above your answer"),
            "fold": N_("A moderator hid your answer behind a warning"),
            "quarantine": N_("A moderator hid your answer while we check it"),
            "mend": N_("A moderator asks you to mend your answer"),
            "delete": N_("A moderator deleted your answer"),
            "suspend": N_("A moderator suspended you for a while because of your answer"),
            "silence": N_("A moderator silenced you for a while because of your answer"),
            "redact": N_("A moderator took the words of an older version of your answer out for good"),
        },
    ),
    NoticeKind.OBJECTION_DECIDED: (
        "outcome",
        {
            "upheld": N_("%(name)s looked at the objection to a correction: the correction stands"),
            "withdrawn": N_("%(name)s looked at the objection to a correction: the correction is withdrawn"),
        },
    ),
    NoticeKind.REPORT_DECIDED: (
        "action",
        {
            "dismiss": N_("A moderator read your report and left the answer as it is"),
            "warn": N_("A moderator read your report and put a warning above the answer"),
            "fold": N_("A moderator read your report and hid the answer behind a warning"),
            "quarantine": N_("A moderator read your report and hid the answer while we check it"),
            "mend": N_("A moderator read your report and asked the author to mend the answer"),
            "delete": N_("A moderator read your report and deleted the answer"),
            "suspend": N_("A moderator read your report and suspended the author for a while"),
            "silence": N_("A moderator read your report and silenced the author for a while"),
            "redact": N_("A moderator read your report and took words of the answer out for good"),
            "correct": N_("A moderator read your report and corrected a passage of the answer"),
            "convert": N_("A moderator read your report and made the answer into another kind of text"),
        },
    ),
    NoticeKind.APPEAL_DECIDED: (
        "outcome",
        {
            "upheld": N_("Another moderator read your appeal: the decision stands"),
            "granted": N_("Another moderator read your appeal and took the decision back"),
        },
    ),
}
# What was decided about somebody's report, and does not hold any more.
DISMISSED_BEFORE = N_("Another moderator read your report again: it waits for a decision once more")
REVERSED = N_("Another moderator took back what was decided about your report: everything is as it was before")
# Where the name stands.
MENTIONED: Mapping[Kind, str] = {
    Kind.ANSWER: N_("%(name)s mentioned you in an answer"),
    Kind.COMMENT: N_("%(name)s mentioned you in a comment"),
    Kind.QUESTION: N_("%(name)s mentioned you"),
}
# An engineer who mends an answer and checks it in one step.
MENDED = {
    VerdictKind.VERIFIED: N_("%(name)s changed your answer and found it right so: see what changed"),
    VerdictKind.CONDITIONAL: N_("%(name)s changed your answer and found it right on a condition: see what changed"),
}
# A solution that was taken out, with another one in its place or without.
RETIRED = {
    NoticeKind.SOLUTION_RETIRED: (
        N_("%(name)s took out a solution that you wrote; another one stands in its place"),
        N_("%(name)s took out a solution that you wrote"),
    ),
    NoticeKind.FOLLOWED_RETIRED: (
        N_("%(name)s took out the solution of a question that you follow; another one stands in its place"),
        N_("%(name)s took out the solution of a question that you follow"),
    ),
}
# A suggestion that went in as it was, or with changes.
TAKEN = N_("%(name)s accepted the change that you suggested")
IMPROVED = N_("%(name)s improved the change that you suggested, and accepted it")
# The same of anything but an answer.
ELSEWHERE: Mapping[NoticeKind, Mapping[str, str]] = {
    NoticeKind.DECIDED: {
        "dismiss": N_("A moderator read a report about what you wrote and left it as it is"),
        "warn": N_("A moderator put a warning above what you wrote"),
        "fold": N_("A moderator hid what you wrote behind a warning"),
        "quarantine": N_("A moderator hid what you wrote while we check it"),
        "mend": N_("A moderator asks you to mend what you wrote"),
        "delete": N_("A moderator deleted what you wrote"),
        "suspend": N_("A moderator suspended you for a while because of what you wrote"),
        "silence": N_("A moderator silenced you for a while because of what you wrote"),
        "redact": N_("A moderator took the words of an older version of what you wrote out for good"),
        "duplicate": N_("Your question was asked before: it leads to the other one now"),
    },
    NoticeKind.REPORT_DECIDED: {
        "dismiss": N_("A moderator read your report and left what you reported as it is"),
        "warn": N_("A moderator read your report and put a warning above the text"),
        "fold": N_("A moderator read your report and hid the text behind a warning"),
        "quarantine": N_("A moderator read your report and hid the text while we check it"),
        "mend": N_("A moderator read your report and asked the author to mend the text"),
        "delete": N_("A moderator read your report and deleted the text"),
        "suspend": N_("A moderator read your report and suspended the author for a while"),
        "silence": N_("A moderator read your report and silenced the author for a while"),
        "redact": N_("A moderator read your report and took words of the text out for good"),
        "convert": N_("A moderator read your report and made it into another kind of text"),
        "duplicate": N_("A moderator read your report and let the question lead to the one that was asked before"),
    },
}
# A profile has nothing to hide: its owner is told what has to change.
OF_PROFILE: Mapping[NoticeKind, Mapping[str, str]] = {
    NoticeKind.DECIDED: {
        "dismiss": N_("A moderator read a report about your profile and left it as it is"),
        "warn": N_("A moderator asks you to change your profile"),
        "suspend": N_("A moderator suspended you for a while because of your profile"),
        "silence": N_("A moderator silenced you for a while because of your profile"),
    },
    NoticeKind.REPORT_DECIDED: {
        "dismiss": N_("A moderator read your report and left the profile as it is"),
        "warn": N_("A moderator read your report and asked for a change of the profile"),
        "suspend": N_("A moderator read your report and suspended the person for a while"),
        "silence": N_("A moderator read your report and silenced the person for a while"),
    },
}
# Where nobody reported anything.
UNREPORTED = {
    "suspend": N_("A moderator suspended you for a while"),
    "silence": N_("A moderator silenced you for a while: you can read and vote, and write nothing"),
    "hide_posts": N_("A moderator hid what you posted while we check it"),
}
# Whoever decided took it back themselves.
TAKEN_BACK = N_("A moderator took back what was decided about what you wrote")
# A dismissal that ended what a moderator held back before.
SHOWN_AGAIN = {
    NoticeKind.DECIDED: N_("A moderator lets your answer be shown again as it was"),
    NoticeKind.REPORT_DECIDED: N_("A moderator looked again at what you reported and found no ground to hold it back"),
}
# What became of a text as a whole: of the reader's own, and of a question that they follow.
HANDLED: Mapping[NoticeKind, Mapping[EventKind, str]] = {
    NoticeKind.HANDLED: {
        EventKind.SUSPENSION_LIFTED: N_("Your suspension has ended: you can do everything again"),
        EventKind.SILENCE_LIFTED: N_("You are no longer silenced: you can write again"),
        EventKind.QUESTION_CLOSED: N_("Your question was closed"),
        EventKind.QUESTION_REOPENED: N_("Your question was opened again"),
        EventKind.DUPLICATE_MARKED: N_("Your question was asked before: it leads to this one now"),
        EventKind.QUESTION_MERGED: N_("Your question became a part of this one"),
        EventKind.QUESTION_SPLIT: N_("Your question stands alone again"),
        EventKind.QUESTION_DELETED: N_("A moderator deleted your question"),
        EventKind.QUESTION_RESTORED: N_("A moderator lets your question be shown again"),
        EventKind.ANSWER_DELETED: N_("A moderator deleted your answer"),
        EventKind.ANSWER_RESTORED: N_("A moderator lets your answer be shown again"),
        EventKind.COMMENT_DELETED: N_("A moderator deleted your comment"),
        EventKind.COMMENT_RESTORED: N_("A moderator lets your comment be shown again"),
    },
    NoticeKind.FOLLOWED_HANDLED: {
        EventKind.QUESTION_CLOSED: N_("A question that you follow was closed"),
        EventKind.QUESTION_REOPENED: N_("A question that you follow was opened again"),
        EventKind.DUPLICATE_MARKED: N_("A question that you follow was asked before: it leads to this one now"),
        EventKind.QUESTION_MERGED: N_("A question that you follow became a part of this one"),
        EventKind.QUESTION_SPLIT: N_("A question that you follow stands alone again"),
    },
}
# What became of a text that was made into another kind of text.
CONVERTED: Mapping[Kind, str] = {
    Kind.ANSWER: N_("What you wrote is an answer now"),
    Kind.COMMENT: N_("What you wrote is a comment now"),
    Kind.QUESTION: N_("What you wrote is a question of its own now"),
}
LIFTED = {**SHOWN_AGAIN, NoticeKind.DECIDED: N_("A moderator lets what you wrote be shown again as it was")}
# Under which name somebody's words to the reader stand, and how they are introduced.
SAID = {
    "condition": N_("Right if: %(words)s"),
    "reason": N_("Why: %(words)s"),
    "note": N_("Note: %(words)s"),
    "instead": N_("Instead: %(words)s"),
    "what_now": N_("What to do now: %(words)s"),
}
OF_SUGGESTIONS = frozenset(
    {
        NoticeKind.CHANGE_SUGGESTED,
        NoticeKind.SUGGESTION_ACCEPTED,
        NoticeKind.SUGGESTION_REJECTED,
        NoticeKind.SUGGESTION_CLOSED,
    }
)
TOPICS: Mapping[Topic, str] = {
    Topic.ANSWERED: N_("Answers to your questions"),
    Topic.COMMENTED: N_("Comments on what you wrote"),
    Topic.MENTIONED: N_("Texts that mention you"),
    Topic.ACCEPTED: N_("Your answer solved it for the asker"),
    Topic.CHECKED: N_("Staff checks of your answers and solutions"),
    Topic.CORRECTED: N_("Corrections of your answers, and what becomes of yours"),
    Topic.EDITED: N_("Changes of your texts by others, made or suggested"),
    Topic.DECIDED: N_("Decisions about your texts, your reports and what you suggested"),
    Topic.FOLLOWED: N_("New in what you follow"),
    Topic.CALLED: N_("For moderators: reports handed over to you, and urgent ones"),
    Topic.SAFETY: N_("Safety notices: advice that you may have followed can do harm"),
    Topic.RECALLED: N_("Correction notices: advice that you may have followed was wrong"),
}


def sentence(line: Line) -> Message:
    """Return what happened."""
    if line.data.get("mended"):
        text = MENDED[line.data["kind"]]
    elif line.kind is NoticeKind.MENTIONED:
        text = MENTIONED[line.place.kind]
    elif line.kind is NoticeKind.SUGGESTION_ACCEPTED:
        text = IMPROVED if line.data["improved"] else TAKEN
    elif line.kind in RETIRED:
        text = RETIRED[line.kind][0 if line.data.get("successor") else 1]
    elif line.kind in {NoticeKind.DECISION_OVERTURNED, NoticeKind.REPORT_REVERSED}:
        text = _taken_back(line)
    elif line.kind in HANDLED:
        text = HANDLED[line.kind].get(line.event) or CONVERTED[line.place.kind]
    elif line.kind in FOUND:
        text = _found(line)
    else:
        text = SENTENCES[line.kind]
    values = {"name": line.by or FORMER_MEMBER, "count": line.data.get("count")}
    return Message(text, {name: value for name, value in values.items() if f"%({name})s" in text})


def _taken_back(line: Line) -> str:
    """Return the sentence of a decision that does not hold any more, for its author and for who reported."""
    if line.kind is NoticeKind.REPORT_REVERSED:
        return DISMISSED_BEFORE if line.data.get("action") == "dismiss" else REVERSED
    return TAKEN_BACK if line.data.get("own") else SENTENCES[line.kind]


def _found(line: Line) -> str:
    """Return the sentence of what was found or decided."""
    if line.data.get("unreported"):
        return UNREPORTED[line.data["action"]]
    field, sentences = FOUND[line.kind]
    lifted = line.data.get("action") == "dismiss" and line.data["before"] != line.data["after"]
    if line.kind not in ELSEWHERE or line.about.kind is Kind.ANSWER:
        return SHOWN_AGAIN[line.kind] if lifted else sentences[line.data[field]]
    if lifted:
        return LIFTED[line.kind]
    return (OF_PROFILE if line.about.kind is Kind.PERSON else ELSEWHERE)[line.kind][line.data[field]]


def said(line: Line) -> list[Message]:
    """Return what somebody wrote for the reader, as far as it still stands."""
    return [Message(text, {"words": line.said[name]}) for name, text in SAID.items() if line.said.get(name)]


def changed_revision(line: Line) -> int | None:
    """Return which revision of their text a person is shown, None where nothing was changed or it cannot be seen."""
    if line.data.get("mended") or line.kind is NoticeKind.ANSWER_EDITED:
        return int(line.data["revision"]) if line.place.kind is Kind.ANSWER else None
    return int(line.data["revision"]) if line.kind is NoticeKind.QUESTION_EDITED else None


def suggestion_of(line: Line) -> int | None:
    """Return the number of the suggested change that a line leads to, None where it leads to a text."""
    return int(line.data["suggestion"]) if line.kind in OF_SUGGESTIONS else None


def case_of(line: Line) -> int | None:
    """Return the number of the report that a line leads to, None where it leads to a text."""
    called = NoticeKind.CASE_HANDED_OVER, NoticeKind.CASE_URGENT, NoticeKind.POST_WAITS
    return int(line.data["case"]) if line.kind in called else None


def leads_to_reports(line: Line) -> bool:
    """Whether a line leads to the list of reports."""
    return line.kind is NoticeKind.CASES_URGENT


def decision_of(line: Line) -> int | None:
    """Return the number of the decision that a line leads to its author, None where there is nothing to read of it."""
    decided = NoticeKind.DECIDED, NoticeKind.DECISION_OVERTURNED, NoticeKind.APPEAL_DECIDED
    found = line.data.get("decision") if line.kind in decided and line.data.get("action") != "dismiss" else None
    return None if found is None else int(found)
