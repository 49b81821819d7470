"""That somebody was told goes with them; what everybody may read of wrong advice stays, without their name."""

from collections.abc import Iterator

import sqlalchemy as sa

from forum.core.db import change
from forum.core.erasing import Words
from forum.core.operation import operation
from forum.recalls.models import Recall, RecallRecipient

WORDS = (Words(Recall, ("summary", "what_now", "reason")),)


def erase(person_id: int) -> Iterator[int]:
    """Erase that a person was told."""
    yield _erase(person_id)


@operation
def _erase(person_id: int) -> int:
    return change(sa.delete(RecallRecipient).where(RecallRecipient.person_id == person_id))
