"""How products, releases and tags may be called."""

import re
import unicodedata

from forum.core.errors import Invalid
from forum.core.text import N_

MAX_TAGS = 5
MAX_TAG = 35
MAX_SLUG = 60
MAX_NAME = 80
MAX_DESCRIPTION = 2_000
# A year, and ten of them: nobody means more.
MOST_HOURS = 8_760
MOST_MONTHS = 120

_TAG = re.compile(r"[^\W_][\w.+#-]*|\.\w[\w.+#-]*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def tag_name(text: str) -> str:
    """Return the name of a tag as it is kept: lower case, hyphens for spaces. Raises `Invalid` for anything else."""
    name = "-".join(unicodedata.normalize("NFKC", text).lower().split())
    if not name:
        raise Invalid.one("tags", "empty", N_("A tag needs a name."))
    if len(name) > MAX_TAG:
        raise Invalid.one("tags", "too_long", N_("A tag has at most %(limit)d characters."), limit=MAX_TAG)
    if not _TAG.fullmatch(name):
        text = N_("“%(name)s” cannot be a tag. Use letters, digits and . + # - and begin with a letter or digit.")
        raise Invalid.one("tags", "malformed", text, name=name)
    return name


def product_slug(text: str) -> str:
    """Return a product's address, or raise `Invalid`."""
    slug = text.strip()
    if not _SLUG.fullmatch(slug) or len(slug) > MAX_SLUG:
        hint = N_("A product's address takes small letters a-z, digits and single hyphens, at most %(limit)d of them.")
        raise Invalid.one("slug", "malformed", hint, limit=MAX_SLUG)
    return slug


def display_name(field: str, text: str) -> str:
    """Return the name of a product or release on one line, or raise `Invalid` for the field."""
    name = " ".join(text.split())
    if not name:
        raise Invalid.one(field, "empty", N_("A name is needed."))
    if len(name) > MAX_NAME:
        raise Invalid.one(field, "too_long", N_("A name has at most %(limit)d characters."), limit=MAX_NAME)
    if not name.isprintable():
        raise Invalid.one(field, "malformed", N_("A name takes printable characters only."))
    return name


def description(text: str) -> str:
    """Return a description, or raise `Invalid`."""
    text = text.strip()
    if len(text) > MAX_DESCRIPTION:
        hint = N_("A description has at most %(limit)d characters.")
        raise Invalid.one("description", "too_long", hint, limit=MAX_DESCRIPTION)
    return text


def at_most(field: str, number: int | None, most: int) -> int | None:
    """Return a number from 1 to `most`, or None for none; raise `Invalid` for the field."""
    if number is not None and not 1 <= number <= most:
        hint = N_("Use a whole number from 1 to %(most)d, or leave it empty.")
        raise Invalid.one(field, "out_of_range", hint, most=most)
    return number
