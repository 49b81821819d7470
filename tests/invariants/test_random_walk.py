"""All promises at once, after every step: anybody does anything in any order, as far as they are let."""

import ast
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

import forum
from forum.app import create_app
from tests.invariants.walk_duties import DutyWalk
from tests.invariants.walk_people import OpenSite
from tests.support import postgres
from tests.support.sites import let_go, own_site

FORUM = Path(forum.__file__).parent


@pytest.fixture
def open_site(tmp_path: Path, request: pytest.FixtureRequest, postgres_template: postgres.Template | None) -> OpenSite:
    """Sites, one for each walk."""
    folders = iter(range(1_000_000))

    @contextlib.contextmanager
    def opened() -> Iterator[Flask]:
        instance = tmp_path / f"walk-{next(folders)}"
        instance.mkdir()
        with own_site(instance, request, postgres_template) as site:
            app = create_app(site)
            app.testing = True
            with app.app_context():
                yield app
                let_go()

    return opened


# Operations on what people write and say that no step of the walk names, and why.
BESIDE = {
    "raise_flag": "what every report does",
    "keep_image": "done by `tests.support.pictures.keep`",
    "settle_entry": "follows from what happened",
    "recheck": "follows from what happened",
    "close_moved_suggestions": "follows from what happened",
    "send": "done by `send_due`",
    "call_again": "writes letters only",
    "call_to_held": "writes letters only",
    "keep_text": "words that moderators choose from",
    "drop_text": "words that moderators choose from",
    "begin_sweep": "looks at old posts with rules that changed, which walks have none of",
    "forget_old_prints": "housekeeping",
    "sweep_unused": "housekeeping",
}
NOUNS = ("flags", "following", "images", "questions", "knowledge", "moderation", "recalls")

SHORT = settings(
    max_examples=2,
    stateful_step_count=20,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    deadline=None,
)


def operations() -> set[str]:
    """The names of the operations on what people write and say, from the sources."""
    return {
        each.name
        for noun in NOUNS
        for path in (FORUM / noun).rglob("*.py")
        for each in ast.walk(ast.parse(path.read_text()))
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")
        if any(isinstance(mark, ast.Name) and mark.id == "operation" for mark in each.decorator_list)
    }


def test_every_operation_has_a_place_in_the_walk() -> None:
    steps = [ast.walk(ast.parse(path.read_text())) for path in Path(__file__).parent.glob("walk_*.py")]
    named = {each.id for step in steps for each in step if isinstance(each, ast.Name)}
    assert operations() - named == BESIDE.keys()


def walk(open_site: OpenSite, how: settings) -> None:
    """Walk again and again, each time on a site of its own."""
    run_state_machine_as_test(lambda: DutyWalk(open_site), settings=how)  # type: ignore[arg-type] # any factory will do


def test_all_promises_hold_after_every_step(open_site: OpenSite) -> None:
    walk(open_site, SHORT)


@pytest.mark.hard
def test_all_promises_hold_on_long_walks(open_site: OpenSite) -> None:
    walk(open_site, settings(SHORT, max_examples=150, stateful_step_count=60, derandomize=False, print_blob=True))
