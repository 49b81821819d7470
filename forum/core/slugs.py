"""Readable parts of addresses. They are decoration: the number before them decides what is shown."""

import re
import unicodedata

_GAPS = re.compile(r"[^a-z0-9]+")


def slugify(text: str, *, fallback: str, length: int = 70) -> str:
    """Return `text` in small letters, digits and hyphens, cut at a word; `fallback` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = _GAPS.sub("-", plain).strip("-")
    if len(slug) > length:
        slug = slug[: length + 1].rsplit("-", 1)[0][:length]
    return slug or fallback
