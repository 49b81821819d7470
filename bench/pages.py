"""What a page costs: requests a second, CPU and SQL statements a request, memory; beside a bare Flask route.

Run from the checkout: `python -m bench.pages [--questions 2000 50000] [--seconds 3]`. Each size gets a site of its own
in a temporary folder, served by `forum serve` with one process of four threads; the bare route is served the same way
at the same time, and measured before and after every page, so that a busy machine slows both. CPU is that of the
answering process while one client asks, one connection a request, as visitors come; requests a second are those of
four clients that keep their connections. Exits with 1 where a target is missed.
"""

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from bench.fill import Filler
from bench.requests import HEADINGS, SERVERS_OWN, Case, count_statements, fresh, measure, serve_both, tell_memory
from forum import config
from forum.app import create_app
from forum.cli.database import migrate
from forum.core.db import db
from forum.people.policy import Actor
from forum.people.sessions import begin_session
from forum.questions.models import Question
from forum.search import indexing

ANYBODY = 3


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, nargs="+", default=[2_000, 50_000])
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each page is asked for (at most 60)")
    parser.add_argument("--only", default="", help="measure only cases whose name contains this")
    options = parser.parse_args()
    missed = 0
    for questions in options.questions:
        with tempfile.TemporaryDirectory(prefix="vouch-bench-") as folder:
            missed += measure_site(Path(folder), questions, min(options.seconds, 60), options.only)
    return 1 if missed else 0


def measure_site(folder: Path, questions: int, seconds: float, only: str) -> int:
    """Fill a site, serve it, measure all cases; return how many missed a target."""
    settings = config.Config(instance=folder, secret_key="bench", journal_key="bench", log_level="WARNING")
    app = create_app(settings)
    began = time.monotonic()
    with app.app_context():
        migrate()
        Filler(questions).fill()
        indexing.rebuild()
        size = (folder / "forum.sqlite3").stat().st_size / 2**20
        print(f"\n{questions:,} questions, filled in {time.monotonic() - began:.0f} s, {size:.0f} MB of database")
        cases = [case for case in make_cases(app, questions) if only in case.name]
        engine = db.engine
    asked = {case.name: count for case in cases if (count := count_statements(app, engine, case)) is not None}
    engine.dispose()
    with ExitStack() as stack:
        site, bare = serve_both(stack, folder)
        print(HEADINGS)
        rows = [measure(case, site, bare, seconds, asked[case.name]) for case in cases if case.name in asked]
        tell_memory(site)
    return sum(bool(row.missed) for row in rows) + len(cases) - len(rows)


def make_cases(app: Flask, questions: int) -> list[Case]:
    """Return what is measured."""
    rows = db.session.execute(sa.select(Question.id, Question.slug).order_by(Question.id)).all()
    addresses = [f"/questions/{ident}/{slug}" for ident, slug in rows]
    one = addresses[questions // 2]

    def same(path: str) -> Callable[[], Iterator[str]]:
        return lambda: itertools.repeat(path)

    cookie = {"Cookie": signed_in(app)}
    gzip, conditional = {"Accept-Encoding": "gzip"}, {"If-None-Match": SERVERS_OWN}
    return [
        Case("home, visitor", fresh("/"), statements=5),
        Case("list, visitor", fresh("/questions"), statements=5),
        Case("list by tag, visitor", fresh("/questions?tag=wifi"), statements=5),
        Case("list without answer, visitor", fresh("/questions?state=unaccepted"), statements=5),
        Case("list by votes, visitor", fresh("/questions?sort=votes"), statements=5),
        Case("list, signed in", fresh("/questions"), cookie, statements=5),
        Case("question, visitor, first time", fresh(*addresses[:2_000]), most=7, statements=8),
        Case("question, visitor, first time, gzip", fresh(*addresses[:2_000]), gzip, statements=8),
        Case("question, visitor, kept", same(one), most=None, statements=1),
        Case("question, visitor, kept, gzip", same(one), gzip, statements=1),
        Case("question, visitor, unchanged (304)", same(one), conditional, 304, most=2, statements=1),
        Case("question, signed in", fresh(*addresses[:2_000]), cookie, most=9, statements=8),
        Case("search for two words, visitor", fresh("/search?q=freezer+restart")),
        Case("solutions, visitor", fresh("/solutions"), statements=5),
        Case("ask, visitor", fresh("/questions/ask")),
        Case("ask, signed in", fresh("/questions/ask"), cookie),
    ]


def signed_in(app: Flask) -> str:
    """Return the Cookie header of a signed-in customer, as their browser sends it once it has seen a page."""
    secret = begin_session(Actor(ANYBODY), "bench")
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = secret
    client.get("/questions/ask")
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    return f"{name}={cookie.value if cookie else ''}"


if __name__ == "__main__":
    sys.exit(main())
