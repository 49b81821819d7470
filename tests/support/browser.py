"""A real browser: Debian's Chromium, driven by Playwright, and watched while it shows our pages.

`page` shows the test's own live site. Every page made here fails its test when a script fails, the console reports an
error (a broken security policy among them), a server answers 500, a part of a page is missing, another host is asked.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.support.requires import missing
from tests.support.servers import Server

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # No name but these is looked up: a page that calls a third party fails here and is told apart below.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
# No test asserts on time: a busy machine is slow in what is looked for, as in what is pressed.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# What `problems` needs on a page.
AXE: str = AXE_SCRIPT
# What a page is made of; an answer of 4xx to a page or a form is an answer like any other.
PARTS = frozenset({"stylesheet", "script", "image", "font", "manifest", "media"})


def find_chromium() -> str | None:
    """The path of an installed Chromium or Chrome."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Watch:
    """Keeps what went wrong in the pages of one browser context."""

    def __init__(self, context: BrowserContext) -> None:
        """Begin to listen."""
        self.troubles: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium also logs each 4xx; `_response` knows which of them are wrong.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console error: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in LOOPBACK:
            self.troubles.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        bad = 400 if response.request.resource_type in PARTS else 500
        if response.status >= bad:
            self.troubles.append(f"answer {response.status}: {response.request.method} {response.url}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, started once; skips where the machine has none."""
    path = find_chromium()
    if path is None:
        missing("chromium", f"none of {', '.join(NAMES)} is installed")
    with contextlib.ExitStack() as stack:
        try:
            playwright = stack.enter_context(sync_playwright())
        except Exception as error:  # Playwright raises no narrower one when its own Node cannot be loaded
            missing("chromium", f"Playwright's driver does not start; on Debian: apt-get install libatomic1 ({error})")
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Make pages of people who share nothing: `new_page(base_url=..., color_scheme="dark", java_script_enabled=False)`.

    The arguments are those of Playwright's `Browser.new_context`.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    def make(**options: Any) -> Page:
        context = chromium.new_context(**{"reduced_motion": "reduce", "locale": "en-GB"} | options)
        context.set_default_timeout(PATIENCE_MS)
        opened.append((context, Watch(context)))
        return context.new_page()

    yield make
    for context, _ in opened:
        context.close()
    troubles = [trouble for _, watch in opened for trouble in watch.troubles]
    assert not troubles, "\n".join(["the browser met trouble:", *troubles])


@pytest.fixture
def page(live_server: Server, new_page: Callable[..., Page]) -> Page:
    """A visitor's page on the test's own live site: `page.goto("/questions")`."""
    return new_page(base_url=live_server.url)


def axe(page: Page, **options: Any) -> list[str]:
    """What axe finds wrong with the page's accessibility, one line per element; empty when nothing is.

    `options` go to `axe.run`, for example `rules={"color-contrast": {"enabled": False}}`.
    """
    page.evaluate(AXE)
    return problems(page, **options)


def problems(page: Page, **options: Any) -> list[str]:
    """What axe finds on a page that has it already (`page.evaluate(AXE)`), as `axe` does, for a second look."""
    script = "options => axe.run(options).then(found => found.violations)"
    found = page.evaluate(script, {"resultTypes": ["violations"]} | options)
    return [
        f"{violation['id']} ({violation['impact']}): {' '.join(map(str, node['target']))}: {violation['help']}"
        for violation in found
        for node in violation["nodes"]
    ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need the browser, so that `-m "not browser"` leaves them out."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
