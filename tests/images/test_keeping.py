"""Keeping an image: for whom, how many, once, and with its line in the history."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.errors import Forbidden, TooMany
from forum.images.models import Image
from forum.images.operations import ALLOWANCE, FIRST_DAY, keep_image
from forum.images.preparing import Prepared
from forum.images.store import store
from forum.images.taking import take_image
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.people.policy import VISITOR, Actor
from tests.support.cast import Cast
from tests.support.pictures import photo


def prepared(number: int, size: int = 100) -> Prepared:
    return Prepared(f"{number:020x}-8x6.webp", number.to_bytes(4, "big") * (size // 4), 8, 6)


def files(app: Flask) -> list[str]:
    """The names of what lies in the store."""
    return [path.name for path in (Path(app.instance_path) / "images").rglob("*") if path.is_file()]


def kept_since(actor: Actor, days: float) -> Actor:
    return replace(actor, since=now() - timedelta(days=days))


def test_a_photo_is_kept_once_and_says_so_in_the_history(app: Flask, cast: Cast) -> None:
    image = take_image(cast.ada, photo(), "  The lamp\nis red ")
    assert (image.owner_id, image.width, image.height, image.description) == (cast.ada.id, 640, 480, "The lamp is red")
    assert len(store().get(image.name) or b"") == image.bytes
    again = take_image(cast.ada, photo(), "Something else")
    assert again.name == image.name
    assert take_image(cast.ben, photo()).name != image.name
    assert len(files(app)) == 2
    events = session().scalars(sa.select(Event).where(Event.kind == EventKind.IMAGE_KEPT)).all()
    assert [(event.actor_id, event.data["image"]) for event in events] == [(cast.ada.id, 1), (cast.ben.id, 2)]


def test_visitors_and_suspended_people_keep_nothing(app: Flask, cast: Cast) -> None:
    for actor in (VISITOR, replace(cast.sam, suspended=True)):
        with pytest.raises(Forbidden):
            take_image(actor, photo())
    assert session().scalar(sa.select(sa.func.count()).select_from(Image)) == 0


def test_a_day_has_room_for_so_many_and_the_next_for_more(app: Flask, cast: Cast) -> None:
    newcomer, regular = kept_since(cast.sam, 0.1), kept_since(cast.ben, 30)
    for number in range(FIRST_DAY.images):
        keep_image(newcomer, prepared(number))
    with pytest.raises(TooMany) as caught:
        keep_image(newcomer, prepared(99))
    assert 0 < caught.value.retry_after <= 86_401
    # The same once more is no more.
    assert keep_image(newcomer, prepared(0)).id == 1
    keep_image(regular, prepared(200, ALLOWANCE.bytes))
    with pytest.raises(TooMany):
        keep_image(regular, prepared(201))
    with travel(now() + timedelta(days=1, seconds=1)):
        keep_image(newcomer, prepared(99))
        keep_image(regular, prepared(201))


def test_a_file_that_was_put_into_the_store_for_nothing_is_taken_out(app: Flask, cast: Cast) -> None:
    for number in range(FIRST_DAY.images - 1):
        keep_image(kept_since(cast.sam, 0), prepared(number))
    take_image(kept_since(cast.sam, 0), photo(10, 10))
    with pytest.raises(TooMany):
        keep_image(kept_since(cast.sam, 0), prepared(99))
    for _ in range(2):
        take_image(cast.ben, photo(20, 10))
    assert len(files(app)) == 2
