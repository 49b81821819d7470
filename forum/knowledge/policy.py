"""Who may open a solution's page: it is as hidden as its question.

Its text is as hidden as its answer. `forum.knowledge.queries` gives none while the answer is held back, and says why.
"""

import sqlalchemy as sa

from forum.core.containment import Containment, spelt
from forum.knowledge.models import Entry
from forum.people.policy import Actor, is_staff
from forum.questions.policy import can_see_question, questions_seen_by, staff_of


def can_see_entry(actor: Actor, entry: Entry) -> bool:
    """Open a solution, or the page that says why it is gone. Needs the entry's question."""
    if entry.containment == Containment.QUARANTINED and not (is_staff(actor, entry.product_id) or actor.is_system):
        return False
    return entry.question is None or can_see_question(actor, entry.question)


def entries_seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """SQL twin of `can_see_entry`, for queries over `Entry` joined outwards with its `Question`."""
    return sa.and_(
        sa.or_(Entry.containment != spelt(Containment.QUARANTINED), staff_of(actor, Entry.product_id)),
        sa.or_(Entry.question_id.is_(None), questions_seen_by(actor)),
    )
