"""The language and the time zone of the page: the person's, else the browser's, else the site's."""

from functools import lru_cache

from babel import Locale
from flask import Flask, g, has_request_context, request
from flask_babel import Babel
from flask_login import current_user
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from forum import config
from forum.core import translation
from forum.core.translation import languages


def language() -> str:
    """Return the code of the page's language, worked out once a request."""
    if not has_request_context():
        return config.current().default_language
    found: str | None = g.get("vouch_language")
    if found is None:
        found = g.vouch_language = _negotiated()
    return found


def _negotiated() -> str:
    """Return the person's language, else the one that the browser likes best."""
    default = config.current().default_language
    if current_user.locale in languages():
        return str(current_user.locale)
    return _best(request.headers.get("Accept-Language", ""), default)


# Browsers send few different wishes, and again and again.
@lru_cache(maxsize=1_024)
def _best(wishes: str, default: str) -> str:
    """Return the language of ours that an Accept-Language header likes best."""
    codes = {code.replace("_", "-"): code for code in languages()}
    # A tie goes to the site's own language, not to the first letter of the alphabet.
    ordered = sorted(codes, key=lambda tag: codes[tag] != default)
    best = parse_accept_header(wishes, LanguageAccept).best_match(ordered)
    return codes.get(best or "", default)


def own_name(code: str) -> str:
    """Return a language's name for itself, as it begins a line: "Português (Brasil)"."""
    name = str(Locale.parse(code).get_display_name())
    return name[:1].upper() + name[1:]


def time_zone() -> str:
    """Return the name of the page's time zone."""
    own = current_user.time_zone if has_request_context() else None
    return own or config.current().default_time_zone


def register(app: Flask) -> None:
    """Translate pages and write dates and numbers as the reader does."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translation.CATALOGUES)
    babel = Babel()
    babel.init_app(
        app,
        default_locale=config.current().default_language,
        default_timezone=config.current().default_time_zone,
        locale_selector=language,
        timezone_selector=time_zone,
    )
