"""One way in for every front: from the bytes that somebody sent to an image that is kept."""

from forum.core.errors import Busy, Forbidden
from forum.images.models import Image
from forum.images.operations import keep_image, need_allowance
from forum.images.policy import can_keep_image
from forum.images.preparing import prepare
from forum.images.store import store
from forum.people.policy import Actor


def take_image(actor: Actor, data: bytes, description: str = "", *, field: str = "file") -> Image:
    """Recode an image, put it into the store, and keep it: the slow part first, outside of any transaction.

    Raises `Invalid` for `field`, `TooMany` as `keep_image` does, and `Busy` where the store cannot be reached. What was
    put into the store for nothing is taken out again; where the process dies in between, a file is left over that no
    address leads to.
    """
    if not can_keep_image(actor):
        raise Forbidden
    need_allowance(actor)
    prepared = prepare(data, field=field)
    kept_as = None
    try:
        store().put(prepared.name, prepared.data)
        image = keep_image(actor, prepared, description)
        kept_as = image.name
        return image
    except OSError as error:
        raise Busy from error
    finally:
        if kept_as != prepared.name:
            _take_out(prepared.name)


def _take_out(name: str) -> None:
    try:
        store().delete(name)
    except OSError:
        # The file says nothing and is found by nobody.
        return
