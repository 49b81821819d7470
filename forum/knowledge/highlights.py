"""The few solutions that the page of a tag or a product shows."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.knowledge.models import Entry, EntryState, EntryTag
from forum.knowledge.policy import entries_seen_by
from forum.knowledge.queries import not_held_back
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.queries.topics import Topic

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Highlights:
    """The solutions that stand first, and the newest of the others."""

    best: Sequence[Entry]
    newest: Sequence[Entry]


def highlights(actor: Actor, topic: Topic) -> Highlights:
    """Return the best and the newest solutions about a topic, at most five of each and none twice. One statement."""
    best = _live(actor, topic, sa.select(Entry.id)).order_by(Answer.tier, Answer.standing.desc(), Entry.id.desc())
    newest = _live(actor, topic, sa.select(Entry.id)).order_by(Entry.published_at.desc(), Entry.id.desc())
    few, more = best.limit(SHOWN).subquery(), newest.limit(2 * SHOWN).subquery()
    query = (
        sa.select(Entry, few.c.id)
        .outerjoin(Entry.answer)
        .outerjoin(few, few.c.id == Entry.id)
        .where(sa.or_(few.c.id.is_not(None), Entry.id.in_(sa.select(more.c.id))))
        .options(contains_eager(Entry.answer))
    )
    rows = session().execute(query).all()
    first = [entry for entry, is_best in rows if is_best is not None]
    others = [entry for entry, is_best in rows if is_best is None]
    first.sort(key=_place)
    others.sort(key=lambda entry: (entry.published_at, entry.id), reverse=True)
    return Highlights(first, others[:SHOWN])


def _place(entry: Entry) -> tuple[int, int, int]:
    """Return what the best ones are ordered by, as the database orders them."""
    if entry.answer is None:
        return (4, 0, -entry.id)
    return (entry.answer.tier, -entry.answer.standing, -entry.id)


def _live(actor: Actor, topic: Topic, query: sa.Select[int]) -> sa.Select[int]:
    """SQL: of the query over `Entry`, what is about the topic and in lists."""
    about: sa.ColumnElement[bool] = topic.holds_question()
    if topic.tag_id is not None:
        own = sa.select(EntryTag.entry_id).where(EntryTag.tag_id == topic.tag_id)
        about = sa.or_(about, Entry.id.in_(own))
    else:
        about = Entry.product_id == topic.product_id
    return (
        query.outerjoin(Question, Question.id == Entry.question_id)
        .outerjoin(Answer, Answer.id == Entry.answer_id)
        .where(entries_seen_by(actor), about, Entry.state == EntryState.LIVE)
        .where(Entry.containment == spelt(Containment.NONE), not_held_back())
    )
