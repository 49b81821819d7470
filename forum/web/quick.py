"""What templates call dozens of times a page, made cheap: texts, addresses and dates that were made before.

Nothing here changes what comes out. Each keeps its answers by everything they depend on, in bounded memory.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import format_date, get_locale, get_timezone, get_translations
from markupsafe import Markup

from forum.core.markup import safe

KEPT = 8_192
# Flask-Babel's place for what belongs to the request; `force_locale` clears what is kept there.
_BABEL, _TRANSLATIONS = "_flask_babel", "babel_translations"


def translations() -> Any:
    """Return the catalogue of the reader's language, asked for once a request."""
    if not has_app_context():
        return get_translations()
    kept: SimpleNamespace | None = g.get(_BABEL)
    found = getattr(kept, _TRANSLATIONS, None)
    if found is None:
        found = get_translations()
        setattr(g.setdefault(_BABEL, SimpleNamespace()), _TRANSLATIONS, found)
    return found


@lru_cache(maxsize=KEPT)
def _text(catalogue: Any, text: str) -> Markup:
    """Return a translated text without places; what we wrote ourselves may hold tags."""
    return safe(catalogue.ugettext(text)) % {}


@lru_cache(maxsize=KEPT)
def _pattern(catalogue: Any, text: str) -> Markup:
    """Return a translated text with its places."""
    return safe(catalogue.ugettext(text))


def gettext(text: str, /, **values: object) -> Markup:
    """Return the text in the reader's language; values are escaped."""
    return _pattern(translations(), text) % values if values else _text(translations(), text)


@lru_cache(maxsize=KEPT)
def _date(_locale: str, _zone: str, moment: date, pattern: str) -> str:
    """Return a date of this reader's language and zone, which are those of the request."""
    return str(format_date(moment, pattern))


def dateformat(moment: date | datetime, pattern: str = "medium") -> str:
    """Return the day of a moment as the reader writes it."""
    # Two moments are equal in all zones, so the zone that a moment came with does not matter.
    return _date(str(get_locale()), str(get_timezone()), moment, pattern)


def kept_addresses(app: Flask) -> Callable[..., str]:
    """Return `url_for` with a memory, for addresses that depend on nothing but their words and numbers."""

    @lru_cache(maxsize=KEPT)
    def made(_root: str, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
        return app.url_for(endpoint, **dict(values))  # type: ignore[arg-type] # values of rules only

    def url_for(endpoint: str, **values: Any) -> str:
        plain = all(type(value) in (str, int) and name[0] != "_" for name, value in values.items())
        if not plain or not has_request_context() or endpoint[0] == ".":
            return app.url_for(endpoint, **values)
        return made(request.root_path, endpoint, tuple([(name, str(value)) for name, value in values.items()]))

    return url_for


def register(app: Flask) -> None:
    """Give these to the templates; call it after Flask-Babel has given its own."""
    app.jinja_env.globals.update({"gettext": gettext, "_": gettext, "url_for": kept_addresses(app)})
    app.jinja_env.filters["dateformat"] = dateformat
