"""What becomes of a post that looks like spam: held until a moderator looked, reported, or neither. It depends on what
was noticed, and on how well its author is known.

Pure: a signal and a standing in, an effect out.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from forum.flags.rules.rule import Effect, Finder


class Standing(StrEnum):
    """How well whoever posts is known here."""

    NEW = "new"
    TRUSTED = "trusted"
    """Has earned it: nothing of theirs waits for anybody."""
    STAFF = "staff"


# What each signal does at most. Who answers much says the same often, and a program may fill in what nobody sees.
MOST: Mapping[Finder, Mapping[Standing, Effect]] = {
    Finder.REPEAT: {
        Standing.NEW: Effect.QUARANTINE,
        Standing.TRUSTED: Effect.COUNT,
        Standing.STAFF: Effect.COUNT,
    },
    Finder.TRAP: {
        Standing.NEW: Effect.QUARANTINE,
        Standing.TRUSTED: Effect.REPORT,
        Standing.STAFF: Effect.COUNT,
    },
    Finder.LINK_FARM: {
        Standing.NEW: Effect.QUARANTINE,
        Standing.TRUSTED: Effect.REPORT,
        Standing.STAFF: Effect.COUNT,
    },
    Finder.NAME_LIST: {
        Standing.NEW: Effect.QUARANTINE,
        Standing.TRUSTED: Effect.REPORT,
        Standing.STAFF: Effect.COUNT,
    },
}


def most(signal: Finder | None, standing: Standing) -> Effect:
    """Return what a signal does at most to a post of somebody with this standing. What is no signal has its own
    bounds: QUARANTINE.
    """
    return MOST[signal][standing] if signal is not None and signal in MOST else Effect.QUARANTINE


# Set by the fronts while they post something.
trapped: ContextVar[bool] = ContextVar("trapped", default=False)


@contextmanager
def from_a_trap(filled: bool) -> Iterator[None]:
    """Post what the block posts as what came with a field filled in that people do not see, if it was."""
    token = trapped.set(filled)
    try:
        yield
    finally:
        trapped.reset(token)
