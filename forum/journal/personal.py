"""What the history holds of people: what they did, and what happened to their account."""

import sqlalchemy as sa

from forum.core.personal import INNER, OF_ANOTHER, SECRET, Holding
from forum.core.refs import Kind
from forum.core.text import N_
from forum.journal.models import Detail, Event


def _mine(person_id: int) -> sa.ColumnElement[bool]:
    """SQL: events that the person made, and those of their account."""
    return sa.or_(Event.actor_id == person_id, sa.and_(Event.root_kind == Kind.PERSON, Event.root_id == person_id))


HELD = (
    Holding(
        N_("What you did here, and what happened to your account"),
        Event,
        whose=(),
        shown=("occurred_at", "kind", "about_kind", "about_id"),
        kept_back={"actor_id": OF_ANOTHER, "mac": INNER, "nonce": INNER, "digest": INNER},
        mine=_mine,
    ),
    Holding(
        N_("Words of yours in the history"),
        Detail,
        whose=(),
        shown=("event_id", "values"),
        kept_back={"salt": SECRET},
        mine=lambda person_id: Detail.event_id.in_(sa.select(Event.id).where(_mine(person_id))),
    ),
)
