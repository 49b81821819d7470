"""Pictures as people send them, and one that is kept already."""

import io

from PIL import Image

from forum.core.db import session
from forum.images.models import Image as Kept
from forum.images.operations import keep_image
from forum.images.preparing import Prepared
from forum.images.store import store
from forum.people.policy import Actor

UPRIGHT, ON_ITS_SIDE = 1, 6


def photo(width: int = 640, height: int = 480, *, turned: int = UPRIGHT, kind: str = "JPEG") -> bytes:
    """A photo as a phone writes it: left half red, right half blue, with the place, the time and the camera's name."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    written = Image.Exif()
    written[0x0112] = turned
    written[0x010F] = "Acme Phone of Ada"
    written[0x0132] = "2026:11:03 10:00:00"
    written.get_ifd(0x8825).update({1: "N", 2: (38.0, 42.0, 49.5), 3: "W", 4: (9.0, 8.0, 21.9)})
    file = io.BytesIO()
    picture.save(file, kind, exif=written, **({"comment": b"Ada's kitchen"} if kind == "JPEG" else {}))
    return file.getvalue()


def keep(actor: Actor, description: str = "", *, name: str = "00112233445566778899-8x6.webp") -> Kept:
    """An image of the actor's that is in the store, without having been sent."""
    file = io.BytesIO()
    Image.new("RGB", (8, 6), f"#{name[:6]}").save(file, "WEBP", lossless=True)
    store().put(name, file.getvalue())
    image = keep_image(actor, Prepared(name, file.getvalue(), 8, 6), description)
    session().refresh(image)
    session().expunge(image)
    return image
