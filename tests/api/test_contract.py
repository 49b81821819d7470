"""The API keeps its contract: shapes, statuses, permissions, and one effect for one request."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.core.db import session
from forum.core.operation import unit
from forum.journal.drain import drain, waiting
from forum.people.models import RoleGrant
from forum.people.policy import Actor, Role
from forum.reactions import TABLE
from forum.search import indexing
from tests.api.asked import ADVICE, QUESTION
from tests.support.api import Caller, Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ask

TRUST = {
    "level", "label", "by", "at", "revision", "current", "verified_revision", "releases", "review_by",
    "newer_release", "note", "counts",
}  # fmt: skip


def follow() -> None:
    """Let everything follow from what happened."""
    while waiting():
        assert drain(TABLE, delayed=True).failed == 0


def test_asking_gives_the_whole_question_and_its_address(call: Callers, cast: Cast) -> None:
    response = call(cast.ada)("POST", "/questions", QUESTION)
    made = response.get_json()
    assert response.status_code == 201
    assert response.headers["Location"].endswith(f"/api/v1/questions/{made['id']}")
    assert made["tags"] == ["night"]
    assert (made["product"], made["release"], made["answers"], made["trust"]) == ("router", "2.0", [], None)
    assert "<em>night</em>" in made["html"]
    assert made["created_at"].endswith("+00:00")
    assert call(None).made("GET", f"/questions/{made['id']}")["contained"] == 0


def test_an_answer_has_the_shape_of_the_contract(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question = call(None).made("GET", f"/questions/{thread[0]}")
    (answer,) = question["answers"]
    assert {"id", "body", "html", "revision", "accepted", "score", "author", "trust"} <= answer.keys()
    assert answer["trust"].keys() == TRUST
    assert answer["trust"]["level"] == question["trust"]["level"] == "unreviewed"
    assert (answer["author"]["name"], answer["body"], answer["revision"]) == ("Ben", ADVICE, 1)
    listed = call(None).made("GET", "/questions")
    assert [row["id"] for row in listed["items"]] == [thread[0]]
    assert listed["next"] is None


def test_reading_needs_no_key_and_writing_does(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question, answer = thread
    stranger = call(None)
    for method, path, body in (
        ("POST", "/questions", QUESTION),
        ("POST", f"/questions/{question}/answers", {"body": ADVICE}),
        ("PUT", f"/answers/{answer}/vote", {"value": 1}),
        ("PUT", f"/answers/{answer}/acceptance", {}),
        ("DELETE", f"/answers/{answer}/acceptance", None),
        ("POST", f"/answers/{answer}/verdicts", {"verdict": "verified", "revision": 1}),
        ("POST", f"/answers/{answer}/flags", {"kind": "spam", "reason": "x"}),
        ("GET", "/cases", None),
        ("GET", "/journal", None),
        ("POST", "/preview", {"body": "x"}),
    ):
        response = stranger(method, path, body)
        assert (response.status_code, response.mimetype) == (401, "application/problem+json"), path
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert stranger("GET", "/questions", Authorization="Bearer nonsense").status_code == 401


def test_the_asker_accepts_and_an_engineer_checks(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    answer = thread[1]
    url = f"/answers/{answer}"
    assert call(cast.sam)("PUT", f"{url}/acceptance", {}).status_code == 403
    assert call(cast.ada).made("PUT", f"{url}/acceptance", {})["accepted"] is True
    assert call(cast.ada).made("PUT", f"{url}/acceptance", {})["trust"]["level"] == "accepted"
    verdict = {"verdict": "verified", "revision": 1, "releases": ["2.0", "2.1"]}
    assert call(cast.ben)("POST", f"{url}/verdicts", verdict).status_code == 403
    made = call(cast.eva).made("POST", f"{url}/verdicts", verdict, 201)
    assert (made["trust"]["level"], made["trust"]["by"]["name"]) == ("verified", "Eva")
    assert made["trust"]["releases"] == ["2.0", "2.1"]
    assert made["trust"]["label"].startswith(f"Verified by Eva, {config.current().company} engineer, for 2.0 and 2.1, ")
    assert call(cast.ada)("DELETE", f"{url}/acceptance").status_code == 204
    assert call(cast.ada)("DELETE", f"{url}/acceptance").status_code == 204
    stale = call(cast.eva)("POST", f"{url}/verdicts", {"verdict": "verified", "revision": 7})
    assert stale.status_code == 409


def test_another_accepted_answer_has_to_be_named(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question, first = thread
    second = call(cast.sam).made("POST", f"/questions/{question}/answers", {"body": ADVICE}, 201)["id"]
    ada = call(cast.ada)
    ada.made("PUT", f"/answers/{first}/acceptance", {})
    assert ada("PUT", f"/answers/{second}/acceptance", {}).status_code == 409
    assert ada.made("PUT", f"/answers/{second}/acceptance", {"replaces": first})["accepted"] is True


def test_an_edit_names_the_revision_that_was_read(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    url = f"/answers/{thread[1]}"
    ben = call(cast.ben)
    assert ben("PATCH", url, {"body": "New."}).status_code == 428
    edited = ben.made("PATCH", url, {"body": "New text."}, If_Match='"1"')
    assert (edited["revision"], edited["body"]) == (2, "New text.")
    stale = ben("PATCH", url, {"body": "Newer."}, If_Match='"1"')
    assert (stale.status_code, stale.get_json()["current"]) == (412, 2)
    assert ben("PATCH", url, {"body": "Newer."}, If_Match="new").status_code == 422
    assert [row["number"] for row in ben.made("GET", f"{url}/revisions")["items"]] == [1, 2]
    assert call(cast.sam)("PATCH", url, {"body": "Mine."}, If_Match='"2"').status_code == 403


def test_a_request_with_a_key_of_its_own_has_one_effect(call: Callers, cast: Cast) -> None:
    ada = call(cast.ada)
    first = ada.made("POST", "/questions", QUESTION, 201, Idempotency_Key="one")
    again = ada("POST", "/questions", QUESTION, Idempotency_Key="one")
    assert (again.status_code, again.get_json()["id"]) == (201, first["id"])
    assert again.headers["Location"].endswith(f"/questions/{first['id']}")
    assert ada("POST", "/questions", {**QUESTION, "title": "Other"}, Idempotency_Key="one").status_code == 422
    other = call(cast.ben).made("POST", "/questions", QUESTION, 201, Idempotency_Key="one")
    assert other["id"] != first["id"]
    assert len(ada.made("GET", "/questions")["items"]) == 2


def test_votes_outcomes_and_comments(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question, answer = thread
    sam = call(cast.sam)
    assert sam.made("PUT", f"/answers/{answer}/vote", {"value": 1})["score"] == 1
    assert sam.made("PUT", f"/answers/{answer}/vote", {"value": 1})["score"] == 1
    assert sam.made("PUT", f"/questions/{question}/vote", {"value": -1})["score"] == -1
    outcome = sam.made("PUT", f"/answers/{answer}/outcome", {"worked": True, "release": "2.0"})
    assert outcome["trust"]["counts"] == {"worked": 1, "did_not": 0}
    for _twice in range(2):
        assert sam("DELETE", f"/answers/{answer}/outcome").status_code == 204
    assert sam.made("GET", f"/answers/{answer}")["trust"]["counts"] == {"worked": 0, "did_not": 0}
    comment = sam.made("POST", f"/answers/{answer}/comments", {"body": "Thank you."}, 201)
    assert (comment["answer_id"], comment["author"]["name"]) == (answer, "Sam")
    sam.made("POST", f"/questions/{question}/comments", {"body": "Same here."}, 201)
    assert call(cast.ben)("PUT", f"/answers/{answer}/vote", {"value": 1}).status_code == 403


def test_a_report_is_decided_and_the_answer_is_gone(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question, answer = thread
    flag = {"kind": "dangerous", "reason": "It deletes everything."}
    case = call(cast.sam).made("POST", f"/answers/{answer}/flags", flag, 201)["case_id"]
    assert call(cast.sam)("GET", "/cases").status_code == 404
    assert [one["id"] for one in call(cast.max).made("GET", "/cases")["items"]] == [case]
    url = f"/cases/{case}/decisions"
    decision = {"action": "quarantine", "reason": "Until we know."}
    assert call(cast.sam)("POST", url, decision).status_code == 404
    assert call(cast.max).made("POST", url, decision, 201)["after"] == "quarantined"
    assert call(cast.max)("POST", url, decision).status_code == 409
    shown = call(None).made("GET", f"/questions/{question}")
    assert (shown["answers"], shown["contained"]) == ([], 1)
    assert call(None)("GET", f"/answers/{answer}").status_code == 404
    kinds = [event["kind"] for event in call(cast.max).made("GET", "/journal")["items"]]
    assert kinds[:2] == ["decision.made", "flag.raised"]


def test_a_dangerous_text_is_withheld_from_readers(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    answer = thread[1]
    verdict = {"verdict": "unsafe", "revision": 1, "note": "It wipes the disk."}
    call(cast.eva).made("POST", f"/answers/{answer}/verdicts", verdict, 201)
    shown = call(None).made("GET", f"/answers/{answer}")
    assert (shown["body"], shown["html"], shown["contained"]) == (None, None, "folded")
    assert shown["trust"]["level"] == "unsafe"
    assert call(cast.eva).made("GET", f"/answers/{answer}")["body"] == ADVICE


def test_solutions_and_search(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    indexing.rebuild()
    call(cast.ada).made("PUT", f"/answers/{thread[1]}/acceptance", {})
    follow()
    (entry,) = call(None).made("GET", "/entries?product=router")["items"]
    assert entry["trust"] == call(None).made("GET", f"/entries/{entry['id']}")["trust"]
    assert entry["trust"]["level"] == entry["level"]
    assert call(None).made("GET", f"/entries/{entry['id']}")["body"] == ADVICE
    found = call(None).made("GET", "/search?q=schedule")
    assert (found["total"], found["next"]) == (1, None)
    (hit,) = found["items"]
    wanted = {"kind", "id", "question_id", "external_id", "title", "url", "passage", "trust"}
    assert wanted <= hit.keys()
    assert hit["trust"].keys() == TRUST
    assert "<mark>Schedule</mark>" in hit["passage"]
    assert call(None).made("GET", "/search?q=schedule&trust=verified")["total"] == 0
    assert call(None)("GET", "/search?q=x&cursor=bad").status_code == 422


def test_catalogue_and_people(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    products = {row["slug"]: row for row in call(None).made("GET", "/products")["items"]}
    assert products["router"]["releases"] == ["1.9", "2.0", "2.1"]
    assert call(None).made("GET", "/tags")["items"][0]["name"] == "night"
    assert call(None).made("GET", f"/people/{cast.eva.id}")["roles"] == ["engineer"]
    assert "email" not in call(None).made("GET", f"/people/{cast.eva.id}")


def test_the_api_describes_itself(app: Flask, call: Callers) -> None:
    spec = call(None).made("GET", "/openapi.json")
    assert spec["openapi"].startswith("3.1")
    assert "/api/v1/answers/{answer_id}/verdicts" in spec["paths"]
    page = Client(app).page("/api/docs")
    assert "/answers/{answer_id}/verdicts" in page.text


def test_a_preview_is_made_by_the_code_of_the_page(call: Callers, cast: Cast) -> None:
    assert "<strong>this</strong>" in call(cast.sam).made("POST", "/preview", {"body": "Use **this**."})["html"]


def pages(caller: Caller, path: str, limit: int = 1) -> list[dict[str, Any]]:
    """Read a whole list page by page, and look at the shape of each."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = caller.made("GET", f"{path}{'&' if '?' in path else '?'}limit={limit}{cursor}")
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next"] is None:
            return found
        assert isinstance(page["next"], str)
        cursor = f"&cursor={page['next']}"


