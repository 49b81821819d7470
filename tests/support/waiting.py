"""The one place where a test waits."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(probe: Callable[[], T], within: float = 60.0, every: float = 0.05) -> T:
    """Call `probe` until it returns something true, and return that.

    An AssertionError from `probe` counts as "not yet"; any other error ends the wait at once. When the time is over,
    the last AssertionError is raised, or one that names what `probe` returned last. `within` and `every` are seconds.
    """
    deadline = time.monotonic() + within
    while True:
        try:
            result = probe()
            if result:
                return result
            complaint = AssertionError(f"not within {within:g} s; the last answer was {result!r}")
        except AssertionError as error:
            complaint = error
        if time.monotonic() > deadline:
            raise complaint
        time.sleep(every)
