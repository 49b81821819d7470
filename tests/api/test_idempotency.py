"""A request with an Idempotency-Key has its effect once, whatever fails on the way: the key is kept with the effect."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from flask import Flask

from forum.core.clock import now, travel
from forum.core.db import session
from forum.people.models import IdempotencyKey
from forum.people.tokens import create_token
from forum.questions.models import Answer, Comment, Question
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.servers import Server

QUESTION = {"title": "The router drops the network", "body": "Every night at three.", "product": "router"}
ADVICE = "Open the settings, choose Schedule, and switch off the nightly restart. Then press Save."


def count(model: type[Any]) -> int:
    """How many rows there are."""
    session().rollback()
    return session().scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.fixture
def thread(call: Callers, cast: Cast) -> tuple[int, int]:
    """A question by Ada and an answer by Ben."""
    question = call(cast.ada).made("POST", "/questions", QUESTION, 201)["id"]
    return question, call(cast.ben).made("POST", f"/questions/{question}/answers", {"body": ADVICE}, 201)["id"]


def test_every_request_that_makes_something_can_be_sent_again(
    call: Callers, cast: Cast, thread: tuple[int, int]
) -> None:
    question, answer = thread
    sam, eva, max_ = call(cast.sam), call(cast.eva), call(cast.max)
    flag = {"kind": "wrong", "reason": "It is not so."}
    case = sam.made("POST", f"/answers/{answer}/flags", flag, 201)["case_id"]
    verdict = {"verdict": "verified", "revision": 1}
    correction = {"revision": 1, "passage": "Schedule", "replacement": "Planner", "reason": "It was renamed."}
    for caller, path, body in (
        (sam, "/questions", QUESTION),
        (sam, f"/questions/{question}/answers", {"body": ADVICE}),
        (sam, f"/questions/{question}/comments", {"body": "Same here."}),
        (sam, f"/answers/{answer}/comments", {"body": "Thank you."}),
        (sam, f"/answers/{answer}/flags", flag),
        (eva, f"/answers/{answer}/verdicts", verdict),
        (eva, f"/answers/{answer}/corrections", correction),
        (max_, f"/cases/{case}/decisions", {"action": "dismiss", "reason": "It is fine."}),
    ):
        key = f"key of {path}"
        first = caller("POST", path, body, Idempotency_Key=key)
        assert first.status_code == 201, (path, first.text)
        assert "Idempotent-Replayed" not in first.headers
        before = {model: count(model) for model in (Question, Answer, Comment, IdempotencyKey)}
        again = caller("POST", path, body, Idempotency_Key=key)
        assert (again.status_code, again.get_json()) == (201, first.get_json()), path
        assert again.headers["Location"] == first.headers["Location"]
        assert again.headers["Idempotent-Replayed"] == "true"
        assert {model: count(model) for model in before} == before
        other = caller("POST", path, {**body, "colour": "red"}, Idempotency_Key=key)
        assert other.status_code == 422, path


def test_a_key_is_bound_to_its_body_its_path_and_its_token(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question, answer = thread
    sam = call(cast.sam)
    sam.made("POST", f"/questions/{question}/comments", {"body": "Same here."}, 201, Idempotency_Key="k")
    for path, body in (
        (f"/questions/{question}/comments", {"body": "Same here too."}),
        (f"/answers/{answer}/comments", {"body": "Same here."}),
        (f"/questions/{question}/answers", {"body": "Same here."}),
    ):
        refused = sam("POST", path, body, Idempotency_Key="k")
        assert refused.status_code == 422
        assert refused.get_json()["errors"][0]["field"] == "Idempotency-Key"
    again = call(cast.sam)  # the same person with another token
    again.made("POST", f"/questions/{question}/comments", {"body": "Another."}, 201, Idempotency_Key="k")
    assert count(Comment) == 2
    for key in ("", "x" * 201):
        assert sam("POST", "/questions", QUESTION, Idempotency_Key=key).status_code == 422


def test_what_failed_keeps_no_key(call: Callers, cast: Cast, thread: tuple[int, int]) -> None:
    question, _answer = thread
    sam = call(cast.sam)
    path = f"/questions/{question}/answers"
    assert sam("POST", path, {"body": "  "}, Idempotency_Key="k").status_code == 422
    assert sam("POST", "/questions/4711/answers", {"body": ADVICE}, Idempotency_Key="k").status_code == 404
    assert (count(IdempotencyKey), count(Answer)) == (0, 1)
    assert sam("POST", path, {"body": ADVICE}, Idempotency_Key="k").status_code == 201
    assert (count(IdempotencyKey), count(Answer)) == (1, 2)


def test_a_failure_after_the_effect_takes_both_back(
    app: Flask, call: Callers, cast: Cast, thread: tuple[int, int]
) -> None:
    """The answer is written, then the commit fails as on a full disk: neither answer nor key is there."""
    app.testing = False
    question, _answer = thread
    sam = call(cast.sam)
    path, body = f"/questions/{question}/answers", {"body": ADVICE}

    def fail(_session: object) -> None:
        raise OSError("No space left on device")

    sa.event.listen(sa.orm.Session, "before_commit", fail)
    try:
        assert sam("POST", path, body, Idempotency_Key="k").status_code == 500
    finally:
        sa.event.remove(sa.orm.Session, "before_commit", fail)
    assert (count(IdempotencyKey), count(Answer)) == (0, 1)
    assert sam("POST", path, body, Idempotency_Key="k").status_code == 201
    assert sam("POST", path, body, Idempotency_Key="k").headers["Idempotent-Replayed"] == "true"
    assert (count(IdempotencyKey), count(Answer)) == (1, 2)


def test_a_key_is_forgotten_after_a_day(call: Callers, cast: Cast) -> None:
    sam = call(cast.sam)
    sam.made("POST", "/questions", QUESTION, 201, Idempotency_Key="k")
    with travel(now() + timedelta(hours=23)):
        assert sam("POST", "/questions", QUESTION, Idempotency_Key="k").headers["Idempotent-Replayed"] == "true"
    with travel(now() + timedelta(hours=25)):
        made = sam("POST", "/questions", {**QUESTION, "title": "Another day"}, Idempotency_Key="k")
    assert made.status_code == 201
    assert count(Question) == 2


def test_the_same_request_at_once_has_one_effect(cast: Cast, live_server: Server) -> None:
    key = create_token(cast.sam, "racer")
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "race"}
    together = threading.Barrier(6)
    answers: list[requests.Response] = []

    def send() -> None:
        together.wait()
        url = f"{live_server.url}/api/v1/questions"
        answers.append(requests.post(url, json=QUESTION, headers=headers, timeout=60))

    racers = [threading.Thread(target=send) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert {each.status_code for each in answers} <= {201, 503}
    made = [each.json()["id"] for each in answers if each.status_code == 201]
    assert made
    assert len(set(made)) == 1
    assert count(Question) == 1


def test_a_server_that_is_killed_kept_both_or_neither(cast: Cast, live_server: Server) -> None:
    """Killed while requests run: sent again after the restart, each key has had its effect exactly once."""
    headers = {"Authorization": f"Bearer {create_token(cast.sam, 'killed')}"}
    url = f"{live_server.url}/api/v1/questions"

    def send(number: int) -> int | None:
        body = {**QUESTION, "title": f"Question number {number}"}
        sent = {**headers, "Idempotency-Key": f"key-{number}"}
        try:
            found = requests.post(url, json=body, headers=sent, timeout=60)
        except requests.RequestException:
            return None
        return int(found.json()["id"]) if found.status_code == 201 else None

    before: dict[int, int | None] = {}
    some_done = threading.Event()

    def work(start: int) -> None:
        for number in range(start, start + 40):
            before[number] = send(number)
            if len(before) >= 8:
                some_done.set()

    workers = [threading.Thread(target=work, args=(start,)) for start in (0, 40, 80)]
    for worker in workers:
        worker.start()
    assert some_done.wait(60)
    live_server.kill()
    for worker in workers:
        worker.join()
    live_server.start()
    after = {number: send(number) for number in before}
    assert None not in after.values()
    assert {number: ident for number, ident in before.items() if ident} == {
        number: after[number] for number, ident in before.items() if ident
    }
    assert count(Question) == len(before) == len(set(after.values()))
