"""The browser of the tests notices what a person at a keyboard would not see."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.support.browser import Watch, axe

FINE = '<!doctype html><html lang="en"><title>Fine</title><main><h1>Fine</h1></main>'


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing about it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Serve one page; called with its HTML, returns its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def serve(html: str) -> str:
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        (tmp_path / "favicon.ico").touch()
        return f"http://127.0.0.1:{server.server_port}/page.html"

    yield serve
    server.shutdown()
    thread.join()
    server.server_close()


def _troubles(chromium: Browser, address: str) -> list[str]:
    context = chromium.new_context()
    watch = Watch(context)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    context.close()
    return watch.troubles


def test_a_sound_page_is_no_trouble(new_page: Callable[..., Page], site: Callable[[str], str]) -> None:
    page = new_page()
    page.goto(site(FINE))
    assert page.get_by_role("heading", name="Fine").is_visible()
    assert axe(page) == []


@pytest.mark.parametrize(
    ("html", "trouble"),
    [
        ("<script>nothing.here()</script>", "script error: nothing is not defined"),
        ("<script>console.error('lost')</script>", "console error: lost"),
        ("<script src=/gone.js></script>", "answer 404: GET http://127.0.0.1"),
        ("<img src=https://tracker.example/p.gif alt=''>", "asked another host: https://tracker.example/p.gif"),
        ("<img src=https://203.0.113.7/p.gif alt=''>", "asked another host: https://203.0.113.7/p.gif"),
        (
            "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\"><script>1</script>",
            "console error: ",
        ),
    ],
)
def test_trouble_is_noticed(chromium: Browser, site: Callable[[str], str], html: str, trouble: str) -> None:
    troubles = _troubles(chromium, site(FINE + html))
    assert [text[: len(trouble)] for text in troubles] == [trouble]


def test_a_missing_page_is_an_answer(chromium: Browser, site: Callable[[str], str]) -> None:
    assert _troubles(chromium, site(FINE).replace("page.html", "no-such-page")) == []


@pytest.mark.parametrize("address", ["http://example.org/", "http://203.0.113.7/"])
def test_other_hosts_are_out_of_reach(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(address)
    page.close()


def test_axe_names_the_element(new_page: Callable[..., Page], site: Callable[[str], str]) -> None:
    page = new_page()
    page.goto(site(FINE.replace("</main>", "<img id=chart src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main>")))
    assert [line.split(":")[:2] for line in axe(page)] == [["image-alt (critical)", " #chart"]]


def test_browser_tests_are_marked(request: pytest.FixtureRequest, chromium: Browser) -> None:
    assert chromium.is_connected()
    assert request.node.get_closest_marker("browser") is not None
