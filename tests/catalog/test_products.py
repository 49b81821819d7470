"""Products and their releases: who brings them, and what everybody sees."""

import pytest
import sqlalchemy as sa

from forum.catalog.operations import add_release, create_product, describe_product
from forum.catalog.queries import product_by_slug, product_of, products, release_of
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.site import epoch
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.people.policy import SYSTEM
from tests.support.cast import Cast


def test_a_product_comes_with_its_releases(cast: Cast) -> None:
    before = epoch()
    create_product(cast.amy, slug="lamp", name=" Bright  Lamp ", releases=["1", "2"])
    found = product_by_slug("lamp")
    assert found is not None
    assert found.name == "Bright Lamp"
    assert [release.name for release in found.releases] == ["1", "2"]
    assert epoch() > before
    kinds = list(session().scalars(sa.select(Event.kind).order_by(Event.id)))
    assert kinds == [EventKind.PRODUCT_CREATED, EventKind.RELEASE_ADDED, EventKind.RELEASE_ADDED]


def test_an_address_is_taken_once(cast: Cast) -> None:
    with pytest.raises(Conflict, match="already is a product"):
        create_product(SYSTEM, slug="router", name="Another")
    with pytest.raises(Conflict, match="already has a version"):
        create_product(SYSTEM, slug="lamp", name="Lamp", releases=["1", "1"])
    assert product_by_slug("lamp") is None


@pytest.mark.parametrize(
    ("slug", "name", "field"),
    [("Lamp", "Lamp", "slug"), ("", "Lamp", "slug"), ("a--b", "Lamp", "slug"), ("lamp", " ", "name"),
     ("lamp", "x" * 81, "name"), ("lamp", "a\x07b", "name")],
)  # fmt: skip
def test_bad_names_are_refused_at_their_field(cast: Cast, slug: str, name: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        create_product(SYSTEM, slug=slug, name=name)
    assert [error.field for error in caught.value.errors] == [field]


def test_only_admins_change_the_catalogue(cast: Cast) -> None:
    for actor in (cast.ada, cast.eva, cast.max, cast.visitor):
        with pytest.raises(Forbidden):
            create_product(actor, slug="lamp", name="Lamp")
        with pytest.raises(Forbidden):
            add_release(actor, cast.router, "3.0")
        with pytest.raises(Forbidden):
            describe_product(actor, cast.router, name="Other", description="")


def test_a_new_release_is_the_newest(cast: Cast) -> None:
    add_release(cast.amy, cast.router, "3.0")
    found = product_by_slug("router")
    assert found is not None
    assert [release.name for release in found.releases] == ["1.9", "2.0", "2.1", "3.0"]
    with pytest.raises(NotFound):
        add_release(cast.amy, 999, "1")


def test_a_product_keeps_its_address_when_it_is_renamed(cast: Cast) -> None:
    describe_product(cast.amy, cast.router, name="Gateway", description="Two antennas.")
    describe_product(cast.amy, cast.router, name="Gateway", description="Two antennas.")
    assert [(line.slug, line.name) for line in products()] == [("camera", "Camera"), ("router", "Gateway")]
    changed = session().scalars(sa.select(Event.kind).where(Event.kind == EventKind.PRODUCT_CHANGED)).all()
    assert len(changed) == 1


def test_a_release_is_found_by_name_or_number(cast: Cast) -> None:
    named = release_of(cast.router, "2.0")
    assert named is not None
    assert release_of(cast.router, str(named.id)) is named
    assert release_of(cast.router, "") is None
    assert release_of(cast.router, None) is None


@pytest.mark.parametrize("name", ["9.9", "9" * 30, "x", "²"])
def test_an_unknown_release_is_an_error_of_its_field(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid) as caught:
        release_of(cast.router, name)
    assert [error.field for error in caught.value.errors] == ["release"]
    with pytest.raises(Invalid, match="correct"):
        release_of(cast.camera, "2.0")
    with pytest.raises(Invalid):
        release_of(None, "2.0")


def test_an_unknown_product_is_an_error_of_its_field(cast: Cast) -> None:
    found = product_of(" router ")
    assert found is not None
    assert found.id == cast.router
    assert product_of("") is None
    with pytest.raises(Invalid) as caught:
        product_of("toaster")
    assert [error.field for error in caught.value.errors] == ["product"]
