"""The rules that a new community begins with, until its admins write their own."""

from forum.core.text import N_, Message
from forum.core.translation import translated

RULES = (
    N_("Help with the matter. Be kind to who asks, also when the question was asked a hundred times."),
    N_("Write what you tried yourself or know where it is written, and say which of the two. Call a guess a guess."),
    N_("Say what could be lost before a step that cannot be undone."),
    N_("One question at a time, with the product, the version and what you saw."),
    N_("No advertising, no links that pay you, no asking for passwords or for access to somebody's device."),
    N_("What is private stays private: no names, addresses, keys or pictures of people who did not agree."),
    N_("Report what is dangerous or hurts somebody, and do not answer in kind. A moderator reads it and says why."),
    N_("Whoever breaks the rules hears the reason, and can appeal. Somebody else decides about that."),
)


def shipped_rules(language: str) -> str:
    """Return the rules in a language, as Markdown."""
    return "\n".join(f"- {translated(Message(rule), language)}" for rule in RULES)
