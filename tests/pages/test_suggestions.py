"""Suggesting a change on pages and by the API: what is sent, what the author reads, and what the history says."""

from collections.abc import Callable

from forum.core.db import session
from forum.core.markup import render
from forum.moderation.models import Suggestion
from forum.people.policy import Actor
from forum.questions.models import Answer
from forum.questions.operations import edit_answer
from forum.questions.queries import answer_revisions
from tests.pages.test_statements import cost
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, answer, ask

Browsers = Callable[[Actor], Client]
BETTER = f"{ADVICE} The light turns green."
SENT = {"body": BETTER, "revision": "1", "note": "How one sees it."}


def test_a_suggestion_goes_in_and_the_history_names_both(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question).id
    sam, ben, path = client_of(cast.sam), client_of(cast.ben), f"/answers/{made}/suggest"
    place = f"/questions/{question.id}/{question.slug}"
    assert sam.page(place).select_one(f"#answer-{made} a[href='{path}']") is not None
    assert ben.page(place).select_one(f"a[href='{path}']") is None
    before = cost(ben, place)
    assert sam.page(path).select_one("textarea[name=body]").text.strip() == ADVICE
    refused = sam.post(path, data={**SENT, "note": ""})
    assert (refused.status_code, BETTER in refused.text) == (422, True)
    secret = sam.post(path, data={**SENT, "body": f"{BETTER} password=hunter22"})
    assert (secret.status_code, "Mask this" in secret.text) == (422, True)
    led = sam.post(path, data=SENT)
    assert led.status_code == 303
    shown = led.headers["Location"]
    assert sam.get(path).headers["Location"] == shown
    assert "Take it back" in sam.get(shown).text
    other = sam.post(path, data={**SENT, "body": "Another."})
    assert (other.status_code, "Take it back first" in other.text) == (422, True)
    # The page tells who may decide, at no further cost; others are told nothing.
    assert "1 suggested change waits" in ben.get(place).text
    assert "suggested change" not in client_of(cast.ada).get(place).text
    assert cost(ben, place) == before
    assert cost(ben, "/suggestions") <= 5
    page = ben.page(shown)
    assert "The light turns green." in page.select_one(".diff ins").text
    for who in (cast.ada, cast.amy):
        assert client_of(who).get(shown).status_code == 404
        assert client_of(who).post(f"{shown}/accept", data=SENT).status_code == 404
    assert sam.post(f"{shown}/accept", data=SENT).status_code == 403
    improved = ben.post(f"{shown}/accept", data={"body": f"{ADVICE} It turns green.", "revision": "1"})
    assert (improved.status_code, improved.headers["Location"]) == (303, f"/answers/{made}")
    history = client_of(cast.ada).page(f"/answers/{made}/history").select_one("#revision-2")
    assert "Sam" in history.text
    assert "suggested; improved and accepted by Ben" in history.text
    assert "Accepted" in sam.get(shown).text
    assert ben.post(f"{shown}/reject", data={"reason": "No."}).status_code == 409


def test_who_decides_sees_what_happened_since_and_nothing_typed_is_lost(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast)).id
    ben, path = client_of(cast.ben), f"/answers/{made}/suggest"
    shown = client_of(cast.sam).post(path, data=SENT).headers["Location"]
    edit_answer(cast.ben, made, render("Open the menu."), base_revision=1)
    late = client_of(cast.ada).post(path, data=SENT)
    assert late.status_code == 409
    assert "Open the menu." in late.text
    assert BETTER in tree(late).select_one("textarea[name=body]").text
    overtaken = ben.post(f"{shown}/accept", data={"body": "Mine.", "revision": "1"})
    assert overtaken.status_code == 409
    page = tree(overtaken)
    assert "changed since this was suggested" in page.text
    assert "Mine." in page.select_one("textarea[name=body]").text
    assert len(page.select(".diff")) == 2
    refused = ben.post(f"{shown}/reject", data={"reason": " "})
    assert refused.status_code == 422
    assert ben.post(f"{shown}/reject", data={"reason": "It is red."}).status_code == 303
    assert "It is red." in client_of(cast.sam).get(shown).text
    assert "Not accepted" in client_of(cast.sam).get("/suggestions?whose=own").text
    assert len(answer_revisions(made)) == 2


def test_the_api_has_the_same_rules(cast: Cast, call: Callers) -> None:
    question = ask(cast, tags=("night",)).id
    made = answer(cast, ask(cast)).id
    sam, ben, ada = call(cast.sam), call(cast.ben), call(cast.ada)
    sent = {"body": BETTER, "revision": 1, "note": "How one sees it."}
    assert ben("POST", f"/answers/{made}/suggestions", sent).status_code == 403
    assert sam("POST", f"/answers/{made}/suggestions", {**sent, "revision": 2}).status_code == 412
    one = sam.made("POST", f"/answers/{made}/suggestions", sent, 201)
    assert (one["state"], one["by"]["name"], one["title"], one["became"]) == ("open", "Sam", None, None)
    place = f"/suggestions/{one['id']}"
    assert [each["id"] for each in ben.made("GET", "/suggestions")["items"]] == [one["id"]]
    assert [each["id"] for each in sam.made("GET", "/suggestions?whose=own")["items"]] == [one["id"]]
    assert ada("GET", place).status_code == 404
    assert sam("PUT", f"{place}/acceptance", {}, If_Match='"1"').status_code == 403
    assert ben("PUT", f"{place}/acceptance", {}).status_code == 428
    assert ben("PUT", f"{place}/acceptance", {}, If_Match='"7"').status_code == 412
    for _ in range(2):
        done = ben.made("PUT", f"{place}/acceptance", {}, If_Match='"1"')
    assert (done["state"], done["became"], done["decided_by"]["name"]) == ("accepted", 2, "Ben")
    assert session().get_one(Answer, made).revision == 2
    wording = {"title": "The router drops Wi-Fi at 3:00", "revision": 1, "note": "What it is about."}
    two = sam.made("POST", f"/questions/{question}/suggestions", wording, 201)
    assert two["tags"] == ["night"]
    place = f"/suggestions/{two['id']}"
    assert ada("PUT", f"{place}/rejection", {"reason": " "}).status_code == 422
    assert ada.made("PUT", f"{place}/rejection", {"reason": "It is the router."})["reason"] == "It is the router."
    assert sam("DELETE", place).status_code == 409
    again = sam.made("POST", f"/questions/{question}/suggestions", wording, 201)["id"]
    for _ in range(2):
        assert sam("DELETE", f"/suggestions/{again}").status_code == 204
    assert session().get_one(Suggestion, again).outcome == "withdrawn"
