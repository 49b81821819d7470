"""What a release changed for the answers: what it made out of date, what was checked and tried with it, what is due."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from forum.catalog.models import Release
from forum.core.db import session
from forum.core.paging import Keyset, Page, fetch
from forum.people.policy import Actor
from forum.questions.models import Answer, Outcome, Question, Verdict, VerdictRelease
from forum.questions.policy import answers_seen_by
from forum.questions.queries.by_person import CHECKS, Check
from forum.questions.trust import POSITIVE_KINDS, VerdictKind


class Change(StrEnum):
    """The lists of a release's page."""

    OUTDATED = "outdated"
    CHECKED = "checked"
    TRIED = "tried"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Tried:
    """An answer, and for how many people it worked with the release."""

    answer: Answer
    worked: int
    did_not: int


def change_counts(actor: Actor, release_id: int) -> dict[Change, int]:
    """Return how many rows each list has for the actor. One statement."""
    counted: list[sa.ScalarSelect[int]] = []
    for change in Change:
        rows = _tried(actor, release_id) if change is Change.TRIED else _checks(actor, release_id, change)
        counted.append(sa.select(sa.func.count()).select_from(rows.subquery()).scalar_subquery())
    row = session().execute(sa.select(*counted)).one()
    return {change: int(number) for change, number in zip(Change, row, strict=True)}


def checks_of(
    actor: Actor, release_id: int, change: Change, *, limit: int = 30, cursor: str | None = None
) -> Page[Check]:
    """Return one page of the checks that still hold and say that of a release, the newest first. One statement."""
    query: sa.Select[*tuple[Any, ...]] = _checks(actor, release_id, change).with_only_columns(Verdict, Question)
    page = fetch(session(), query.options(joinedload(Question.product)), CHECKS, limit=limit, cursor=cursor)
    return Page([Check(verdict, question) for verdict, question in page.items], page.next, page.previous)


def tried_with(actor: Actor, release_id: int, *, limit: int = 30, cursor: str | None = None) -> Page[Tried]:
    """Return one page of the answers that people tried with a release, the most tried first. One statement."""
    tried = _tried(actor, release_id).subquery()
    query = (
        sa.select(Answer, tried.c.worked, tried.c.did_not)
        .join(tried, tried.c.answer_id == Answer.id)
        .options(joinedload(Answer.question).joinedload(Question.product))
    )
    keyset = Keyset("tried", ((tried.c.people, True), (Answer.id, True)))
    page = fetch(session(), query, keyset, limit=limit, cursor=cursor)
    return Page([Tried(*row) for row in page.items], page.next, page.previous)


def _listed(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: the actor sees the answer, and it and its question are in their places."""
    return sa.and_(answers_seen_by(actor), Question.in_place(), Answer.in_place())


def _checks(actor: Actor, release_id: int, change: Change) -> sa.Select[int]:
    """SQL: the checks that say that of the release, and that no later one about it has replaced."""
    later = aliased(Verdict)
    replaced = sa.exists().where(
        later.answer_id == Verdict.answer_id, later.number > Verdict.number, _speaks(later, release_id)
    )
    said: dict[Change, sa.ColumnElement[bool]] = {
        Change.OUTDATED: sa.and_(Verdict.kind == VerdictKind.OUTDATED, Verdict.since_release_id == release_id),
        Change.CHECKED: sa.and_(Verdict.kind != VerdictKind.OUTDATED, _names(Verdict, release_id)),
        Change.DUE: sa.and_(
            Verdict.kind.in_(POSITIVE_KINDS), Verdict.lapsed_at.is_not(None), _speaks(Verdict, release_id)
        ),
    }
    return (
        sa.select(Verdict.id)
        .join(Answer, Answer.id == Verdict.answer_id)
        .join(Question, Question.id == Answer.question_id)
        .where(said[change], ~replaced, _listed(actor), _is_of_product(release_id))
    )


def _is_of_product(release_id: int) -> sa.ColumnElement[bool]:
    """SQL: the question is about the release's product, which a check of all releases does not say."""
    return Question.product_id == sa.select(Release.product_id).where(Release.id == release_id).scalar_subquery()


def _names(verdict: type[Verdict], release_id: int) -> sa.ColumnElement[bool]:
    """SQL: the check names the release."""
    return sa.exists().where(VerdictRelease.verdict_id == verdict.id, VerdictRelease.release_id == release_id)


def _speaks(verdict: type[Verdict], release_id: int) -> sa.ColumnElement[bool]:
    """SQL: the check is about the release, by its name, as the one since which a text is outdated, or about all."""
    for_all = ~sa.exists().where(VerdictRelease.verdict_id == verdict.id)
    return sa.or_(
        verdict.since_release_id == release_id,
        _names(verdict, release_id),
        sa.and_(verdict.kind != VerdictKind.OUTDATED, for_all),
    )


def _tried(actor: Actor, release_id: int) -> sa.Select[int, int, int, int]:
    """SQL: by answer, how many people said what of it with the release; of each the newest word counts."""
    newer = aliased(Outcome)
    replaced = sa.exists().where(
        newer.answer_id == Outcome.answer_id, newer.person_id == Outcome.person_id, newer.revision > Outcome.revision
    )
    return (
        sa.select(
            Outcome.answer_id.label("answer_id"),
            sa.func.sum(sa.case((Outcome.worked, 1), else_=0)).label("worked"),
            sa.func.sum(sa.case((Outcome.worked, 0), else_=1)).label("did_not"),
            sa.func.count().label("people"),
        )
        .join(Answer, Answer.id == Outcome.answer_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Outcome.release_id == release_id, ~replaced, _listed(actor))
        .group_by(Outcome.answer_id)
    )
