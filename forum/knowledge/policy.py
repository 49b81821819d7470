"""Who may read a solution. It is as hidden as what it was made from."""

import sqlalchemy as sa

from forum.core.containment import Containment
from forum.knowledge.models import Entry
from forum.people.policy import Actor, is_staff
from forum.questions.policy import answers_seen_by, can_see_answer, can_see_question, questions_seen_by, staff_of


def can_see_entry(actor: Actor, entry: Entry) -> bool:
    """Read a solution (or the page that says why it is gone). Needs the entry's question, and its answer with it."""
    if entry.containment == Containment.QUARANTINED and not (is_staff(actor, entry.product_id) or actor.is_system):
        return False
    if entry.question is not None and not can_see_question(actor, entry.question):
        return False
    return entry.answer is None or can_see_answer(actor, entry.answer)


def entries_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_entry`, for queries over `Entry` joined outwards with its `Question` and `Answer`."""
    return sa.and_(
        sa.or_(Entry.containment != Containment.QUARANTINED, staff_of(actor, Entry.product_id)),
        sa.or_(Entry.question_id.is_(None), questions_seen_by(actor)),
        sa.or_(Entry.answer_id.is_(None), answers_seen_by(actor)),
    )
