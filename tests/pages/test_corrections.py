"""A correction stands in its place: the wrong passage struck out, the right one beneath with its author."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.core.markup import render
from forum.knowledge.operations import settle_entry
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.operations import edit_answer
from forum.questions.trust import VerdictKind
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, answer, ask

Browsers = Callable[[Actor], Client]
WRONG, RIGHT = "wait a minute", "wait five minutes"
DRAFT = CorrectionDraft(revision=1, passage=WRONG, replacement=RIGHT, reason="It takes longer since 2.0.")


@pytest.mark.parametrize("by", ["eva", "max"])
def test_readers_see_what_is_wrong_and_what_is_right(app: Flask, cast: Cast, by: str) -> None:
    question = ask(cast)
    made = answer(cast, question)
    publish_correction(getattr(cast, by), made.id, DRAFT)
    shown = Client(app).page(f"/questions/{question.id}/{question.slug}").select_one(f"#answer-{made.id}")
    assert shown.select_one(".prose del.wrong").text == WRONG
    correction = shown.select_one(".correction")
    assert correction.select_one("ins").text == RIGHT
    assert DRAFT.reason in correction.text
    assert by.capitalize() in correction.text


def test_the_solution_is_corrected_as_its_answer_is(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    publish_correction(cast.eva, made.id, DRAFT)
    entry = settle_entry(question.id)
    assert entry is not None
    page = Client(app).page(f"/solutions/{entry.id}/{entry.slug}")
    assert page.select_one(".prose del.wrong").text == WRONG
    assert page.select_one(".correction ins").text == RIGHT


def test_a_correction_stays_with_its_revision(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    publish_correction(cast.max, made.id, DRAFT)
    edit_answer(cast.ben, made.id, render(ADVICE.replace(WRONG, RIGHT)), base_revision=1)
    page = Client(app).page(f"/questions/{question.id}/{question.slug}")
    assert page.select_one(".correction") is None
    assert page.select_one("del.wrong") is None


def test_a_correction_is_behind_the_click_with_its_text(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    publish_correction(cast.eva, made.id, DRAFT)
    unsafe = VerdictDraft(VerdictKind.UNSAFE, 1, note="It erases the settings.")
    give_verdict(cast.eva, made.id, unsafe)
    shown = Client(app).page(f"/questions/{question.id}/{question.slug}").select_one(f"#answer-{made.id}")
    assert [each.find_parent("details") is not None for each in shown.select(".correction")] == [True]


def test_staff_corrects_on_a_page_and_the_author_takes_it_over_by_one_click(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question).id
    place, path = f"/questions/{question.id}/{question.slug}", f"/answers/{made}/correct"
    eva, ben = client_of(cast.eva), client_of(cast.ben)
    assert eva.page(place).select_one(f"a[href='{path}']") is not None
    assert ben.page(place).select_one(f"a[href='{path}']") is None
    sent = {
        "passage": "choose Schedule, and",
        "replacement": "choose Plan, and",
        "reason": "Its name.",
        "revision": "1",
    }
    refused = eva.post(path, data={**sent, "passage": "choose nothing"})
    assert (refused.status_code, "choose Plan, and" in refused.text) == (422, True)
    assert eva.post(path, data=sent).status_code == 303
    # The passage runs across emphasis, and is struck out on both sides of it.
    struck = [each.text for each in ben.page(place).select("del.wrong")]
    assert struck == ["choose", "Schedule", ", and"]
    mine = ben.page(place).select_one(f"#answer-{made} form[action$='/adopt']")
    assert mine is not None
    assert client_of(cast.ada).page(place).select_one("form[action$='/adopt']") is None
    # It stands in emphasis in the source, so the author is led to the form.
    led = ben.post(mine["action"])
    assert (led.status_code, led.headers["Location"]) == (303, mine["action"])
    form = ben.page(mine["action"])
    assert form.select_one("textarea[name=body]").text.strip() == ADVICE
    assert form.select_one("del.wrong") is not None
    saved = {"body": ADVICE.replace("*Schedule*", "*Plan*"), "revision": "1"}
    assert ben.post(mine["action"], data=saved).status_code == 303
    assert eva.post(path, data={**sent, "passage": WRONG, "replacement": RIGHT, "revision": "2"}).status_code == 303
    assert ben.post(ben.page(place).select_one("form[action$='/adopt']")["action"]).status_code == 303
    assert RIGHT in ben.page(place).select_one(f"#answer-{made} .prose").text
    assert ben.page(place).select_one("del.wrong") is None
    history = Client(eva.application).page(f"/answers/{made}/history")
    assert [each.text for each in history.select("#revision-1 .correction ins")] == ["choose Plan, and"]
    assert "took it over in version 3" in history.select_one("#revision-2").text


def test_the_author_objects_and_another_engineer_decides(client_of: Browsers, cast: Cast, call: Callers) -> None:
    question = ask(cast)
    made = answer(cast, question).id
    one = publish_correction(cast.max, made, DRAFT).id
    place, ben, eva = f"/questions/{question.id}/{question.slug}", client_of(cast.ben), client_of(cast.eva)
    (link,) = ben.page(place).select("a[href$='/object']")
    assert ben.post(link["href"], data={"reason": " "}).status_code == 422
    assert ben.post(link["href"], data={"reason": "One is enough here."}).status_code == 303
    assert "The author objects." in Client(ben.application).get(place).text
    assert "One is enough here." in eva.get("/engineering/objections").text
    decide = f"/engineering/objections/{one}"
    assert client_of(cast.sam).get(decide).status_code == 404
    assert eva.page(decide).select_one("del.wrong").text == WRONG
    assert eva.post(decide, data={"action": "withdraw", "reason": ""}).status_code == 422
    assert eva.post(decide, data={"action": "withdraw", "reason": "One is enough."}).status_code == 303
    assert eva.post(decide, data={"action": "uphold", "reason": "No."}).status_code == 409
    assert "del class" not in Client(ben.application).get(place).text
    history = Client(ben.application).page(f"/answers/{made}/history")
    assert "Withdrawn by another engineer" in history.text
    # The API has the same rules.
    ben_calls, eva_calls = call(cast.ben), call(cast.eva)
    sent = {"revision": 1, "passage": WRONG, "replacement": RIGHT, "reason": "It takes longer."}
    found = eva_calls.made("POST", f"/answers/{made}/corrections", sent, 201)["corrections"]
    assert [(each["passage"], each["by"]["name"], each["disputed"]) for each in found] == [(WRONG, "Eva", False)]
    path = f"/corrections/{found[0]['id']}"
    assert eva_calls("PUT", f"{path}/objection", {"reason": "No."}).status_code == 403
    assert ben_calls.made("PUT", f"{path}/objection", {"reason": "No."})["corrections"][0]["disputed"]
    assert eva_calls("PUT", f"{path}/resolution", {"action": "uphold", "reason": "Yes."}).status_code == 403
    assert ben_calls("PUT", f"{path}/adoption", {}).status_code == 428
    for _ in range(2):
        adopted = ben_calls.made("PUT", f"{path}/adoption", {}, If_Match='"1"')
    assert (adopted["revision"], adopted["corrections"], RIGHT in adopted["body"]) == (2, [], True)


def test_a_correction_goes_on_while_its_passage_stands(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    publish_correction(cast.max, made.id, DRAFT)
    edit_answer(cast.ben, made.id, render(ADVICE.replace("Open", "Now open")), base_revision=1)
    page = Client(app).page(f"/questions/{question.id}/{question.slug}")
    assert page.select_one("del.wrong").text == WRONG
    assert page.select_one(".correction ins").text == RIGHT
