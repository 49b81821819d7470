"""A site on which the demo community has moved in."""

from collections.abc import Iterator

import pytest

from forum.app import create_app
from forum.cli.database import migrate
from forum.config import Config
from forum.core.db import db
from forum.demo import script
from forum.demo.loader import fill
from forum.demo.reader import read
from tests.support import postgres
from tests.support.sites import settings_for

INTERRUPTED_AT = 200


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


@pytest.fixture(scope="session")
def community() -> script.Community:
    """The whole content."""
    return read()


@pytest.fixture(scope="session")
def filled(
    tmp_path_factory: pytest.TempPathFactory, community: script.Community, suite_database: str | None
) -> Iterator[Config]:
    """Settings of a site of the suite's kind of database on which the demo community moved in.

    It did so in two goes: the first was interrupted.
    """
    instance = tmp_path_factory.mktemp("demo")
    if suite_database is None:
        settings = settings_for(instance)
        _move_in(settings, community)
        yield settings
        return
    template = postgres.create_template(suite_database, lambda url: _move_in(settings_for(instance, url), community))
    yield settings_for(instance, template.url)
    template.close()


def _move_in(settings: Config, community: script.Community) -> None:
    """Migrate an empty database, and fill it."""

    played = iter(range(INTERRUPTED_AT))

    def interrupt(_steps: int) -> None:
        if next(played, None) is None:
            raise Interrupted

    with create_app(settings).app_context():
        migrate()
        with pytest.raises(Interrupted):
            fill(community, interrupt)
        fill(community)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def demo_site(filled: Config) -> Iterator[Config]:
    """The site with the demo community, with its context open."""
    with create_app(filled).app_context():
        yield filled
        db.session.remove()
        db.engine.dispose()
