"""Trust as templates draw it: the level, its one sentence, the counts."""

from collections.abc import Mapping
from dataclasses import dataclass

from forum import config
from forum.core import speech
from forum.questions.models import Question
from forum.questions.trust import Level, OutcomeCounts, Trust
from forum.questions.wording import trust_sentence


@dataclass(frozen=True, slots=True)
class TrustLine:
    """What the components need."""

    level: Level
    label: str
    counts: OutcomeCounts


def line(trust: Trust, releases: Mapping[int, str]) -> TrustLine:
    """Return an answer's trust in the reader's words."""
    text = speech.say(trust_sentence(trust, releases, config.current().company, speech))
    return TrustLine(trust.level, text, trust.counts)


def mark(level: Level | None) -> TrustLine | None:
    """Return a level for a row of a list, None where nothing was judged."""
    return None if level is None else TrustLine(level, "", OutcomeCounts())


def question_mark(question: Question) -> TrustLine | None:
    """Return the mark of a question's best answer."""
    return mark(question.best_level)
