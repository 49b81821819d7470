"""Striking out passages of a text that stays as it was written."""

import re
from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from forum.core.markup.text import safe

# Attributes stand in double quotes in what `render` makes, and may hold any other character.
_TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')


def strike(html: str, passages: Iterable[str]) -> Markup:
    """Return stored safe HTML with each passage struck out where it first stands.

    Passages are plain text. One that runs across tags, as from a line of code into the next, is left as it is.
    """
    pieces = _TAG.split(html)
    for passage in passages:
        _strike_one(pieces, escape(passage, quote=False))
    return safe("".join(pieces))


def _strike_one(pieces: list[str], passage: str) -> None:
    """Wrap the first occurrence; pieces are texts and tags in turn, beginning with a text."""
    if not passage:
        return
    for place in range(0, len(pieces), 2):
        before, found, after = pieces[place].partition(passage)
        if found:
            pieces[place : place + 1] = [before, '<del class="wrong">', found, "</del>", after]
            return
