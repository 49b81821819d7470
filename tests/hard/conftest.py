"""Chance that can be repeated, and figures for the last lines of a run."""

import os
import random
from collections.abc import Callable

import pytest

TOLD = "told"


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say something about the test in the last lines of the run, whether it fails or not."""
    return lambda text: record_property(TOLD, text)


@pytest.fixture
def chance(tell: Callable[[str], None]) -> random.Random:
    """Chance with a seed that the last lines name; `FORUM_TEST_SEED` plays it again."""
    seed = int(os.environ.get("FORUM_TEST_SEED") or random.SystemRandom().randrange(1_000_000))
    tell(f"FORUM_TEST_SEED={seed}")
    return random.Random(seed)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write what the tests had to say."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    for report in reports:
        words = [str(value) for name, value in report.user_properties if name == TOLD]
        if words and report.when == "call":
            terminalreporter.write_line(f"{report.nodeid}: {'; '.join(words)} ({report.duration:.0f} s)")
