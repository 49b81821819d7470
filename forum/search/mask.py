"""What may not be found, whatever the index holds: told to the engine before it counts, ranks or suggests anything.

An index lags behind the database by seconds, and one that was frozen or put back from a copy by days. So the mask does
not ask what happened lately, but what is held back now; that is little, and has an index of its own in each table.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.refs import Kind
from forum.knowledge.models import Entry
from forum.people.policy import Actor, is_staff_of_all
from forum.questions.models import Answer, Question
from forum.questions.policy import can_find_folded, staff_of

_QUESTION = sa.literal(Kind.QUESTION.value).label("kind")
_ANSWER = sa.literal(Kind.ANSWER.value).label("kind")
_ENTRY = sa.literal(Kind.ENTRY.value).label("kind")


@dataclass(frozen=True, slots=True)
class Mask:
    """`groups` and `keys` are not found at all, of `titles` only the title is."""

    groups: frozenset[str]
    keys: frozenset[str]
    titles: frozenset[str]


def mask_for(actor: Actor) -> Mask:
    """Return what the actor may not find. One statement, two for staff that is limited to products."""
    held: dict[tuple[str, Containment], set[int]] = {}
    for kind, ident, containment in session().execute(_held_back()):
        held.setdefault((kind, containment), set()).add(ident)

    def keys(kind: Kind, *levels: Containment) -> set[str]:
        return {f"{kind.value}:{ident}" for level in levels for ident in held.get((kind.value, level), ())}

    unseen = [Containment.QUARANTINED] if can_find_folded(actor) else [Containment.FOLDED, Containment.QUARANTINED]
    every = [level for level in Containment if level is not Containment.NONE]
    return Mask(
        groups=frozenset(keys(Kind.QUESTION, Containment.QUARANTINED)),
        keys=frozenset(
            keys(Kind.QUESTION, *unseen) | keys(Kind.ANSWER, *unseen) | keys(Kind.ENTRY, *every) | _of_others(actor),
        ),
        titles=frozenset(keys(Kind.QUESTION, Containment.WARNED) | keys(Kind.ANSWER, Containment.WARNED)),
    )


def _of_others(actor: Actor) -> set[str]:
    """Return what stands behind a click in products that the actor, who is staff elsewhere, is not staff of."""
    if not can_find_folded(actor) or is_staff_of_all(actor):
        return set()
    others = sa.not_(staff_of(actor, Question.product_id))
    answers = sa.select(_ANSWER, Answer.id).join(Question, Question.id == Answer.question_id)
    query = sa.union_all(
        sa.select(_QUESTION, Question.id).where(Question.containment == spelt(Containment.FOLDED), others),
        answers.where(Answer.containment == spelt(Containment.FOLDED), others),
    )
    return {f"{kind}:{ident}" for kind, ident in session().execute(query)}


def _held_back() -> sa.CompoundSelect[str, int, Containment]:
    """Select all that is contained, or gone as if it were hidden: kind, number, how. An entry joins its answer."""
    gone = spelt(Containment.QUARANTINED)
    questions = sa.select(_QUESTION, Question.id, Question.containment)
    answers = sa.select(_ANSWER, Answer.id, Answer.containment)
    entries = sa.select(_ENTRY, Entry.id, Entry.containment)
    joined = sa.select(_ENTRY, Entry.id, Answer.containment).join(Answer, Answer.id == Entry.answer_id)
    return sa.union_all(
        questions.where(Question.held_back_clause()),
        answers.where(Answer.held_back_clause()),
        entries.where(Entry.held_back_clause()),
        joined.where(Answer.held_back_clause()),
        sa.select(_QUESTION, Question.id, gone).where(Question.gone_clause()),
        sa.select(_ANSWER, Answer.id, gone).where(Answer.gone_clause()),
        sa.select(_ENTRY, Entry.id, gone).join(Answer, Answer.id == Entry.answer_id).where(Answer.gone_clause()),
    )
