"""Small commands: what they print, and what they say when something is wrong."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from forum.analytics.queries import totals
from forum.catalog.queries import product_by_slug
from forum.config import ROOT, Config
from forum.core.schema import needed
from tests.support.cast import Cast
from tests.support.commands import forum
from tests.support.talk import ask


def test_a_product_is_created_once(settings: Config, cast: Cast) -> None:
    command = ("product", "create", "lamp", "--name", "Lamp", "--release", "1.0", "--release", "1.1")
    result = forum(settings, *command)
    assert (result.returncode, result.stderr) == (0, "")
    product = product_by_slug("lamp")
    assert product is not None
    assert [release.name for release in product.releases] == ["1.0", "1.1"]
    again = forum(settings, *command)
    assert again.returncode == 1
    assert "already is a product" in again.stderr


def test_a_bad_address_is_refused_in_one_line(settings: Config) -> None:
    result = forum(settings, "product", "create", "Big Lamp", "--name", "Lamp")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "slug: " in result.stderr


def test_stats_count_the_database(settings: Config, cast: Cast) -> None:
    result = forum(settings, "stats", "--json")
    counted = json.loads(result.stdout)
    assert list(counted) == ["questions", "answers", "accepted", "comments", "people", "entries", "votes", "tags"]
    assert counted["people"] == totals().people == 6
    assert "6 people" in forum(settings, "stats").stdout


def test_without_tables_a_command_says_what_to_run(settings: Config, tmp_path: Path) -> None:
    result = forum(replace(settings, instance=tmp_path / "new", database_url=""), "stats")
    assert result.returncode == 1
    assert "forum db upgrade" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["stats", "serve"])
def test_without_a_database_a_command_says_so(settings: Config, command: str) -> None:
    url = "postgresql://nobody@127.0.0.1:9/nothing"
    result = forum(replace(settings, database_url=url), command)
    assert result.returncode == 1
    assert "The database does not answer: " in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unknown_setting_is_named(settings: Config) -> None:
    result = forum(settings, "stats", env={"FORUM_SITE_NAM": "x"})
    assert result.returncode == 1
    assert "Did you mean FORUM_SITE_NAME?" in result.stderr


def test_a_relative_folder_for_the_site_begins_where_the_command_was_started(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "FORUM_INSTANCE": "site"}
    command = [sys.executable, "-m", "forum.cli", "db", "upgrade"]
    first = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (first.returncode, first.stderr) == (0, "")
    assert (tmp_path / "site" / "forum.sqlite3").exists()
    assert first.stdout == f"The database is ready ({needed()}).\n"
    again = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (again.stdout, again.stderr) == ("The database was up to date.\n", "")


def test_the_first_index_of_a_site_is_nothing_to_tell_and_a_damaged_one_is(settings: Config, cast: Cast) -> None:
    ask(cast)
    first = forum(settings, "journal", "drain")
    assert (first.returncode, first.stderr) == (0, "")
    (settings.search_path / "current").write_text("nonsense")
    ask(cast)
    assert "missing or damaged" in forum(settings, "journal", "drain").stderr
