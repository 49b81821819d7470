"""What the API refuses, and how: a problem with the field, before or after it is known who calls."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.api.asked import QUESTION
from tests.support.api import Callers
from tests.support.cast import Cast


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


MALFORMED = [
    ("{", "application/json", 400),
    ("[" * 100_000, "application/json", 400),
    ('{"value": ' + "9" * 5000 + "}", "application/json", 400),
    ('{"value": NaN}', "application/json", 400),
    (b'{"value": "\xff"}', "application/json", 400),
    ("value=1", "application/x-www-form-urlencoded", 415),
    ('{"value": 1}', "text/plain", 415),
    ("", "application/json", 422),
    ("null", "application/json", 422),
    ("[]", "application/json", 422),
]


@pytest.mark.parametrize(("body", "kind", "status"), MALFORMED, ids=range(len(MALFORMED)))
def test_a_body_that_is_no_json_is_a_clear_problem(
    call: Callers, cast: Cast, thread: tuple[int, int], body: str | bytes, kind: str, status: int
) -> None:
    sam = call(cast.sam)
    headers = {**sam.headers, "Content-Type": kind}
    response = sam.client.put(f"/api/v1/answers/{thread[1]}/vote", data=body, headers=headers)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json"), response.text
    assert response.get_json()["detail"]


@pytest.mark.parametrize("text", ["nul \x00 inside", "half \ud800 of a pair"], ids=["nul", "surrogate"])
def test_a_text_that_no_database_keeps_is_refused_at_its_field(
    call: Callers, cast: Cast, thread: tuple[int, int], text: str
) -> None:
    question, answer = thread
    sam = call(cast.sam)
    for method, path, body, field in (
        ("POST", "/questions", {**QUESTION, "title": text}, "title"),
        ("POST", "/questions", {**QUESTION, "tags": ["fine", text]}, "tags.1"),
        ("POST", f"/questions/{question}/answers", {"body": text}, "body"),
        ("PUT", f"/answers/{answer}/outcome", {"worked": True, "note": text}, "note"),
        ("POST", f"/answers/{answer}/flags", {"kind": "wrong", "reason": text}, "reason"),
    ):
        response = sam(method, path, body)
        assert response.status_code == 422, (path, response.text)
        assert [(each["field"], each["code"]) for each in response.get_json()["errors"]] == [(field, "malformed")]
    found = call(None)("GET", "/search?q=a%00b")
    assert (found.status_code, found.get_json()["errors"][0]["field"]) == (422, "q")


def test_no_view_takes_parameters_that_it_does_not_know(
    app: Flask, call: Callers, cast: Cast, thread: tuple[int, int]
) -> None:
    places = {"question_id": thread[0], "answer_id": thread[1], "person_id": cast.ada.id}
    max_ = call(cast.max)
    tried = 0
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("api."):
            continue
        path = rule.rule.removeprefix("/api/v1").replace("<slug>", "router")
        for name, number in places.items():
            path = path.replace(f"<int:{name}>", str(number))
        path = re.sub(r"<int:\w+>", "1", path)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            response = max_(method, f"{path}?colour=red", None if method in {"GET", "DELETE"} else {})
            assert response.status_code == 422, (method, path, response.text)
            assert "colour" in {each["field"] for each in response.get_json()["errors"]}, (method, path)
            tried += 1
    assert tried >= 25


def test_who_calls_is_asked_before_what_is_sent(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    nobody = call(None)
    for method, path in (
        ("POST", "/questions"),
        ("POST", f"/questions/{thread[0]}/answers"),
        ("PATCH", f"/answers/{thread[1]}"),
        ("PUT", f"/answers/{thread[1]}/vote"),
        ("DELETE", f"/answers/{thread[1]}/acceptance"),
        ("POST", "/preview"),
    ):
        for headers in ({}, {"Authorization": "Bearer vouch_unknown"}, {"Authorization": "Basic eDp5"}):
            response = nobody(method, path, {"nonsense": 1} if method != "DELETE" else None, **headers)
            assert (response.status_code, response.mimetype) == (401, "application/problem+json"), (method, path)
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
    for token in ("", "Bearer", "Bearer ", "Bearer x y", "Bearer " + "x" * 5000, "vouch_", "Bearer \xfc"):
        assert nobody("GET", "/questions", Authorization=token).status_code == 401, token
