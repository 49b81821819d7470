"""Where decisions and suggestions name people; and what somebody suggested who does not want to leave their words."""

from collections.abc import Iterator

import sqlalchemy as sa

from forum.core.db import change, session
from forum.core.erasing import Words
from forum.core.errors import NotFound
from forum.core.operation import operation
from forum.moderation.models import Appeal, Decision, Outcome, StaffNote, Suggestion
from forum.moderation.suggestions import withdraw_suggestion
from forum.people.policy import Actor
from forum.questions.models import Answer, AnswerRevision, Question, QuestionRevision

WORDS = (
    Words(Decision, ("reason", "second_reason")),
    Words(Appeal, ("text", "reason")),
    Words(StaffNote, ("text",)),
    Words(Suggestion, ("title", "source", "tags", "note", "reason")),
)


def empty_notes(person_id: int) -> Iterator[int]:
    """Take the words out of the notes between moderators about a person and what they posted."""
    yield _empty_notes(person_id)


@operation
def _empty_notes(person_id: int) -> int:
    about = sa.update(StaffNote).where(StaffNote.subject_id == person_id, StaffNote.text != "")
    return change(about.values(text=""))


def remove_suggestions(person_id: int) -> Iterator[int]:
    """Withdraw what a person has suggested and empty it, and so what others suggested for their removed posts.

    What was accepted has become a part of somebody else's text, and stays.
    """
    for ident in session().scalars(sa.select(Suggestion.id).where(_open_of(person_id))).all():
        try:
            withdraw_suggestion(Actor(person_id), ident)
        except NotFound:
            # Of a thread that they do not see any more: it waits there for nobody.
            continue
        yield 1
    yield _empty(person_id)


def _open_of(person_id: int) -> sa.ColumnElement[bool]:
    """SQL: what a person has suggested and nobody has decided."""
    return sa.and_(Suggestion.person_id == person_id, Suggestion.decided_at.is_(None))


@operation
def _empty(person_id: int) -> int:
    """Empty what became of nothing."""
    own = sa.and_(Suggestion.person_id == person_id, Suggestion.outcome.is_distinct_from(Outcome.ACCEPTED))
    answers = sa.select(Answer.id).join(AnswerRevision, AnswerRevision.answer_id == Answer.id)
    questions = sa.select(Question.id).join(QuestionRevision, QuestionRevision.question_id == Question.id)
    gone = sa.or_(
        Suggestion.answer_id.in_(answers.where(Answer.author_id == person_id, AnswerRevision.redacted_at.is_not(None))),
        Suggestion.question_id.in_(
            questions.where(Question.author_id == person_id, QuestionRevision.redacted_at.is_not(None))
        ),
    )
    emptied = sa.update(Suggestion).where(sa.or_(own, gone), Suggestion.source != "")
    return change(emptied.values(title="", source="", tags="", note=""))
