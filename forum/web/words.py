"""Words of the floors below, in the reader's language."""

from flask_babel import gettext

from forum.core.text import Message


def say(message: Message) -> str:
    """Return a message of the domain, translated, with its values filled in."""
    values = {name: say(value) if isinstance(value, Message) else value for name, value in message.values.items()}
    # The text was marked with `N_` where it was written, so the extractor has found it there.
    return str(gettext(message.text, **values))
