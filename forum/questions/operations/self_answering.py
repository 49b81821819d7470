"""Asking a question together with its answer, so that others find what somebody has found out alone."""

from forum.core.errors import FieldError, Invalid
from forum.core.markup import Rendered
from forum.core.operation import operation
from forum.people.policy import Actor
from forum.questions.models import Question
from forum.questions.operations.answering import post_answer
from forum.questions.operations.asking import QuestionDraft, ask_question


@operation
def ask_and_answer(actor: Actor, draft: QuestionDraft, answer: Rendered) -> Question:
    """Ask a question and answer it, both or neither; raise `Invalid` naming every field that has to be mended.

    What is wrong with the answer is said of the field `answer`.
    """
    question = ask_question(actor, draft)
    try:
        post_answer(actor, question.id, answer)
    except Invalid as invalid:
        raise Invalid([FieldError("answer", error.code, error.message) for error in invalid.errors]) from invalid
    return question
