"""Words for people, marked where they are written and translated where they are shown.

The floors below the fronts know no reader, so no language. They mark a text with `N_` (the extractor collects it) and
carry it as a `Message`; the fronts translate it for the person who reads.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - the gettext convention for "mark, do not translate yet"
    """Return `text` unchanged; the mark lets the extractor find it."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A marked text and the values for its `%(name)s` places."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the text in English, for logs and for the command line."""
        return self.text % self.values if self.values else self.text


def message(text: str | Message, **values: object) -> Message:
    """Return `text` as a `Message`; one that already is a `Message` is handed on."""
    return text if isinstance(text, Message) else Message(text, values)


# Controls, formats, blanks; and two letters that are drawn as nothing.
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_EMPTY_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# They turn the direction of whatever stands behind them, on pages that show the text among others.
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")


def is_blank(text: str) -> bool:
    """Return whether a reader would see nothing of the text."""
    return all(unicodedata.category(letter) in _UNSEEN or letter in _EMPTY_LETTERS for letter in text)


def without_addresses(text: str) -> str:
    """Return a text in which no e-mail address can be read any more: for logs, and for what errors say."""
    return _ADDRESS.sub("[address]", text)


def one_line(text: str) -> str:
    """Return a title as it is kept: on one line, without marks that turn the direction of what follows."""
    return " ".join(text.translate(_TURNS).split())


# For texts with NUL, which PostgreSQL cannot hold, or half of a surrogate pair, which no encoding can write.
UNKEEPABLE = N_("This holds a character that cannot be kept. Take it out, and send it again.")
