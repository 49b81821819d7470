"""The texts that moderators choose reasons from, in words for the page."""

from dataclasses import replace

from forum.core.text import Message
from forum.moderation.canned import Canned, canned_texts
from forum.web.words import say


def reasons() -> list[Canned]:
    """Return the texts to choose from: those that come with Vouch in the reader's language, others as they are."""
    return [
        replace(each, title=say(Message(each.title)), text=say(Message(each.text))) if each.id is None else each
        for each in canned_texts()
    ]
