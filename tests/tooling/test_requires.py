"""Skips are honest: the last line names what the machine lacked, and a required thing that is missing fails the run."""

import pytest

pytest_plugins = ["pytester"]

SUITE = """
import pytest
from tests.support.requires import missing

def test_runs(): assert True

@pytest.mark.parametrize("n", range(2))
def test_on_postgres(n): missing("postgres", "no server was named")

def test_in_browser(): missing("chromium", "not found")

@pytest.mark.xfail(reason="known")
def test_expected_failure(): assert False
"""
CARELESS = """
import pytest

@pytest.mark.skip(reason="not today")
def test_later(): assert False
"""


@pytest.fixture
def suite(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> pytest.Pytester:
    """A small project of its own that loads the plugin."""
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath))
    monkeypatch.delenv("FORUM_TEST_REQUIRE", raising=False)
    # The plugins of our own suite take seconds to load.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest('pytest_plugins = ["tests.support.requires"]')
    return pytester


def test_last_line_counts_what_was_missing(suite: pytest.Pytester) -> None:
    suite.makepyfile(SUITE)
    result = suite.runpytest_subprocess()
    assert result.ret == 0
    assert result.outlines[-1] == "Not run on this machine: chromium (1 test), postgres (2 tests)"


def test_nothing_missing_adds_no_line(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_runs(): assert True")
    result = suite.runpytest_subprocess()
    assert "1 passed" in result.outlines[-1]


def test_required_things_fail_when_missing(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORUM_TEST_REQUIRE", "postgres, data")
    suite.makepyfile(SUITE)
    result = suite.runpytest_subprocess("-p", "xdist", "-n", "2")
    result.assert_outcomes(passed=1, failed=2, skipped=1, xfailed=1)
    assert result.outlines[-1] == "Not run on this machine: chromium (1 test)"
    result.stdout.fnmatch_lines(["*FORUM_TEST_REQUIRE=data,postgres does not allow: postgres: no server was named*"])


def test_other_skips_fail_where_anything_is_required(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    suite.makepyfile(CARELESS)
    suite.runpytest_subprocess().assert_outcomes(skipped=1)
    monkeypatch.setenv("FORUM_TEST_REQUIRE", "chromium")
    suite.runpytest_subprocess().assert_outcomes(errors=1)


def test_skipped_modules_fail_where_anything_is_required(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORUM_TEST_REQUIRE", "chromium")
    suite.makepyfile("import pytest\npytest.importorskip('no_such_module')\ndef test_runs(): assert True")
    assert suite.runpytest_subprocess().ret != 0


def test_unknown_requirements_stop_the_run(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORUM_TEST_REQUIRE", "postgresql")
    suite.makepyfile("def test_runs(): assert True")
    result = suite.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*names postgresql; known are chromium, postgres, data*"])
