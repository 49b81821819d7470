"""What pages, endpoints and staff ask about questions and answers."""

from forum.questions.queries.asking import Used, last_used, usual_hours
from forum.questions.queries.best import best_answer_id, best_answers
from forum.questions.queries.happenings import AnswerHappening, Happening, answer_happenings, happenings
from forum.questions.queries.kin import questions_titled
from forum.questions.queries.lists import (
    Facts,
    QuestionFilter,
    QuestionRow,
    Sort,
    list_questions,
    marked_for_askers,
)
from forum.questions.queries.places import comment_view, place_of_answer, place_of_comment
from forum.questions.queries.queues import awaiting_check, needs_answer, overdue, queue_numbers
from forum.questions.queries.releases import release_names
from forum.questions.queries.revisions import (
    RevisionView,
    answer_history,
    answer_revision,
    answer_revisions,
    comment_revisions,
    only_revision,
    question_revision,
    question_revisions,
)
from forum.questions.queries.threads import answer_view, comments_beneath, my_outcome, question_of, thread
from forum.questions.queries.views import AnswerView, HiddenAnswer, MyOutcome, Thread

__all__ = [
    "AnswerHappening",
    "AnswerView",
    "Facts",
    "Happening",
    "HiddenAnswer",
    "MyOutcome",
    "QuestionFilter",
    "QuestionRow",
    "RevisionView",
    "Sort",
    "Thread",
    "Used",
    "answer_happenings",
    "answer_history",
    "answer_revision",
    "answer_revisions",
    "answer_view",
    "awaiting_check",
    "best_answer_id",
    "best_answers",
    "comment_revisions",
    "comment_view",
    "comments_beneath",
    "happenings",
    "last_used",
    "list_questions",
    "marked_for_askers",
    "my_outcome",
    "needs_answer",
    "only_revision",
    "overdue",
    "place_of_answer",
    "place_of_comment",
    "question_of",
    "question_revision",
    "question_revisions",
    "questions_titled",
    "queue_numbers",
    "release_names",
    "thread",
    "usual_hours",
]
