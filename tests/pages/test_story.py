"""The main job in a real browser: from a question to a trusted solution that a visitor finds by searching."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.cast import PASSWORD
from tests.support.servers import Server
from tests.support.talk import ADVICE, BODY, TITLE
from tests.support.waiting import eventually

People = Callable[[str], Page]
DANGEROUS = "Open the case while it is plugged in and bridge the two pins beside the coil with a spoon."


@pytest.fixture
def signs_in(live_server: Server, new_page: Callable[..., Page]) -> People:
    """Open a browser of one of the cast, who signs in by the form: `signs_in("ada")`."""

    def enter(name: str) -> Page:
        page = new_page(base_url=live_server.url)
        page.goto("/login")
        page.get_by_label("E-mail address").fill(f"{name}@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page.get_by_label("Your menu")).to_be_visible()
        return page

    return enter


def post_answer(page: Page, address: str, text: str) -> None:
    """Answer the question at this address."""
    page.goto(address)
    page.get_by_role("textbox", name="Your answer").fill(text)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".post.rail", has_text=text[:16])).to_be_visible()


def found(page: Page, words: str) -> bool:
    """Search from the header and say whether anything is found."""
    page.goto("/")
    box = page.get_by_label("Search questions and solutions")
    box.fill(words)
    box.press("Enter")
    page.wait_for_url(re.compile("/search"))
    return page.locator(".hits > li").count() > 0


def test_a_question_becomes_a_solution_that_a_visitor_finds(page: Page, signs_in: People) -> None:
    ada = signs_in("ada")
    ada.get_by_role("banner").get_by_role("link", name="Ask").click()
    ada.get_by_label("Title").fill(TITLE)
    ada.get_by_label("Details").fill(BODY)
    ada.get_by_role("tab", name="Preview").click()
    expect(ada.locator("[data-pane=preview] strong")).to_have_text("router")
    ada.get_by_role("tab", name="Write").click()
    ada.get_by_label("Product").select_option(label="Router")
    ada.get_by_label("Tags").fill("night, restart")
    ada.get_by_role("main").get_by_role("button", name="Ask").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(ada.get_by_role("complementary")).to_contain_text("Waits for an answer")
    question = ada.url

    post_answer(signs_in("ben"), question, ADVICE)
    sam = signs_in("sam")
    post_answer(sam, question, DANGEROUS)

    ada.goto(question)
    good = ada.locator(".post.rail", has_text="nightly restart")
    good.get_by_role("button", name="This solved it").click()
    expect(good).to_have_attribute("data-trust", "accepted")

    max_page = signs_in("max")
    ben_reports(signs_in("ben"), question)
    max_page.goto("/moderation")
    max_page.get_by_role("link", name=TITLE).click()
    expect(max_page.get_by_role("main")).to_contain_text("It could kill somebody.")
    max_page.get_by_label("Hidden while we check").check()
    max_page.get_by_role("textbox", name="In your own words").fill("Nobody may try this before an engineer has looked.")
    max_page.get_by_role("button", name="Decide").click()
    expect(max_page).to_have_url(re.compile("/moderation$"))

    eva = signs_in("eva")
    eva.goto(question)
    eva.locator(".post.rail", has_text="nightly restart").get_by_role("link", name="Check").click()
    expect(eva).to_have_url(re.compile("/engineering/answers/"))
    right = eva.get_by_role("radio").first
    # The address changes before the page is there; whoever sees the choice can press its key.
    expect(right).to_be_visible()
    eva.keyboard.press("1")
    expect(right).to_be_checked()
    eva.get_by_role("button", name="Save the check").click()
    expect(eva.get_by_role("status")).to_contain_text("Checked")
    eva.goto(question)
    expect(eva.locator(".post.rail", has_text="nightly restart")).to_contain_text("Verified by Eva")

    eventually(lambda: found(page, "router restarts at night"), within=30)
    hit = page.locator(".hits > li")
    eventually(lambda: found(page, "router restarts at night") and "Verified" in hit.inner_text(), within=30)
    expect(hit).to_have_count(1)
    hit.get_by_role("link", name=TITLE).click()
    expect(page.locator(".post:target")).to_contain_text("Verified by Eva")
    page.get_by_role("complementary").get_by_role("link", name=TITLE).click()
    expect(page).to_have_url(re.compile("/solutions/"))
    expect(page.get_by_role("main")).to_contain_text("Verified by Eva")
    expect(page.get_by_role("main")).to_contain_text("switch off the nightly restart")
    assert not found(page, "spoon coil pins")
    page.goto(question)
    expect(page.get_by_role("main")).to_contain_text("Hidden while we check")
    expect(page.get_by_role("main")).not_to_contain_text("spoon")


def ben_reports(ben: Page, question: str) -> None:
    """Report the dangerous answer, with a sentence."""
    ben.goto(question)
    ben.locator(".post.rail", has_text="spoon").get_by_role("link", name="Report").click()
    ben.get_by_label(re.compile("^Dangerous")).check()
    ben.get_by_label("Say it in a sentence").fill("It could kill somebody.")
    ben.get_by_role("button", name="Report").click()
    expect(ben.get_by_role("status")).to_be_visible()
