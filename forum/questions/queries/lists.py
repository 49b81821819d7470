"""Lists of questions, paged by keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.catalog.models import Tag
from forum.core.db import session
from forum.core.paging import Keyset, Page, fetch
from forum.people.policy import Actor
from forum.questions.models import Answer, Question, QuestionState, QuestionTag
from forum.questions.policy import questions_seen_by
from forum.questions.trust import VERIFIED_KINDS, Level


class Sort(StrEnum):
    """The orders of a list."""

    NEWEST = "newest"
    ACTIVE = "active"
    VOTES = "votes"


class Facts(StrEnum):
    """The states that a list can be narrowed to."""

    OPEN = "open"
    UNANSWERED = "unanswered"
    UNACCEPTED = "unaccepted"
    ACCEPTED = "accepted"
    VERIFIED = "verified"
    CLOSED = "closed"


KEYSETS = {
    Sort.NEWEST: Keyset("newest", ((Question.created_at, True), (Question.id, True))),
    Sort.ACTIVE: Keyset("active", ((Question.active_at, True), (Question.id, True))),
    Sort.VOTES: Keyset("votes", ((Question.score, True), (Question.id, True))),
}
STATES: dict[Facts, sa.ColumnElement[bool]] = {
    Facts.OPEN: Question.state == QuestionState.OPEN,
    Facts.UNANSWERED: sa.and_(Question.answer_count == 0, Question.state == QuestionState.OPEN),
    Facts.UNACCEPTED: sa.and_(~Question.is_accepted, Question.answer_count > 0, Question.state == QuestionState.OPEN),
    Facts.ACCEPTED: Question.is_accepted.is_(True),
    Facts.VERIFIED: Question.best_level.in_(VERIFIED_KINDS),
    Facts.CLOSED: Question.state == QuestionState.CLOSED,
}


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """What a list is narrowed to."""

    state: Facts | None = None
    tag_id: int | None = None
    product_id: int | None = None
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One line of a list; the question comes with author and product.

    `for_asker`: it is marked as solved, by a moderator and not by the asker.
    """

    question: Question
    tags: Sequence[str]
    for_asker: bool = False


def list_questions(
    actor: Actor,
    *,
    sort: Sort = Sort.NEWEST,
    narrow: QuestionFilter | None = None,
    limit: int = 30,
    cursor: str | None = None,
) -> Page[QuestionRow]:
    """Return one page of the questions that the actor sees, in two statements."""
    narrow = narrow or QuestionFilter()
    query = sa.select(Question).where(questions_seen_by(actor), Question.in_place())
    query = query.options(joinedload(Question.author), joinedload(Question.product))
    if narrow.state is not None:
        query = query.where(STATES[narrow.state])
    if narrow.product_id is not None:
        query = query.where(Question.product_id == narrow.product_id)
    if narrow.author_id is not None:
        query = query.where(Question.author_id == narrow.author_id)
    if narrow.tag_id is not None:
        query = query.join(QuestionTag, QuestionTag.question_id == Question.id)
        query = query.where(QuestionTag.tag_id == narrow.tag_id)
    page = fetch(session(), query, KEYSETS[sort], limit=limit, cursor=cursor)
    tags, marked = _beside(page.items)
    rows = [QuestionRow(question, tags.get(question.id, ()), question.id in marked) for question in page.items]
    return Page(rows, page.next, page.previous)


def tags_of(question_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the tags on these questions. One statement, none for no questions."""
    found: dict[int, list[str]] = {}
    for question_id, name in session().execute(_tags_of(question_ids)) if question_ids else ():
        found.setdefault(question_id, []).append(name)
    return found


def _tags_of(question_ids: Sequence[int]) -> sa.Select[int, str]:
    """SQL: which of the questions have which tags, by their names."""
    query = sa.select(QuestionTag.question_id, Tag.name).join(Tag, Tag.id == QuestionTag.tag_id)
    return query.where(QuestionTag.question_id.in_(question_ids)).order_by(Tag.name)


def _beside(questions: Sequence[Question]) -> tuple[dict[int, list[str]], set[int]]:
    """Return the names of the tags by question, and which a moderator marked as solved. One statement at most."""
    tags: dict[int, list[str]] = {}
    marked: set[int] = set()
    if not questions:
        return tags, marked
    parts: list[sa.Select[int, Any]] = [_tags_of([question.id for question in questions]).order_by(None)]
    solved = [question.id for question in questions if question.best_level is Level.ACCEPTED]
    if solved:
        parts.append(_marked_for_askers(solved))
    for question_id, name in session().execute(sa.union_all(*parts)):
        if name is None:
            marked.add(question_id)
        else:
            tags.setdefault(question_id, []).append(name)
    return {question_id: sorted(names) for question_id, names in tags.items()}, marked


def marked_for_askers(question_ids: Sequence[int]) -> set[int]:
    """Return those of the questions that a moderator marked as solved. One statement, none for no questions."""
    return set(session().scalars(_marked_for_askers(question_ids))) if question_ids else set()


def _marked_for_askers(question_ids: Sequence[int]) -> sa.Select[int, None]:
    """SQL: those of the questions that a moderator marked as solved."""
    return (
        sa.select(Answer.question_id, sa.null())
        .join(Question, Question.id == Answer.question_id)
        .where(
            Answer.question_id.in_(question_ids),
            Answer.accepted.is_(True),
            Answer.accepted_by_id.is_not(None),
            Answer.accepted_by_id.is_distinct_from(Question.author_id),
        )
    )
