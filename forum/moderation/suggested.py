"""What pages read about suggested changes: one, those that wait, and those that went into an answer or a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.core.refs import Kind, Ref
from forum.moderation.models import Suggestion
from forum.moderation.policy import suggested_by, suggestions_seen_by
from forum.people.policy import Actor
from forum.questions.models import Answer, AnswerRevision, Question, QuestionRevision
from forum.questions.queries import answer_revision, question_revision

OLDEST_FIRST = Keyset("suggestions", ((Suggestion.id, False),))
PLACE = sa.func.coalesce(Suggestion.question_id, Answer.question_id)
NEWEST_FIRST = Keyset("suggested", ((Suggestion.id, True),))


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A suggestion, what it is about (`answer` None: the question), the text it began with, and the newest one."""

    suggestion: Suggestion
    question: Question
    answer: Answer | None
    base: AnswerRevision | QuestionRevision
    newest: AnswerRevision | QuestionRevision

    @property
    def thing(self) -> Question | Answer:
        """What it would change."""
        return self.answer or self.question

    @property
    def moved_on(self) -> bool:
        """Whether somebody edited the thing since."""
        return self.base.number != self.newest.number


def _suggestions() -> sa.Select[*tuple[Any, ...]]:
    """SQL: suggestions with their thing, its question, and everybody who is named."""
    return (
        sa.select(Suggestion, Question)
        .outerjoin(Suggestion.answer)
        .join(Question, Question.id == PLACE)
        .options(
            contains_eager(Suggestion.answer).joinedload(Answer.question),
            joinedload(Suggestion.person),
            joinedload(Suggestion.decided_by),
        )
    )


def suggestion_view(actor: Actor, suggestion_id: int) -> SuggestionView:
    """Return one suggestion; raise `NotFound` where the actor sees none. Three statements."""
    query = _suggestions().where(Suggestion.id == suggestion_id, suggestions_seen_by(actor))
    row = session().execute(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound
    suggestion, question = row
    base, newest = (_text(suggestion, number) for number in (suggestion.base_revision, _newest(suggestion, question)))
    return SuggestionView(suggestion, question, suggestion.answer, base, newest)


def _newest(suggestion: Suggestion, question: Question) -> int:
    return (suggestion.answer or question).revision


def _text(suggestion: Suggestion, number: int) -> AnswerRevision | QuestionRevision:
    """Return a revision of what a suggestion is about."""
    text: AnswerRevision | QuestionRevision | None
    if suggestion.answer_id is not None:
        text = answer_revision(suggestion.answer_id, number)
    else:
        text = question_revision(suggestion.question_id or 0, number)
    if text is None:
        raise NotFound
    return text


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A suggestion in a list, with the question whose page it belongs to."""

    suggestion: Suggestion
    question: Question


def suggestion_number(actor: Actor) -> sa.Select[int]:
    """SQL: how many suggestions the actor may decide."""
    query = sa.select(sa.func.count(Suggestion.id)).outerjoin(Suggestion.answer).join(Question, Question.id == PLACE)
    return query.where(*_waiting_for(actor))


def _waiting_for(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    """SQL: the actor may decide what nobody has decided; `Suggestion` is joined with its question and answer."""
    return suggestions_seen_by(actor), sa.not_(suggested_by(actor)), Suggestion.decided_at.is_(None)


def waiting_suggestions(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[SuggestionRow]:
    """Return one page of what the actor may decide, the oldest first. One statement."""
    query = _suggestions().where(*_waiting_for(actor))
    return _rows(fetch(session(), query, OLDEST_FIRST, limit=limit, cursor=cursor))


def own_suggestions(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[SuggestionRow]:
    """Return one page of what the actor suggested, the newest first. One statement."""
    query = _suggestions().where(suggestions_seen_by(actor), suggested_by(actor))
    return _rows(fetch(session(), query, NEWEST_FIRST, limit=limit, cursor=cursor))


def _rows(page: Page[Any]) -> Page[SuggestionRow]:
    return Page([SuggestionRow(*row) for row in page.items], page.next, page.previous)


def own_waiting(actor: Actor, about: Ref) -> int | None:
    """Return the number of the actor's suggestion about a thing that waits, None for none. One statement."""
    of = Suggestion.question_id if about.kind is Kind.QUESTION else Suggestion.answer_id
    query = sa.select(Suggestion.id).where(of == about.id, suggested_by(actor), Suggestion.decided_at.is_(None))
    return session().scalar(query)


def accepted_suggestions(about: Ref) -> dict[int, Suggestion]:
    """Return what was suggested and went into a thing, by revision, with who accepted it. One statement.

    The thing is one that the reader may see the history of.
    """
    of = Suggestion.question_id if about.kind is Kind.QUESTION else Suggestion.answer_id
    query = sa.select(Suggestion).where(of == about.id, Suggestion.revision.is_not(None))
    found: Sequence[Suggestion] = session().scalars(query.options(joinedload(Suggestion.decided_by))).all()
    return {one.revision: one for one in found if one.revision is not None}
