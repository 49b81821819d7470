"""`forum risk assess`: JSON lines in, findings out, and one clear line for what is none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from forum.config import Config
from forum.core.containment import Hazard
from forum.flags.keeping import keep_rule, switch_rule
from forum.flags.rules import Effect, Place, Rule
from tests.support.cast import Cast
from tests.support.commands import forum
from tests.support.sites import settings_for

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


def test_the_rules_are_those_of_the_site(cast: Cast, settings: Config) -> None:
    """What moderators made, changed and switched off counts, unless with `--shipped`."""
    own = Rule("coffee.vinegar", Hazard.SAFETY, 2, Effect.REPORT, "It attacks the seals.", words="vinegar")
    own = replace(own, places=frozenset({Place.PROSE}))
    keep_rule(cast.max, own, reason="Three broken machines.")
    keep_rule(cast.max, replace(own, key="coffee.mains", words="mains", product_id=cast.router), reason="A fire.")
    switch_rule(cast.max, "disks.erase", is_on=False, reason="A shop for shredders.")
    case = json.dumps({"id": 1, "text": "Vinegar into the mains, then `mkfs.ext4 /dev/sdb1`."})

    def found(*options: str) -> list[str]:
        result = forum(settings, "risk", "assess", *options, typed=case)
        assert (result.returncode, result.stderr) == (0, "")
        return [finding["rule"] for finding in json.loads(result.stdout)["findings"]]

    assert found() == ["coffee.vinegar"]
    assert found("--product", "router") == ["coffee.mains", "coffee.vinegar"]
    assert found("--shipped") == ["disks.erase"]
    wrong = forum(settings, "risk", "assess", "--product", "nothing", typed=case)
    assert (wrong.returncode, wrong.stderr) == (1, "Error: There is no product 'nothing'.\n")


def test_before_there_is_a_site_the_shipped_rules_are_asked(tmp_path: Path) -> None:
    result = forum(settings_for(tmp_path), "risk", "assess", typed=json.dumps(CASES[0]))
    assert (result.returncode, result.stderr.count("\n")) == (0, 1)
    assert json.loads(result.stdout)["findings"][0]["rule"] == "files.delete-everything"
