"""Who may do what to questions and answers. Pure: rows and values in, yes or no out.

Rows must be loaded with what the rule reads: an answer with its question, and for `can_accept_answer` the asker.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from forum.core.clock import now
from forum.core.containment import Containment, spelt
from forum.people.policy import (
    Actor,
    Role,
    is_engineer,
    is_moderator,
    is_self,
    is_signed_in,
    is_staff,
    is_staff_anywhere,
    scope,
)
from forum.questions.models import Answer, Comment, Question, QuestionState

# An asker who has not been here since the answer, for this long, will not accept it any more.
ASKER_GONE = timedelta(days=14)


def can_ask(actor: Actor) -> bool:
    """Ask a question."""
    return is_signed_in(actor)


def can_see_question(actor: Actor, question: Question) -> bool:
    """Read a question: hidden ones are for their author and the product's staff."""
    if question.containment != Containment.QUARANTINED:
        return True
    return is_self(actor, question.author_id) or is_staff(actor, question.product_id) or actor.is_system


def can_see_answer(actor: Actor, answer: Answer) -> bool:
    """Read an answer: hidden ones are for their author and the product's staff."""
    if not can_see_question(actor, answer.question):
        return False
    if answer.containment != Containment.QUARANTINED:
        return True
    return is_self(actor, answer.author_id) or is_staff(actor, answer.question.product_id) or actor.is_system


def can_find_folded(actor: Actor) -> bool:
    """Find answers that stand behind a click: engineers and moderators, of whichever products."""
    return any(scope(actor, role) != frozenset() for role in (Role.ENGINEER, Role.MODERATOR))


def can_see_comment(actor: Actor, comment: Comment, question: Question) -> bool:
    """Read a comment beneath a question that the actor sees."""
    if comment.containment != Containment.QUARANTINED:
        return True
    return is_self(actor, comment.author_id) or is_staff(actor, question.product_id) or actor.is_system


def staff_of(actor: Actor, product_id: InstrumentedAttribute[int | None]) -> sa.ColumnElement[bool]:
    """SQL: the actor is staff of the product in this column."""
    if actor.is_system:
        return sa.true()
    if not is_staff_anywhere(actor):
        return sa.false()
    clauses: list[sa.ColumnElement[bool]] = []
    for role in (Role.ENGINEER, Role.MODERATOR):
        products = scope(actor, role)
        if products is None:
            return sa.true()
        if products:
            clauses += [product_id.in_(products), product_id.is_(None)]
    return sa.or_(sa.false(), *clauses)


def questions_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_question`, for queries over `Question`."""
    return sa.or_(
        Question.containment != spelt(Containment.QUARANTINED),
        sa.false() if actor.id is None else Question.author_id == actor.id,
        staff_of(actor, Question.product_id),
    )


def answers_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_answer`, for queries over `Answer` joined with its `Question`."""
    return sa.and_(
        questions_seen_by(actor),
        sa.or_(
            Answer.containment != spelt(Containment.QUARANTINED),
            sa.false() if actor.id is None else Answer.author_id == actor.id,
            staff_of(actor, Question.product_id),
        ),
    )


def comments_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_comment`, for queries over `Comment` joined with its `Question`."""
    return sa.or_(
        Comment.containment != spelt(Containment.QUARANTINED),
        sa.false() if actor.id is None else Comment.author_id == actor.id,
        staff_of(actor, Question.product_id),
    )


def can_answer_question(actor: Actor, question: Question) -> bool:
    """Answer an open question; askers may answer their own."""
    return is_signed_in(actor) and can_see_question(actor, question) and question.state == QuestionState.OPEN


def can_comment(actor: Actor, question: Question) -> bool:
    """Comment on a question that can be seen, or on its answers."""
    return is_signed_in(actor) and can_see_question(actor, question)


def can_vote_question(actor: Actor, question: Question) -> bool:
    """Vote on somebody else's question."""
    return is_signed_in(actor) and can_see_question(actor, question) and not is_self(actor, question.author_id)


def can_vote_answer(actor: Actor, answer: Answer) -> bool:
    """Vote on somebody else's answer."""
    return is_signed_in(actor) and can_see_answer(actor, answer) and not is_self(actor, answer.author_id)


def can_report_outcome(actor: Actor, answer: Answer) -> bool:
    """Say whether an answer worked; nobody vouches for their own."""
    return can_vote_answer(actor, answer)


def can_edit_question(actor: Actor, question: Question) -> bool:
    """Edit a question: its author, and the product's staff."""
    if not is_signed_in(actor) or not can_see_question(actor, question):
        return False
    return is_self(actor, question.author_id) or is_staff(actor, question.product_id)


def can_edit_answer(actor: Actor, answer: Answer) -> bool:
    """Edit an answer: its author, and the product's staff."""
    if not is_signed_in(actor) or not can_see_answer(actor, answer):
        return False
    return is_self(actor, answer.author_id) or is_staff(actor, answer.question.product_id)


def can_close_question(actor: Actor, question: Question) -> bool:
    """Close or reopen a question: the product's moderators."""
    return is_moderator(actor, question.product_id) and not is_self(actor, question.author_id)


def is_asker_gone(question: Question, answer: Answer) -> bool:
    """Whether the asker has not been here since the answer and that is 14 days ago. Needs `question.author`."""
    unseen = question.author is None or question.author.seen_at is None or question.author.seen_at < answer.created_at
    return unseen and now() - answer.created_at >= ASKER_GONE


def can_accept_answer(actor: Actor, answer: Answer) -> bool:
    """Accept an answer: the asker, or a moderator for an asker who is gone (never for an answer of their own)."""
    if not is_signed_in(actor) or not can_see_answer(actor, answer):
        return False
    if answer.containment == Containment.QUARANTINED:
        return False
    if is_self(actor, answer.question.author_id):
        return True
    return can_accept_for_asker(actor, answer)


def can_accept_for_asker(actor: Actor, answer: Answer) -> bool:
    """Accept in the asker's stead, with a reason."""
    question = answer.question
    moderates = is_moderator(actor, question.product_id) and not is_self(actor, answer.author_id)
    return moderates and not is_self(actor, question.author_id) and is_asker_gone(question, answer)


def can_unaccept_answer(actor: Actor, answer: Answer) -> bool:
    """Take an acceptance back: the asker, or the moderator who set it."""
    if not is_signed_in(actor) or not can_see_answer(actor, answer):
        return False
    return is_self(actor, answer.question.author_id) or is_self(actor, answer.accepted_by_id)


def can_check_answer(actor: Actor, answer: Answer) -> bool:
    """Give a verdict: an engineer of the product who did not write the answer."""
    return (
        is_engineer(actor, answer.question.product_id)
        and can_see_answer(actor, answer)
        and not is_self(actor, answer.author_id)
    )


def can_see_history(actor: Actor, answer: Answer) -> bool:
    """Read the revisions of an answer; those of a folded text are for its author and staff."""
    return can_see_answer(actor, answer) and can_see_revision(actor, answer, answer.containment)


def can_see_revision(actor: Actor, answer: Answer, containment: Containment) -> bool:
    """Read one revision of an answer in the open; one that is folded or hidden by itself: its author and staff."""
    if containment in {Containment.NONE, Containment.WARNED}:
        return True
    return is_self(actor, answer.author_id) or is_staff(actor, answer.question.product_id) or actor.is_system
