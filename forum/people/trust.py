"""How far people are trusted: levels 0 to 3, what each of them may do, and what leads to the next.

Pure: what somebody did in, a level out. A setting chooses the figures (`FORUM_TRUST_PRESET`): a small site knows its
people sooner than a large one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Preset(StrEnum):
    """How strict a site is with strangers."""

    SMALL = "small"
    LARGE = "large"
    OFF = "off"
    """Nobody is limited, and nobody rises."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a level may do: posts within 24 hours, and links and pictures in one text. None: as many as they want."""

    questions: int | None = None
    answers: int | None = None
    comments: int | None = None
    links: int | None = None
    images: int | None = None


FREE = Allowance()
NEW_HERE = Allowance(questions=3, answers=10, comments=20, links=2, images=1)
# Where many strangers come, spam comes by many accounts.
NEW_AMONG_MANY = Allowance(questions=2, answers=5, comments=10, links=1, images=1)
ALLOWED: Mapping[Preset, Mapping[int, Allowance]] = {
    Preset.SMALL: {0: NEW_HERE},
    Preset.LARGE: {0: NEW_AMONG_MANY},
    Preset.OFF: {},
}


def allowance(level: int, preset: Preset, *, staff: bool = False) -> Allowance:
    """Return what somebody of this level may do. Staff is free whatever its level."""
    return FREE if staff else ALLOWED[preset].get(level, FREE)


@dataclass(frozen=True, slots=True)
class Deeds:
    """What somebody did: days on which they read here, questions that they opened (a few a day count), answers that
    solved it, worked for others or were found right, and reports that moderators agreed with.
    """

    days: int = 0
    read: int = 0
    answers: int = 0
    reports: int = 0

    @property
    def figures(self) -> tuple[int, ...]:
        """The four numbers."""
        return (self.days, self.read, self.answers, self.reports)


NEEDED: Mapping[Preset, Mapping[int, Deeds]] = {
    Preset.SMALL: {1: Deeds(2, 5), 2: Deeds(10, 30, 3), 3: Deeds(30, 100, 15, 3)},
    Preset.LARGE: {1: Deeds(5, 30), 2: Deeds(30, 150, 10), 3: Deeds(90, 500, 50, 10)},
    Preset.OFF: {},
}


def level_of(deeds: Deeds, preset: Preset, *, before: int, spam: bool) -> int:
    """Return the level of somebody who did this and stood at a level before.

    Nobody falls by staying away. `spam`: a text of theirs was found to be spam lately, so they begin again.
    """
    if spam:
        return 0
    level = before
    while (lacking := missing(deeds, preset, level)) is not None and not any(lacking.figures):
        level += 1
    return level


def missing(deeds: Deeds, preset: Preset, level: int) -> Deeds | None:
    """Return what is missing for the level after this one, None where there is none."""
    needed = NEEDED[preset].get(level + 1)
    if needed is None:
        return None
    return Deeds(*(max(0, want - have) for want, have in zip(needed.figures, deeds.figures, strict=True)))
