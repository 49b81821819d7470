"""Where an imported text comes from, as its licence wants it told: author, place, licence, each with its address."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from forum.knowledge.models import Entry
from forum.questions.models import Answer, Comment, Question

CREATIVE_COMMONS = re.compile(r"CC (BY(?:-NC)?(?:-ND|-SA)?) (\d\.\d)")


@dataclass(frozen=True, slots=True)
class Origin:
    """The place of a text elsewhere. `site` is the host; addresses are None where none is known."""

    url: str
    site: str
    author: str | None
    author_url: str | None
    licence: str | None
    licence_url: str | None


def origin(thing: Question | Answer | Comment | Entry) -> Origin | None:
    """Return where a thing, loaded with its author, comes from; None for what was written here."""
    if not thing.source_url:
        return None
    author = None if isinstance(thing, Entry) else thing.author
    byline = None if isinstance(thing, Entry) else thing.byline
    return Origin(
        url=thing.source_url,
        site=urlsplit(thing.source_url).hostname or thing.source_url,
        author=author.name if author else byline,
        author_url=author.profile_url if author else None,
        licence=thing.licence,
        licence_url=deed(thing.licence),
    )


def deed(licence: str | None) -> str | None:
    """Return the address of a Creative Commons licence called as "CC BY-SA 4.0", None for any other name."""
    found = CREATIVE_COMMONS.fullmatch(licence or "")
    return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/" if found else None
