"""Who may decide about reports, and correct answers."""

import sqlalchemy as sa

from forum.flags.models import Case
from forum.people.policy import Actor, Role, is_engineer, is_moderator, is_self, is_staff, scope
from forum.questions.models import Answer
from forum.questions.policy import can_see_answer


def can_see_case(actor: Actor, case: Case) -> bool:
    """Read a case: the product's moderators."""
    return is_moderator(actor, case.product_id)


def cases_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_case`."""
    products = scope(actor, Role.MODERATOR)
    if products is None:
        return sa.true()
    if not products:
        return sa.false()
    return sa.or_(Case.product_id.in_(products), Case.product_id.is_(None))


def can_decide_case(actor: Actor, case: Case, author_id: int | None) -> bool:
    """Decide: a moderator of the product, never about their own text."""
    return can_see_case(actor, case) and not is_self(actor, author_id)


def can_correct_answer(actor: Actor, answer: Answer) -> bool:
    """Correct a passage: the product's staff, in an answer that somebody else wrote."""
    if not answer.is_in_place or not answer.question.is_in_place:
        return False
    staff = is_staff(actor, answer.question.product_id) and can_see_answer(actor, answer)
    return staff and not is_self(actor, answer.author_id)


def is_correction_a_check(actor: Actor, answer: Answer) -> bool:
    """Whether a correction also says that the rest is right: an engineer's does, a moderator's does not."""
    return is_engineer(actor, answer.question.product_id)


def can_moderate(actor: Actor) -> bool:
    """Open the list of reports."""
    return bool(scope(actor, Role.MODERATOR)) or scope(actor, Role.MODERATOR) is None


def can_engineer(actor: Actor) -> bool:
    """Open the engineers' lists."""
    return bool(scope(actor, Role.ENGINEER)) or scope(actor, Role.ENGINEER) is None
