"""While somebody types a title, they see what is here already; looks are counted, and nobody who looks is named."""

import re
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.operation import unit
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import accept_answer
from forum.questions.trust import VerdictKind
from forum.reach.looking import Looks, looks
from forum.search.queries import words_of
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, BODY, TITLE, answer, ask
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
PART = {"HX-Request": "true"}
LIKE = "My router drops its network"


def found(browser: Client, title: str, body: str = "") -> list[str]:
    """The titles that are shown for what is typed."""
    response = browser.get("/questions/similar", query_string={"title": title, "body": body}, headers=PART)
    assert response.status_code == 200
    return [link.get_text() for link in tree(response).select(".row-title a")]


def counted() -> Looks:
    """What was counted today."""
    session().rollback()
    return looks(now().date(), now().date())


def test_any_word_finds_from_ten_characters_on(app: Flask, cast: Cast, client: Client) -> None:
    ask(cast)
    ask(cast, title="The camera sees nothing", body="It is dark.")
    follow()
    assert found(client, LIKE) == [TITLE]
    assert found(client, "router") == []
    assert found(client, "A xylophone plays") == []
    assert found(client, 'A "quoted" -router -- drops') == [TITLE]


def test_the_text_is_weighed_in_behind_the_title(app: Flask, cast: Cast, client: Client) -> None:
    ask(cast, title="It stops", body="It says E-4711 and hums.")
    ask(cast, title="Nothing prints on Monday", body="The tray is full.")
    follow()
    assert found(client, "Nothing prints") == ["Nothing prints on Monday"]
    assert found(client, "Nothing prints", "On the display stands E-4711.") == ["Nothing prints on Monday", "It stops"]
    told = words_of("a b", "the quick E-4711 jumped over extraordinary_fences here a b")
    assert told.split()[:4] == ["a", "b", "extraordinary_fences", "E-4711"]


def test_what_staff_verified_comes_first_and_a_thread_once(app: Flask, cast: Cast, client: Client) -> None:
    ask(cast, title="The router drops the network and the router drops it again")
    checked = ask(cast, title="Network trouble", body="The router is slow.")
    good = answer(cast, checked)
    accept_answer(cast.ada, good.id)
    give_verdict(cast.eva, good.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    for number in range(6):
        ask(cast, title=f"A router drops something, case {number}")
    follow()
    titles = found(client, LIKE)
    assert len(titles) == 5
    assert titles[0] == "Network trouble"
    assert titles.count("Network trouble") == 1


def test_hidden_text_never_shows_however_old_the_index_is(app: Flask, cast: Cast, client_of: Browsers) -> None:
    hidden = ask(cast, title="A hidden xylophone question")
    made = answer(cast, ask(cast, title="Something open and common"), body=f"Use the marimba. {ADVICE}")
    follow()
    sam = client_of(cast.sam)
    assert found(sam, "A hidden xylophone") == ["A hidden xylophone question"]
    assert found(sam, "Where is the marimba") == ["Something open and common"]
    with unit():
        session().get(Question, hidden.id).containment = Containment.QUARANTINED
        session().get(Answer, made.id).containment = Containment.QUARANTINED
    for who in (cast.sam, cast.amy):
        assert found(client_of(who), "A hidden xylophone") == []
        assert found(client_of(who), "Where is the marimba") == []


def test_a_look_counts_once_in_a_sitting_and_is_taken_back_by_asking(
    app: Flask, cast: Cast, client_of: Browsers, client: Client
) -> None:
    ask(cast)
    follow()
    ada = client_of(cast.ada)
    part = tree(ada.get("/questions/similar", query_string={"title": LIKE}, headers=PART))
    link = str(part.select_one(".row-title a")["href"])
    assert ada.get(link).status_code == 303
    assert ada.get(link).location.startswith("/questions/1")
    assert client.get(link).status_code == 303
    assert counted() == Looks(2, 0)
    for _ in range(2):
        ada.post("/questions/ask", data={"title": TITLE, "body": BODY})
    assert counted() == Looks(2, 1)
    assert counted().avoided == 1


def test_a_look_leads_nowhere_else(app: Flask, client: Client) -> None:
    for to in ("", "https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        assert client.get("/questions/similar/open", query_string={"to": to}).status_code == 404
    assert client.get("/questions/similar/open?to=/tags", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 303
    assert counted() == Looks(0, 0)
    assert client.post("/questions/similar/open?to=/tags").status_code == 405


def test_without_scripts_a_button_looks_and_nothing_typed_is_lost(app: Flask, cast: Cast, client: Client) -> None:
    ask(cast)
    follow()
    client.forges = True
    page = tree(client.post("/questions/similar", data={"title": LIKE, "body": BODY, "product": "router"}))
    assert [link.get_text() for link in page.select(".row-title a")] == [TITLE]
    assert page.select_one("#title")["value"] == LIKE
    assert BODY in page.select_one("#body").get_text()
    assert page.select_one("#product [selected]")["value"] == "router"
    nothing = tree(client.post("/questions/similar", data={"title": "A xylophone plays"}))
    assert "Nothing like it is here yet." in nothing.get_text()


def test_in_a_browser_it_appears_while_one_types(page: Page, cast: Cast) -> None:
    ask(cast)
    follow()
    page.goto("/questions/ask")
    page.locator("#title").press_sequentially(LIKE)
    expect(page.locator("[data-similar] .row-title")).to_have_text(TITLE)
    expect(page.locator("[data-similar-said]")).to_have_text("One thing like it is here already")
    expect(page.locator("[data-check=title]")).to_contain_text("done")
    page.locator("#body").fill(f"{BODY} {BODY}\n\n```\nwatchdog: reset\n```")
    for what, told in (("story", "done"), ("text", "done"), ("version", "setup.")):
        expect(page.locator(f"[data-check={what}]")).to_contain_text(re.compile(rf"{told}\W*$"))
    with page.expect_popup() as opened:
        page.locator("[data-similar] .row-title a").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("#title")).to_have_value(LIKE)
    assert counted() == Looks(1, 0)