def test_every_list_has_limit_cursor_items_and_next(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question, answer = thread
    ada, ben, max_ = call(cast.ada), call(cast.ben), call(cast.max)
    ada.made("POST", "/questions", {**QUESTION, "tags": ["other", "night"]}, 201)
    ben.made("PATCH", f"/answers/{answer}", {"body": ADVICE + " Wait."}, If_Match='"1"')
    second = ben.made("POST", f"/questions/{question}/answers", {"body": ADVICE}, 201)["id"]
    for one in (answer, second):
        call(cast.sam).made("POST", f"/answers/{one}/flags", {"kind": "wrong", "reason": "No."}, 201)
    ada.made("PUT", f"/answers/{answer}/acceptance")
    follow()
    for path in (
        "/questions",
        "/questions?sort=active",
        "/questions?sort=votes",
        "/entries",
        "/products",
        "/tags",
        "/cases",
        "/journal",
        f"/answers/{answer}/revisions",
    ):
        whole = max_.made("GET", f"{path}{'&' if '?' in path else '?'}limit=100")
        assert whole.keys() == {"items", "next"}
        assert whole["next"] is None
        assert whole["items"], path
        assert pages(max_, path) == whole["items"], path
        for bad in ("limit=0", "limit=101", "limit=-1", "limit=x", "limit=1.5", "limit=99999999999999999999"):
            refused = max_("GET", f"{path}{'&' if '?' in path else '?'}{bad}")
            assert (refused.status_code, refused.get_json()["errors"][0]["field"]) == (422, "limit"), (path, bad)
        for bad in ("x", "e30", "WyJ4Iiwx", "W10", "A" * 2000, "%F0%9F%9A%80"):
            refused = max_("GET", f"{path}{'&' if '?' in path else '?'}cursor={bad}")
            assert (refused.status_code, refused.get_json()["errors"][0]["field"]) == (422, "cursor"), (path, bad)


def test_comments_come_with_their_answer(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question, answer = thread
    sam = call(cast.sam)
    made = sam("POST", f"/answers/{answer}/comments", {"body": "Thank *you*."})
    comment = made.get_json()
    assert (made.status_code, made.headers["Location"]) == (201, f"/api/v1/comments/{comment['id']}")
    assert "<em>you</em>" in comment["html"]
    assert call(None).made("GET", f"/answers/{answer}")["comments"] == [comment]
    assert call(None).made("GET", f"/questions/{question}")["answers"][0]["comments"] == [comment]
    assert sam("POST", f"/questions/{question}/comments", {"body": ""}).status_code == 422


def test_a_comment_far_down_a_long_thread_is_answered_in_full(
    call: Callers, cast: Cast, thread: tuple[int, int]
) -> None:
    question, answer = thread
    sam, ben = call(cast.sam), call(cast.ben)
    for number in range(30):
        better = ben.made("POST", f"/questions/{question}/answers", {"body": f"{ADVICE} {number}"}, 201)["id"]
        sam.made("PUT", f"/answers/{better}/vote", {"value": 1})
    found = call(None).made("GET", f"/questions/{question}")["answers"]
    assert (len(found), found[-1]["id"]) == (31, answer)
    assert sam.made("POST", f"/answers/{answer}/comments", {"body": "Still true."}, 201)["answer_id"] == answer


def test_a_question_is_changed_field_by_field(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    url = f"/questions/{thread[0]}"
    ada = call(cast.ada)
    changed = ada.made("PATCH", url, {"title": "The router reboots"})
    assert (changed["title"], changed["tags"], changed["release"]) == ("The router reboots", ["night"], "2.0")
    assert ada.made("PATCH", url, {"tags": [], "release": "2.1"})["release"] == "2.1"
    assert ada.made("PATCH", url, {"product": None})["release"] is None
    assert call(cast.sam)("PATCH", url, {"title": "Mine now"}).status_code == 403
    assert ada("PATCH", url, {"colour": "red"}).status_code == 422
    assert ada("PATCH", "/questions/4711", {"title": "x"}).status_code == 404


def test_twice_is_once(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    answer = thread[1]
    sam, ada = call(cast.sam), call(cast.ada)
    for caller, path, body in (
        (sam, f"/answers/{answer}/vote", {"value": -1}),
        (sam, f"/answers/{answer}/outcome", {"worked": False, "note": "No light."}),
        (ada, f"/answers/{answer}/acceptance", {}),
    ):
        first = caller.made("PUT", path, body)
        assert caller.made("PUT", path, body) == first
    before = len(call(cast.max).made("GET", "/journal?limit=100")["items"])
    for caller, path, body in (
        (sam, f"/answers/{answer}/vote", {"value": -1}),
        (ada, f"/answers/{answer}/acceptance", {}),
    ):
        caller.made("PUT", path, body)
    assert len(call(cast.max).made("GET", "/journal?limit=100")["items"]) == before
    assert ada.made("PUT", f"/answers/{answer}/acceptance")["accepted"] is True


def test_times_are_in_utc(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question = call(None).made("GET", f"/questions/{thread[0]}")
    for text in (
        question["created_at"],
        question["active_at"],
        question["due_at"],
        question["answers"][0]["created_at"],
    ):
        assert datetime.fromisoformat(text).utcoffset() == timedelta(0)


def test_no_cache_gives_one_callers_answer_to_another(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    for caller, wanted in ((call(None), "no-cache"), (call(cast.sam), "private, no-cache")):
        headers = caller("GET", f"/answers/{thread[1]}").headers
        assert headers["Cache-Control"] == wanted
        assert "Authorization" in headers["Vary"]


def test_the_journal_is_for_moderators_in_their_scope(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    for stranger, status in ((None, 401), (cast.ada, 404), (cast.eva, 404), (cast.amy, 404)):
        assert call(stranger)("GET", "/journal").status_code == status
        assert call(stranger)("GET", "/cases").status_code == status
    kinds = {event["kind"] for event in call(cast.max).made("GET", "/journal")["items"]}
    assert kinds == {"question.asked", "answer.posted"}
    elsewhere = Actor(cast.max.id, {Role.MODERATOR: frozenset({cast.camera})}, since=cast.max.since)
    with unit():
        grant = session().scalars(sa.select(RoleGrant).where(RoleGrant.person_id == cast.max.id)).one()
        grant.product_id = cast.camera
    assert call(elsewhere).made("GET", "/journal")["items"] == []


def test_search_narrows_and_pages(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    indexing.rebuild()
    call(cast.ada).made(
        "POST",
        "/questions",
        {**QUESTION, "title": "The camera drops the network", "product": "camera", "release": None},
        201,
    )
    call(cast.ada).made("PUT", f"/answers/{thread[1]}/acceptance", {})
    follow()
    nobody = call(None)

    def total(query: str) -> int:
        found: int = nobody.made("GET", f"/search?q=network{query}")["total"]
        return found

    assert total("") == 2
    assert total("&product=router") == total("&product=camera") == total("&release=2.0") == 1
    assert total("&product=unheard-of") == total("&tag=unheard-of") == 0
    assert total("&tag=night") == 2
    assert total("&trust=accepted,verified") == total("&state=accepted") == 1
    assert total("&trust=accepted&kind=question") == total("&kind=entry") == 1
    first = nobody.made("GET", "/search?q=network&sort=newest&limit=1")
    second = nobody.made("GET", f"/search?q=network&sort=newest&limit=1&cursor={first['next']}")
    assert (first["total"], second["total"], second["next"]) == (2, 2, None)
    assert first["items"][0]["id"] != second["items"][0]["id"]
    for bad in ("kind=answer", "sort=best", "state=lost", "trust=much", "limit=0", "colour=red"):
        assert nobody("GET", f"/search?q=network&{bad}").status_code == 422, bad
    misspelt = nobody.made("GET", "/search?q=netwrok")
    assert (misspelt["total"], misspelt["suggestion"]) == (0, "network")


def test_a_question_is_changed_at_the_revision_that_is_named(call: Callers, cast: Cast) -> None:
    question = ask(cast)
    ada = call(cast.ada)
    path = f"/questions/{question.id}"
    assert ada("PATCH", path, {"title": "Why does it restart every night?"}, If_Match='"1"').status_code == 200
    stale = ada("PATCH", path, {"title": "Why does it restart at three?"}, If_Match='"1"')
    assert (stale.status_code, stale.get_json()["current"]) == (412, 2)
    assert ada("PATCH", path, {"title": "Why does it restart at three?"}).status_code == 200
