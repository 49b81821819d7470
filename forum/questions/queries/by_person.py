"""What one person did: their answers, whom these helped, and the checks they gave."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.models import Answer, Outcome, Question, Verdict
from forum.questions.policy import answers_seen_by, questions_seen_by

ANSWERS = Keyset("answers", ((Answer.created_at, True), (Answer.id, True)))
HELPED = Keyset("helped", ((Question.created_at, True), (Question.id, True)))
CHECKS = Keyset("checks", ((Verdict.created_at, True), (Verdict.id, True)))


class Part(StrEnum):
    """Which of a person's answers: all, those marked as solved, those that worked for somebody."""

    ALL = "answers"
    SOLVED = "solved"
    WORKED = "worked"


PARTS = {Part.ALL: sa.true(), Part.SOLVED: Answer.accepted.is_(True), Part.WORKED: Answer.worked > 0}


@dataclass(frozen=True, slots=True)
class Contributions:
    """How much of what a person did the reader may see.

    `helped` counts whoever said themselves that an answer solved it or worked for them, once in each question.
    """

    questions: int
    checks: int
    helped: int
    solutions: int
    answers: int
    accepted: int
    worked: int


@dataclass(frozen=True, slots=True)
class Helped:
    """A question in which a person helped others, and how many of them said so."""

    question: Question
    people: int


@dataclass(frozen=True, slots=True)
class Check:
    """A check that an engineer gave, and the question beneath which it stands."""

    verdict: Verdict
    question: Question


def _listed(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: the actor sees the answer, and neither it nor its question was deleted: for its author too it is gone."""
    return sa.and_(answers_seen_by(actor), Question.in_place(), Answer.in_place())


def contributions(actor: Actor, person_id: int, solutions: sa.ScalarSelect[int]) -> Contributions:
    """Count what a person did; raise `NotFound` where there is none. One statement. `solutions` as for `profile_of`."""
    return profile_of(actor, person_id, solutions)[1]


def profile_of(actor: Actor, person_id: int, solutions: sa.ScalarSelect[int]) -> tuple[Person, Contributions]:
    """Return a person, and count what they did; raise `NotFound` where there is none. One statement.

    `solutions` is the number of those made from their answers, which is not for this room to know.
    """
    sums = (sa.case((Answer.accepted, 1), else_=0), Answer.worked)
    answered = sa.select(sa.func.count(Answer.id), *(sa.func.coalesce(sa.func.sum(each), 0) for each in sums))
    mine = (
        answered.join(Question, Question.id == Answer.question_id)
        .where(Answer.author_id == person_id, _listed(actor))
        .subquery()
    )
    asked = sa.select(sa.func.count(Question.id)).where(
        Question.author_id == person_id, questions_seen_by(actor), Question.in_place()
    )
    checked = (
        sa.select(sa.func.count(Verdict.id))
        .join(Answer, Answer.id == Verdict.answer_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Verdict.engineer_id == person_id, _listed(actor))
    )
    helped = sa.select(sa.func.count()).select_from(_helped(actor, person_id))
    counts = (asked.scalar_subquery(), checked.scalar_subquery(), helped.scalar_subquery(), solutions, *mine.c)
    query = sa.select(Person, *counts).join(mine, sa.true()).where(Person.id == person_id)
    row = session().execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row[0], Contributions(*(int(number) for number in row[1:]))


def _helped(actor: Actor, person_id: int) -> sa.Subquery:
    """SQL: question and person, once each, of those who said themselves that the person's answer helped them.

    Askers who marked it as solved, and whoever it worked for by the newest revision that they tried, as in the site's
    own numbers.
    """
    others = sa.select(Answer.question_id, Question.author_id.label("who")).join(Answer.question)
    solved = others.where(
        Answer.author_id == person_id,
        _listed(actor),
        Answer.accepted.is_(True),
        Answer.accepted_by_id == Question.author_id,
        Question.author_id != person_id,
    )
    later = aliased(Outcome)
    newer = sa.exists().where(
        later.answer_id == Outcome.answer_id,
        later.person_id == Outcome.person_id,
        later.revision > Outcome.revision,
    )
    tried = sa.select(Answer.question_id, Outcome.person_id.label("who")).join(Answer.question)
    worked = tried.join(Outcome, Outcome.answer_id == Answer.id).where(
        Answer.author_id == person_id, _listed(actor), Outcome.worked.is_(True), Outcome.person_id != person_id, ~newer
    )
    return sa.union(solved, worked).subquery()


def helped_by(actor: Actor, person_id: int, *, limit: int = 30, cursor: str | None = None) -> Page[Helped]:
    """Return one page of the questions in which a person helped others, the newest first. One statement.

    Who they were is not told: of most of them only their number is public.
    """
    pairs = _helped(actor, person_id)
    people = sa.select(pairs.c.question_id, sa.func.count().label("people")).group_by(pairs.c.question_id).subquery()
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(Question, people.c.people)
        .join(people, people.c.question_id == Question.id)
        .options(joinedload(Question.product))
    )
    page = fetch(session(), query, HELPED, limit=limit, cursor=cursor)
    return Page([Helped(question, int(count)) for question, count in page.items], page.next, page.previous)


def answers_by(
    actor: Actor, person_id: int, *, part: Part = Part.ALL, limit: int = 30, cursor: str | None = None
) -> Page[Answer]:
    """Return one page of a person's answers, the newest first, each with its question and product. One statement."""
    query = (
        sa.select(Answer)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.author_id == person_id, _listed(actor), PARTS[part])
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
