"""The one sentence that says how far an answer can be trusted, with its names filled in.

Page, API, feed and share card all take it from here, so that no two of them can differ.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from forum.core.text import Message
from forum.questions.trust import Trust, label


class Voice(Protocol):
    """How the reader's language writes days and lists."""

    def day(self, moment: datetime, /) -> str:
        """Return a day, as "3 Nov 2026"."""

    def month(self, moment: datetime, /) -> str:
        """Return a month, as "May 2025"."""

    def listed(self, words: Sequence[str], /) -> str:
        """Return words as a list in a sentence."""


def trust_sentence(trust: Trust, releases: Mapping[int, str], company: str, voice: Voice) -> Message:
    """Return the sentence for a reader; `releases` names the product's releases."""
    since = trust.verdict.since_release_id if trust.verdict else None
    words: dict[str, object] = {
        "site": company,
        "releases": voice.listed([releases[ident] for ident in trust.releases if ident in releases]),
        "since": releases.get(since, "") if since is not None else "",
        "before": releases.get(trust.right_until, "") if trust.right_until is not None else "",
    }
    if trust.at is not None:
        words |= {"date": voice.day(trust.at), "month": voice.month(trust.at)}
    return label(trust, **words)
