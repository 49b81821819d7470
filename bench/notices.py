"""One event of which thousands are told: how long until all have their notices, and what pages cost meanwhile.

Run from the checkout: `python -m bench.notices [--people 10000] [--seconds 10]`. A site in a temporary folder, where so
many people follow a product, is served by `forum serve` with its worker. A question page (signed in) is asked for again
and again, first in peace, then from the moment on at which a question about the product was asked through the API.
Exits with 1 where the notices took longer than a minute, or the pages became more than twice as slow.
"""

import argparse
import http.client
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from bench.fill import Filler
from bench.pages import signed_in
from bench.processes import free_port, serving
from forum import config
from forum.app import create_app
from forum.cli.database import migrate
from forum.core.clock import now
from forum.core.db import db, session
from forum.core.operation import unit
from forum.following.models import ProductFollow
from forum.notifications.models import Mail, Notice, NoticeChoice, Topic
from forum.people.models import Person
from forum.people.policy import Actor
from forum.people.tokens import create_token

QUESTIONS = 200
MOST_SECONDS, MOST_SLOWER = 60.0, 2.0
ASKER = 5


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long in peace (at most 60)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vouch-bench-") as folder:
        return measure(Path(folder), options.people, min(options.seconds, 60))


def measure(folder: Path, people: int, seconds: float) -> int:
    """Fill a site, ask, and watch."""
    settings = config.Config(instance=folder, secret_key="bench", journal_key="bench", log_level="WARNING")
    app = create_app(settings)
    with app.app_context():
        migrate()
        Filler(QUESTIONS).fill()
        _follow(people)
        cookie, key = signed_in(app), create_token(Actor(ASKER), "bench")
        port = free_port()
        command = ["-m", "forum.cli", "serve", "--port", str(port)]
        given = {"FORUM_INSTANCE": str(folder), "FORUM_SECRET_KEY": "bench", "FORUM_JOURNAL_KEY": "bench"}
        environment = {**os.environ, **given, "FORUM_LOG_LEVEL": "WARNING", "BENCH_LOGS": str(folder)}
        db.session.remove()
        with serving(command, port, "/healthz", environment):
            until = time.monotonic() + seconds
            peace = list(_pages(port, cookie, lambda: time.monotonic() < until))
            told_before, began = _told(), time.monotonic()
            _ask(port, key)
            loud = list(_pages(port, cookie, lambda: _told() - told_before < people and time.monotonic() - began < 600))
            took = time.monotonic() - began
            letters = session().scalar(sa.select(sa.func.count(Mail.id)).where(Mail.notice_id.is_not(None))) or 0
    slower = median(loud) / median(peace)
    print(f"{people:,} notices in {took:.1f} s ({people / took:,.0f} a second), {letters:,} letters queued")
    print(f"pages: {1000 * median(peace):.1f} ms in peace, {1000 * median(loud):.1f} ms meanwhile ({slower:.2f} x)")
    print(f"slowest: {1000 * max(peace):.0f} ms in peace, {1000 * max(loud):.0f} ms meanwhile, of {len(loud)} pages")
    return 1 if took > MOST_SECONDS or slower > MOST_SLOWER else 0


def _follow(people: int) -> None:
    """Let people follow the first product; every tenth wants letters too."""
    first, at = 1_000_000, now()
    with unit():
        row = {"slug": "follower", "email_confirmed_at": at, "created_at": at}
        numbers = range(first, first + people)
        session().execute(
            sa.insert(Person),
            [{"id": one, "name": f"Follower {one}", "email": f"{one}@example.org", **row} for one in numbers],
        )
        session().execute(
            sa.insert(ProductFollow), [{"person_id": one, "product_id": 1, "created_at": at} for one in numbers]
        )
        chosen = {"topic": Topic.FOLLOWED, "bell": True, "mail": True, "changed_at": at}
        session().execute(sa.insert(NoticeChoice), [{"person_id": one, **chosen} for one in numbers[::10]])


def _told() -> int:
    """Return how many notices there are."""
    found = session().scalar(sa.select(sa.func.count(Notice.id))) or 0
    session().rollback()
    return found


def _pages(port: int, cookie: str, goes_on: Callable[[], bool]) -> Iterator[float]:
    """Yield the seconds that a page took, page after page."""
    while goes_on():
        began = time.monotonic()
        _send(port, "GET", f"/questions/{1 + time.monotonic_ns() % QUESTIONS}", {"Cookie": cookie})
        yield time.monotonic() - began


def _ask(port: int, key: str) -> None:
    """Ask about the product that all follow."""
    body = {"title": "Who hears of this?", "body": "Everybody who follows the product.", "product": "beacon-router"}
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    status = _send(port, "POST", "/api/v1/questions", headers, json.dumps(body))
    if status != 201:
        raise SystemExit(f"the question was answered with {status}")


def _send(port: int, method: str, path: str, headers: Mapping[str, str], body: str | None = None) -> int:
    """Send a request, read the answer, and return its status; a redirect is followed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, dict(headers))
    response = connection.getresponse()
    response.read()
    place = response.headers.get("Location", "")
    connection.close()
    return _send(port, method, place, headers, body) if response.status == 301 else response.status


if __name__ == "__main__":
    sys.exit(main())
