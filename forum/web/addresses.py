"""Addresses: those we write come from `FORUM_BASE_URL`, those we are given are followed only if they stay here."""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from flask import request

from forum import config
from forum.web import quick

_UNWANTED = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


def base_url() -> str:
    """Return the public address of the site, without a slash at its end."""
    return config.current().base_url.rstrip("/")


def page_url(endpoint: str, **values: object) -> str:
    """Return the public address of a page, for mail, feeds and canonical links."""
    return base_url() + quick.url_for(endpoint, **values)


def safe_next(url: str | None) -> str | None:
    """Return `url` as a path on this site, None if following it could lead anywhere else."""
    if not url:
        return None
    for own in (base_url(), request.host_url.rstrip("/")):
        if url.startswith(own + "/"):
            url = url.removeprefix(own)
            break
    if not url.startswith("/") or _UNWANTED.search(url):
        return None
    plain = unquote(unquote(url.split("?")[0].split("#")[0]))
    # Some proxies and browsers undo the quoting, or read "\" and "//" as the beginning of another host.
    if plain.startswith("//") or _UNWANTED.search(plain.replace(" ", "")) or "//" in plain:
        return None
    return url


def with_query(url: str, /, **values: str) -> str:
    """Return `url` with these values in its query, in place of any of their names."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in values]
    return urlunsplit(parts._replace(query=urlencode([*kept, *values.items()])))


def is_from_here() -> bool:
    """Whether the browser says that a page of ours sent this request; browsers that say nothing are believed."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
    parts = urlsplit(base_url())
    return origin in {f"{parts.scheme}://{parts.netloc}", request.host_url.rstrip("/")}
