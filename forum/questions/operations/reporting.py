"""Reporting an answer."""

from forum.core.errors import Forbidden
from forum.core.operation import operation
from forum.flags.models import Flag
from forum.flags.operations import Report, raise_flag
from forum.flags.policy import can_flag
from forum.people.policy import Actor
from forum.questions.locks import lock_answer


@operation
def report_answer(actor: Actor, answer_id: int, report: Report) -> Flag:
    """Report an answer to the moderators, at the revision that readers see now."""
    answer = lock_answer(actor, answer_id)
    if not can_flag(actor, answer.author_id):
        raise Forbidden
    return raise_flag(
        actor,
        report,
        about=answer.ref,
        root=answer.question.ref,
        product_id=answer.question.product_id,
        revision=answer.shown_revision,
    )
