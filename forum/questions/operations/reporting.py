"""Reporting a question, an answer or a comment."""

from forum.core.errors import Forbidden
from forum.core.operation import operation
from forum.flags.models import Flag
from forum.flags.operations import Report, raise_flag
from forum.flags.policy import can_flag
from forum.people.policy import Actor
from forum.questions.locks import lock_answer, lock_comment, lock_question
from forum.questions.models import Answer, Comment, Question


@operation
def report_question(actor: Actor, question_id: int, report: Report) -> Flag:
    """Report a question to the moderators, at its newest revision."""
    question = lock_question(actor, question_id)
    return _raise(actor, report, question, question, question.revision)


@operation
def report_answer(actor: Actor, answer_id: int, report: Report) -> Flag:
    """Report an answer to the moderators, at the revision that readers see now."""
    answer = lock_answer(actor, answer_id)
    return _raise(actor, report, answer, answer.question, answer.shown_revision)


@operation
def report_comment(actor: Actor, comment_id: int, report: Report) -> Flag:
    """Report a comment to the moderators, at its newest revision."""
    comment, question = lock_comment(actor, comment_id)
    return _raise(actor, report, comment, question, comment.revision)


def _raise(actor: Actor, report: Report, thing: Question | Answer | Comment, question: Question, revision: int) -> Flag:
    """Report a text of a thread."""
    if not can_flag(actor, thing.author_id):
        raise Forbidden
    return raise_flag(
        actor,
        report,
        about=thing.ref,
        root=question.ref,
        product_id=question.product_id,
        revision=revision,
    )
