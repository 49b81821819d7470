"""The pages of questions: asking, answering, accepting and editing in a browser without scripts."""

import pytest
from flask import Flask

from forum.core.db import session
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.questions.models import Answer, Question
from forum.questions.operations import close_question
from forum.questions.queries import thread
from forum.questions.trust import VerdictKind
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, BODY, TITLE, answer, ask, days_ago, travel


@pytest.fixture
def ada(app: Flask, cast: Cast) -> Client:
    """Ada's browser."""
    browser = Client(app)
    browser.enter(cast.ada)
    return browser


@pytest.fixture
def ben(app: Flask, cast: Cast) -> Client:
    """Ben's browser."""
    browser = Client(app)
    browser.enter(cast.ben)
    return browser


def address(question: Question) -> str:
    """The page of a question."""
    return f"/questions/{question.id}/{question.slug}"


def test_a_question_is_asked_and_read(app: Flask, ada: Client, cast: Cast) -> None:
    fields = {"title": TITLE, "body": BODY, "product": "router", "release": "router:2.0", "tags": "night, wifi"}
    response = ada.post("/questions/ask", data=fields)
    assert response.status_code == 303
    page = Client(app).page(response.headers["Location"])
    assert page.h1.text == TITLE
    assert page.select_one("#question strong").text == "router"
    assert {tag.text for tag in page.select("#question .tag")} == {"night", "wifi"}
    assert "Waits for an answer" in page.select_one("aside").text


def test_what_is_wrong_stands_at_the_field_and_nothing_typed_is_lost(ada: Client, cast: Cast) -> None:
    response = ada.post("/questions/ask", data={"title": "", "body": BODY, "tags": "night"})
    page = tree(response)
    assert response.status_code == 422
    assert page.select_one("#title-error") is not None
    assert page.select_one("#body").text.strip() == BODY
    assert page.select_one("#tags")["value"] == "night"


def test_a_visitor_finds_the_text_again_after_signing_in(app: Flask, cast: Cast) -> None:
    visitor = Client(app)
    assert visitor.page("/questions/ask").select_one("form[method=post]") is not None
    response = visitor.post("/questions/ask", data={"title": TITLE, "body": BODY})
    assert response.status_code == 403
    assert tree(response).select_one("input[name=kept]")["value"]


def test_what_shows_nothing_is_nothing(ada: Client, ben: Client, cast: Cast) -> None:
    unseen = "\u200b\u2800" * 30
    assert ada.post("/questions/ask", data={"title": unseen, "body": BODY}).status_code == 422
    assert ada.post("/questions/ask", data={"title": TITLE, "body": unseen}).status_code == 422
    question = ask(cast)
    assert ben.post(f"/questions/{question.id}/answers", data={"body": unseen}).status_code == 422
    assert ben.post(f"/questions/{question.id}/comments", data={"body": unseen}).status_code == 422
    asked = ada.post("/questions/ask", data={"title": f"\u202e{TITLE}", "body": BODY})
    assert tree(ada.get(asked.location)).select_one("h1").get_text() == TITLE


def test_lists_show_what_they_say(app: Flask, cast: Cast) -> None:
    question = ask(cast, tags=("night",))
    answered = ask(cast, title="Answered already")
    answer(cast, answered)
    visitor = Client(app)
    titles = [link.text for link in visitor.page("/questions?state=unanswered").select(".row-title a")]
    assert titles == [question.title]
    assert len(visitor.page("/questions").select(".row-title a")) == 2
    assert len(visitor.page("/questions?tag=night&sort=votes").select(".row-title a")) == 1
    assert len(visitor.page("/questions?product=router").select(".row-title a")) == 2
    visitor.page("/questions?tag=unheard-of", 404)
    visitor.page("/questions?product=unheard-of", 404)
    assert visitor.get("/questions?cursor=nonsense").status_code == 422
    assert len(visitor.page("/").select(".row-title a")) == 2


def test_the_pages_of_a_list_fit_together_while_people_post(app: Flask, cast: Cast) -> None:
    made = [ask(cast, title=f"Question number {number}").title for number in range(35)]
    visitor = Client(app)
    first = visitor.page("/questions")
    ask(cast, title="Asked in between")
    older = visitor.page(first.select_one("a[rel=next]")["href"])
    shown = [link.text for page in (first, older) for link in page.select(".row-title a")]
    assert shown == made[::-1]


