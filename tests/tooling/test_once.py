"""The second run of the suite leaves out what has no database or needs a browser, says how much, and nothing else."""

import re

import pytest

from forum.config import ROOT

pytest_plugins = ["pytester"]

SUITE = """
import pytest

@pytest.fixture(scope="session")
def suite_database(): return None

@pytest.fixture
def site(suite_database): return "a site"

def test_arithmetic(): assert 1 + 1 == 2

@pytest.mark.parametrize("n", range(2))
def test_words(n): assert "a" < "b"

def test_page(site): assert site

@pytest.fixture(scope="session")
def chromium(): return "a browser"

def test_looks(site, chromium): assert site
"""
TOLD = "Left out by FORUM_TEST_ONLY=database: 4 tests without a database or in the browser"


@pytest.fixture
def suite(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> pytest.Pytester:
    """A small project of its own that loads the plugin."""
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("FORUM_TEST_ONLY", raising=False)
    pytester.makeconftest('pytest_plugins = ["tests.support.once"]')
    pytester.makepyfile(SUITE)
    return pytester


def test_without_the_setting_everything_runs(suite: pytest.Pytester) -> None:
    result = suite.runpytest_subprocess()
    result.assert_outcomes(passed=5)
    assert "Left out" not in result.stdout.str()


@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "2")])
def test_what_has_no_database_is_left_out_and_counted(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setenv("FORUM_TEST_ONLY", "database")
    result = suite.runpytest_subprocess(*options)
    assert result.ret == 0
    assert result.parseoutcomes()["passed"] == 1
    assert TOLD in result.outlines


def test_another_value_stops_the_run(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORUM_TEST_ONLY", "databases")
    result = suite.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "known is 'database'" in result.stderr.str()


@pytest.mark.parametrize("fixture", ["settings", "app", "client", "cast", "live_server", "page", "call"])
def test_who_has_a_site_has_the_database(request: pytest.FixtureRequest, fixture: str) -> None:
    closure, _ = request.session._fixturemanager.getfixtureclosure(request.node, (fixture,), frozenset())
    assert "suite_database" in closure


def test_no_other_way_leads_to_the_suites_database() -> None:
    ways = re.compile(r"suite_server\(|environ.*FORUM_TEST_DATABASE_URL")
    found = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("*.py") if ways.search(path.read_text())}
    assert found == {"tests/support/postgres.py", "tests/support/sites.py", "tests/tooling/test_once.py"}
