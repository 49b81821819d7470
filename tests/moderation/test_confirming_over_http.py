"""A new engineer's check waits, on pages and by the API, for staff only; another engineer reads and decides."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from forum import config
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.trust import VerdictKind
from tests.moderation.test_confirming import engineer
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask

NOTE = "I tried it with xylophone."
SAID = {"verdict": "verified", "revision": 1, "note": NOTE}


@pytest.fixture
def una(app: Flask, cast: Cast) -> Iterator[Actor]:
    """A new engineer, where Eva is known."""
    before = config.current()
    config.use(replace(before, new_engineer_checks=1))
    give_verdict(cast.eva, answer(cast, ask(cast)).id, VerdictDraft(VerdictKind.VERIFIED, 1))
    yield engineer("Una")
    config.use(before)


def test_staff_sees_what_waits_and_another_engineer_confirms_it_on_a_page(
    client_of: Callable[[Actor], Client], cast: Cast, una: Actor
) -> None:
    question = ask(cast)
    made, other = answer(cast, question), answer(cast, question, by=cast.sam)
    place, ids = f"/questions/{question.id}/{question.slug}", (made.id, other.id)
    new = client_of(una)
    for ident in ids:
        sent = new.post(f"/engineering/answers/{ident}", data={**SAID, "seen": "1"})
        assert sent.status_code == 303
    eva, max_ = client_of(cast.eva), client_of(cast.max)
    for staff in (eva, max_, new):
        assert staff.get(place).text.count("It waits for another engineer.") == 2
    for who in (client_of(cast.ben), client_of(cast.ada), client_of(cast.amy)):
        page = who.get(place).text
        assert "waits for another engineer" not in page
        assert NOTE not in page
        assert who.get("/engineering/confirm/1").status_code == 404
    assert "Your checks that wait" in new.get("/engineering/confirm").text
    assert "/engineering/confirm/1" in new.get("/engineering/confirm?whose=own").text
    assert new.post("/engineering/confirm/1", data={"action": "confirm"}).status_code == 403
    assert max_.get("/engineering/confirm/1").status_code == 404
    assert "/engineering/confirm/1" in eva.get("/engineering/confirm").text
    page = eva.get("/engineering/confirm/1").text
    assert NOTE in page
    assert 'data-key="c"' in page
    # The next one opens by itself.
    sent = eva.post("/engineering/confirm/1", data={"action": "confirm"})
    assert (sent.status_code, sent.location) == (303, "/engineering/confirm/2")
    assert eva.post("/engineering/confirm/2", data={"action": "refuse", "reason": " "}).status_code == 422
    sent = eva.post("/engineering/confirm/2", data={"action": "refuse", "reason": "Not after a restart."})
    assert (sent.status_code, sent.location) == (303, "/engineering/confirm")
    assert eva.post("/engineering/confirm/2", data={"action": "confirm"}).status_code == 409
    assert "Not after a restart." in new.get("/engineering/confirm/2").text


def test_programs_learn_that_it_waits_and_confirm_refuse_or_take_it_back(call: Callers, cast: Cast, una: Actor) -> None:
    made = answer(cast, ask(cast)).id
    path, new, eva = f"/answers/{made}/verdicts", call(una), call(cast.eva)
    given = new.made("POST", path, SAID, 201)
    waits = given["waiting_check"]
    assert (given["trust"]["level"], waits["by"]["name"], waits["verdict"]) == ("unreviewed", "Una", "verified")
    at = f"/checks/{waits['id']}"
    assert [one["id"] for one in eva.made("GET", "/waiting/confirmations")["items"]] == [waits["id"]]
    assert [one["id"] for one in new.made("GET", "/waiting/confirmations?own=true")["items"]] == [waits["id"]]
    for who, status in ((None, 401), (cast.ada, 404), (cast.max, 404)):
        assert call(who)("GET", "/waiting/confirmations").status_code == status
        assert call(who)("GET", at).status_code == status
        assert call(who)("PUT", f"{at}/confirmation").status_code == status
        assert call(who)("DELETE", at).status_code == status
    assert new("PUT", f"{at}/confirmation").status_code == 403
    assert eva("DELETE", at).status_code == 404
    assert [new("DELETE", at).status_code for _ in range(2)] == [204, 204]
    second = new.made("POST", path, SAID, 201)["waiting_check"]["id"]
    assert eva("PUT", f"/checks/{second}/refusal", {"reason": ""}).status_code == 422
    refused = eva.made("PUT", f"/checks/{second}/refusal", {"reason": "It fails."})
    assert (refused["outcome"], refused["reason"]) == ("refused", "It fails.")
    assert eva("PUT", f"/checks/{second}/confirmation").status_code == 409
    third = new.made("POST", path, SAID, 201)["waiting_check"]["id"]
    for _ in range(2):
        assert eva.made("PUT", f"/checks/{third}/confirmation")["outcome"] == "confirmed"
    trust = call(None).made("GET", f"/answers/{made}")["trust"]
    assert (trust["level"], trust["by"]["name"]) == ("verified", "Una")
    # What counts at once says so.
    assert eva.made("POST", path, SAID, 201)["waiting_check"] is None
