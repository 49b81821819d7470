"""Who may send, see and erase images. Which texts show an image, the rooms of the texts know."""

from forum.images.models import Image, ImageState
from forum.people.policy import Actor, is_moderator, is_self, is_signed_in, may_write


def can_keep_image(actor: Actor) -> bool:
    """Send an image: who may write, or is asked to mend a text."""
    return may_write(actor) or (is_signed_in(actor) and bool(actor.mends))


def can_see_unused_image(actor: Actor, image: Image) -> bool:
    """See an image that no text shows: whoever sent it. The site itself sees all."""
    return image.state is ImageState.KEPT and (is_self(actor, image.owner_id) or actor.is_system)


def can_erase_image(actor: Actor, image: Image) -> bool:
    """Erase an image that one sees: whoever sent it, a moderator, and the site what nobody uses."""
    if image.state is not ImageState.KEPT:
        return False
    return (is_signed_in(actor) and is_self(actor, image.owner_id)) or is_moderator(actor) or actor.is_system


def can_erase_images_by(actor: Actor, person_id: int | None) -> bool:
    """Erase images that somebody sent: that person, and a moderator."""
    return (is_signed_in(actor) and is_self(actor, person_id)) or is_moderator(actor)
