"""Words for people, marked where they are written and translated where they are shown.

The floors below the fronts know no reader, so no language. They mark a text with `N_` (the extractor collects it) and
carry it as a `Message`; the fronts translate it for the person who reads.
"""

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


# For texts with NUL, which PostgreSQL cannot hold, or half of a surrogate pair, which no encoding can write.
UNKEEPABLE = N_("This holds a character that cannot be kept. Take it out, and send it again.")
