"""The rules in force."""

from functools import cache

from forum.flags.rules.book import Rulebook
from forum.flags.rules.shipped import SHIPPED


@cache
def rulebook() -> Rulebook:
    """Return the rules that new posts are looked at with."""
    return Rulebook(SHIPPED)
