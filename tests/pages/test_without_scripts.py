"""The whole job in a browser that runs no scripts, from asking to finding, and what staff does besides."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.cast import PASSWORD
from tests.support.servers import Server
from tests.support.talk import ADVICE, BODY, TITLE
from tests.support.waiting import eventually

NewPage = Callable[..., Page]
People = Callable[[str], Page]


@pytest.fixture
def visitor(live_server: Server, new_page: NewPage) -> Page:
    """A visitor's page without scripts."""
    return new_page(base_url=live_server.url, java_script_enabled=False)


@pytest.fixture
def signs_in(live_server: Server, new_page: NewPage) -> People:
    """Open a browser without scripts for one of the cast, who signs in by the form."""

    def enter(name: str) -> Page:
        page = new_page(base_url=live_server.url, java_script_enabled=False)
        page.goto("/login")
        fill_in(page, name)
        return page

    return enter


def fill_in(page: Page, name: str) -> None:
    """Sign in with the form that is shown."""
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Your menu")).to_be_visible()


def search(page: Page, words: str) -> None:
    """Search from the header."""
    page.goto("/")
    box = page.get_by_role("banner").get_by_role("searchbox")
    box.fill(words)
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def test_a_question_is_asked_answered_accepted_checked_and_found(visitor: Page, signs_in: People) -> None:
    visitor.goto("/questions/ask")
    visitor.get_by_label("Title").fill(TITLE)
    visitor.get_by_label("Details").fill(BODY)
    visitor.get_by_label("Product").select_option(label="Router")
    visitor.get_by_role("button", name="Sign in and ask").click()
    fill_in(visitor, "ada")
    ada = visitor
    expect(ada.get_by_label("Title")).to_have_value(TITLE)
    ada.get_by_role("main").get_by_role("button", name="Ask").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text(TITLE)
    question = ada.url

    ben = signs_in("ben")
    ben.goto(question)
    ben.get_by_role("textbox", name="Your answer").fill(ADVICE)
    ben.get_by_role("button", name="Send the answer").click()
    expect(ben.locator(".post.rail")).to_contain_text("nightly restart")

    sam = signs_in("sam")
    sam.goto(question)
    sam.locator("#question").get_by_text("Add a comment").click()
    sam.locator("#comment-question").fill("Which version is it?")
    sam.get_by_role("button", name="Comment", exact=True).first.click()
    expect(sam.locator(".comment")).to_contain_text("Which version is it?")
    sam.locator(".post.rail").get_by_role("button", name="Useful", exact=True).click()
    expect(sam.locator(".post.rail .vote-score")).to_have_text("1")
    sam.locator(".post.rail").get_by_role("button", name="Worked for me").click()
    expect(sam.locator(".post.rail")).to_have_attribute("data-trust", "worked")

    ada.goto(question)
    ada.get_by_role("button", name="This solved it").click()
    expect(ada.locator(".post.rail")).to_have_attribute("data-trust", "accepted")
    ada.get_by_role("button", name="It solved my problem").click()
    expect(ada.locator(".post.rail")).to_have_attribute("data-trust", "worked")
    ada.get_by_role("button", name="This solved it").click()

    eva = signs_in("eva")
    eva.goto("/engineering/check")
    eva.get_by_role("link", name=TITLE).click()
    expect(eva.locator("#note")).to_be_hidden()
    eva.get_by_role("radio", name="Right if...").check()
    expect(eva.locator("#condition")).to_be_visible()
    eva.get_by_role("radio", name="Right", exact=True).check()
    expect(eva.locator("#condition")).to_be_hidden()
    expect(eva.locator("#note")).to_be_visible()
    eva.get_by_role("button", name="Save the check").click()
    eva.goto(question)
    expect(eva.locator(".post.rail")).to_contain_text("Verified by Eva")

    stranger = signs_in("sam")

    def found() -> bool:
        search(stranger, "restarts every night")
        return stranger.locator(".hits > li", has_text="Verified").count() == 1

    eventually(found, within=30)
    stranger.get_by_text("Narrow down").click()
    stranger.get_by_label("Product").select_option(label="Camera")
    stranger.get_by_role("button", name="Show these").click()
    expect(stranger.get_by_role("status")).to_contain_text("Nothing found")


def test_an_answer_is_edited_reported_and_hidden(visitor: Page, signs_in: People) -> None:
    ada = signs_in("ada")
    ada.goto("/questions/ask")
    ada.get_by_label("Title").fill(TITLE)
    ada.get_by_role("main").get_by_role("button", name="Ask").click()
    ada.get_by_label("Details").fill(BODY)
    ada.get_by_role("main").get_by_role("button", name="Ask").click()
    question = ada.url

    ben = signs_in("ben")
    ben.goto(question)
    ben.get_by_role("textbox", name="Your answer").fill("Bridge the two pins beside the coil with a spoon.")
    ben.get_by_role("button", name="Send the answer").click()
    ben.locator(".post.rail").get_by_role("link", name="Edit").click()
    ben.get_by_role("textbox", name="Your answer").fill("Bridge the two pins beside the coil with a fork.")
    ben.get_by_role("button", name="Save", exact=True).click()
    expect(ben.locator(".post.rail")).to_contain_text("fork")

    sam = signs_in("sam")
    sam.goto(question)
    sam.locator(".post.rail").get_by_role("link", name="Report").click()
    sam.get_by_label(re.compile("^Dangerous")).check()
    sam.get_by_label("Say it in a sentence").fill("It could kill somebody.")
    sam.get_by_role("button", name="Report").click()
    expect(sam.get_by_role("status")).to_be_visible()

    moderator = signs_in("max")
    moderator.goto("/moderation")
    moderator.get_by_role("link", name=TITLE).click()
    moderator.get_by_label("Hidden while we check").check()
    moderator.get_by_role("textbox", name="In your own words").fill("Nobody may try this.")
    moderator.get_by_role("button", name="Decide").click()
    visitor.goto(question)
    expect(visitor.get_by_role("main")).to_contain_text("Hidden while we check")
    expect(visitor.get_by_role("main")).not_to_contain_text("coil")


def test_nothing_is_shown_that_needs_scripts(visitor: Page, signs_in: People) -> None:
    sam = signs_in("sam")
    for page, path in ((visitor, "/"), (visitor, "/questions/ask"), (sam, "/questions/ask"), (sam, "/account")):
        page.goto(path)
        expect(page.locator(".needs-js").filter(visible=True)).to_have_count(0)
    sam.get_by_label("Your menu").click()
    sam.get_by_role("button", name="Sign out").click()
    expect(sam.get_by_role("link", name="Sign in")).to_be_visible()
