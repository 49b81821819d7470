"""What a watching machine is told."""

from datetime import timedelta

import sqlalchemy as sa
from alembic.config import Config as Alembic
from alembic.script import ScriptDirectory
from flask.testing import FlaskClient

from forum.cli.database import MIGRATIONS
from forum.core import schema
from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.operation import unit
from forum.core.site import note_beat
from tests.support.cast import Cast


def live() -> None:
    """Note a beat, as the worker does."""
    with unit():
        note_beat(1)


def test_a_process_that_answers_is_alive(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"alive": True})
    assert response.headers["Cache-Control"] == "no-store"


def test_a_site_whose_worker_never_ran_is_not_ready(client: FlaskClient) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json is not None
    assert "forum worker" in response.json["problems"]["worker"]


def test_a_silent_worker_is_noticed_after_a_minute(client: FlaskClient) -> None:
    live()
    assert "worker" not in (client.get("/readyz").json or {})["problems"]
    with travel(now() + timedelta(seconds=90)):
        problems = (client.get("/readyz").json or {})["problems"]
    assert "was alive last" in problems["worker"]


def test_a_database_of_another_version_is_named(client: FlaskClient, cast: Cast) -> None:
    live()
    with unit():
        session().execute(sa.text("UPDATE alembic_version SET version_num = 'older'"))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "forum db upgrade" in (response.json or {})["problems"]["database"]


def test_a_database_without_tables_is_named(client: FlaskClient, cast: Cast) -> None:
    with unit():
        session().execute(sa.text("DROP TABLE site_facts"))
        session().execute(sa.text("DROP TABLE alembic_version"))
    problems = (client.get("/readyz").json or {})["problems"]
    assert {"database", "worker"} <= problems.keys()
    assert client.get("/healthz").status_code == 200


def test_the_needed_migration_is_the_one_that_alembic_names() -> None:
    configuration = Alembic()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    assert schema.needed() == ScriptDirectory.from_config(configuration).get_current_head()
