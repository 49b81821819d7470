"""What is kept of what people wrote, of their votes, and of their judgements."""

from forum.core.personal import IN_HISTORY, INNER, MADE_OF_IT, OF_ANOTHER, Holding
from forum.core.text import N_
from forum.questions.models import (
    Answer,
    AnswerRevision,
    AnswerVote,
    Comment,
    CommentRevision,
    CommentVote,
    Correction,
    Move,
    Outcome,
    Question,
    QuestionRevision,
    QuestionVote,
    Verdict,
    WaitingCheck,
)

_RENDERED = {"html": MADE_OF_IT, "text": MADE_OF_IT}
_ACTS = {"closed_by_id": IN_HISTORY, "deleted_by_id": IN_HISTORY}

HELD = (
    Holding(N_("Your questions"), Question, ("author_id",), ("id", "title", "environment", "created_at"), _ACTS),
    Holding(
        N_("Texts of questions that you wrote"),
        QuestionRevision,
        ("author_id",),
        ("question_id", "number", "title", "source", "note", "created_at"),
        {**_RENDERED, "renderer": INNER},
    ),
    Holding(
        N_("Your answers"),
        Answer,
        ("author_id",),
        ("id", "question_id", "accepted", "created_at"),
        {"accepted_by_id": IN_HISTORY, "deleted_by_id": IN_HISTORY},
    ),
    Holding(
        N_("Texts of answers that you wrote"),
        AnswerRevision,
        ("author_id",),
        ("answer_id", "number", "source", "note", "created_at"),
        {**_RENDERED, "renderer": INNER},
    ),
    Holding(
        N_("Your comments"),
        Comment,
        ("author_id",),
        ("id", "question_id", "answer_id", "source", "created_at"),
        {**_RENDERED, "deleted_by_id": IN_HISTORY},
    ),
    Holding(
        N_("Texts of comments that you changed"),
        CommentRevision,
        ("author_id",),
        ("comment_id", "number", "source", "created_at"),
        {**_RENDERED, "renderer": INNER},
    ),
    Holding(N_("Your votes on questions"), QuestionVote, shown=("question_id", "value", "created_at")),
    Holding(N_("Your votes on answers"), AnswerVote, shown=("answer_id", "value", "created_at")),
    Holding(N_("Comments that you found useful"), CommentVote, shown=("comment_id", "created_at")),
    Holding(N_("What worked for you"), Outcome, shown=("answer_id", "worked", "note", "created_at")),
    Holding(
        N_("Checks that you made"),
        Verdict,
        ("engineer_id",),
        ("answer_id", "entry_id", "kind", "condition", "note", "created_at"),
    ),
    Holding(
        N_("Checks of yours that waited for a second engineer"),
        WaitingCheck,
        ("engineer_id",),
        ("answer_id", "kind", "condition", "note", "outcome", "reason", "created_at"),
        {"decided_by_id": OF_ANOTHER},
    ),
    Holding(
        N_("Corrections that you made"),
        Correction,
        ("author_id", "resolved_by_id"),
        ("answer_id", "passage", "replacement", "reason", "created_at"),
    ),
    Holding(N_("Texts that you moved"), Move, shown=("source_kind", "source_id", "target_kind", "target_id")),
)
