"""What may not be found, whatever the index holds: told to the engine before it counts, ranks or suggests anything.

An index lags behind the database by seconds, and one that was frozen or put back from a copy by days. So the mask does
not ask what happened lately, but what is held back now; that is little, and has an index of its own in each table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.refs import Kind
from forum.knowledge.models import Entry
from forum.people.policy import Actor, is_staff_of_all
from forum.questions.models import Answer, Question
from forum.questions.policy import can_find_folded, staff_of
from forum.recalls.models import Recall
from forum.recalls.queries import is_public

_QUESTION = sa.literal(Kind.QUESTION.value).label("kind")
_ANSWER = sa.literal(Kind.ANSWER.value).label("kind")
_ENTRY = sa.literal(Kind.ENTRY.value).label("kind")
_RECALL = sa.literal(Kind.RECALL.value).label("kind")
# Stands for what is not held back, and yet not for this actor to find.
_APART = Containment.NONE


@dataclass(frozen=True, slots=True)
class Mask:
    """`groups` and `keys` are not found at all, of `titles` only the title is."""

    groups: frozenset[str]
    keys: frozenset[str]
    titles: frozenset[str]


def mask_for(actor: Actor, *, one_kind: bool = False) -> Mask:
    """Return what the actor may not find; who seeks `one_kind`, questions or solutions alone, seeks no correction
    notices. One statement."""
    held: dict[tuple[str, Containment], set[int]] = {}
    for kind, ident, containment in session().execute(_left_out(actor, one_kind=one_kind)):
        held.setdefault((kind, containment), set()).add(ident)

    def keys(kind: Kind, *levels: Containment) -> set[str]:
        return {f"{kind.value}:{ident}" for level in levels for ident in held.get((kind.value, level), ())}

    unseen = [Containment.QUARANTINED] if can_find_folded(actor) else [Containment.FOLDED, Containment.QUARANTINED]
    every = [level for level in Containment if level is not Containment.NONE]
    return Mask(
        groups=frozenset(keys(Kind.QUESTION, Containment.QUARANTINED)),
        keys=frozenset(
            keys(Kind.QUESTION, *unseen, _APART)
            | keys(Kind.ANSWER, *unseen, _APART)
            | keys(Kind.ENTRY, *every)
            | keys(Kind.RECALL, _APART)
        ),
        titles=frozenset(keys(Kind.QUESTION, Containment.WARNED) | keys(Kind.ANSWER, Containment.WARNED)),
    )


@lru_cache(maxsize=256)
def _left_out(actor: Actor, *, one_kind: bool) -> sa.CompoundSelect[str, int, Containment]:
    """Select all that is held back, and what this actor alone is not to find, with a level that nothing of it has."""
    parts = [*_held_back(), *_of_others(actor)]
    if one_kind:
        parts.append(sa.select(_RECALL, Recall.id, spelt(_APART)).where(is_public()))
    return sa.union_all(*parts)


def _of_others(actor: Actor) -> Iterator[sa.Select[str, int, Containment]]:
    """Yield what stands behind a click in products that the actor, who is staff elsewhere, is not staff of."""
    if not can_find_folded(actor) or is_staff_of_all(actor):
        return
    others = sa.not_(staff_of(actor, Question.product_id))
    answers = sa.select(_ANSWER, Answer.id, spelt(_APART)).join(Question, Question.id == Answer.question_id)
    questions = sa.select(_QUESTION, Question.id, spelt(_APART))
    yield questions.where(Question.containment == spelt(Containment.FOLDED), others)
    yield answers.where(Answer.containment == spelt(Containment.FOLDED), others)


def _held_back() -> tuple[sa.Select[str, int, Containment], ...]:
    """Select all that is contained, or gone as if it were hidden: kind, number, how. An entry joins its answer."""
    gone = spelt(Containment.QUARANTINED)
    questions = sa.select(_QUESTION, Question.id, Question.containment)
    answers = sa.select(_ANSWER, Answer.id, Answer.containment)
    entries = sa.select(_ENTRY, Entry.id, Entry.containment)
    joined = sa.select(_ENTRY, Entry.id, Answer.containment).join(Answer, Answer.id == Entry.answer_id)
    return (
        questions.where(Question.held_back_clause()),
        answers.where(Answer.held_back_clause()),
        entries.where(Entry.held_back_clause()),
        joined.where(Answer.held_back_clause()),
        sa.select(_QUESTION, Question.id, gone).where(Question.gone_clause()),
        sa.select(_ANSWER, Answer.id, gone).where(Answer.gone_clause()),
        sa.select(_ENTRY, Entry.id, gone).join(Answer, Answer.id == Entry.answer_id).where(Answer.gone_clause()),
    )
