"""Following, muting, keeping and "I have this too" through the API: PUT and DELETE, twice the same."""

import sqlalchemy as sa

from forum.catalog.models import Tag
from forum.core.db import session
from forum.following.models import Stance
from forum.questions.queries import thread
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.talk import TITLE, answer, ask


def test_put_and_delete_are_idempotent(call: Callers, cast: Cast) -> None:
    question = ask(cast, tags=("night",))
    made = answer(cast, question)
    tag = session().scalars(sa.select(Tag.id)).one()
    sam = call(cast.sam)
    following, muted = {"following": True, "muted": False}, {"following": False, "muted": True}
    for path, said in (
        (f"/questions/{question.id}/follow", following),
        (f"/questions/{question.id}/mute", muted),
        (f"/questions/{question.id}/bookmark", {"kept": True}),
        (f"/answers/{made.id}/bookmark", {"kept": True}),
        (f"/tags/{tag}/follow", following),
        ("/products/router/follow", following),
    ):
        for _ in range(2):
            assert sam.made("PUT", path) == said
        for _ in range(2):
            sam.made("DELETE", path, status=204)
        assert call(None)("PUT", path).status_code == 401
        assert sam("POST", path).status_code == 405


def test_the_same_trouble_with_its_version(call: Callers, cast: Cast) -> None:
    question = ask(cast)
    sam, path = call(cast.sam), f"/questions/{question.id}/have-too"
    assert sam.made("PUT", path)["have_too"] == 1
    assert sam.made("PUT", path, {"release": "2.0"})["have_too"] == 1
    mine = thread(cast.sam, question.id).mine
    assert (mine.release_id, mine.stance) == (cast.releases[1], Stance.FOLLOWS)
    assert sam("PUT", path, {"release": "9"}).status_code == 422
    assert call(cast.ada)("PUT", path).status_code == 403
    assert call(None).made("GET", "/questions")["items"][0]["have_too"] == 1
    for _ in range(2):
        sam.made("DELETE", path, status=204)
    assert call(None).made("GET", f"/questions/{question.id}")["have_too"] == 0


def test_bookmarks_are_the_callers_own(call: Callers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    sam = call(cast.sam)
    sam.made("PUT", f"/questions/{question.id}/bookmark")
    sam.made("PUT", f"/answers/{made.id}/bookmark")
    newest, oldest = sam.made("GET", "/bookmarks")["items"]
    assert (newest["question_id"], newest["answer_id"], oldest["answer_id"]) == (question.id, made.id, None)
    assert (newest["title"], newest["url"].endswith(f"/answers/{made.id}")) == (TITLE, True)
    page = sam.made("GET", "/bookmarks?limit=1")
    assert sam.made("GET", f"/bookmarks?limit=1&cursor={page['next']}")["items"] == [oldest]
    assert call(cast.ada).made("GET", "/bookmarks")["items"] == []
    assert call(None)("GET", "/bookmarks").status_code == 401


def test_what_is_not_there_is_not_found(call: Callers, cast: Cast) -> None:
    for path in ("/questions/4711/follow", "/tags/4711/follow", "/products/none/follow", "/answers/4711/bookmark"):
        assert call(cast.sam)("PUT", path).status_code == 404
