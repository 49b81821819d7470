"""What pages of questions do in a browser: versions that are narrowed, and what a printer makes of a solution."""

from collections.abc import Callable

from playwright.sync_api import Page

from forum.core.clock import now
from forum.questions.operations import accept_answer
from tests.support.cast import Cast
from tests.support.servers import Server
from tests.support.talk import TITLE, answer, ask
from tests.support.waiting import eventually

NewPage = Callable[..., Page]


def test_versions_are_narrowed_and_what_was_typed_is_found_again(new_page: NewPage, live_server: Server) -> None:
    page = new_page(base_url=live_server.url)
    page.goto("/questions/ask")
    group = page.locator("#release optgroup")
    page.select_option("#product", "camera")
    assert group.evaluate("group => group.disabled") is True
    page.select_option("#product", "router")
    assert group.evaluate("group => group.disabled") is False
    page.select_option("#release", "router:2.1")
    page.fill("#title", TITLE)
    page.fill("#tags", "night")
    page.goto("/questions")
    page.goto("/questions/ask")
    page.wait_for_selector("[data-restored]:not([hidden])")
    values = {name: page.input_value(f"#{name}") for name in ("title", "product", "release", "tags")}
    assert values == {"title": TITLE, "product": "router", "release": "router:2.1", "tags": "night"}
    page.click("[data-discard]")
    assert {page.input_value(f"#{name}") for name in values} == {""}


def test_a_printed_solution_says_where_it_comes_from(new_page: NewPage, live_server: Server, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    accept_answer(cast.ada, made.id)
    page = new_page(base_url=live_server.url)
    eventually(lambda: page.goto("/solutions") and page.locator(".row-title a").count())
    page.click(".row-title a")
    page.emulate_media(media="print")
    line = page.locator(".print-only")
    assert line.is_visible()
    assert live_server.url in line.inner_text()
    assert "Router" in line.inner_text()
    shown = page.locator(".post-facts time").evaluate("time => getComputedStyle(time, '::after').content")
    assert str(now().year) in shown
