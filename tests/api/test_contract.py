"""The API keeps its contract: shapes, statuses, permissions, and one effect for one request."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from forum import config
from forum.journal.drain import drain, waiting
from forum.people.policy import Actor
from forum.people.tokens import create_token
from forum.reactions import TABLE
from forum.search import indexing
from tests.support.cast import Cast
from tests.support.client import Client

TRUST = {
    "level", "label", "by", "at", "revision", "current", "verified_revision", "releases", "review_by", "note", "counts",
}  # fmt: skip
QUESTION = {
    "title": "The router drops the network",
    "body": "Every *night* at three.",
    "tags": ["Night"],
    "product": "router",
    "release": "2.0",
}
ADVICE = "Open the settings, choose Schedule, and switch off the nightly restart. Then press Save."


class Caller:
    """Somebody who uses the API with a key, or without one."""

    def __init__(self, app: Flask, actor: Actor | None) -> None:
        self.client = Client(app)
        self.client.forges = True
        self.headers = {"Authorization": f"Bearer {create_token(actor, 'tests')}"} if actor else {}

    def __call__(self, method: str, path: str, json: Any = None, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open("/api/v1" + path, method=method, json=json, headers={**self.headers, **sent})

    def made(self, method: str, path: str, json: Any = None, status: int = 200, **headers: str) -> Any:
        response = self(method, path, json, **headers)
        assert response.status_code == status, (path, response.status_code, response.text)
        return response.get_json(silent=True)


Callers = Callable[[Actor | None], Caller]


@pytest.fixture
def call(app: Flask) -> Callers:
    """Give each of the cast a key."""
    return lambda actor: Caller(app, actor)


@pytest.fixture
def thread(call: Callers, cast: Cast) -> tuple[int, int]:
    """A question by Ada and an answer by Ben."""
    question = call(cast.ada).made("POST", "/questions", QUESTION, 201)["id"]
    return question, call(cast.ben).made("POST", f"/questions/{question}/answers", {"body": ADVICE}, 201)["id"]


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
    comment = sam.made("POST", f"/answers/{answer}/comments", {"body": "Thank you."}, 201)
    assert (comment["answer_id"], comment["author"]["name"]) == (answer, "Sam")
    sam.made("POST", f"/questions/{question}/comments", {"body": "Same here."}, 201)
    assert call(cast.ben)("PUT", f"/answers/{answer}/vote", {"value": 1}).status_code == 403


def test_a_report_is_decided_and_the_answer_is_gone(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question, answer = thread
    flag = {"kind": "dangerous", "reason": "It deletes everything."}
    case = call(cast.sam).made("POST", f"/answers/{answer}/flags", flag, 201)["case_id"]
    assert call(cast.sam)("GET", "/cases").status_code == 403
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


@pytest.mark.parametrize(
    ("method", "path", "body", "field", "code"),
    [
        ("POST", "/questions", {"title": "x"}, "body", "required"),
        ("POST", "/questions", {**QUESTION, "colour": "red"}, "colour", "unknown_field"),
        ("POST", "/questions", {**QUESTION, "title": 7}, "title", "wrong_type"),
        ("POST", "/questions", {**QUESTION, "title": " "}, "title", "required"),
        ("POST", "/questions", {**QUESTION, "title": "x" * 151}, "title", "too_long"),
        ("POST", "/questions", {**QUESTION, "product": "unheard-of"}, "product", "unknown"),
        ("POST", "/questions", {**QUESTION, "release": "9.9"}, "release", "unknown"),
        ("GET", "/questions?colour=red", None, "colour", "unknown_field"),
        ("GET", "/questions?limit=0", None, "limit", "invalid"),
        ("GET", "/questions?cursor=nonsense", None, "cursor", "malformed"),
        ("PUT", "/answers/{answer}/vote", {"value": 2}, "value", "invalid"),
        ("PUT", "/answers/{answer}/vote", {"value": "1"}, "value", "wrong_type"),
        ("POST", "/answers/{answer}/flags", {"kind": "dangerous", "reason": ""}, "reason", "required"),
    ],
)
def test_bad_input_names_the_field(
    call: Callers, cast: Cast, thread: tuple[int, int], method: str, path: str, body: Any, field: str, code: str
) -> None:
    response = call(cast.sam)(method, path.format(answer=thread[1]), body)
    assert response.status_code == 422, response.text
    assert [(each["field"], each["code"]) for each in response.get_json()["errors"]] == [(field, code)]


def test_every_error_is_a_problem(app: Flask, call: Callers, cast: Cast) -> None:
    sam = call(cast.sam)
    broken = {**sam.headers, "Content-Type": "application/json"}
    for response, status in (
        (sam("GET", "/nothing"), 404),
        (sam("GET", "/questions/4711"), 404),
        (sam("DELETE", "/questions"), 405),
        (
            sam.client.post("/api/v1/questions", data="{", headers=broken),
            400,
        ),
    ):
        assert (response.status_code, response.mimetype) == (status, "application/problem+json"), response.text
        assert response.get_json()["status"] == status


def test_the_api_describes_itself(app: Flask, call: Callers) -> None:
    spec = call(None).made("GET", "/openapi.json")
    assert spec["openapi"].startswith("3.1")
    assert "/api/v1/answers/{answer_id}/verdicts" in spec["paths"]
    page = Client(app).page("/api/docs")
    assert "/answers/{answer_id}/verdicts" in page.text


def test_a_preview_is_made_by_the_code_of_the_page(call: Callers, cast: Cast) -> None:
    assert "<strong>this</strong>" in call(cast.sam).made("POST", "/preview", {"body": "Use **this**."})["html"]
