"""Kept pages are never stale: whatever changes a name, a role, a product, a tag or a setting, they are made anew."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.app import create_app
from forum.catalog.models import Tag
from forum.catalog.operations import add_release, add_synonym, describe_product, describe_tag, rename_tag
from forum.core.db import db, session
from forum.importing.operations import import_stackexchange
from forum.people.accounts import update_profile
from forum.people.policy import SYSTEM, Role
from forum.people.roles import grant_role, revoke_role
from forum.questions.models import Question
from tests.importing import dumps
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.town import follow, live


def bring_in(name: str) -> None:
    """Import the pond's dump, in which the author of an answer is called `name`."""
    tables = {"Posts": [dumps.question(1), dumps.answer(2, 1)], "Users": [dumps.user(1, "Pat"), dumps.user(2, name)]}
    folder = dumps.write(config.current().instance / name, tables)
    import_stackexchange(SYSTEM, folder, host=dumps.HOST)
    follow()


@pytest.fixture
def addresses(app: Flask, cast: Cast) -> list[str]:
    """Every address of a site on which everything has happened: questions asked here and imported."""
    grant_role(cast.amy, cast.sam.id or 0, Role.ADMIN)
    town = live(cast)
    bring_in("Victor")
    imported = session().scalars(sa.select(Question).where(Question.external_id.is_not(None))).one()
    return [f"/questions/{imported.id}/{imported.slug}", *(path for _, path in town.addresses(app))]


@pytest.fixture
def fresh(settings: config.Config) -> Iterator[Flask]:
    """The same site as another process serves it that keeps no page."""
    forgetful = create_app(dataclasses.replace(settings, page_cache_mb=0))
    config.use(settings)
    yield forgetful
    with forgetful.app_context():
        db.session.remove()
        db.engine.dispose()


def shared(app: Flask, addresses: list[str]) -> dict[str, str]:
    """The pages that visitors share, by address, as a visitor gets them now."""
    visitor, found = Client(app), dict[str, str]()
    for path in addresses:
        response = visitor.get(path)
        if "public" in response.headers.get("Cache-Control", "") and "ETag" in response.headers:
            found[path] = response.text
    return found


def _tag() -> int:
    return session().scalars(sa.select(Tag.id).where(Tag.name == "night")).one()


# What happens, words that are gone from the shared pages afterwards, and words that have come.
Change = tuple[Callable[[Cast], object], str, str]
CHANGES: dict[str, Change] = {
    "the asker's name": (lambda cast: update_profile(cast.ada, name="Adele"), ">Ada<", ">Adele<"),
    "an author's name": (lambda cast: update_profile(cast.ben, name="Benno"), ">Ben<", ">Benno<"),
    "the checking engineer's name": (lambda cast: update_profile(cast.eva, name="Evita"), "by Eva,", "by Evita,"),
    "the correcting moderator's name": (lambda cast: update_profile(cast.max, name="Maxim"), ">Max<", ">Maxim<"),
    "the commenter's name": (lambda cast: update_profile(cast.sam, name="Samuel"), ">Sam<", ">Samuel<"),
    "a name at the source": (lambda cast: bring_in("Victoria"), ">Victor<", ">Victoria<"),
    "a role given": (lambda cast: grant_role(cast.amy, cast.ben.id or 0, Role.ENGINEER), "", ">Engineer<"),
    "a role taken": (lambda cast: revoke_role(cast.amy, cast.sam.id or 0, Role.ADMIN), ">Admin<", ""),
    "a product's name": (
        lambda cast: describe_product(cast.amy, cast.router, name="Gateway", description=""),
        ">Router<",
        ">Gateway<",
    ),
    "a tag's description": (lambda cast: describe_tag(cast.amy, _tag(), "After sunset."), "", ""),
    "a tag's synonym": (lambda cast: add_synonym(cast.amy, _tag(), "dusk"), "", ""),
    "a new version of the product": (lambda cast: add_release(cast.amy, cast.router, "2.2"), "", ""),
    "a tag's name": (
        lambda cast: rename_tag(cast.amy, _tag(), "darkness", reason="It is the usual word."),
        ">night<",
        ">darkness<",
    ),
}


def test_no_stale_name_role_or_badge_remains(app: Flask, fresh: Flask, cast: Cast, addresses: list[str]) -> None:
    before = shared(app, addresses)
    assert len(before) > 1, "pages are shared"
    for change, (happens, gone, come) in CHANGES.items():
        assert before == shared(app, list(before)), "pages are kept"
        assert gone in "".join(before.values()), change
        assert not come or come not in "".join(before.values()), change
        happens(cast)
        after = shared(app, list(before))
        assert after == shared(fresh, list(before)), change
        assert not gone or gone not in "".join(after.values()), change
        assert come in "".join(after.values()), change
        before = after


def test_a_site_with_other_settings_names_its_pages_anew(
    app: Flask, settings: config.Config, addresses: list[str]
) -> None:
    path = next(iter(shared(app, addresses)))
    known = Client(app).get(path).headers["ETag"]
    others: list[dict[str, Any]] = [
        {"site_name": "The Porch"},
        {"company": "Acme"},
        {"default_time_zone": "Asia/Tokyo"},
        {"base_url": "https://help.example.org"},
        {"registration": False},
    ]
    for other in others:
        changed = create_app(dataclasses.replace(settings, **other))
        response = Client(changed).get(path, headers={"If-None-Match": known})
        assert (response.status_code, response.headers["ETag"] != known) == (200, True), other
        with changed.app_context():
            db.session.remove()
            db.engine.dispose()
    config.use(settings)
