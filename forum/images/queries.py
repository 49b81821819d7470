"""Images by their names and by whose they are."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from forum.core.db import session
from forum.images.models import Image, ImageState, ImageUse
from forum.people.policy import Actor


def images_named(names: Collection[str]) -> Sequence[Image]:
    """Return those of the images that are kept."""
    if not names:
        return ()
    return session().scalars(sa.select(Image).where(Image.name.in_(names), Image.state == ImageState.KEPT)).all()


def removed_image(name: str) -> Image | None:
    """Return an image of that name that was erased, None where there never was one, or it is kept."""
    return session().scalar(sa.select(Image).where(Image.name == name, Image.state != ImageState.KEPT))


def images_of(actor: Actor, limit: int = 200) -> Sequence[tuple[Image, bool]]:
    """Return the newest of the actor's own images, each with whether a text shows it. One statement."""
    used = sa.exists().where(ImageUse.image_id == Image.id)
    query = sa.select(Image, used).where(Image.owner_id == actor.id, Image.state == ImageState.KEPT)
    rows = session().execute(query.order_by(Image.created_at.desc(), Image.id.desc()).limit(limit))
    return [(image, is_used) for image, is_used in rows]
