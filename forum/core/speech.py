"""The reader's language, for the fronts: messages, days and lists as the reader would write them."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from babel.lists import format_list
from flask import g, has_app_context
from flask.globals import _cv_app
from flask_babel import format_date, get_locale, get_timezone, get_translations

from forum.core.text import Message

# Flask-Babel's place for what belongs to the request; `force_locale` clears what is kept there.
BABEL = "_flask_babel"


class Reader(NamedTuple):
    """For whom a page is written: the catalogue of the language, its name, and the zone of times."""

    catalogue: Any
    locale: str
    zone: tzinfo


def reader() -> Reader:
    """Return for whom the page is written, asked for once a request."""
    # One look where it is known already, which is nearly always; Flask's proxies look again with every attribute.
    context = _cv_app.get(None)
    kept_here = None if context is None else context.g.get(BABEL)
    found: Reader | None = getattr(kept_here, "babel_translations", None)
    if found is None:
        found = Reader(get_translations(), str(get_locale()), get_timezone())
        if has_app_context():
            g.setdefault(BABEL, SimpleNamespace()).babel_translations = found
    return found


@lru_cache(maxsize=4_096)
def _date(_locale: str, day: date, pattern: str) -> str:
    """Return a day in this reader's language, which is that of the request."""
    return str(format_date(day, pattern))


def dateformat(moment: date | datetime, pattern: str = "medium") -> str:
    """Return the day of a moment as the reader writes it, in the reader's zone."""
    _, locale, zone = reader()
    day = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return _date(locale, day, pattern)


def say(message: Message) -> str:
    """Return a message of the domain, translated, with its values filled in."""
    # The text was marked with `N_` where it was written, so the extractor has found it there.
    text = str(reader().catalogue.ugettext(message.text))
    if not message.values:
        return text
    return text % {name: say(value) if isinstance(value, Message) else value for name, value in message.values.items()}


def shipped(text: str) -> str:
    """Return a text that came with the site and was kept in the database: translated, or as staff changed it."""
    return say(Message(text)) if text else ""


def day(moment: date | datetime) -> str:
    """Return the day of a moment in the reader's zone, as "3 Nov 2026"."""
    return dateformat(moment, "d MMM y" if reader().locale.startswith("en") else "medium")


def month(moment: date | datetime) -> str:
    """Return the month of a moment in the reader's zone, as "May 2025"."""
    # Some languages put a word between the two.
    return dateformat(moment, get_locale().datetime_skeletons["yMMMM"].pattern)


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence, as "2.0 and 2.1"."""
    if len(words) < 2:
        return "".join(words)
    return str(format_list(list(words), locale=get_locale()))
