"""Images for texts: sent as a file, told with the address that a text shows them by."""

from typing import Any

from flask import request
from flask.views import MethodView

from forum.api import shapes
from forum.api.auth import reader, writer
from forum.api.room import KEY_ONLY, Made, blueprint, path
from forum.api.schemas import incoming, personal
from forum.core.errors import FieldError, Invalid, NotFound
from forum.core.text import N_, is_blank, message
from forum.images.models import Image
from forum.images.operations import erase_image
from forum.images.preparing import BYTES_MAX
from forum.images.queries import images_named, images_of
from forum.images.taking import take_image
from forum.moderation.images import can_see_image
from forum.questions.opening import note_picture

FIELDS = ("file", "description")
DESCRIBE = N_("Say in a few words what the picture shows, for people who cannot see it.")
FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": list(FIELDS),
                "additionalProperties": False,
                "properties": {
                    "file": {"type": "string", "format": "binary", "description": "JPEG, PNG, WebP or GIF"},
                    "description": {"type": "string", "minLength": 1, "maxLength": 300},
                },
            }
        }
    },
}

NAME: dict[str, Any] = {
    "name": "picture",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": r"^[0-9a-f]{20}-[1-9][0-9]{0,3}x[1-9][0-9]{0,3}\.webp$"},
}


@blueprint.route("/images", methods=["POST"])
@blueprint.doc(requestBody=FORM)
@blueprint.alt_response(201, schema=personal.ImageOut)
def post_image() -> Made:
    """Send an image, for texts. It is encoded anew: of a photo nothing is kept but what it shows."""
    actor = writer()
    request.max_content_length = BYTES_MAX + 100_000
    unknown = [name for name in (*request.form, *request.files) if name not in FIELDS]
    if unknown:
        raise Invalid([FieldError(name, "unknown_field", message(N_("Unknown field."))) for name in unknown])
    sent, description = request.files.get("file"), request.form.get("description", "")
    if is_blank(description):
        raise Invalid.one("description", "required", DESCRIBE)
    image = take_image(actor, sent.read() if sent else b"", description)
    return shapes.image(image), 201, {"Location": path("images", image.name)}


@blueprint.route("/images", methods=["GET"])
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, personal.ImageList)
def get_images() -> dict[str, Any]:
    """List the images that the caller has sent and that are kept."""
    return {"items": [shapes.image(image) for image, _is_used in images_of(writer())]}


@blueprint.route("/images/<picture>", parameters=[NAME])
class ImageResource(MethodView):
    """One image."""

    @blueprint.response(200, personal.ImageOut)
    def get(self, picture: str) -> dict[str, Any]:
        """Read about an image that the caller sees."""
        image = _seen(picture)
        note_picture(reader(), image)
        return shapes.image(image)

    @blueprint.arguments(incoming.ReasonIn, required=False)
    @blueprint.response(204)
    def delete(self, args: dict[str, Any], picture: str) -> None:
        """Erase an image, wherever it is shown: one's own, or with a reason as a moderator."""
        erase_image(writer(), _seen(picture).name, reason=args.get("reason", ""))


def _seen(name: str) -> Image:
    """Return an image that the caller sees; raise `NotFound` for any other."""
    for image in images_named([name]):
        if can_see_image(reader(), image):
            return image
    raise NotFound
