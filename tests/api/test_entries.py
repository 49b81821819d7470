"""Improving and checking solutions through the API: the same rules, revisions named by If-Match."""

from flask import Flask

from tests.knowledge.test_entries import settled, solve
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE

BETTER = "Open the settings, switch off the nightly restart, press Save, and wait for the green light."


def test_editing_and_checking(call: Callers, cast: Cast) -> None:
    question, made = solve(cast)
    max_, eva, sam = call(cast.max), call(cast.eva), call(cast.sam)
    body = {"body": BETTER, "title": "No more restarts", "source": {"answer_id": made.id, "revision": 1}}
    assert call(None)("PATCH", "/entries/1", body, If_Match='"0"').status_code == 401
    assert sam("PATCH", "/entries/1", body, If_Match='"0"').status_code == 403
    assert max_("PATCH", "/entries/4711", body, If_Match='"0"').status_code == 404
    assert max_("PATCH", "/entries/1", body).status_code == 428
    assert max_("PATCH", "/entries/1", {**body, "title": " "}, If_Match='"0"').status_code == 422
    assert max_("PATCH", "/entries/1", {**body, "answer": 1}, If_Match='"0"').status_code == 422
    assert eva("POST", "/entries/1/verdicts", {"verdict": "verified", "revision": 1}).status_code == 409
    saved = max_.made("PATCH", "/entries/1", body, If_Match='"0"')
    assert (saved["revision"], saved["title"], saved["body"], saved["status"]) == (
        1, "No more restarts", BETTER, "not_checked",
    )  # fmt: skip
    assert saved["trust"]["level"] == saved["level"] == "unreviewed"
    stale = max_("PATCH", "/entries/1", {"body": ADVICE}, If_Match='"0"')
    assert (stale.status_code, stale.get_json()["current"]) == (412, 1)
    assert max_("POST", "/entries/1/verdicts", {"verdict": "verified", "revision": 1}).status_code == 403
    assert eva("POST", "/entries/1/verdicts", {"verdict": "incorrect", "revision": 1}).status_code == 422
    said = {"verdict": "conditional", "condition": "it is wired", "revision": 1, "releases": ["2.0"]}
    key = {"Idempotency_Key": "once"}
    checked = eva.made("POST", "/entries/1/verdicts", said, 201, **key)
    assert eva.made("POST", "/entries/1/verdicts", said, 201, **key) == checked
    assert (checked["status"], checked["trust"]["level"], checked["trust"]["releases"]) == (
        "checked", "conditional", ["2.0"],
    )  # fmt: skip
    settled(question)
    (row,) = sam.made("GET", "/entries")["items"]
    assert (row["status"], row["trust"]) == ("checked", checked["trust"])
    (revision,) = call(None).made("GET", "/entries/1/revisions")["items"]
    assert (revision["number"], revision["source"], [one["condition"] for one in revision["verdicts"]]) == (
        1, {"answer_id": made.id, "revision": 1}, ["it is wired"],
    )  # fmt: skip
    wrong = {"verdict": "unsafe", "note": "It bricks the box.", "revision": 1}
    gone = eva.made("POST", "/entries/1/verdicts", wrong, 201)
    assert (gone["status"], gone["withdrawn_reason"], gone["body"], gone["trust"]) == (
        "withdrawn", "judged_wrong", None, None,
    )  # fmt: skip
    assert call(None)("GET", "/entries/1/revisions").status_code == 404
    assert max_.made("GET", "/entries/1/revisions")["items"][0]["body"] == BETTER


def test_retiring_and_bringing_back(app: Flask, call: Callers, cast: Cast) -> None:
    for _ in range(2):
        settled(solve(cast)[0])
    max_, sam = call(cast.max), call(cast.sam)
    assert sam("PUT", "/entries/1/retirement", {"successor": 2}).status_code == 403
    assert max_("PUT", "/entries/1/retirement", {}).status_code == 422
    assert max_("PUT", "/entries/1/retirement", {"successor": 1}).status_code == 422
    gone = max_.made("PUT", "/entries/1/retirement", {"successor": 2})
    assert (gone["status"], gone["withdrawn_reason"], gone["successor"]) == ("withdrawn", "retired", 2)
    assert max_.made("PUT", "/entries/1/retirement", {"successor": 2}) == gone
    page = Client(app).get("/solutions/1", follow_redirects=True)
    assert (page.status_code, "/solutions/2/" in page.text) == (410, True)
    assert [row["id"] for row in sam.made("GET", "/entries")["items"]] == [2]
    for _ in range(2):
        assert max_("DELETE", "/entries/1/retirement").status_code == 204
    assert sam.made("GET", "/entries/1")["status"] == "not_checked"
