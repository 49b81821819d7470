"""Questions, answers, comments, and the marks that people set on them."""

from forum.questions.models.marks import (
    AnswerVote,
    CommentVote,
    Correction,
    Move,
    Outcome,
    QuestionVote,
    Verdict,
    VerdictRelease,
)
from forum.questions.models.texts import (
    POSTS,
    Answer,
    AnswerRevision,
    Comment,
    CommentRevision,
    NextAction,
    Question,
    QuestionRevision,
    QuestionState,
    QuestionTag,
    Scored,
    Written,
)

__all__ = [
    "POSTS",
    "Answer",
    "AnswerRevision",
    "AnswerVote",
    "Comment",
    "CommentRevision",
    "CommentVote",
    "Correction",
    "Move",
    "NextAction",
    "Outcome",
    "Question",
    "QuestionRevision",
    "QuestionState",
    "QuestionTag",
    "QuestionVote",
    "Scored",
    "Verdict",
    "VerdictRelease",
    "Written",
]