def test_an_answer_is_written_and_leads_to_its_place(ben: Client, cast: Cast) -> None:
    question = ask(cast)
    response = ben.post(f"/questions/{question.id}/answers", data={"body": ADVICE})
    assert response.status_code == 303
    place = ben.get(response.headers["Location"])
    made = thread(cast.visitor, question.id).answers[0].answer.id
    assert place.headers["Location"].endswith(f"#answer-{made}")
    element = ben.page(address(question)).select_one(f"#answer-{made}")
    assert element["data-trust"] == "unreviewed"
    assert "Not yet checked" in element.text


def test_an_empty_answer_comes_back_with_the_page(ben: Client, cast: Cast) -> None:
    question = ask(cast)
    response = ben.post(f"/questions/{question.id}/answers", data={"body": "  "})
    assert response.status_code == 422
    assert tree(response).select_one("#body-error") is not None


def test_the_asker_accepts_by_button(app: Flask, ada: Client, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    form = ada.page(address(question)).select_one(f"#answer-{made.id} form[action$=accept]")
    assert ada.post(form["action"]).status_code == 303
    assert Client(app).page(address(question)).select_one(f"#answer-{made.id}")["data-trust"] == "accepted"
    undo = ada.page(address(question)).select_one(f"#answer-{made.id} form[action$=unaccept]")
    ada.post(undo["action"])
    assert session().get_one(Answer, made.id).accepted is False


@pytest.mark.parametrize("path", ["accept", "unaccept", "vote", "outcome", "report"])
def test_marks_change_by_post_with_a_token_and_by_people_only(app: Flask, ada: Client, cast: Cast, path: str) -> None:
    made = answer(cast, ask(cast))
    url = f"/answers/{made.id}/{path}"
    if path != "report":
        assert ada.get(url).status_code == 405
    assert Client(app).post(url).status_code == 403
    ada.forges = True
    assert ada.post(url, data={"value": "1", "worked": "yes"}).status_code == 400


def test_votes_and_outcomes_are_counted(app: Flask, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    browser = Client(app)
    browser.enter(cast.sam)
    browser.post(f"/answers/{made.id}/vote", data={"value": "1"})
    browser.post(f"/answers/{made.id}/outcome", data={"worked": "yes"})
    kept = session().get_one(Answer, made.id)
    assert (kept.score, kept.worked) == (1, 1)
    part = browser.post(f"/answers/{made.id}/vote", data={"value": "0"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert tree(part).select_one(".vote-score").text == "0"


def test_an_outcome_is_told_with_version_and_note_and_taken_back(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    browser = Client(app)
    browser.enter(cast.sam)
    place = f"#answer-{made.id} .outcome"
    options = browser.page(address(question)).select(f"{place} option")
    assert [option.text for option in options] == ["Any version", "1.9", "2.0", "2.1"]
    url, release = f"/answers/{made.id}/outcome", str(cast.releases[1])
    browser.post(url, data={"worked": "no", "release": release})
    more = browser.page(address(question)).select_one(f"{place} details")
    assert more.select_one("option[selected]").text == "2.0"
    browser.post(url, data={"worked": "no", "release": release, "note": "It restarts all the same."})
    note = browser.page(address(question)).select_one(f"{place} input[name=note]")
    assert note["value"] == "It restarts all the same."
    pressed = browser.page(address(question)).select_one(f"{place} [aria-pressed=true]")
    part = tree(browser.post(url, data={"worked": pressed["value"]}, headers={"HX-Request": "true"}))
    assert part.select_one("[aria-pressed=true]") is None
    assert part.select_one(".num") is None
    assert session().get_one(Answer, made.id).did_not == 0
    other = answer(cast, question, by=cast.ada)
    assert browser.post(f"/answers/{other.id}/outcome", data={"worked": "yes", "release": "x"}).status_code == 422
    assert browser.post(f"/answers/{other.id}/outcome", data={"worked": "maybe"}).status_code == 422
    browser.post(f"/answers/{other.id}/outcome", data={"worked": "yes", "release": release})
    third = answer(cast, question)
    begin = browser.page(address(question)).select_one(f"#answer-{third.id} .outcome option[selected]")
    assert begin.text == "2.0"


def test_two_editors_see_both_texts(app: Flask, ada: Client, ben: Client, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    url = f"/answers/{made.id}/edit"
    staff = Client(app)
    staff.enter(cast.eva)
    staff.post(url, data={"body": "The text of the engineer.", "revision": "1"})
    response = ben.post(url, data={"body": "The text of Ben.", "revision": "1"})
    page = tree(response)
    assert response.status_code == 409
    assert "The text of the engineer." in page.select_one(".conflict").text
    assert page.select_one("#body").text.strip() == "The text of Ben."
    again = ben.post(url, data={"body": "Both texts.", "revision": page.select_one("input[name=revision]")["value"]})
    assert again.status_code == 303
    history = ben.page(f"/answers/{made.id}/history")
    assert len(history.select("section[id^=revision]")) == 3


def test_the_history_of_a_question_tells_all_that_was_changed(app: Flask, ada: Client, cast: Cast) -> None:
    question = ask(cast, tags=("night",))
    edit = f"/questions/{question.id}/edit"
    sent = {"title": TITLE, "body": BODY, "product": "router", "tags": "night", "revision": "1"}
    assert ada.post(edit, data=sent).status_code == 303
    assert session().get_one(Question, question.id).revision == 1
    changed = {**sent, "title": "Restarts at night", "release": "router:2.0", "tags": "reboot", "environment": "Wired."}
    assert ada.post(edit, data=changed).status_code == 303
    page = Client(app).page(f"/questions/{question.id}/history")
    second = {
        row.dt.text: (row.select_one("del"), row.select_one("ins").text)
        for row in page.select("#revision-2 .facts-list > div")
    }
    assert set(second) == {"Title", "Version", "Tags", "Device and setup"}
    assert (second["Title"][0].text, second["Title"][1]) == (TITLE, "Restarts at night")
    assert (second["Tags"][0].text, second["Tags"][1]) == ("night", "reboot")
    assert (second["Version"][0], second["Version"][1]) == (None, "2.0")
    first = [row.text.split("\n")[0] for row in page.select("#revision-1 .facts-list dt")]
    assert first == ["Title", "Product", "Tags"]


def test_an_old_title_in_the_address_leads_to_the_new_one(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    response = Client(app).get(f"/questions/{question.id}/an-old-title?page=2")
    assert (response.status_code, response.headers["Location"]) == (301, address(question) + "?page=2")
    Client(app).page("/questions/4711/nothing", 404)
    Client(app).page("/answers/4711", 404)


def test_a_comment_appears_beneath_its_text(ben: Client, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    data = {"body": "Which version is it?", "answer": str(made.id)}
    response = ben.post(f"/questions/{question.id}/comments", data=data)
    place = ben.get(response.headers["Location"])
    anchor = place.headers["Location"].partition("#")[2]
    assert ben.page(address(question)).select_one(f"#answer-{made.id} #{anchor}").text.strip().startswith("Which")


def test_the_preview_is_made_by_the_code_of_the_page(ben: Client, cast: Cast) -> None:
    part = ben.post("/preview", data={"body": "Use **this**.<script>alert(1)</script>"})
    assert "<strong>this</strong>" in part.text
    assert "<script" not in part.text


def test_a_report_arrives(ben: Client, app: Flask, cast: Cast) -> None:
    made = answer(cast, ask(cast), by=cast.sam)
    assert ben.page(f"/answers/{made.id}/report").select_one("#reason") is not None
    response = ben.post(f"/answers/{made.id}/report", data={"kind": "dangerous", "reason": "It deletes everything."})
    assert response.status_code == 303
    empty = ben.post(f"/answers/{made.id}/report", data={"kind": "", "reason": ""})
    assert empty.status_code == 422


def test_a_second_mark_offers_the_way_back_and_to_replace(ada: Client, cast: Cast) -> None:
    question = ask(cast)
    first, second = answer(cast, question), answer(cast, question, by=cast.sam)
    ada.post(f"/answers/{first.id}/accept")
    response = ada.post(f"/answers/{second.id}/accept")
    page = tree(response)
    assert response.status_code == 409
    assert page.select_one(f"a[href='/answers/{first.id}']") is not None
    assert page.select_one(f"a[href='{address(question)}']") is not None
    form = page.select_one("main form")
    replaces = form.select_one("input[name=replaces]")["value"]
    assert ada.post(form["action"], data={"replaces": replaces}).status_code == 303
    assert session().get_one(Answer, second.id).accepted


def test_a_moderator_says_why_at_the_field(app: Flask, cast: Cast) -> None:
    with travel(days_ago(20)):
        made = answer(cast, ask(cast))
    browser = Client(app)
    browser.enter(cast.max)
    response = browser.post(f"/answers/{made.id}/accept", data={"reason": ""})
    page = tree(response)
    assert response.status_code == 422
    assert page.select_one("#reason-error") is not None
    assert browser.post(page.select_one("main form")["action"], data={"reason": "Two said so."}).status_code == 303


def test_the_state_speaks_to_the_asker_and_claims_no_more_than_is_true(app: Flask, ada: Client, cast: Cast) -> None:
    question = ask(cast)
    visitor = Client(app)
    first, second = answer(cast, question), answer(cast, question, by=cast.sam)
    state = "aside section"
    assert "Say whether it worked" in ada.page(address(question)).select_one(state).text
    assert "The asker has not said yet" in visitor.page(address(question)).select_one(state).text
    give_verdict(cast.eva, second.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    assert "Staff has checked an answer" in visitor.page(address(question)).select_one(state).text
    ada.post(f"/answers/{first.id}/accept")
    assert "Staff has checked another answer" in visitor.page(address(question)).select_one(state).text
    give_verdict(cast.eva, first.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    assert "Solved and checked by staff" in visitor.page(address(question)).select_one(state).text


def test_a_question_without_a_product_says_so(app: Flask, ada: Client, cast: Cast) -> None:
    ada.post("/questions/ask", data={"title": TITLE, "body": BODY})
    assert "No product named" in Client(app).page("/questions").select_one(".rows").text
    eva = Client(app)
    eva.enter(cast.eva)
    assert "Unsorted" in eva.page("/engineering").select_one(".rows").text


def test_the_menu_shows_what_one_may_open(app: Flask, cast: Cast) -> None:
    shown = {}
    for name in ("ada", "eva", "max", "amy"):
        browser = Client(app)
        browser.enter(getattr(cast, name))
        links = [link["href"] for link in browser.page("/").select(".site-head .menu-list a")]
        shown[name] = {link for link in links if link.startswith(("/engineering", "/moderation", "/admin"))}
        for link in links:
            browser.page(link)
    assert shown == {
        "ada": set(),
        "eva": {"/engineering"},
        "max": {"/moderation"},
        "amy": {"/admin/opened", "/admin/people", "/admin/products", "/admin/settings", "/admin/state"},
    }


def test_a_closed_question_was_not_taken_by_somebody_quicker(app: Flask, ben: Client, cast: Cast) -> None:
    question = ask(cast)
    close_question(cast.max, question.id, reason="It is answered in the handbook.")
    response = ben.post(f"/questions/{question.id}/answers", data={"body": ADVICE})
    assert response.status_code == 409
    assert tree(response).h1.text.strip() == "This cannot be done now"
    assert ADVICE in tree(response).select_one("textarea").text


def test_a_preview_without_scripts_saves_nothing(ada: Client, ben: Client, cast: Cast) -> None:
    sent = {"title": TITLE, "body": "Use **this**.", "tags": "night", "preview": "yes"}
    page = tree(ada.post("/questions/ask", data=sent))
    assert page.select_one(".previewed strong").text == "this"
    assert (page.select_one("#title")["value"], page.select_one("#body").text.strip()) == (TITLE, sent["body"])
    assert session().query(Question).count() == 0
    question = ask(cast)
    page = tree(ben.post(f"/questions/{question.id}/answers", data={"body": "`code`", "preview": "yes"}))
    assert page.select_one(".previewed code").text == "code"
    made = answer(cast, question)
    page = tree(ben.post(f"/answers/{made.id}/edit", data={"body": "_new_", "revision": "1", "preview": "yes"}))
    assert page.select_one(".previewed em").text == "new"
    assert session().get_one(Answer, made.id).revision == 1
    flood = ben.post(f"/answers/{made.id}/edit", data={"body": "[" * 5000, "revision": "1", "preview": "yes"})
    assert flood.status_code == 422
    buttons = [button.get("name") for button in page.select("main form:has(#body) [type=submit]")]
    assert buttons == [None, "preview", "draft"]


def test_versions_stand_under_their_products(ada: Client, cast: Cast) -> None:
    groups = ada.page("/questions/ask").select("#release optgroup")
    assert [group["label"] for group in groups] == ["Router"]
    sent = {"title": TITLE, "body": BODY, "release": "router:2.0"}
    ada.post("/questions/ask", data=sent)
    made = session().query(Question).one()
    assert (made.product_id, made.release_id) == (cast.router, cast.releases[1])
    wrong = ada.post("/questions/ask", data={**sent, "product": "camera"})
    assert wrong.status_code == 422
    assert tree(wrong).select_one("#release-error") is not None
