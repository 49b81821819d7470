"""The solutions that search engines may list."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.core.containment import Containment, spelt
from forum.core.sitemap import Map, Place
from forum.knowledge.models import Entry, EntryState
from forum.knowledge.policy import entries_seen_by
from forum.knowledge.queries import not_held_back
from forum.people.policy import VISITOR
from forum.questions.models import Answer
from forum.questions.trust import VERIFIED_KINDS

ENTRIES = Map(Entry.id, Entry.slug, Entry.changed_at)


def _listed() -> sa.Select[Any]:
    """SQL: live solutions that were checked or edited, as `EntryView.may_be_indexed`."""
    return (
        sa.select(Entry)
        .outerjoin(Entry.question)
        .outerjoin(Entry.answer)
        .where(
            entries_seen_by(VISITOR),
            Entry.state == EntryState.LIVE,
            Entry.containment == spelt(Containment.NONE),
            not_held_back(),
            sa.or_(Entry.revision > 0, Answer.level.in_(VERIFIED_KINDS)),
        )
    )


def entry_parts() -> Sequence[Place]:
    """Return the parts of the map of solutions. One statement."""
    return ENTRIES.parts(_listed())


def entry_places(number: int) -> Sequence[Place]:
    """Return the solutions of one part. One statement."""
    return ENTRIES.places(_listed(), number)
