"""`forum risk assess`: JSON lines in, findings out, and one clear line for what is none."""

import json

import pytest

from forum.config import Config
from tests.support.commands import forum

CASES = (
    {"id": 1, "text": "```\nsudo rm -rf /\n```"},
    {"id": "b-2", "text": "Never run `rm -rf /`."},
    {"id": "c", "text": ""},
    {"id": "d", "text": "[" * 20_000 + "rm -rf /"},
)


def test_each_line_is_answered_by_one(settings: Config) -> None:
    result = forum(settings, "risk", "assess", typed="\n\n".join(json.dumps(case) for case in CASES) + "\n")
    assert result.returncode == 0, result.stderr
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, "b-2", "c", "d"]
    assert answers[0]["findings"][0] == {
        "rule": "files.delete-everything",
        "hazard": "data_loss",
        "severity": 4,
        "evidence": "sudo rm -rf /",
    }
    assert answers[1] == {"id": "b-2", "findings": []}
    assert answers[2] == {"id": "c", "findings": []}


@pytest.mark.parametrize("line", ["{", '{"id": 1}', '{"id": [], "text": ""}'])
def test_what_is_no_case_is_named_in_one_line(settings: Config, line: str) -> None:
    result = forum(settings, "risk", "assess", typed='{"id": 1, "text": "fine"}\n' + line + "\n")
    assert result.returncode == 1
    assert result.stderr.startswith("Error: Line 2 ")
    assert result.stderr.count("\n") == 1
    assert json.loads(result.stdout) == {"id": 1, "findings": []}
