"""The newest texts of posts, one batch after another: for who looks at all of them in bounded memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.core.db import session
from forum.core.refs import Kind, Ref
from forum.flags.policy import standing
from forum.flags.spam import Standing
from forum.people.models import Person, RoleGrant
from forum.people.policy import SCOPED_ROLES, Actor
from forum.questions.models import POSTS, Answer, AnswerRevision, Comment, Question, QuestionRevision

KINDS = (Kind.QUESTION, Kind.ANSWER, Kind.COMMENT)


@dataclass(frozen=True, slots=True)
class PostText:
    """The newest text of a post. `writer_id` wrote that revision."""

    ref: Ref
    question_id: int
    title: str
    product_id: int | None
    revision: int
    writer_id: int | None
    writer_trust: int | None
    html: str


def post_texts(
    kind: Kind,
    *,
    beyond: int | None,
    limit: int,
    newest_first: bool = False,
    only: sa.ColumnElement[bool] | None = None,
) -> list[PostText]:
    """Return the next texts of this kind behind the number `beyond`, those in their place, by number. One statement.

    `only` is a clause over `Question`.
    """
    model = POSTS[kind]
    query = _query(kind).where(model.in_place(), Question.in_place(), only if only is not None else sa.true())
    if beyond is not None:
        query = query.where(model.id < beyond if newest_first else model.id > beyond)
    rows = session().execute(query.order_by(model.id.desc() if newest_first else model.id).limit(limit))
    return [PostText(Ref(kind, ident), *rest) for ident, *rest in rows]


def _query(kind: Kind) -> sa.Select[*tuple[Any, ...]]:
    """SQL: the texts of a kind with their questions."""
    of_question = (Question.id, Question.title, Question.product_id)
    if kind is Kind.QUESTION:
        newest = sa.and_(QuestionRevision.question_id == Question.id, QuestionRevision.number == Question.revision)
        text = (Question.revision, QuestionRevision.author_id, _trust(QuestionRevision), QuestionRevision.html)
        return sa.select(Question.id, *of_question, *text).join(QuestionRevision, newest)
    if kind is Kind.ANSWER:
        newest = sa.and_(AnswerRevision.answer_id == Answer.id, AnswerRevision.number == Answer.revision)
        text = (Answer.revision, AnswerRevision.author_id, _trust(AnswerRevision), AnswerRevision.html)
        query = sa.select(Answer.id, *of_question, *text).join(AnswerRevision, newest)
        return query.join(Question, Question.id == Answer.question_id)
    text = (Comment.revision, Comment.author_id, _trust(Comment), Comment.html)
    query = sa.select(Comment.id, *of_question, *text)
    return query.join(Question, Question.id == Comment.question_id)


def _trust(model: type[QuestionRevision | AnswerRevision | Comment]) -> sa.ScalarSelect[Any]:
    """SQL: the trust level of who wrote it."""
    return sa.select(Person.trust_level).where(Person.id == model.author_id).scalar_subquery()


def is_waiting(ref: Ref) -> bool:
    """Whether a post waits for a moderator. One statement."""
    model = POSTS[ref.kind]
    return session().scalar(sa.select(model.held_until).where(model.id == ref.id)) is not None


def number_of_texts(kind: Kind, only: sa.ColumnElement[bool] | None = None) -> int:
    """Return how many texts of this kind there are in their place. One statement."""
    model = POSTS[kind]
    query = sa.select(sa.func.count(model.id)).where(model.in_place(), Question.in_place())
    if model is not Question:
        query = query.join(Question, Question.id == model.question_id)  # type: ignore[union-attr] # those have one
    return session().scalar(query.where(only) if only is not None else query) or 0


def standing_of(text: PostText, staff: Mapping[int, Actor]) -> Standing:
    """How well whoever wrote the text is known; `staff` is everybody of `staff_now`."""
    writer = staff.get(text.writer_id or 0) or Actor(text.writer_id, trust=text.writer_trust or 0)
    return standing(writer, text.product_id)


def staff_now() -> Mapping[int, Actor]:
    """Return everybody who is staff of some product, by their numbers. One statement."""
    query = sa.select(Person, RoleGrant).join(RoleGrant, RoleGrant.person_id == Person.id)
    found: dict[int, tuple[Person, list[RoleGrant]]] = {}
    for person, role in session().execute(query.where(RoleGrant.role.in_(SCOPED_ROLES))):
        found.setdefault(person.id, (person, []))[1].append(role)
    return {ident: person.actor(held) for ident, (person, held) in found.items()}
