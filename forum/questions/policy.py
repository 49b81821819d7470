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
    may_mend,
    may_write,
    scope,
)
from forum.questions.models import Answer, AnswerRevision, Comment, Question, QuestionState
from forum.questions.trust.levels import Level

# An asker who has not been here since the answer, for this long, will not accept it any more.
ASKER_GONE = timedelta(days=14)
# What staff found right, at some time, is not its author's alone.
FOUND_RIGHT = frozenset({Level.VERIFIED, Level.CONDITIONAL, Level.CORRECTED, Level.CHECK_DUE, Level.EDITED_SINCE})


def can_ask(actor: Actor) -> bool:
    """Ask a question."""
    return may_write(actor)


def can_see_question(actor: Actor, question: Question) -> bool:
    """Read a question: hidden and deleted ones are for their author and the product's staff, moved ones for nobody."""
    return _sees(actor, question, question.author_id, question.product_id)


def can_see_answer(actor: Actor, answer: Answer) -> bool:
    """Read an answer: as with questions, beneath a question that the actor sees."""
    question = answer.question
    return can_see_question(actor, question) and _sees(actor, answer, answer.author_id, question.product_id)


def _sees(actor: Actor, thing: Question | Answer | Comment, author_id: int | None, product_id: int | None) -> bool:
    """What is open and in its place is for everybody, what is held back or deleted for its author and staff."""
    if thing.is_in_place:
        return _sees_in_place(actor, thing, author_id, product_id)
    if actor.is_system:
        return True
    return thing.moved_id is None and (is_self(actor, author_id) or is_staff(actor, product_id))


def _sees_in_place(
    actor: Actor, thing: Question | Answer | Comment, author_id: int | None, product_id: int | None
) -> bool:
    """The same of what was neither deleted nor moved."""
    if thing.containment != Containment.QUARANTINED or actor.is_system:
        return True
    return is_self(actor, author_id) or is_staff(actor, product_id)


def is_private(thing: Question | Answer | Comment) -> bool:
    """Whether readers do not get a text at all: it is for its author and staff. Needs an answer's question."""
    own = thing.containment is Containment.QUARANTINED or not thing.is_in_place
    return own or (isinstance(thing, Answer) and is_private(thing.question))


def can_see_openings(actor: Actor, question: Question) -> bool:
    """Read who of the staff opened what is private of a question: the product's staff."""
    return is_staff(actor, question.product_id) and can_see_question(actor, question)


def can_find_folded(actor: Actor) -> bool:
    """Find answers that stand behind a click: engineers and moderators, of whichever products."""
    return any(scope(actor, role) != frozenset() for role in (Role.ENGINEER, Role.MODERATOR))


def can_see_comment(actor: Actor, comment: Comment, question: Question) -> bool:
    """Read a comment beneath a question that the actor sees."""
    return _sees(actor, comment, comment.author_id, question.product_id)


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


def _seen_by(
    actor: Actor, model: type[Question | Answer | Comment], product_id: InstrumentedAttribute[int | None]
) -> sa.ColumnElement[bool]:
    """SQL twin of `_sees`."""
    if actor.is_system:
        return sa.true()
    return sa.and_(
        model.moved_id.is_(None),
        sa.or_(
            sa.and_(model.containment != spelt(Containment.QUARANTINED), model.deleted_at.is_(None)),
            sa.false() if actor.id is None else model.author_id == actor.id,
            staff_of(actor, product_id),
        ),
    )


def questions_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_question`, for queries over `Question`."""
    return _seen_by(actor, Question, Question.product_id)


def answers_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_answer`, for queries over `Answer` joined with its `Question`."""
    return sa.and_(questions_seen_by(actor), _seen_by(actor, Answer, Question.product_id))


def revisions_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: the revision is the one that readers are shown, or the actor may read it in the answer's history.

    Twin of `can_see_history` and `can_see_revision`, for queries over `AnswerRevision` with its `Answer` and `Question`
    where the answer is seen.
    """
    if actor.is_system:
        return sa.true()
    in_the_open = [
        sa.or_(*(model.containment == spelt(level) for level in (Containment.NONE, Containment.WARNED)))
        for model in (Answer, AnswerRevision)
    ]
    return sa.or_(
        AnswerRevision.number == Answer.shown_revision,
        sa.and_(*in_the_open),
        sa.false() if actor.id is None else Answer.author_id == actor.id,
        staff_of(actor, Question.product_id),
    )


