"""What one person did: their answers, and the checks they gave."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.core.db import session
from forum.core.paging import Keyset, Page, fetch
from forum.people.policy import Actor
from forum.questions.models import Answer, Question, Verdict
from forum.questions.policy import answers_seen_by, questions_seen_by

ANSWERS = Keyset("answers", ((Answer.created_at, True), (Answer.id, True)))
CHECKS = Keyset("checks", ((Verdict.created_at, True), (Verdict.id, True)))


@dataclass(frozen=True, slots=True)
class Contributions:
    """How much of what a person did the reader may see."""

    questions: int
    answers: int
    accepted: int
    worked: int
    checks: int


@dataclass(frozen=True, slots=True)
class Check:
    """A check that an engineer gave, and the question beneath which it stands."""

    verdict: Verdict
    question: Question


def _listed(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: the actor sees the answer, and neither it nor its question was deleted: for its author too it is gone."""
    return sa.and_(answers_seen_by(actor), Question.in_place(), Answer.in_place())


def contributions(actor: Actor, person_id: int) -> Contributions:
    """Count what a person did. One statement."""
    answered = sa.select(
        sa.func.count(Answer.id),
        sa.func.coalesce(sa.func.sum(sa.case((Answer.accepted, 1), else_=0)), 0),
        sa.func.coalesce(sa.func.sum(Answer.worked), 0),
    ).join(Question, Question.id == Answer.question_id)
    mine = answered.where(Answer.author_id == person_id, _listed(actor)).subquery()
    asked = sa.select(sa.func.count(Question.id)).where(
        Question.author_id == person_id, questions_seen_by(actor), Question.in_place()
    )
    checked = (
        sa.select(sa.func.count(Verdict.id))
        .join(Answer, Answer.id == Verdict.answer_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Verdict.engineer_id == person_id, _listed(actor))
    )
    row = session().execute(sa.select(asked.scalar_subquery(), checked.scalar_subquery(), mine)).one()
    questions, checks, answers, accepted, worked = (int(number) for number in row)
    return Contributions(questions, answers, accepted, worked, checks)


def answers_by(actor: Actor, person_id: int, *, limit: int = 30, cursor: str | None = None) -> Page[Answer]:
    """Return one page of a person's answers, the newest first, each with its question and product. One statement."""
    query = (
        sa.select(Answer)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.author_id == person_id, _listed(actor))
        .options(joinedload(Answer.question).joinedload(Question.product))
    )
    return fetch(session(), query, ANSWERS, limit=limit, cursor=cursor)


def checks_by(actor: Actor, person_id: int, *, limit: int = 30, cursor: str | None = None) -> Page[Check]:
    """Return one page of the checks that a person gave, the newest first. One statement."""
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(Verdict, Question)
        .join(Answer, Answer.id == Verdict.answer_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Verdict.engineer_id == person_id, _listed(actor))
        .options(joinedload(Question.product))
    )
    page = fetch(session(), query, CHECKS, limit=limit, cursor=cursor)
    return Page([Check(verdict, question) for verdict, question in page.items], page.next, page.previous)
