"""The verbs of questions and answers. Each tells its story in one function: lock, ask policy, change, record."""

from forum.questions.operations.accepting import accept_answer, unaccept_answer
from forum.questions.operations.answering import edit_answer, post_answer
from forum.questions.operations.asking import ask_question, edit_question
from forum.questions.operations.closing import close_question, mark_duplicate, reopen_question
from forum.questions.operations.commenting import comment, edit_comment
from forum.questions.operations.converting import (
    answer_to_comment,
    answer_to_question,
    comment_to_answer,
    comment_to_question,
    convert_back,
)
from forum.questions.operations.keeping import (
    give_up_stance,
    have_too,
    keep_answer,
    keep_question,
    take_back_have_too,
    take_stance,
)
from forum.questions.operations.marking import (
    report_outcome,
    take_back_outcome,
    vote_answer,
    vote_comment,
    vote_question,
)
from forum.questions.operations.merging import merge_question, split_question
from forum.questions.operations.removing import (
    delete_answer,
    delete_comment,
    delete_question,
    restore_answer,
    restore_comment,
    restore_question,
)
from forum.questions.operations.reporting import report_answer, report_comment, report_question
from forum.questions.operations.self_answering import ask_and_answer

__all__ = [
    "accept_answer",
    "answer_to_comment",
    "answer_to_question",
    "ask_and_answer",
    "ask_question",
    "close_question",
    "comment",
    "comment_to_answer",
    "comment_to_question",
    "convert_back",
    "delete_answer",
    "delete_comment",
    "delete_question",
    "edit_answer",
    "edit_comment",
    "edit_question",
    "give_up_stance",
    "have_too",
    "keep_answer",
    "keep_question",
    "mark_duplicate",
    "merge_question",
    "post_answer",
    "reopen_question",
    "report_answer",
    "report_comment",
    "report_outcome",
    "report_question",
    "restore_answer",
    "restore_comment",
    "restore_question",
    "split_question",
    "take_back_have_too",
    "take_back_outcome",
    "take_stance",
    "unaccept_answer",
    "vote_answer",
    "vote_comment",
    "vote_question",
]
