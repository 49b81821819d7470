"""How a text says that it shows an image."""

import re

from forum.core.text import one_line
from forum.images.models import Image

_MARKS = re.compile(r"[\[\]\\]")


def markdown_of(image: Image, description: str) -> str:
    """Return the Markdown that shows the image; `description` says what it shows, for who cannot see it."""
    said = _MARKS.sub(r"\\\g<0>", one_line(description))
    return f"![{said}](/images/{image.name})"
