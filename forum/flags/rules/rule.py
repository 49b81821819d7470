"""One risk rule, as staff keeps it."""

from dataclasses import dataclass, field
from enum import StrEnum

from forum.core.containment import Hazard


class RuleError(Exception):
    """A pattern or word list that cannot be used. The text says why, in the words of the engine."""


class Place(StrEnum):
    """Where a rule looks."""

    CODE = "code"
    PROSE = "prose"
    LINKS = "links"


class Effect(StrEnum):
    """What a finding does to a post, from least to most. Who wrote it and what it is may make it less, never more."""

    COUNT = "count"
    """Nothing; it is only counted."""
    REPORT = "report"
    """A report for the moderators."""
    WARN = "warn"
    """A report, and a warning above the advice."""
    QUARANTINE = "quarantine"
    """A report, and hidden until somebody looked. For spam, secrets and personal data."""


class Finder(StrEnum):
    """What is found by a program and not by a pattern."""

    KEY = "key"
    PASSWORD = "password"  # noqa: S105 - a kind, not a password
    CARD = "card"
    ACCOUNT = "account"
    MAIL = "mail"
    PHONE = "phone"
    ADDRESS = "address"
    LINK_FARM = "link_farm"
    NAME_LIST = "name_list"
    REPEAT = "repeat"
    """Text that was posted before: told by whoever knows the other posts."""
    TRAP = "trap"
    """A field filled in that people do not see: told by whoever received the form."""


class Subject(StrEnum):
    """What a rule is about: it decides what its effect may be, and what kind of report it makes."""

    ADVICE = "advice"
    SPAM = "spam"
    PRIVACY = "privacy"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for, where, and what it means. Exactly one of `pattern`, `words` and `finder` is given.

    `pattern` is a regular expression of RE2, looked for in each command, sentence or address. `words` are lines of
    words separated by commas: of each line one word has to stand in the sentence, `*` stands for the rest of a word.
    `unless` is a pattern: what stands there makes the finding none. `severity` is 1 to 4. `explanation` and `instead`
    are for readers; those of shipped rules are marked for translation.
    """

    key: str
    hazard: Hazard
    severity: int
    effect: Effect
    explanation: str
    instead: str = ""
    places: frozenset[Place] = field(default=frozenset({Place.CODE}))
    subject: Subject = Subject.ADVICE
    pattern: str = ""
    words: str = ""
    finder: Finder | None = None
    unless: str = ""
    ignores_case: bool = False
    product_id: int | None = None
    version: int = 1
