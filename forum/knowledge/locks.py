"""Taking a solution in hand: its question's row is locked first, as by everything that happens to the thread."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from forum.core.db import session
from forum.core.errors import NotFound
from forum.knowledge.models import Entry
from forum.knowledge.policy import entries_seen_by, is_editor
from forum.knowledge.queries import gone
from forum.people.policy import Actor
from forum.questions.models import Answer, Question


def lock_entry(actor: Actor, entry_id: int) -> Entry:
    """Return the locked entry with question, source and present solution; raise `NotFound` if none is seen.

    What is gone is there for its editors alone.
    """
    question_id = session().scalar(sa.select(Entry.question_id).where(Entry.id == entry_id))
    if question_id is not None:
        session().execute(sa.select(Question.id).where(Question.id == question_id).with_for_update())
    solution = sa.orm.aliased(Answer)
    query = (
        sa.select(Entry)
        .outerjoin(Entry.question)
        .outerjoin(Entry.answer)
        .outerjoin(solution, Entry.solution)
        .where(Entry.id == entry_id, entries_seen_by(actor))
        .options(
            contains_eager(Entry.question).joinedload(Question.author),
            contains_eager(Entry.answer),
            contains_eager(Entry.solution.of_type(solution)),
        )
        .with_for_update(of=Entry)
        .execution_options(populate_existing=True)
    )
    entry = session().scalars(query).one_or_none()
    if entry is None or (gone(entry) is not None and not is_editor(actor, entry) and not actor.is_system):
        raise NotFound
    return entry
