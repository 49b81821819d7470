"""A person's pictures: those that no text shows go, and descriptions name nobody."""

from collections.abc import Iterator

import sqlalchemy as sa

from forum.core.db import session
from forum.core.erasing import AT_ONCE, Words
from forum.core.operation import operation
from forum.images.models import Image, ImageState, ImageUse
from forum.images.operations import erase_for_good
from forum.people.policy import SYSTEM

WORDS = (Words(Image, ("description",)),)


def erase(person_id: int) -> Iterator[int]:
    """Erase the pictures of a person that no text shows."""
    while True:
        changed = _erase(person_id)
        yield changed
        if changed < AT_ONCE:
            return


@operation
def _erase(person_id: int) -> int:
    used = sa.exists().where(ImageUse.image_id == Image.id)
    mine = sa.select(Image).where(Image.owner_id == person_id, Image.state == ImageState.KEPT, ~used)
    rows = session().scalars(mine.order_by(Image.id).limit(AT_ONCE).with_for_update(of=Image)).all()
    for image in rows:
        erase_for_good(SYSTEM, image, "")
    return len(rows)
