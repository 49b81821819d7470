"""The engineers' lists, in their own words: needs an answer, overdue, to check, objections."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.clock import now
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.paging import Keyset, Page, fetch
from forum.core.provenance import Channel
from forum.core.refs import Kind
from forum.people.policy import Actor, Role, scope
from forum.questions.models import Answer, Correction, NextAction, Question, WaitingCheck
from forum.questions.trust import VERIFIED_KINDS, Level
from forum.reach.models import DailyView

# Sooner due first; what was asked at the same moment by its number.
BY_DUE = Keyset("due", ((Question.due_at, False), (Question.id, False)))
# How many days back a view counts as recent.
RECENT_DAYS = 7


def in_scope(actor: Actor, role: Role = Role.ENGINEER) -> sa.ColumnElement[bool]:
    """SQL: questions of the products that the actor holds the role for, and those without a product."""
    products = scope(actor, role)
    if products is None:
        return sa.true()
    if not products:
        return sa.false()
    return sa.or_(Question.product_id.in_(products), Question.product_id.is_(None))


def with_answers(model: type[Correction | WaitingCheck]) -> sa.Select[*tuple[Any, ...]]:
    """SQL: what staff said of answers, with who said it, the answers and their questions."""
    said_by = Correction.author if model is Correction else WaitingCheck.engineer
    return (
        sa.select(model, Answer)
        .join(Answer, Answer.id == model.answer_id)
        .join(Answer.question)
        .options(
            contains_eager(Answer.question).joinedload(Question.product),
            joinedload(Answer.author),
            joinedload(said_by),
        )
    )


def _awaiting_answer(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: born here, still without a usable answer, not asked by the engineer."""
    return sa.and_(
        in_scope(actor),
        Question.next_action == NextAction.ANSWER,
        Question.channel != Channel.IMPORT,
        Question.containment != spelt(Containment.QUARANTINED),
        Question.in_place(),
        Question.author_id.is_distinct_from(actor.id),
    )


def needs_answer(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[Question]:
    """Return the questions in the engineer's products that wait for an answer, soonest due first."""
    return _questions(_awaiting_answer(actor), limit, cursor)


def overdue(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[Question]:
    """Return those of `needs_answer` whose time has passed, longest overdue first."""
    return _questions(sa.and_(_awaiting_answer(actor), Question.due_at < now()), limit, cursor)


def _questions(clause: sa.ColumnElement[bool], limit: int, cursor: str | None) -> Page[Question]:
    query = sa.select(Question).where(clause, Question.due_at.is_not(None))
    query = query.options(joinedload(Question.author), joinedload(Question.product))
    return fetch(session(), query, BY_DUE, limit=limit, cursor=cursor)


def _to_check(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: what an engineer should look at, never their own.

    Changed since it was verified, did not work, engineers differ, past its review date, or accepted and not yet judged.
    The same as `trust.recheck_reasons`, from what is stored, and what nobody has judged.
    """
    wanted = sa.or_(
        Answer.level.in_((Level.EDITED_SINCE, Level.DISPUTED, Level.CHECK_DUE)),
        Answer.disagreement,
        sa.and_(Answer.level.in_(VERIFIED_KINDS), Answer.did_not_since_check > 0),
        sa.and_(Answer.level == Level.ACCEPTED, Question.channel != Channel.IMPORT),
        sa.and_(Answer.level.in_((Level.INCORRECT, Level.UNSAFE)), _changed_since_judged()),
    )
    return sa.and_(
        in_scope(actor),
        wanted,
        Answer.containment != spelt(Containment.QUARANTINED),
        Answer.in_place(),
        Question.in_place(),
        Answer.author_id.is_distinct_from(actor.id),
        sa.not_(_waits_for_second()),
    )


def _waits_for_second() -> sa.ColumnElement[bool]:
    """SQL: what a new engineer says of the answer's newest text waits to be confirmed: it stands on that list."""
    mine = (WaitingCheck.answer_id == Answer.id, WaitingCheck.revision == Answer.revision)
    return sa.exists().where(*mine, WaitingCheck.decided_at.is_(None))


def _changed_since_judged() -> sa.ColumnElement[bool]:
    """SQL: edited after the last judgement that found it wrong."""
    return Answer.edited_at > sa.func.coalesce(Answer.judged_at, Answer.created_at)


def _recently_viewed() -> Keyset:
    """Return the order of what to check: what was judged before, then what was only accepted; most viewed first."""
    views = sa.select(sa.func.coalesce(sa.func.sum(DailyView.views), 0)).where(
        DailyView.kind == Kind.QUESTION,
        DailyView.thing_id == Question.id,
        DailyView.day > now().date() - timedelta(days=RECENT_DAYS),
    )
    urgent = sa.case((Answer.level == Level.ACCEPTED, 0), else_=1)
    return Keyset("check", ((urgent, True), (views.correlate(Question).scalar_subquery(), True), (Answer.id, False)))


def awaiting_check(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[Answer]:
    """Return the answers in the engineer's products that wait for a check.

    What was judged before comes first, then what was only accepted; inside both what was seen most in the last week.
    """
    query = sa.select(Answer).join(Answer.question).where(_to_check(actor))
    query = query.options(contains_eager(Answer.question).joinedload(Question.product), joinedload(Answer.author))
    return fetch(session(), query, _recently_viewed(), limit=limit, cursor=cursor)


def disputed(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: corrections, joined with answer and question, whose objection waits for a third person."""
    return sa.and_(
        in_scope(actor),
        Correction.objected_at.is_not(None),
        Correction.resolved_at.is_(None),
        Correction.author_id != actor.id,
        Answer.author_id.is_distinct_from(actor.id),
        Answer.in_place(),
        Question.in_place(),
    )


def queue_numbers(actor: Actor) -> dict[str, sa.Select[int]]:
    """SQL: how many wait on each list, by their names."""
    waiting = sa.select(sa.func.count(Question.id)).where(_awaiting_answer(actor), Question.due_at.is_not(None))
    late = waiting.where(Question.due_at < now())
    check = sa.select(sa.func.count(Answer.id)).join(Answer.question).where(_to_check(actor))
    objected = sa.select(sa.func.count(Correction.id)).join(Answer, Answer.id == Correction.answer_id)
    objected = objected.join(Answer.question).where(disputed(actor))
    return {"needs_answer": waiting, "overdue": late, "to_check": check, "objections": objected}
