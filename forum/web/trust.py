"""Trust as templates draw it: the level, its one sentence, the counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from forum import config
from forum.core import speech
from forum.core.markup import strike
from forum.people.names import person_slug
from forum.questions.models import Answer
from forum.questions.trust import CorrectionMark, Level, OutcomeCounts, Trust
from forum.questions.wording import trust_sentence


@dataclass(frozen=True, slots=True)
class TrustLine:
    """What the components need.

    `told` is what staff wants readers to know; `verified_elsewhere`: the text beside the line is newer than its check;
    `newer`: the version that appeared since it was checked; `for_asker`: a moderator marked it as solved, and not the
    asker.
    """

    level: Level
    label: str
    counts: OutcomeCounts
    told: str | None = None
    verified_elsewhere: bool = False
    for_asker: bool = False
    newer: str | None = None


def line(trust: Trust, releases: Mapping[int, str]) -> TrustLine:
    """Return an answer's trust in the reader's words."""
    text = speech.say(trust_sentence(trust, releases, config.current().company, speech))
    told = None if trust.level is Level.QUARANTINED else trust.told
    elsewhere = trust.level is Level.EDITED_SINCE and not trust.held
    newer = releases.get(trust.newer_release) if trust.newer_release is not None else None
    return TrustLine(trust.level, text, trust.counts, told, elsewhere, trust.accepted_for_asker, newer)


@dataclass(frozen=True, slots=True)
class PersonShape:
    """Somebody as components name them."""

    id: int
    name: str
    slug: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionShape:
    """A correction: what is wrong in the text, what is right, why, by whom.

    `found`: the passage is marked in the text. `disputed`: an objection waits; `upheld`: one was heard and it stands.
    """

    id: int
    passage: str
    replacement: str
    reason: str
    author: PersonShape
    at: datetime
    found: bool = True
    disputed: bool = False
    upheld: bool = False
    adopted: bool = False


def corrected(html: str, trust: Trust, revision: int) -> tuple[Markup, list[CorrectionShape]]:
    """Return a revision's text with the wrong passages struck out, and what is right instead.

    A correction of an earlier revision goes on as long as its passage stands in the text.
    """
    marks = trust.corrections_of(revision)
    struck = strike(html, [one.passage for one in marks])
    known = zip(marks, struck.found, strict=True)
    return struck.html, [_correction(one, found) for one, found in known if found or one.revision == revision]


def _correction(one: CorrectionMark, found: bool) -> CorrectionShape:
    return CorrectionShape(
        one.id,
        one.passage,
        one.replacement,
        one.reason,
        PersonShape(one.by_id, one.by_name, person_slug(one.by_name)),
        one.at,
        found=found,
        disputed=one.disputed,
        upheld=one.upheld,
        adopted=one.adopted_revision is not None,
    )


def mark(level: Level | None, *, for_asker: bool = False) -> TrustLine | None:
    """Return a level for a row of a list, None where nothing was judged."""
    return None if level is None else TrustLine(level, "", OutcomeCounts(), for_asker=for_asker)


def answer_mark(answer: Answer) -> TrustLine | None:
    """Return the mark of an answer that was loaded with its question."""
    return mark(answer.level, for_asker=answer.accepted_for_asker)
