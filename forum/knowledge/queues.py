"""The editors' lists: solutions whose answer has changed since, and those that wait for an engineer's check."""

from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.paging import Keyset, Page, fetch
from forum.knowledge.models import Entry, EntryRevision
from forum.knowledge.policy import entries_seen_by
from forum.people.policy import Actor, Role, scope
from forum.questions.models import Answer, Question, Verdict
from forum.questions.policy import staff_of
from forum.questions.trust import Level

OLDEST_EDIT = Keyset("edited", ((Entry.edited_at, False), (Entry.id, False)))
SOLUTION = aliased(Answer)
T = TypeVar("T")


READ = (contains_eager(Entry.question), contains_eager(Entry.answer), joinedload(Entry.product))


def _editors(actor: Actor, query: sa.Select[T]) -> sa.Select[T]:
    """SQL: of a query over `Entry`, what editors of the actor's products revised here and did not retire.

    It is joined with question and source.
    """
    return (
        query.select_from(Entry)
        .outerjoin(Entry.question)
        .outerjoin(Entry.answer)
        .where(
            entries_seen_by(actor),
            staff_of(actor, Entry.product_id),
            Entry.edited_at.is_not(None),
            Entry.retired_at.is_(None),
            sa.or_(Entry.question_id.is_(None), Question.in_place()),
        )
    )


def editor_numbers(actor: Actor) -> dict[str, sa.Select[int]]:
    """SQL: how many wait on each of the editors' lists, by their names."""
    count = sa.select(sa.func.count(Entry.id))
    return {"solutions_changed": _changed(actor, count), "solutions_to_check": _to_check(actor, count)}


def answer_changed(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[Entry]:
    """Return the solutions whose answer was changed or swapped since an editor looked, the oldest edit first."""
    query = _changed(actor, sa.select(Entry)).options(*READ, contains_eager(Entry.solution.of_type(SOLUTION)))
    return fetch(session(), query, OLDEST_EDIT, limit=limit, cursor=cursor)


def _changed(actor: Actor, query: sa.Select[T]) -> sa.Select[T]:
    """SQL: of a query over `Entry`, those of `answer_changed`."""
    source_differs = sa.or_(
        Entry.answer_id.is_distinct_from(Entry.solution_id), Entry.answer_revision != SOLUTION.revision
    )
    open_solution = (
        SOLUTION.containment == spelt(Containment.NONE),
        SOLUTION.deleted_at.is_(None),
        SOLUTION.moved_id.is_(None),
    )
    return _editors(actor, query).join(SOLUTION, Entry.solution).where(source_differs, *open_solution)


def awaiting_entry_check(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[Entry]:
    """Return the solutions whose text an engineer should read: new ones, those due again, and where two differ.

    Nobody is asked about what they wrote, nor about a solution made from their answer.
    """
    query = _to_check(actor, sa.select(Entry)).options(*READ)
    return fetch(session(), query, OLDEST_EDIT, limit=limit, cursor=cursor)


def _to_check(actor: Actor, query: sa.Select[T]) -> sa.Select[T]:
    """SQL: of a query over `Entry`, those of `awaiting_entry_check`."""
    read = sa.exists().where(Verdict.entry_id == Entry.id, Verdict.revision == Entry.revision)
    wanted = sa.or_(~read, Entry.own_level == Level.CHECK_DUE, Entry.disagreement)
    return checkable(actor, query).where(wanted)


def checkable(actor: Actor, query: sa.Select[T]) -> sa.Select[T]:
    """SQL: of a query over `Entry`, what editors wrote and the actor may judge."""
    mine = sa.exists().where(
        EntryRevision.entry_id == Entry.id,
        EntryRevision.number == Entry.revision,
        EntryRevision.author_id == actor.id,
    )
    in_the_open = sa.or_(
        Entry.answer_id.is_(None), sa.and_(Answer.in_place(), Answer.containment == spelt(Containment.NONE))
    )
    query = _editors(actor, query).where(_licensed(actor), ~mine, in_the_open)
    return query.where(sa.or_(Entry.answer_id.is_(None), Answer.author_id.is_distinct_from(actor.id)))


def _licensed(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL: the actor is an engineer of the entry's product."""
    products = scope(actor, Role.ENGINEER)
    if products is None:
        return sa.true()
    return sa.or_(Entry.product_id.in_(products), Entry.product_id.is_(None)) if products else sa.false()
