"""What people follow and keep goes with them; that they have a trouble too stays counted."""

from collections.abc import Iterator

import sqlalchemy as sa

from forum.core.db import change
from forum.core.operation import operation
from forum.following.models import Bookmark, ProductFollow, QuestionFollow, TagFollow


def erase(person_id: int) -> Iterator[int]:
    """Erase a person's own lists."""
    yield _erase(person_id)


@operation
def _erase(person_id: int) -> int:
    """Erase the rows."""
    models = (QuestionFollow, TagFollow, ProductFollow, Bookmark)
    return sum(change(sa.delete(model).where(model.person_id == person_id)) for model in models)
