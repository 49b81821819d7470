"""Every page for everybody: axe finds nothing and nothing is wider than the window, for each role, in light on a desk
and in dark on a phone, also at twice the text size; with `make hard` in both schemes at both widths. A new page without
a place in the walk fails here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page

from forum.app import create_app
from forum.core.db import db
from tests.pages.showcase import Showcase, show_everything
from tests.pages.visit import Visit
from tests.pages.walk import visits
from tests.support import postgres
from tests.support.browser import AXE, problems
from tests.support.cast import PASSWORD, Cast
from tests.support.servers import Server
from tests.support.sites import own_site

NewPage = Callable[..., Page]


DESK, PHONE = 1280, 320


# Whose pages are walked through; nobody is a visitor.
WALKERS = ("", "ada", "amy", "ben", "eva", "max", "sam")


# The scheme of colours changes nothing but colours.
CONTRAST = {"runOnly": ["color-contrast"]}


OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


# What answers a GET and is no page, and why.
NO_PAGES = {
    "crawling.robots": "for search engines",
    "crawling.sitemap": "for search engines",
    "crawling.questions": "for search engines",
    "crawling.solutions": "for search engines",
    "crawling.corrected": "for search engines",
    "recalls.feed": "for feed readers",
    "decided.feed": "for feed readers",
    "numbers.overturned": "rows as of the other numbers, and nobody has twenty checks here",
    "accounts.take_copy": "a file",
    "accounts.erase_code": "drawn as the page for the digits of another address",
    "static": "files",
    "images.file": "a file",
    "old_static": "files of an older build",
    "health.alive": "one word for machines",
    "health.ready": "one word for machines",
    "api-docs.openapi_json": "JSON",
    "questions.answer": "leads to the answer's place on its question's page",
    "questions.open_similar": "leads to what was found while asking",
    "questions.comment_place": "leads to the comment's place on its question's page",
}


@dataclass(frozen=True)
class Site:
    """The served site and what stands on it."""

    url: str
    shown: Showcase
    cast: Cast


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    postgres_template: postgres.Template | None,
) -> Iterator[Site]:
    """The showcase, served once for all tests of this file."""
    with own_site(tmp_path_factory.mktemp("showcase"), request, postgres_template) as settings:
        with create_app(settings).app_context():
            cast = Cast.load()
            shown = show_everything(cast)
            db.session.remove()
            db.engine.dispose()
        server = Server(settings).start()
        try:
            yield Site(server.url, shown, cast)
        finally:
            server.kill()
        assert "Traceback (most recent call last)" not in server.words(), server.words()


def test_every_page_has_a_place_in_the_walk(app: Flask, site: Site) -> None:
    walked = {visit.endpoint for visit in visits(site.shown, site.cast)}
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("api.")
    }
    assert pages - walked - NO_PAGES.keys() == set()
    assert {visit.who for visit in visits(site.shown, site.cast)} == set(WALKERS)
    assert NO_PAGES.keys() - pages == set()


@pytest.mark.parametrize(
    ("on_desk", "on_phone"),
    [
        pytest.param(("light",), ("dark",), id=""),
        pytest.param(("light", "dark"), ("light", "dark"), id="every-scheme", marks=pytest.mark.hard),
    ],
)
@pytest.mark.parametrize("who", WALKERS)
def test_every_page_is_for_everybody(
    site: Site, new_page: NewPage, who: str, on_desk: Sequence[str], on_phone: Sequence[str]
) -> None:
    page = enter(new_page(base_url=site.url), who)
    walked = [visit for visit in visits(site.shown, site.cast) if visit.who == who]
    found = {str(visit): look(page, visit, on_desk, on_phone) for visit in walked}
    assert found
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def test_every_page_has_room_for_longer_words(site: Site, new_page: NewPage) -> None:
    pages: dict[str, Page] = {}
    found: dict[str, str] = {}
    for visit in visits(site.shown, site.cast):
        if visit.then:
            continue
        if visit.who not in pages:
            size = {"width": PHONE, "height": 900}
            pages[visit.who] = enter(new_page(base_url=site.url, locale="pt-BR", viewport=size), visit.who)
        page = pages[visit.who]
        page.goto(visit.path)
        assert page.locator("html").get_attribute("lang") == "pt-BR", visit
        if visit.opened:
            page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        more = page.evaluate(OVERFLOW)
        if more:
            found[str(visit)] = f"{more} pixels too wide"
    assert found == {}


def enter(page: Page, who: str) -> Page:
    """Sign in with the form, unless it is a visitor."""
    if who:
        page.goto("/login")
        page.locator("main [name=email]").fill(f"{who}@example.org")
        page.locator("main [name=password]").fill(PASSWORD)
        page.locator("main [name=password]").press("Enter")
        page.locator(".site-person").wait_for()
    return page


def look(page: Page, visit: Visit, on_desk: Sequence[str], on_phone: Sequence[str]) -> list[str]:
    """Return everything that is wrong with a page, folded and unfolded."""
    page.set_viewport_size({"width": DESK, "height": 900})
    answer = page.goto(visit.path)
    if visit.then:
        answer = visit.then(page) or answer
    wrong = [] if answer and answer.status == visit.status else [f"answered {answer and answer.status}"]
    page.evaluate(AXE)
    wrong += in_every_way(page, on_desk, on_phone)
    if visit.opened:
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        wrong += [f"opened: {each}" for each in in_every_way(page, ("light",), ("dark",))]
    return wrong


def in_every_way(page: Page, on_desk: Sequence[str], on_phone: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong at each width in these schemes, and what is too wide on a phone."""
    for width, schemes in ((DESK, on_desk), (PHONE, on_phone)):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            rules = CONTRAST if scheme != schemes[0] else {}
            yield from (f"{width} {scheme}: {each}" for each in problems(page, **rules))
        for size in ("100%", "200%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            if width == PHONE and (more := page.evaluate(OVERFLOW)):
                yield f"{width} at {size} of the text: {more} pixels too wide"
        page.evaluate("() => { document.documentElement.style.fontSize = '' }")
