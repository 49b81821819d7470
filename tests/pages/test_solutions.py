"""Editors improve, review and check solutions on pages that work without scripts; readers see one status everywhere."""

from collections.abc import Callable

from flask import Flask

from forum.core.markup import render
from forum.knowledge.queries import entry_view
from forum.people.policy import Actor
from forum.questions.operations import edit_answer
from tests.knowledge.test_entries import settled, solve
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE
from tests.support.waiting import eventually

Browsers = Callable[[Actor], Client]
BETTER = "Open the settings, switch off the nightly restart, press Save, and wait for the green light."
LEAKY = f"{BETTER} My password=hunter22."


def test_from_an_answer_to_a_checked_text(app: Flask, cast: Cast, client_of: Browsers) -> None:
    question, made = solve(cast)
    max_, eva, visitor = client_of(cast.max), client_of(cast.eva), Client(app)
    at = "/solutions/1"

    def status() -> set[str]:
        """What readers are told, wherever they meet the solution."""
        api = visitor.get("/api/v1/entries/1").get_json()
        row = visitor.get("/api/v1/entries").get_json()["items"][0]
        hits = visitor.get("/api/v1/search?q=green+light&kind=entry").get_json()["items"]
        page = visitor.page(f"{at}/{entry_view(cast.visitor, 1).entry.slug}")
        told = page.select_one("[data-status]")
        assert told is not None
        assert told.text.strip() in visitor.page("/solutions").select(".rows li")[0].text
        levels = {api["level"], row["level"], api["trust"]["level"], str(page.select("article")[0]["data-trust"])}
        levels |= {hit["trust"]["level"] for hit in hits}
        assert len(levels) == 1
        return {api["status"], row["status"], str(told["data-status"]), *(hit["status"] for hit in hits)}

    # Only editors find the way, and what they type comes back when it is refused, previewed, or looked at.
    assert not visitor.page(f"{at}/{question.slug}").select(f'a[href="{at}/edit"]')
    form = max_.page(f"{at}/edit")
    sent = {each["name"]: each.get("value", "") for each in form.select("main form input[name]:not([name=csrf_token])")}
    assert (sent["revision"], sent["source"], form.select("#body")[0].text.strip()) == ("0", f"{made.id}:1", ADVICE)
    sent |= {"title": "No more nightly restarts", "body": LEAKY, "note": "Says when to stop."}
    refused = max_.post(f"{at}/edit", data={**sent, "title": ""})
    assert (refused.status_code, BETTER in refused.text) == (422, True)
    assert "Preview: not saved yet" in max_.post(f"{at}/edit", data={**sent, "preview": "yes"}).text
    assert (max_.post(f"{at}/edit", data=sent).status_code, entry_view(cast.visitor, 1).entry.revision) == (422, 0)
    assert max_.post(f"{at}/edit", data={**sent, "body": BETTER}).status_code == 303
    late = eva.post(f"{at}/edit", data={**sent, "body": ADVICE, "title": "Mine"})
    assert late.status_code == 409
    assert BETTER in late.text
    assert ADVICE in late.text
    settled(question)
    assert "Max" in eva.page(f"{at}/no-more-nightly-restarts").select_one(".post-facts").text
    assert eventually(lambda: visitor.get("/api/v1/search?q=green+light&kind=entry").get_json()["items"])
    assert status() == {"not_checked"}
    assert "a text of its own" in visitor.page(f"/questions/{question.id}/{question.slug}").select_one(".aside").text

    # The engineer is led to it, sees the text and says that it is right.
    assert eva.page("/solutions/check").select(f'a[href="{at}/check"]')
    assert max_.get(f"{at}/check").status_code == 403
    check = {"verdict": "verified", "revision": "1", "evidence": "tested"}
    assert eva.post(f"{at}/check", data={**check, "verdict": ""}).status_code == 422
    assert eva.post(f"{at}/check", data=check).status_code == 303
    settled(question)
    assert status() == {"checked"}

    # The answer goes on: editors are told and decide, readers keep the checked text.
    edit_answer(cast.ben, made.id, render(f"{ADVICE} It takes a minute."), base_revision=1)
    settled(question)
    assert status() == {"checked"}
    page = f"{at}/no-more-nightly-restarts"
    assert max_.page(page).select(f'a[href="{at}/review"]')
    assert not visitor.page(page).select(f'a[href="{at}/review"]')
    assert max_.page("/solutions/changed").select(f'a[href="{at}/review"]')
    assert "It takes a minute." in max_.page(f"{at}/review").select_one(".diff").text
    choice = {"revision": "1", "source": f"{made.id}:2"}
    assert max_.post(f"{at}/review", data={**choice, "source": f"{made.id}:1", "choice": "keep"}).status_code == 422
    assert max_.post(f"{at}/review", data=choice).status_code == 422
    assert max_.post(f"{at}/review", data={**choice, "choice": "take"}).status_code == 303
    settled(question)
    assert status() == {"check_due"}
    # A re-check shows only the difference.
    assert eva.page(f"{at}/check").select(".diff del")
    history = visitor.page(f"{at}/history")
    assert [each["id"] for each in history.select("section.post")] == ["revision-2", "revision-1"]
    assert "Says when to stop." in history.select_one("#revision-1").text
    assert "Right" in history.select_one("#revision-1").text


def test_the_pages_of_editors_are_there_for_them_alone(app: Flask, cast: Cast, client_of: Browsers) -> None:
    solve(cast)
    sam = client_of(cast.sam)
    for path, status in (("/solutions/changed", 404), ("/solutions/check", 404), ("/solutions/1/edit", 403)):
        assert sam.get(path).status_code == status
        assert Client(app).get(path).headers["Location"].startswith("/login")
    # A view has no text of its own to check or to review.
    eva = client_of(cast.eva)
    assert eva.get("/solutions/1/check").headers["Location"].startswith("/engineering/answers/")
    assert eva.get("/solutions/1/review").status_code == 303
    assert "nobody has changed it" in eva.page("/solutions/1/history").text
