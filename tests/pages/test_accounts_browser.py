"""Accounts in a real browser, with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import axe
from tests.support.cast import PASSWORD, Cast
from tests.support.letters import code_in, in_letter
from tests.support.servers import Server

NewPage = Callable[..., Page]
GOOD = "seventeen green umbrellas in Lisbon"
BETTER = "eleven wooden giraffes near Porto"


def send(page: Page) -> None:
    """Press the primary button of the page's first form."""
    page.locator("main form .button-primary").first.click()


def enter(page: Page, email: str, password: str) -> None:
    """Sign in."""
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    send(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_register_forget_the_password_and_choose_a_new_one(
    live_server: Server, cast: Cast, new_page: NewPage, scripts: bool
) -> None:
    page = new_page(base_url=live_server.url, java_script_enabled=scripts)
    page.goto("/login")
    page.get_by_role("button", name="Create one").click()
    page.get_by_label("Name").fill("Nora Quist")
    page.get_by_label("E-mail address").fill("nora@example.org")
    page.get_by_label("Password").fill(GOOD)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    page.get_by_label("Six digits").fill(code_in(live_server))
    send(page)
    expect(page.locator(".site-person")).to_be_visible()

    page.locator(".site-person").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()

    page.goto("/login")
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("E-mail address").fill("nora@example.org")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")

    page.goto(in_letter(live_server, r"https?://\S+/reset/\S+"))
    page.get_by_label("New password").fill(BETTER)
    send(page)
    expect(page.locator(".site-person")).to_be_visible()
    enter(new := new_page(base_url=live_server.url, java_script_enabled=scripts), "nora@example.org", BETTER)
    expect(new.locator(".site-person")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_nobody_is_kept_out(live_server: Server, cast: Cast, new_page: NewPage, scheme: str, width: int) -> None:
    page = new_page(base_url=live_server.url, color_scheme=scheme, viewport={"width": width, "height": 900})
    found: dict[str, list[str]] = {}

    def look(path: str) -> None:
        page.goto(path)
        found[path] = axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, path

    for path in ("/login", "/register", "/reset", "/reset/asked", "/reset/nonsense", f"/people/{cast.eva.id}/eva"):
        look(path)
    enter(page, "amy@example.org", PASSWORD)
    expect(page.locator(".site-person")).to_be_visible()
    for path in ("/account", "/admin/people", f"/admin/people/{cast.eva.id}", f"/people/{cast.amy.id}/amy", "/nothing"):
        look(path)
    page.goto("/register")
    assert found == {path: [] for path in found}


def test_a_refused_form_leads_to_what_must_be_mended(live_server: Server, cast: Cast, new_page: NewPage) -> None:
    page = new_page(base_url=live_server.url)
    page.goto("/register")
    page.get_by_label("Name").fill("Moderator")
    page.get_by_label("E-mail address").fill("nora@example.org")
    page.get_by_label("Password").fill("too short")
    send(page)
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name=re.compile("could be taken for staff")).click()
    expect(page.get_by_label("Name")).to_be_focused()
    assert axe(page) == []
