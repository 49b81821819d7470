"""The lock files pin what setup.cfg asks for, by hash, wherever pip may fetch it from."""

import configparser
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {"requirements.lock": ("semantic",), "requirements-test.lock": ("semantic", "test", "check")}


def _pins(lock: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes by package."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.findall(r"^([\w.-]+)==([\w.]+)(.*(?:\n {4}--hash=\S+.*)*)", text, flags=re.MULTILINE)
    return {
        canonicalize_name(name): (version, len(re.findall(r"--hash=sha256:[0-9a-f]{64}", rest)))
        for name, version, rest in entries
    }


def _asked(extras: tuple[str, ...]) -> list[Requirement]:
    """What setup.cfg asks for: at run time, and with these extras."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    lists = [setup["options"]["install_requires"], *(setup["options.extras_require"][extra] for extra in extras)]
    return [Requirement(line) for text in lists for line in text.strip().splitlines()]


@pytest.mark.parametrize(("lock", "extras"), LOCKS.items())
def test_every_requirement_is_pinned_within_its_bounds(lock: str, extras: tuple[str, ...]) -> None:
    pins = _pins(lock)
    wrong = [
        str(asked)
        for asked in _asked(extras)
        if not asked.specifier.contains(pins.get(canonicalize_name(asked.name), ("0", 0))[0], prereleases=True)
    ]
    assert wrong == [], "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    assert [name for name, (_, hashes) in _pins(lock).items() if not hashes] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_or_path_is_fixed(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or " @ " in line or line.startswith(("-", "/", "."))] == []


def test_tests_run_on_the_versions_that_sites_run_on() -> None:
    site, tests = _pins("requirements.lock"), _pins("requirements-test.lock")
    assert {name: pin for name, pin in site.items() if tests.get(name, pin) != pin} == {}
    assert set(site) - set(tests) <= {"setuptools"}, "only what builds the package stands in one lock alone"