def comments_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_comment`, for queries over `Comment` joined with its `Question`."""
    return _seen_by(actor, Comment, Question.product_id)


def _may_touch_question(actor: Actor, question: Question) -> bool:
    """Do something to a question that can be seen and was not deleted."""
    if not is_signed_in(actor) or not question.is_in_place:
        return False
    return _sees_in_place(actor, question, question.author_id, question.product_id)


def _may_touch_answer(actor: Actor, answer: Answer) -> bool:
    """Do something to an answer that can be seen and was not deleted, nor its question."""
    if not is_signed_in(actor) or not answer.is_in_place:
        return False
    question = answer.question
    return _may_touch_question(actor, question) and _sees_in_place(actor, answer, answer.author_id, question.product_id)


def _may_touch_comment(actor: Actor, comment: Comment, question: Question) -> bool:
    """Do something to a comment that can be seen and was not deleted, nor its question."""
    if not _may_touch_question(actor, question) or not comment.is_in_place:
        return False
    return _sees_in_place(actor, comment, comment.author_id, question.product_id)


def can_answer_question(actor: Actor, question: Question) -> bool:
    """Answer an open question; askers may answer their own."""
    open_now = question.state == QuestionState.OPEN
    return may_write(actor) and _may_touch_question(actor, question) and open_now


def can_comment(actor: Actor, question: Question) -> bool:
    """Comment on a question that can be seen, or on its answers."""
    return may_write(actor) and _may_touch_question(actor, question)


def can_keep_question(actor: Actor, question: Question) -> bool:
    """Follow, mute and keep a question that can be seen."""
    return _may_touch_question(actor, question)


def can_keep_answer(actor: Actor, answer: Answer) -> bool:
    """Keep an answer that can be seen."""
    return _may_touch_answer(actor, answer)


def can_have_too(actor: Actor, question: Question) -> bool:
    """Say of somebody else's question that one has the same trouble."""
    return _may_touch_question(actor, question) and not is_self(actor, question.author_id)


def can_vote_question(actor: Actor, question: Question) -> bool:
    """Vote on somebody else's question."""
    return _may_touch_question(actor, question) and not is_self(actor, question.author_id)


def can_vote_answer(actor: Actor, answer: Answer) -> bool:
    """Vote on somebody else's answer."""
    return _may_touch_answer(actor, answer) and not is_self(actor, answer.author_id)


def can_report_outcome(actor: Actor, answer: Answer) -> bool:
    """Say whether an answer worked; nobody vouches for their own."""
    return can_vote_answer(actor, answer)


def can_note_outcome(actor: Actor, answer: Answer) -> bool:
    """Add words to whether it worked."""
    return may_write(actor) and can_report_outcome(actor, answer)


def can_edit_question(actor: Actor, question: Question) -> bool:
    """Edit a question: its author, and the product's staff."""
    if not _may_touch_question(actor, question) or not may_mend(actor, question.ref):
        return False
    return is_self(actor, question.author_id) or is_staff(actor, question.product_id)


def can_edit_answer(actor: Actor, answer: Answer) -> bool:
    """Edit an answer: its author, and the product's staff."""
    if not _may_touch_answer(actor, answer) or not may_mend(actor, answer.ref):
        return False
    return is_self(actor, answer.author_id) or is_staff(actor, answer.question.product_id)


def can_close_question(actor: Actor, question: Question) -> bool:
    """Close a question, for good or as asked before: the asker, and the product's staff. It takes a reason."""
    if not may_write(actor) or not _may_touch_question(actor, question):
        return False
    return is_self(actor, question.author_id) or is_staff(actor, question.product_id)


def can_reopen_question(actor: Actor, question: Question) -> bool:
    """Open it again: the product's staff, and the asker what nobody else closed."""
    if not _may_touch_question(actor, question):
        return False
    nobody_else = question.state == QuestionState.OPEN or is_self(actor, question.closed_by_id)
    own = is_self(actor, question.author_id) and nobody_else
    return own or is_staff(actor, question.product_id)


def can_delete_question(actor: Actor, question: Question) -> bool:
    """Delete a question: its author while nobody has answered, else a moderator of the product."""
    if not is_signed_in(actor) or not can_see_question(actor, question):
        return False
    if is_self(actor, question.author_id):
        return question.answer_count == 0
    return is_moderator(actor, question.product_id)


def can_delete_answer(actor: Actor, answer: Answer) -> bool:
    """Delete an answer: its author, unless it solved the problem or was found right; else a moderator."""
    if not is_signed_in(actor) or not can_see_answer(actor, answer):
        return False
    if is_self(actor, answer.author_id):
        return not answer.accepted and answer.level not in FOUND_RIGHT
    return is_moderator(actor, answer.question.product_id)


def can_delete_comment(actor: Actor, comment: Comment, question: Question) -> bool:
    """Delete a comment: its author, or a moderator of the product."""
    if not is_signed_in(actor) or not can_see_question(actor, question):
        return False
    if not can_see_comment(actor, comment, question):
        return False
    return is_self(actor, comment.author_id) or is_moderator(actor, question.product_id)


def can_edit_comment(actor: Actor, comment: Comment, question: Question) -> bool:
    """Change a comment: its author alone, since it speaks for nobody else."""
    own = is_self(actor, comment.author_id) and may_mend(actor, comment.ref)
    return own and _may_touch_comment(actor, comment, question)


def can_vote_comment(actor: Actor, comment: Comment, question: Question) -> bool:
    """Say of somebody else's comment that it is useful."""
    return _may_touch_comment(actor, comment, question) and not is_self(actor, comment.author_id)


def can_merge_question(actor: Actor, question: Question) -> bool:
    """Make two questions one, or two again: a moderator of the products of both, asked for each."""
    return is_moderator(actor, question.product_id) and not question.is_deleted


def can_convert_answer(actor: Actor, answer: Answer) -> bool:
    """Make an answer into a comment or a question: who may delete it."""
    return may_write(actor) and _may_touch_answer(actor, answer) and can_delete_answer(actor, answer)


def can_convert_comment(actor: Actor, comment: Comment, question: Question) -> bool:
    """Make a comment into an answer or a question: who may delete it."""
    movable = may_write(actor) and _may_touch_question(actor, question) and comment.is_in_place
    return movable and can_delete_comment(actor, comment, question)


def can_convert_back(actor: Actor, thing: Answer | Comment, question: Question, by_id: int) -> bool:
    """Let a text be again what it was: a moderator, and its author if `by_id`, who converted it, was its author."""
    if not _may_touch_question(actor, question):
        return False
    own = is_self(actor, thing.author_id) and is_self(actor, by_id)
    return own or is_moderator(actor, question.product_id)


def can_restore(actor: Actor, thing: Question | Answer | Comment, product_id: int | None) -> bool:
    """Show again what was deleted: a moderator, and its author what they deleted themselves. Asked of what is seen."""
    if not is_signed_in(actor):
        return False
    if is_self(actor, thing.author_id):
        return thing.deleted_by_id is None or is_self(actor, thing.deleted_by_id)
    return is_moderator(actor, product_id)


def is_asker_gone(question: Question, answer: Answer) -> bool:
    """Whether the asker has not been here since the answer and that is 14 days ago. Needs `question.author`."""
    unseen = question.author is None or question.author.seen_at is None or question.author.seen_at < answer.created_at
    return unseen and now() - answer.created_at >= ASKER_GONE


def can_accept_answer(actor: Actor, answer: Answer) -> bool:
    """Accept an answer: the asker, or a moderator for an asker who is gone (never for an answer of their own)."""
    if not _may_touch_answer(actor, answer):
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
    """Take an acceptance back: the asker, or the moderator who set it, while they moderate the product."""
    if not _may_touch_answer(actor, answer):
        return False
    if is_self(actor, answer.question.author_id):
        return True
    return is_self(actor, answer.accepted_by_id) and is_moderator(actor, answer.question.product_id)


def can_check_answer(actor: Actor, answer: Answer) -> bool:
    """Give a verdict: an engineer of the product who did not write the answer."""
    return (
        is_engineer(actor, answer.question.product_id)
        and _may_touch_answer(actor, answer)
        and not is_self(actor, answer.author_id)
    )


def reads_folded(actor: Actor, author_id: int | None, product_id: int | None) -> bool:
    """Whether programs get the text of something that stands behind a click: those of its author and of staff."""
    return is_self(actor, author_id) or is_staff(actor, product_id) or actor.is_system


def can_see_texts(actor: Actor, thing: Question | Comment, product_id: int | None) -> bool:
    """Read what a question or a comment said before; of what is folded, its author and staff. Asked of what is seen."""
    folded = thing.containment in {Containment.FOLDED, Containment.QUARANTINED}
    return not folded or reads_folded(actor, thing.author_id, product_id)


def can_see_history(actor: Actor, answer: Answer) -> bool:
    """Read the revisions of an answer; those of a folded text are for its author and staff."""
    return can_see_answer(actor, answer) and can_see_revision(actor, answer, answer.containment)


def can_see_revision(actor: Actor, answer: Answer, containment: Containment) -> bool:
    """Read one revision of an answer in the open; one that is folded or hidden by itself: its author and staff."""
    if containment in {Containment.NONE, Containment.WARNED}:
        return True
    return is_self(actor, answer.author_id) or is_staff(actor, answer.question.product_id) or actor.is_system
