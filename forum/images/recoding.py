"""From what somebody sent to the image that is kept: turned upright, scaled down, encoded anew, with nothing in it but
what it shows. It runs in a process of its own (see `process`), never in a request."""

import io
from contextlib import suppress

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

# Inside of this every image fits, in pixels: twice the width of a text for sharp screens, and tall enough for a phone's
# screenshot to be read.
WIDEST, TALLEST = 1_600, 2_400
# What is decoded in full; a JPEG is decoded at a part of its size, so that it may be larger.
MOST_PIXELS = {"JPEG": 220_000_000, "MPO": 220_000_000, "PNG": 40_000_000, "WEBP": 40_000_000, "GIF": 40_000_000}
# A JPEG of several pictures (MPO) is opened as a JPEG, and its first is kept.
KINDS = ("JPEG", "PNG", "WEBP", "GIF")
# Screenshots stay sharp to the pixel while their file is no larger than this.
SHARP_BYTES = 600_000
# How a file of the kind begins that Apple's cameras and some others write, behind its length.
_BOXED = {b"heic": "heic", b"heix": "heic", b"heim": "heic", b"hevc": "heic", b"mif1": "heic", b"msf1": "heic"}


class RefusedImage(Exception):
    """It is not kept; `code` says why."""

    def __init__(self, code: str) -> None:
        """Take the reason: heic, kind, too_large or damaged."""
        self.code = code
        super().__init__(code)


def recode(data: bytes) -> tuple[bytes, int, int]:
    """Return the WebP file that is kept of `data`, its width and its height. Raises `RefusedImage`.

    Of an animation the first frame is kept, of a photo nothing that the camera wrote into it: no place, no time, no
    name.
    """
    if data[4:8] == b"ftyp":
        raise RefusedImage(_BOXED.get(data[8:12], "kind"))
    try:
        image = _clean(_opened(data))
        return _encoded(image, sharp=not data.startswith(b"\xff\xd8")), image.width, image.height
    except RefusedImage:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise RefusedImage("damaged") from error


def _opened(data: bytes) -> Image.Image:
    """Return the image, of which so far only the head was read, after a look at its size."""
    # All kinds are made known here; which of them are read is said below.
    Image.init()
    # Our own limit is asked below, and knows what a JPEG costs.
    Image.MAX_IMAGE_PIXELS = None
    try:
        image = Image.open(io.BytesIO(data), formats=KINDS)
    except UnidentifiedImageError as error:
        raise RefusedImage("kind") from error
    if image.width * image.height > MOST_PIXELS[image.format or ""]:
        raise RefusedImage("too_large")
    image.seek(0)
    # Decodes no more of a photo than is needed; the other kinds take no notice.
    longest = max(WIDEST, TALLEST)
    image.draft(None, (longest, longest))
    return image


def _clean(image: Image.Image) -> Image.Image:
    """Return the picture alone: upright, within bounds, in the colours of the web."""
    profile = image.info.get("icc_profile")
    sees_through = "A" in image.getbands() or "transparency" in image.info
    upright = ImageOps.exif_transpose(image)
    picture = upright.convert("RGBA" if sees_through else "RGB")
    picture.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    if profile:
        # A profile that cannot be read means no more than none.
        with suppress(ImageCms.PyCMSError, OSError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), inPlace=True)
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _encoded(image: Image.Image, *, sharp: bool) -> bytes:
    """Return the file; `sharp`: without any loss where that is small enough."""
    if sharp:
        lossless = io.BytesIO()
        image.save(lossless, "WEBP", lossless=True, quality=50, method=3)
        if lossless.tell() <= SHARP_BYTES:
            return lossless.getvalue()
    file = io.BytesIO()
    image.save(file, "WEBP", quality=82, method=4)
    return file.getvalue()
