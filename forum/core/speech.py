"""The reader's language, for the fronts: messages, days and lists as the reader would write them."""

from collections.abc import Sequence
from datetime import date, datetime

from babel.lists import format_list
from flask_babel import format_date, get_locale, gettext

from forum.core.text import Message


def say(message: Message) -> str:
    """Return a message of the domain, translated, with its values filled in."""
    values = {name: say(value) if isinstance(value, Message) else value for name, value in message.values.items()}
    # The text was marked with `N_` where it was written, so the extractor has found it there.
    return str(gettext(message.text, **values))


def day(moment: date | datetime) -> str:
    """Return the day of a moment in the reader's zone, as "3 Nov 2026"."""
    return str(format_date(moment, "d MMM y" if str(get_locale()).startswith("en") else "medium"))


def month(moment: date | datetime) -> str:
    """Return the month of a moment in the reader's zone, as "May 2025"."""
    # Some languages put a word between the two.
    return str(format_date(moment, get_locale().datetime_skeletons["yMMMM"].pattern))


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence, as "2.0 and 2.1"."""
    if len(words) < 2:
        return "".join(words)
    return str(format_list(list(words), locale=get_locale()))
