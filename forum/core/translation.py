"""Texts for people who are not looking at a page: letters and commands, in the reader's language."""

import gettext
from functools import cache
from pathlib import Path

from forum.core.text import Message

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
# The language that the texts are written in.
SOURCE = "en"


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that are spoken: the one of the texts and every compiled catalogue."""
    compiled = {path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/messages.mo")}
    return tuple(sorted({SOURCE, *compiled}))


@cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    """Return a language's compiled catalogue, English where there is none."""
    return gettext.translation("messages", CATALOGUES, [locale], fallback=True)


def translated(text: Message, locale: str) -> str:
    """Return a marked text in a language, with its values filled in."""
    values = {
        name: translated(value, locale) if isinstance(value, Message) else value for name, value in text.values.items()
    }
    plain = _catalogue(locale).gettext(text.text)
    return plain % values if values else plain
