"""A pytest plugin that keeps skips honest.

A test that needs what the machine lacks calls `missing("postgres", "no server was named")`, with one of the names of
`THINGS`. It is skipped, and the last line of the run counts such tests by what they lack.

`FORUM_TEST_REQUIRE=chromium,postgres,data` names what must be there: a test skipped for want of one of these fails, and
so does every test skipped for another reason, so that no skip hides a missing part.
"""

import os
import re
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import NoReturn

import pytest

THINGS = ("chromium", "postgres", "data")


def missing(thing: str, why: str) -> NoReturn:
    """Skip the running test because the machine lacks `thing`, one of `THINGS`; `why` says what was looked for."""
    if thing not in THINGS:
        raise ValueError(f"unknown thing {thing!r}; known are {', '.join(THINGS)}")
    pytest.skip(f"{thing}: {why}")


def required() -> frozenset[str]:
    """What FORUM_TEST_REQUIRE names.

    Raises pytest.UsageError for a name that is not in `THINGS`.
    """
    names = frozenset(filter(None, (name.strip() for name in os.environ.get("FORUM_TEST_REQUIRE", "").split(","))))
    if unknown := names - set(THINGS):
        raise pytest.UsageError(f"FORUM_TEST_REQUIRE names {', '.join(sorted(unknown))}; known are {', '.join(THINGS)}")
    return names


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of large public data sets that FORUM_TEST_DATA names; skips where there is none."""
    folder = os.environ.get("FORUM_TEST_DATA")
    if not folder:
        missing("data", "FORUM_TEST_DATA names no folder")
    if not Path(folder).is_dir():
        missing("data", f"FORUM_TEST_DATA names {folder}, which is no folder")
    return Path(folder)


# Read once: a test that changes the setting for a run of its own must not change this one.
NEEDED = pytest.StashKey[frozenset[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NEEDED] = required()


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str | None:
    """Why a test or a module was skipped; None if it was not (an expected failure is no skip)."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return None
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def _thing(reason: str) -> str | None:
    found = re.match(rf"({'|'.join(THINGS)}): ", reason)
    return found[1] if found else None


def _refuse(report: pytest.TestReport | pytest.CollectReport, needed: frozenset[str]) -> None:
    """Make a failure of a skip that this run must not have."""
    reason = _reason(report)
    if reason is None or not needed:
        return
    thing = _thing(reason)
    if thing is None or thing in needed:
        report.outcome = "failed"
        names = ",".join(sorted(needed))
        report.longrepr = f"Skipped, which FORUM_TEST_REQUIRE={names} does not allow: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse(report, item.config.stash[NEEDED])
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse(report, collector.config.stash[NEEDED])
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, None, None]:
    yield  # pytest prints its own summary in here
    if hasattr(session.config, "workerinput"):
        return  # the process that started the workers speaks for all
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    counts = Counter(thing for report in reporter.stats.get("skipped", []) if (thing := _thing(_reason(report) or "")))
    if counts:
        parts = (f"{thing} ({n} {'test' if n == 1 else 'tests'})" for thing, n in sorted(counts.items()))
        reporter.write_line(f"Not run on this machine: {', '.join(parts)}")
