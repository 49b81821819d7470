"""Comments through the API: read alone, changed by their author, with all their texts, and found useful."""

from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.talk import answer, ask


def test_the_author_changes_the_revision_that_they_read(call: Callers, cast: Cast) -> None:
    question = ask(cast)
    sam, nobody = call(cast.sam), call(None)
    made = sam.made("POST", f"/questions/{question.id}/comments", {"body": "Which version?"}, 201)
    path = f"/comments/{made['id']}"
    assert nobody.made("GET", path) == made
    assert (made["revision"], made["edited_at"], made["score"]) == (1, None, 0)
    assert sam("PATCH", path, {"body": "Which one?"}).status_code == 428
    changed = sam.made("PATCH", path, {"body": "Which *one*?"}, If_Match='"1"')
    assert (changed["revision"], changed["body"]) == (2, "Which *one*?")
    assert changed["edited_at"] is not None
    assert nobody.made("GET", f"/questions/{question.id}")["comments"] == [changed]
    stale = sam("PATCH", path, {"body": "No."}, If_Match='"1"')
    assert (stale.status_code, stale.get_json()["current"]) == (412, 2)
    assert sam("PATCH", path, {"body": ""}, If_Match='"2"').status_code == 422
    assert call(cast.max)("PATCH", path, {"body": "No."}, If_Match='"2"').status_code == 403
    assert nobody("PATCH", path, {"body": "No."}, If_Match='"2"').status_code == 401
    assert sam("PUT", path).status_code == 405


def test_all_its_texts_are_read_page_by_page(call: Callers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    sam, nobody = call(cast.sam), call(None)
    said = sam.made("POST", f"/answers/{made.id}/comments", {"body": "1"}, 201)["id"]
    path = f"/comments/{said}/revisions"
    assert [one["body"] for one in nobody.made("GET", path)["items"]] == ["1"]
    for number in (1, 2):
        sam.made("PATCH", f"/comments/{said}", {"body": str(number + 1)}, If_Match=f'"{number}"')
    first = nobody.made("GET", f"{path}?limit=2")
    rest = nobody.made("GET", f"{path}?cursor={first['next']}")
    found = [*first["items"], *rest["items"]]
    assert [(one["number"], one["body"], one["author"]["name"]) for one in found] == [
        (number, str(number), "Sam") for number in (1, 2, 3)
    ]
    assert rest["next"] is None
    sam.made("PUT", f"/comments/{said}/deletion")
    for hidden in (path, f"/comments/{said}"):
        assert nobody("GET", hidden).status_code == 404
        assert sam("GET", hidden).status_code == 200


def test_others_say_that_it_is_useful(call: Callers, cast: Cast) -> None:
    question = ask(cast)
    said = call(cast.sam).made("POST", f"/questions/{question.id}/comments", {"body": "Which one?"}, 201)["id"]
    path = f"/comments/{said}/vote"
    for value, score in ((1, 1), (1, 1), (0, 0), (0, 0), (1, 1)):
        assert call(cast.ada).made("PUT", path, {"value": value})["score"] == score
    assert call(cast.sam)("PUT", path, {"value": 1}).status_code == 403
    assert call(cast.ada)("PUT", path, {"value": -1}).status_code == 422
    assert call(None)("PUT", path, {"value": 1}).status_code == 401
