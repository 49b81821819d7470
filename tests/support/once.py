"""A pytest plugin for a second run of the suite, on another kind of database.

With `FORUM_TEST_ONLY=database` only those tests run that ask, by themselves or through a fixture, for the suite's
database and for no browser; the last lines of the run say how many others were left out. No list is kept: a test has
that database from the fixture `suite_database` and from nowhere else, and what the browser draws was made by the same
views that are asked over HTTP here, so the others would do the same once more.
"""

import os
from collections.abc import Collection

import pytest

DATABASE = "suite_database"
BROWSER = "chromium"
LEFT_OUT = pytest.StashKey[int]()


def only_database() -> bool:
    """Whether tests without a database, and those in the browser, are left out.

    Raises pytest.UsageError for any other value of the setting than `database`.
    """
    wanted = os.environ.get("FORUM_TEST_ONLY", "")
    if wanted not in ("", "database"):
        raise pytest.UsageError(f"FORUM_TEST_ONLY is {wanted!r}; known is 'database'")
    return bool(wanted)


def asks_for_database(fixtures: Collection[str]) -> bool:
    """Whether a test with all these fixtures, those of its fixtures among them, has the suite's database and no
    browser.
    """
    return DATABASE in fixtures and BROWSER not in fixtures


def pytest_configure(config: pytest.Config) -> None:
    only_database()
    config.stash[LEFT_OUT] = 0


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not only_database():
        return
    others = [item for item in items if not asks_for_database(getattr(item, "fixturenames", ()))]
    config.stash[LEFT_OUT] = len(others)
    config.hook.pytest_deselected(items=others)
    gone = set(others)
    items[:] = [item for item in items if item not in gone]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that started this one, if any."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = session.config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Hear from a process of pytest-xdist; all of them collect the same."""
    left_out = getattr(node, "workeroutput", {}).get("left_out", 0)
    stash = node.config.stash  # type: ignore[attr-defined] # pytest-xdist ships no type of it
    stash[LEFT_OUT] = max(stash[LEFT_OUT], left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash[LEFT_OUT]:
        terminalreporter.write_line(
            f"Left out by FORUM_TEST_ONLY=database: {count} tests without a database or in the browser"
        )
