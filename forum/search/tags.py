"""What a query has to do with tags: `[tag]` narrows it to one, and another word for a tag finds what bears the tag."""

import re
from collections.abc import Collection, Mapping
from itertools import pairwise

from forum.catalog.queries import tags_called
from forum.search.engine import Query
from forum.search.syntax import read

_BRACKETED = re.compile(r"(?<!\S)\[([^\[\]\s]{1,35})\](?!\S)")
# People paste whole messages; so many brackets and words of them are looked up.
_MOST_BRACKETED, _MOST_WORDS = 3, 40
Tags = Mapping[str, str]


def tags_meant(query: Query) -> Tags:
    """Return the tags that the words of a query name or stand for, by word. One statement, none without words."""
    words = [query.tag.strip().lower(), *_words(query.text), *_pairs(query.text)]
    for match in _brackets(query.text):
        # Without it, others stand side by side.
        words += [match[1].lower(), *_pairs(_without(match))]
    return tags_called({word for word in words if word})


def canonical(tag: str, tags: Tags) -> str:
    """Return the tag that a word stands for, else the word itself."""
    return tags.get(tag.strip().lower(), tag.lower())


def narrowed(text: str, tags: Tags) -> tuple[str, str]:
    """Return the text without its first `[word]` that means a tag, and that tag; "" where there is none.

    Other brackets stay, since error messages hold them.
    """
    for match in _brackets(text):
        if match[1].lower() in tags:
            return _without(match), tags[match[1].lower()]
    return text, ""


def widened(text: str, tags: Tags) -> str:
    """Return the text with the names of the tags that its words stand for."""
    words = _words(text)
    meant = {tags[word] for word in (*words, *_pairs(text)) if tags.get(word, word) != word}
    return " ".join([text, *sorted(meant.difference(words))])


def _brackets(text: str) -> Collection[re.Match[str]]:
    return list(_BRACKETED.finditer(text))[:_MOST_BRACKETED]


def _without(match: re.Match[str]) -> str:
    return f"{match.string[: match.start()]} {match.string[match.end() :]}".strip()


def _words(text: str) -> list[str]:
    return read(text).words.lower().split()[:_MOST_WORDS]


def _pairs(text: str) -> list[str]:
    """Return each two words that follow each other as a tag would join them."""
    return [f"{first}-{second}" for first, second in pairwise(_words(text))]
