"""What is kept of people's pictures."""

from collections.abc import Iterator
from functools import partial

import sqlalchemy as sa

from forum.core.db import session
from forum.core.personal import HandedFile, Holding
from forum.core.text import N_
from forum.images.models import Image, ImageState
from forum.images.store import store

HELD = (Holding(N_("Your pictures"), Image, whose=("owner_id",), shown=("name", "description", "created_at")),)


def files(person_id: int) -> Iterator[HandedFile]:
    """Yield the files of a person's pictures."""
    query = sa.select(Image.name).where(Image.owner_id == person_id, Image.state == ImageState.KEPT)
    for name in session().scalars(query.order_by(Image.id)).all():
        yield HandedFile(f"pictures/{name}", partial(store().get, name))
