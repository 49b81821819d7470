"""All promises at once, after every step: anybody does anything in any order, as far as they are let."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from forum.app import create_app
from tests.invariants.walk_duties import DutyWalk
from tests.invariants.walk_people import OpenSite
from tests.support import postgres
from tests.support.sites import let_go, own_site


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


SHORT = settings(
    max_examples=2,
    stateful_step_count=20,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    deadline=None,
)


def walk(open_site: OpenSite, how: settings) -> None:
    """Walk again and again, each time on a site of its own."""
    run_state_machine_as_test(lambda: DutyWalk(open_site), settings=how)  # type: ignore[arg-type] # any factory will do


def test_all_promises_hold_after_every_step(open_site: OpenSite) -> None:
    walk(open_site, SHORT)


@pytest.mark.hard
def test_all_promises_hold_on_long_walks(open_site: OpenSite) -> None:
    walk(open_site, settings(SHORT, max_examples=150, stateful_step_count=60, derandomize=False, print_blob=True))
