"""What pages read about notices."""

import sqlalchemy as sa

from forum.core.db import session
from forum.notifications.models import Notice

# The bell says "99+" from here on, so that a long absence costs no long count.
MOST_COUNTED = 100


def unread(person_id: int) -> int:
    """Return how many notices the person has not read, 100 at most."""
    some = sa.select(Notice.id).where(Notice.person_id == person_id, Notice.read_at.is_(None)).limit(MOST_COUNTED)
    return session().scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0
