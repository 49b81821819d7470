"""What failed behind the scenes: admins see it, and have it tried again."""

from collections.abc import Callable

import pytest

from forum.analytics.upkeep import try_again, upkeep
from forum.core.errors import NotFound
from forum.journal.drain import Reaction, drain
from forum.journal.kinds import EventKind
from forum.people.policy import Actor
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ask

ClientOf = Callable[[Actor], Client]
WORKS = [False]


def fail(_event: object) -> None:
    """Fail until the cause is mended."""
    if not WORKS[0]:
        raise RuntimeError("The printer is on fire.")


TABLE = {EventKind.QUESTION_ASKED: (Reaction("printing", one=fail),)}


@pytest.fixture
def failed(cast: Cast) -> int:
    """A reaction that failed; its number."""
    WORKS[0] = False
    ask(cast)
    assert drain(TABLE).failed == 1
    return upkeep(cast.amy).failures[0].delivery_id


def test_an_admin_sees_what_failed_and_why(client_of: ClientOf, cast: Cast, failed: int) -> None:
    (failure,) = upkeep(cast.amy).failures
    assert (failure.delivery_id, failure.reaction, failure.attempts) == (failed, "printing", 1)
    page = client_of(cast.amy).page("/admin/state").get_text(" ", strip=True)
    assert "The printer is on fire." in page
    assert "failed once" in page


def test_it_is_tried_again_at_once_when_asked(client_of: ClientOf, cast: Cast, failed: int) -> None:
    WORKS[0] = True
    assert drain(TABLE).done == 0
    browser = client_of(cast.amy)
    for _ in range(2):
        assert browser.post(f"/admin/state/retry/{failed}").status_code == 303
    assert drain(TABLE).done == 1
    assert upkeep(cast.amy).failures == []
    assert browser.post(f"/admin/state/retry/{failed}").status_code == 303
    assert drain(TABLE).done == 0


def test_nobody_else_sees_it_or_has_it_tried(client_of: ClientOf, cast: Cast, failed: int) -> None:
    for actor in (cast.visitor, cast.ada, cast.eva, cast.max):
        with pytest.raises(NotFound):
            upkeep(actor)
        with pytest.raises(NotFound):
            try_again(actor, failed)
    assert client_of(cast.max).get("/admin/state").status_code == 404
    assert client_of(cast.max).post(f"/admin/state/retry/{failed}").status_code == 404
    assert client_of(cast.amy).post("/admin/state/retry/4711").status_code == 404
    assert client_of(cast.amy).get(f"/admin/state/retry/{failed}").status_code == 405
