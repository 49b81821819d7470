"""Questions that are one: a duplicate leads to the one that it repeats, a merged one to what it became a part of.

Each points at one other, so they make trees; the root is where readers are led.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.refs import Kind, Ref
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Move, Question
from forum.questions.policy import questions_seen_by

DUPLICATE, MERGED, LAST = "duplicate", "merged", "last"
# Longer than any chain that people make; it ends a walk whatever the rows say.
LONGEST = 50
# A title is looked through once for each word.
MOST_WORDS = 6


def _next(question: type[Question]) -> sa.ColumnElement[int | None]:
    """SQL: the number of the question that this one leads to."""
    moved = sa.case((question.moved_kind == Kind.QUESTION, question.moved_id), else_=None)
    return sa.func.coalesce(moved, question.duplicate_of_id)


@cache
def chain() -> sa.CTE:
    """SQL: the question `:question` and those that it leads to, in turn: `id`, `next` and `depth`."""
    start = sa.select(Question.id, _next(Question).label("next"), sa.literal(0).label("depth"))
    walk = start.where(Question.id == sa.bindparam("question")).cte("chain", recursive=True)
    further = aliased(Question)
    step = sa.select(further.id, _next(further), walk.c.depth + 1).join(walk, further.id == walk.c.next)
    return walk.union_all(step.where(walk.c.depth < LONGEST))


def chain_of(question_id: int) -> list[int]:
    """Return the question and those that it leads to, in turn. One statement."""
    walk = chain()
    return list(session().scalars(sa.select(walk.c.id).order_by(walk.c.depth), {"question": question_id}))


def now_at(question_id: int) -> int:
    """Return the question that this one has become a part of in the end, itself where it was not merged."""
    seen = {question_id}
    while True:
        merged = (Question.id == question_id, Question.moved_kind == Kind.QUESTION)
        following = session().scalar(sa.select(Question.moved_id).where(*merged))
        if following is None or following in seen:
            return question_id
        seen.add(following)
        question_id = following


def move_of(kind: Kind, ident: int) -> Move | None:
    """Return how a thing moved that is no longer where it was, None where it is there."""
    query = sa.select(Move).where(Move.source_kind == kind, Move.source_id == ident, Move.undone_at.is_(None))
    return session().scalars(query.order_by(Move.id.desc()).limit(1)).one_or_none()


def last_move(kind: Kind, ident: int) -> Move | None:
    """Return how a thing moved the last time, whether or not it is back, None where it never did."""
    query = sa.select(Move).where(Move.source_kind == kind, Move.source_id == ident)
    return session().scalars(query.order_by(Move.id.desc()).limit(1)).one_or_none()


def new_place(kind: Kind, ident: int) -> Ref | None:
    """Return where an answer, a comment or a question has moved to, None where it has not, or there is none."""
    models: dict[Kind, type[Question | Answer | Comment]] = {
        Kind.QUESTION: Question,
        Kind.ANSWER: Answer,
        Kind.COMMENT: Comment,
    }
    model = models[kind]
    row = session().execute(sa.select(model.moved_kind, model.moved_id).where(model.id == ident)).one_or_none()
    if row is None or row[0] is None or row[1] is None:
        return None
    return Ref(Kind.QUESTION, now_at(row[1])) if row[0] is Kind.QUESTION else Ref(row[0], row[1])


def last_of(question_id: int) -> int:
    """Return the question that this one leads to in the end, itself where it leads nowhere. One statement."""
    walk = chain()
    last = sa.select(walk.c.id).where(walk.c.next.is_(None))
    return session().scalar(last, {"question": question_id}) or question_id


def is_open_to_all() -> sa.ColumnElement[bool]:
    """SQL: everybody may see the question."""
    return sa.and_(Question.in_place(), Question.containment != spelt(Containment.QUARANTINED))


def touch_kin(question_id: int) -> None:
    """Let the pages of all questions of its tree be made anew, since each may name the others by title."""
    root = last_of(question_id)
    tree = sa.select(sa.literal(root).label("id"), sa.literal(0).label("depth")).cte("tree", recursive=True)
    # Spelt so that the indexes of both columns serve.
    merged = sa.and_(Question.gone_clause(), Question.moved_kind == Kind.QUESTION, Question.moved_id == tree.c.id)
    led = sa.or_(Question.duplicate_of_id == tree.c.id, merged)
    below = sa.select(Question.id, tree.c.depth + 1).where(led, tree.c.depth < LONGEST)
    tree = tree.union_all(below)
    ids = sorted(session().scalars(sa.select(tree.c.id)))
    if len(ids) > 1:
        touched = sa.update(Question).where(Question.id.in_(ids)).values(version=Question.version + 1)
        session().execute(touched, execution_options={"synchronize_session": "fetch"})


@dataclass(frozen=True, slots=True)
class Relative:
    """Another question, by number and title."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Kin:
    """Where a question leads in the end (None: nowhere, or to what not everybody may see), and what leads to it.

    Only what everybody may see is named, so that all readers are told the same.
    """

    last: Relative | None = None
    duplicates: Sequence[Relative] = ()
    merged: Sequence[Relative] = ()


def kin_queries() -> tuple[sa.Select[str, int, str, int], ...]:
    """SQL: the kin of `:question`, as rows of kind, number, title, and 0."""
    mine: sa.BindParameter[int] = sa.bindparam("question")
    nought = sa.literal(0)
    duplicates = sa.select(sa.literal(DUPLICATE), Question.id, Question.title, nought)
    merged = sa.select(sa.literal(MERGED), Question.id, Question.title, nought)
    last = sa.select(sa.literal(LAST), Question.id, Question.title, nought)
    walk = chain()
    end = sa.select(walk.c.id).where(walk.c.next.is_(None), walk.c.depth > 0)
    shown = sa.and_(Question.deleted_at.is_(None), Question.containment != spelt(Containment.QUARANTINED))
    return (
        duplicates.where(Question.duplicate_of_id == mine, is_open_to_all()),
        merged.where(Question.gone_clause(), Question.moved_kind == Kind.QUESTION, Question.moved_id == mine, shown),
        last.where(Question.id.in_(end), is_open_to_all()),
    )


def kin_of(rows: Iterable[tuple[str, int, str]]) -> Kin:
    """Return the kin that stand in these rows of kind, number and title."""
    found: dict[str, list[Relative]] = {DUPLICATE: [], MERGED: [], LAST: []}
    for kind, ident, title in rows:
        if kind in found:
            found[kind].append(Relative(ident, title))
    return Kin(next(iter(found[LAST]), None), found[DUPLICATE], found[MERGED])


def questions_titled(actor: Actor, words: str, *, but: int, limit: int = 8) -> list[Relative]:
    """Return the newest questions with all of these words in their titles that the actor sees. One statement."""
    query = sa.select(Question.id, Question.title).where(
        questions_seen_by(actor), Question.in_place(), Question.id != but
    )
    for word in words.split()[:MOST_WORDS]:
        query = query.where(Question.title.icontains(word, autoescape=True))
    rows = session().execute(query.order_by(Question.id.desc()).limit(limit))
    return [Relative(row.id, row.title) for row in rows]
