"""Which addresses a text may point at, and in which one form they are kept."""

import re
from html import unescape
from urllib.parse import urlsplit

from forum.core.markup import allowlist

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SCHEME = re.compile(r"(?P<name>[^/?#]*?):")
# Browsers drop these inside of an address, or read a backslash as a slash: nobody needs them, attacks do.
_MISLEADING = re.compile(r"[\x00-\x20\x7f-\xa0\\\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\ufffd]")
# The name tells the size, in pixels, so that a page leaves room for what is still on its way.
_IMAGE = re.compile(r"/images/(?P<name>[0-9a-f]{20}-(?P<width>[1-9]\d{0,3})x(?P<height>[1-9]\d{0,3})\.webp)")


def link_address(raw: str) -> str | None:
    """Return the address of a link as it is kept, or None if the text may not point there.

    `raw` is the attribute as it was written, entities and all. What is kept is http, https, mailto, or a place on this
    site that begins with `/`, `?` or `#`; it holds no white space, control characters or backslashes.
    """
    address = _cleaned(raw)
    if address.lower().startswith("www."):
        address = "https://" + address
    if address.startswith("//"):
        address = "https:" + address
    scheme = _SCHEME.match(address)
    if not address or _MISLEADING.search(address):
        return None
    if scheme is None:
        return address if address[0] in "/?#" else None
    return address if scheme["name"].lower() in allowlist.SCHEMES and _is_complete(address) else None


def image_place(raw: str) -> dict[str, str] | None:
    """Return address, width and height of an image that the page may load, one that was sent to this site, or None."""
    found = _IMAGE.fullmatch(_cleaned(raw))
    return {"src": found[0], "width": found["width"], "height": found["height"]} if found else None


def _cleaned(raw: str) -> str:
    """Return the address that a browser would see: entities resolved, white space around it and line breaks gone."""
    address = _ENTITY.sub(lambda match: unescape(match[0]), raw)
    return re.sub(r"[\t\r\n]", "", address.strip()).replace(" ", "%20")


def _is_complete(address: str) -> bool:
    """Tell whether an absolute address can be read and, for the web, names a host."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname and parts.port != 0) if parts.scheme in ("http", "https") else bool(parts.path)
    except ValueError:
        return False
