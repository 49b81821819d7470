"""Votes and outcomes: what others say of a text."""

from datetime import timedelta

import sqlalchemy as sa

from forum.catalog.models import Release
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid
from forum.core.operation import operation
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor
from forum.questions.locks import lock_answer, lock_comment, lock_question
from forum.questions.marks import count_outcomes, settle
from forum.questions.models import Answer, AnswerVote, Comment, CommentVote, Outcome, Question, QuestionVote
from forum.questions.policy import (
    can_note_outcome,
    can_report_outcome,
    can_vote_answer,
    can_vote_comment,
    can_vote_question,
)

# Failures reported by accounts younger than this do not make an answer disputed.
SETTLED_AFTER = timedelta(days=1)
NOTE_MAX = 1_000


@operation
def vote_question(actor: Actor, question_id: int, value: int) -> Question:
    """Vote a question up (1) or down (-1), or take the vote back (0)."""
    question = lock_question(actor, question_id)
    if not can_vote_question(actor, question):
        raise Forbidden
    _need_value(value)
    found = session().get(QuestionVote, (question.id, actor.id))
    change = value - (found.value if found else 0)
    if not change:
        return question
    if found:
        session().delete(found)
        session().flush()
    if value:
        session().add(QuestionVote(question_id=question.id, person_id=actor.id, value=value))
    question.score += change
    question.version += 1
    record(EventKind.VOTE_CAST, actor, question.ref, data={"value": value})
    return question


@operation
def vote_answer(actor: Actor, answer_id: int, value: int) -> Answer:
    """Vote an answer up (1) or down (-1), or take the vote back (0)."""
    answer = lock_answer(actor, answer_id)
    if not can_vote_answer(actor, answer):
        raise Forbidden
    _need_value(value)
    found = session().get(AnswerVote, (answer.id, actor.id))
    change = value - (found.value if found else 0)
    if not change:
        return answer
    if found:
        session().delete(found)
        session().flush()
    if value:
        session().add(AnswerVote(answer_id=answer.id, person_id=actor.id, value=value))
    answer.score += change
    settle(answer.question, answer)
    record(EventKind.VOTE_CAST, actor, answer.question.ref, about=answer.ref, data={"value": value})
    return answer


@operation
def vote_comment(actor: Actor, comment_id: int, value: int) -> Comment:
    """Say that a comment is useful (1), or take that back (0); twice is once. It changes no order and no level."""
    comment, question = lock_comment(actor, comment_id)
    if not can_vote_comment(actor, comment, question):
        raise Forbidden
    if value not in {0, 1}:
        raise Invalid.one("value", "out_of_range", N_("Say 1 for useful, or 0 to take it back."))
    found = session().get(CommentVote, (comment.id, actor.id))
    change = value - (1 if found else 0)
    if not change:
        return comment
    if found:
        session().delete(found)
    else:
        session().add(CommentVote(comment_id=comment.id, person_id=actor.id))
    comment.score += change
    question.version += 1
    record(EventKind.VOTE_CAST, actor, question.ref, about=comment.ref, data={"value": value}, react=False)
    return comment


@operation
def report_outcome(
    actor: Actor,
    answer_id: int,
    *,
    worked: bool,
    revision: int | None = None,
    release_id: int | None = None,
    note: str = "",
) -> Answer:
    """Say whether a revision (by default the shown one) worked; one word per person and revision, the newest counts."""
    answer = lock_answer(actor, answer_id)
    if not (can_note_outcome if note.strip() else can_report_outcome)(actor, answer):
        raise Forbidden
    revision = answer.shown_revision if revision is None else revision
    _check_outcome(answer, revision, release_id, note)
    mine = (Outcome.answer_id == answer.id, Outcome.person_id == actor.id, Outcome.revision == revision)
    found = session().scalars(sa.select(Outcome).where(*mine)).one_or_none()
    if found is not None and (found.worked, found.release_id, found.note) == (worked, release_id, note.strip()):
        return answer
    if found is None:
        found = Outcome(answer_id=answer.id, person_id=actor.id, revision=revision)
        session().add(found)
    found.worked, found.release_id, found.note, found.created_at = worked, release_id, note.strip(), now()
    found.settled_account = actor.since is not None and now() - actor.since >= SETTLED_AFTER
    session().flush()
    count_outcomes(answer)
    settle(answer.question, answer)
    record(
        EventKind.OUTCOME_REPORTED,
        actor,
        answer.question.ref,
        about=answer.ref,
        data={"worked": worked, "revision": revision, "release": release_id},
        details={"note": note.strip()} if note.strip() else None,
    )
    return answer


@operation
def take_back_outcome(actor: Actor, answer_id: int) -> Answer:
    """Forget what the person said of an answer, of whichever revision; taking it back twice is once."""
    answer = lock_answer(actor, answer_id)
    if not can_report_outcome(actor, answer):
        raise Forbidden
    mine = sa.delete(Outcome).where(Outcome.answer_id == answer.id, Outcome.person_id == actor.id)
    if not session().execute(mine.returning(Outcome.id)).all():
        return answer
    count_outcomes(answer)
    settle(answer.question, answer)
    record(EventKind.OUTCOME_REPORTED, actor, answer.question.ref, about=answer.ref, data={"worked": None})
    return answer


def _need_value(value: int) -> None:
    if value not in (-1, 0, 1):
        raise Invalid.one("value", "out_of_range", N_("A vote is 1, -1, or 0 to take it back."))


def _check_outcome(answer: Answer, revision: int, release_id: int | None, note: str) -> None:
    """Refuse what names no revision of the answer, no release of its product, or is too long."""
    if not 1 <= revision <= answer.revision:
        raise Invalid.one("revision", "unknown", N_("The answer has no such revision."))
    if len(note) > NOTE_MAX:
        raise Invalid.one("note", "too_long", N_("Use at most %(most)s characters."), most=NOTE_MAX)
    if release_id is not None:
        release = session().get(Release, release_id)
        if release is None or release.product_id != answer.question.product_id:
            raise Invalid.one("release", "unknown", N_("Choose a version of the question's product."))
