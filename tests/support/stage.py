"""One served site for all tests of a file, on which its stories take place beside each other.

It is served by a thread of the test's own process, without a worker: that costs much less than `forum serve`, and what
follows in the background is made to follow with `follow()`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from forum.app import create_app
from forum.core.db import db
from tests.support import postgres
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.ports import free_port
from tests.support.sites import own_site


@dataclass(frozen=True)
class Stage:
    """The served site, its application for what happens behind the scene, and its people.

    `page("ada")` is a page of somebody who is signed in, `page()` a visitor's.
    """

    url: str
    app: Flask
    cast: Cast
    make: Callable[..., Page]

    def page(self, name: str = "", **options: Any) -> Page:
        """Open somebody's browser; the options are those of `new_page`."""
        page = self.make(base_url=self.url, **options)
        if name:
            self.sign_in(page, name)
        return page

    def sign_in(self, page: Page, name: str) -> None:
        """Give a browser a session of one of the cast."""
        client = Client(self.app)
        client.enter(getattr(self.cast, name))
        cookie = client.get_cookie("vouch")
        assert cookie is not None
        page.context.add_cookies([{"name": "vouch", "value": cookie.value, "url": self.url}])


@pytest.fixture(scope="module")
def shared_site(
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    postgres_template: postgres.Template | None,
) -> Iterator[tuple[str, Flask]]:
    """A site with the cast: its address, and its application."""
    with own_site(tmp_path_factory.mktemp("stage"), request, postgres_template) as settings:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        app = create_app(replace(settings, base_url=url))
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield url, app
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def stage(shared_site: tuple[str, Flask], new_page: Callable[..., Page]) -> Iterator[Stage]:
    """The site of this file, with the application's context open."""
    url, app = shared_site
    with app.app_context():
        yield Stage(url, app, Cast.load(), new_page)
        db.session.remove()
