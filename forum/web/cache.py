"""Pages for visitors: made once for each version of the thing they show.

A page's key holds everything that it is made of: the thing's version, the site's epoch, the language, the address, this
build and its settings. What changes, changes the key, so nothing is ever dropped for being stale, and a hit costs one
small SELECT. Whoever is signed in, is about to be told something, or asks for a part of a page passes by.
"""

import functools
import gzip
import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue

from forum import config
from forum.core.db import glance
from forum.core.refs import Kind, Ref
from forum.core.site import EPOCH, SiteFact
from forum.web import static
from forum.web.access import viewer
from forum.web.counting import count_reading, count_view
from forum.web.language import language

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
# A statement that is made once, and the values that it runs with.
Version = tuple[sa.Select[*tuple[Any, ...]], dict[str, Any]]
VersionOf = Callable[P, Version]
Counts = Callable[P, Ref]

log = logging.getLogger(__name__)
EXTENSION = "vouch_pages"
# Roughly what a stored page takes beside its body.
OVERHEAD = 400
VARY = ("Accept-Encoding", "Accept-Language", "Cookie", "HX-Request")


class UnfitPage(Exception):
    """A page that visitors share holds something that belongs to one of them; the text says what."""


@dataclass(slots=True)
class Kept:
    """One page. After its first hit the body is kept as gzip, which is what nearly all browsers ask for."""

    body: bytes
    content_type: str
    is_gzip: bool = False

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.body) + OVERHEAD


class Pages:
    """The pages of one process, least recently used ones dropped first. `capacity` is in bytes."""

    def __init__(self, capacity: int, salt: str) -> None:
        """Begin empty. `salt` tells this site, build and settings from others."""
        self._capacity = capacity
        self._salt = salt
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def tag(self, *parts: object) -> str:
        """Return the name of a page that is made of these parts, good as an ETag."""
        text = "\0".join([self._salt, *map(repr, parts)])
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def get(self, tag: str) -> Kept | None:
        """Return a kept page and remember that it was asked for."""
        with self._lock:
            kept = self._pages.get(tag)
            if kept is not None:
                self._pages.move_to_end(tag)
            return kept

    def put(self, tag: str, kept: Kept) -> None:
        """Keep a page, and drop others until all fit. One that is larger than an eighth of the room is not kept."""
        if kept.size > self._capacity // 8:
            return
        with self._lock:
            before = self._pages.pop(tag, None)
            self._size += kept.size - (before.size if before else 0)
            self._pages[tag] = kept
            while self._size > self._capacity:
                _, dropped = self._pages.popitem(last=False)
                self._size -= dropped.size

    @property
    def size(self) -> int:
        """Bytes of all kept pages."""
        return self._size


def cached_for_visitors(version_of: VersionOf[P], counts: Counts[P] | None = None) -> Callable[[View[P]], View[P]]:
    """Let visitors share a page. `version_of(**url values)` is a SELECT of one row, which changes with the page, and
    its values.

    `counts(**url values)` names the thing whose views are counted, for everybody and before the cache is asked.
    """

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def cached(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            tag = _tag(version_of(*args, **kwargs)) if _may_share() else None
            response = _answer(tag, lambda: view(*args, **kwargs)) if tag else make_response(view(*args, **kwargs))
            if counts is not None and response.status_code in {200, 304}:
                _count(counts(*args, **kwargs))
            return response

        return cached

    return decorate


def _count(seen: Ref) -> None:
    """Count a view, and who reads a question."""
    count_view(seen)
    if (reader := viewer().id) is not None and seen.kind is Kind.QUESTION:
        count_reading(reader, seen.id)


def _may_share() -> bool:
    """Return whether this request gets what every visitor gets."""
    plain = request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers
    return plain and viewer().id is None and "_flashes" not in session


@functools.cache
def _with_epoch(version: sa.Select[Any]) -> sa.Select[Any]:
    """SQL: the version and the site's epoch."""
    return version.add_columns(sa.select(SiteFact.value).where(SiteFact.name == EPOCH).scalar_subquery())


def _tag(version: Version) -> str | None:
    """Return the page's name, None where the thing is not there. Takes one statement."""
    statement, values = version
    row = glance(_with_epoch(statement), values)
    if row is None:
        return None
    return _pages().tag(request.path, request.query_string, language(), *row)


def _answer(tag: str, render: Callable[[], ResponseReturnValue]) -> Response:
    """Answer 304 to whoever has the page, else the kept page, else a fresh one, which is then kept."""
    if request.if_none_match.contains_weak(tag):
        return _shared(Response(status=304), tag)
    kept = _pages().get(tag)
    if kept is not None:
        return _shared(_from(kept, tag), tag)
    response = make_response(render())
    if response.status_code != 200 or response.is_streamed:
        return response
    try:
        _check(response)
    except UnfitPage:
        if current_app.testing:
            raise
        log.exception("a page for visitors is not fit to be shared", extra={"path": request.path})
        response.headers["Cache-Control"] = "private, no-store"
        return response
    if request.method == "GET":
        _pages().put(tag, Kept(response.get_data(), response.content_type or "text/html"))
    return _shared(response, tag)


def _from(kept: Kept, tag: str) -> Response:
    """Return a kept page in the encoding that the browser takes."""
    takes_gzip = request.accept_encodings["gzip"] > 0
    if takes_gzip and not kept.is_gzip:
        kept = Kept(gzip.compress(kept.body, 6, mtime=0), kept.content_type, is_gzip=True)
        _pages().put(tag, kept)
    body = gzip.decompress(kept.body) if kept.is_gzip and not takes_gzip else kept.body
    response = Response(body, content_type=kept.content_type)
    if kept.is_gzip and takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _shared(response: Response, tag: str) -> Response:
    """Let browsers and proxies keep the page and ask each time whether it still holds."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.vary.update(VARY)
    return response


def _check(response: Response) -> None:
    """Raise `UnfitPage` for a page with anything personal in it."""
    reasons = {
        "a cookie": "Set-Cookie" in response.headers or session.modified,
        # A form without one is the same for everybody: it leads to the sign-in page.
        "a token": "csrf_token" in g,
    }
    if found := [name for name, is_there in reasons.items() if is_there]:
        raise UnfitPage(f"{request.path} holds {', '.join(found)}")


def _pages() -> Pages:
    """Return the present application's pages."""
    found: Pages = current_app.extensions[EXTENSION]
    return found


def register(app: Flask) -> None:
    """Give the application room for pages."""
    settings = config.current()
    # The key is the site's own: the same address on another site, or after a fresh start, is another page.
    salt = hashlib.sha256(f"{static.build()} {app.secret_key!r} {settings!r}".encode()).hexdigest()
    app.extensions[EXTENSION] = Pages(settings.page_cache_mb * 1024 * 1024, salt)
