"""`forum import`: the exit status tells, and so does every line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forum.cli import main
from forum.config import ROOT, Config
from tests.importing.dumps import HOST, comment, pond, write
from tests.importing.test_reading_jsonl import ENTRY
from tests.support.servers import environment


def forum(settings: Config, *arguments: object) -> Result:
    """Run the command as its operator does."""
    return CliRunner(env=environment(settings)).invoke(main, ["import", *map(str, arguments)])


def test_the_command_runs_in_a_process_of_its_own(settings: Config, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "forum.cli",
        "import",
        "stackexchange",
        str(write(tmp_path / HOST, pond(), packed=True)),
    ]

    done = subprocess.run(
        command, env=environment(settings), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr
    assert ["answers", "4", "0", "0", "0"] in [line.split() for line in done.stdout.splitlines()]
    assert done.stderr.splitlines()[0] == "Posts.xml.gz ..."
    assert "\x1b" not in done.stdout + done.stderr


def test_a_dump_is_imported_and_a_second_run_changes_nothing(settings: Config, tmp_path: Path) -> None:
    folder = write(tmp_path / HOST, pond(), packed=True)

    first = forum(settings, "stackexchange", folder)
    second = forum(settings, "stackexchange", folder)

    assert (first.exit_code, second.exit_code) == (0, 0), first.stderr
    assert ["questions", "3", "0", "0", "0"] in [line.split() for line in first.stdout.splitlines()]
    assert "\n0 changes\n" in second.stdout


def test_skipped_rows_are_named_and_told_by_the_exit_status(settings: Config, tmp_path: Path) -> None:
    tables = pond()
    tables["Comments"].append(comment(77, 8))

    done = forum(settings, "stackexchange", write(tmp_path / HOST, tables))

    assert done.exit_code == 3
    assert "skipped: Comments.xml, row 77: its post 8 is a moderator nomination" in done.stderr
    assert "skipped: 1 rows of Comments.xml" in done.stdout


def test_a_truncated_dump_exits_1_with_one_clear_line(settings: Config, tmp_path: Path) -> None:
    folder = write(tmp_path / HOST, pond())
    (folder / "Users.xml").write_bytes((folder / "Users.xml").read_bytes()[:200])

    done = forum(settings, "stackexchange", folder)

    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].startswith("Error: Users.xml is cut off or damaged after ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["stackexchange", "{folder}"], "is no site"),
        (["stackexchange", "{folder}", "--site", "not a host"], "--site takes a host"),
        (["stackexchange", "{folder}", "--site", HOST, "--product", "rooter"], "There is no product rooter"),
        (["stackexchange", "{folder}/nowhere"], "does not exist"),
        (["jsonl", "{folder}"], "is a directory"),
        (["jsonl", "{folder}/lines.jsonl", "--source", " "], "--source takes a name"),
    ],
)
def test_a_wrong_call_exits_2(settings: Config, tmp_path: Path, arguments: list[str], says: str) -> None:
    folder = write(tmp_path / "pond", pond())
    (folder / "lines.jsonl").write_text(json.dumps(ENTRY))

    done = forum(settings, *(each.format(folder=folder) for each in arguments))

    assert done.exit_code == 2
    assert says in done.stderr


def test_lines_are_imported(settings: Config, tmp_path: Path) -> None:
    path = tmp_path / "solutions.jsonl"
    path.write_text(json.dumps(ENTRY) + "\nnonsense\n")

    done = forum(settings, "jsonl", path, "--source", "handbook")

    assert done.exit_code == 3
    assert "skipped: solutions.jsonl, line 2: it is not JSON" in done.stderr
    assert ["entries", "1", "0", "0", "0"] in [line.split() for line in done.stdout.splitlines()]


def test_lines_that_end_early_exit_1(settings: Config, tmp_path: Path) -> None:
    path = tmp_path / "solutions.jsonl"
    path.write_text(json.dumps(ENTRY)[:-4])

    done = forum(settings, "jsonl", path)

    assert done.exit_code == 1
    assert "cut off" in done.stderr
