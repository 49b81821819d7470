"""The API does what its description says, whatever is sent: by generated requests to a running server."""

from contextlib import suppress
from itertools import count
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from forum.people.tokens import create_token
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.servers import Server

# What the contract allows; anything else is a finding, a 5xx most of all.
ANSWERS = frozenset({200, 201, 204, 400, 401, 403, 404, 405, 409, 412, 415, 422, 428, 429})
# The server refuses some requests before the application sees them: headers and paths that are no HTTP.
BEFORE_US = frozenset({400, 404, 405, 414, 431})
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# What is read with a key only.
KEYED = (
    *(
        "account",
        "admin",
        "bookmarks",
        "canned-texts",
        "cases",
        "checks",
        "decisions",
        "deletions",
        "drafts",
        "erasure",
        "exports",
        "held-back",
        "inbox",
        "journal",
    ),
    *("notice-choices", "openings", "recalls", "rules", "suggestions", "waiting"),
)
KEYED_ENDS = ("/openings", "/staff-history", "/images", "/restraints", "/restraint", "/posts", "/notes")
PERSONAL = tuple(f"/api/v1/{name}" for name in KEYED)
EXAMPLES = 8
ADVICE = "Open the settings, choose Schedule, and switch off the nightly restart. Then press Save."


def fill(call: Callers, cast: Cast) -> dict[str, int]:
    """Let something of every kind be there, and return the numbers for the places in paths."""
    ada, ben, sam = call(cast.ada), call(cast.ben), call(cast.sam)
    asked = {"title": "The router drops the network", "body": "Every night.", "product": "router", "tags": ["night"]}
    question = ada.made("POST", "/questions", asked, 201)["id"]
    answer = ben.made("POST", f"/questions/{question}/answers", {"body": ADVICE}, 201)["id"]
    said = sam.made("POST", f"/answers/{answer}/comments", {"body": "Thank you."}, 201)
    flag = sam.made("POST", f"/answers/{answer}/flags", {"kind": "wrong", "reason": "It is not so."}, 201)
    better = {"body": f"{ADVICE} Wait a minute.", "revision": 1, "note": "How long it takes."}
    suggested = sam.made("POST", f"/answers/{answer}/suggestions", better, 201)
    wrong = {"revision": 1, "passage": "press Save", "replacement": "press Apply", "reason": "There is no Save."}
    corrected = call(cast.max).made("POST", f"/answers/{answer}/corrections", wrong, 201)["corrections"]
    ada.made("PUT", f"/answers/{answer}/acceptance", {})
    return {
        "question_id": question,
        "answer_id": answer,
        "comment_id": said["id"],
        "case_id": flag["case_id"],
        "suggestion_id": suggested["id"],
        "correction_id": corrected[0]["id"],
        "entry_id": 1,
        "person_id": cast.ada.id or 0,
        "tag_id": 1,
    }


def try_out(
    operation: APIOperation[Any, Any, Any, Any], keys: list[str | None], known: dict[str, int], mode: GenerationMode
) -> None:
    """Send generated requests of one operation, each with two of the keys in turn, and compare the answers with the
    description.
    """
    turns = count()

    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def once(case: schemathesis.Case[Any]) -> None:
        for name, number in known.items():
            # Generated numbers are nobody's: half of the requests go to things that are there.
            if name in (case.path_parameters or {}) and len(f"{case.body!r}{case.path_parameters[name]!r}") % 2:
                case.path_parameters[name] = number
        turn = next(turns)
        for key in (keys[turn % len(keys)], keys[(turn + 2) % len(keys)]):
            response = case.call(headers={"Authorization": f"Bearer {key}"} if key else {}, timeout=60)
            about = (operation.label, mode, response.status_code, response.content[:400], case.as_curl_command())
            assert response.status_code in ANSWERS | BEFORE_US, about
            ours = "X-Request-Id" in {name.title() for name in response.headers}
            if ours:
                case.validate_response(response, checks=CHECKS)

    once()


@pytest.fixture
def description(live_server: Server) -> BaseSchema:
    """The API's description, as the running server gives it."""
    return schemathesis.openapi.from_url(f"{live_server.url}/api/v1/openapi.json")


def test_generated_requests_are_answered_as_described(
    app: Flask, call: Callers, cast: Cast, live_server: Server, description: BaseSchema
) -> None:
    known = fill(call, cast)
    keys = [None, "no-key-of-ours", *(create_token(actor, "generated") for actor in (cast.sam, cast.eva, cast.max))]
    for found in description.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        try_out(operation, keys, known, GenerationMode.POSITIVE)
        # Of forms with files only good ones are generated.
        if operation.label == "POST /api/v1/images":
            continue
        # Where only a word stands in the address, there is nothing to send that the description does not allow.
        with suppress(hypothesis.errors.Unsatisfiable):
            try_out(operation, keys, known, GenerationMode.NEGATIVE)


def test_the_description_names_every_operation_and_who_may_call(live_server: Server) -> None:
    spec = requests.get(f"{live_server.url}/api/v1/openapi.json", timeout=60).json()
    assert spec["openapi"].startswith("3.1")
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            good = [status for status in operation["responses"] if status.startswith("2")]
            assert len(good) == 1, (method, path, "says what it answers")
            # A shape of ours, or a file.
            told = str(operation["responses"][good[0]].get("content"))
            assert method == "delete" or "$ref" in told or "'format': 'binary'" in told, (method, path)
            if method == "post" and path.endswith("/helped"):
                assert operation["security"] == [{}], "for those without a key"
                continue
            assert {"key": []} in operation["security"], (method, path)
            keyed = path.startswith(PERSONAL) and path != "/api/v1/decisions/log"
            public = method == "get" and not keyed and not path.endswith(KEYED_ENDS)
            assert ({} in operation["security"]) == public, (method, path)
            error = operation["responses"]["default"]["$ref"].split("/")[-1]
            assert list(spec["components"]["responses"][error]["content"]) == ["application/problem+json"]
