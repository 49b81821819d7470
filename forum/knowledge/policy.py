"""Who may open a solution's page, and who improves, checks and retires solutions.

A solution's page is as hidden as its question, its text as hidden as its answer. `forum.knowledge.queries` gives none
while the answer is held back, and says why.
"""

import sqlalchemy as sa

from forum.core.containment import Containment, spelt
from forum.knowledge.models import Entry, EntryState
from forum.people.policy import Actor, is_engineer, is_self, is_staff
from forum.questions.policy import can_find_folded, can_see_question, questions_seen_by, staff_of


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


def is_editor(actor: Actor, entry: Entry) -> bool:
    """Whether the actor looks after the solution: the engineers and moderators of its product."""
    return is_staff(actor, entry.product_id) and can_see_entry(actor, entry)


def can_edit_solutions(actor: Actor) -> bool:
    """Open the editors' lists: engineers and moderators, of whichever products."""
    return can_find_folded(actor)


def can_edit_entry(actor: Actor, entry: Entry) -> bool:
    """Improve a solution that is shown, or that editors revised before; not one that was retired.

    Needs question and answer.
    """
    if not is_editor(actor, entry) or entry.retired_at is not None:
        return False
    if entry.question is not None and not entry.question.is_in_place:
        return False
    return entry.revision > 0 or (entry.state == EntryState.LIVE and _is_open(entry))


def _is_open(entry: Entry) -> bool:
    """Whether the answer that a view shows is there for everybody."""
    return entry.answer is not None and entry.answer.is_in_place and entry.answer.containment is Containment.NONE


def can_see_entry_history(actor: Actor, entry: Entry, *, is_gone: bool) -> bool:
    """Read the revisions of a solution that is shown; of one that is gone, its editors."""
    return can_see_entry(actor, entry) and (not is_gone or is_editor(actor, entry) or actor.is_system)


def can_check_entry(actor: Actor, entry: Entry, written_by: int | None) -> bool:
    """Judge an editor's text: an engineer of the product, who wrote neither it (`written_by`) nor the answer behind it.

    Needs question and answer. A view has no such text: what is checked there is the answer.
    """
    if not is_engineer(actor, entry.product_id) or not can_edit_entry(actor, entry):
        return False
    return not is_self(actor, written_by) and not (entry.answer and is_self(actor, entry.answer.author_id))


def can_retire_entry(actor: Actor, entry: Entry) -> bool:
    """Take a solution out for good, with a reason: editors."""
    return is_editor(actor, entry) and entry.retired_at is None


def can_bring_back_entry(actor: Actor, entry: Entry) -> bool:
    """Bring back what was retired: editors."""
    return is_editor(actor, entry) and entry.retired_at is not None
