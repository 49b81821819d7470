"""What a query has to do with tags: `[tag]` narrows it to one, and another word for a tag finds what bears the tag."""

import re
from itertools import pairwise

import sqlalchemy as sa

from forum.catalog.models import Tag, TagSynonym
from forum.catalog.queries import tag_called
from forum.core.db import session
from forum.search.syntax import read

_BRACKETED = re.compile(r"(?<!\S)\[([^\[\]\s]{1,35})\](?!\S)")
# People paste whole messages; so many brackets and words of them are looked up.
_MOST_BRACKETED, _MOST_WORDS = 3, 40


def canonical(tag: str) -> str:
    """Return the tag that a word stands for, else the word itself."""
    found = tag_called(tag) if tag else None
    return found.name if found else tag.lower()


def narrowed(text: str) -> tuple[str, str]:
    """Return the text without its first `[word]` that means a tag, and that tag; "" where there is none.

    Other brackets stay, since error messages hold them.
    """
    for match in list(_BRACKETED.finditer(text))[:_MOST_BRACKETED]:
        found = tag_called(match[1])
        if found is not None:
            return f"{text[: match.start()]} {text[match.end() :]}".strip(), found.name
    return text, ""


def widened(text: str) -> str:
    """Return the text with the names of the tags that its words stand for. One statement, none without words."""
    words = read(text).words.lower().split()[:_MOST_WORDS]
    pairs = [f"{first}-{second}" for first, second in pairwise(words)]
    if not words:
        return text
    query = sa.select(Tag.name).join(TagSynonym, TagSynonym.tag_id == Tag.id)
    meant = session().scalars(query.where(TagSynonym.name.in_({*words, *pairs})).distinct().order_by(Tag.name))
    return " ".join([text, *(name for name in meant if name not in words)])
