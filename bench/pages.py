"""What a page costs: requests a second, CPU and SQL statements a request, memory; beside a bare Flask route.

Run from the checkout: `python -m bench.pages [--questions 2000 50000] [--seconds 3]`. Each size gets a site of its own
in a temporary folder, served by `forum serve` with one process of four threads; the bare route is served the same way
at the same time, and measured before and after every page, so that a busy machine slows both. CPU is that of the
answering process while one client asks, one connection a request, as visitors come; requests a second are those of
four clients that keep their connections. Exits with 1 where a target is missed.
"""

import argparse
import http.client
import itertools
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from bench.fill import Filler
from bench.processes import Server, free_port, serving
from forum import config
from forum.app import create_app
from forum.cli.database import migrate
from forum.core.db import db
from forum.people.policy import Actor
from forum.people.sessions import begin_session
from forum.questions.models import Question

CLIENTS = 4
ANYBODY = 3
# Stands for the validator that the server gave for the same page.
SERVERS_OWN = "?"


@dataclass(frozen=True)
class Case:
    """One kind of request. `paths` yields addresses; `most` is the limit in times the bare route's CPU."""

    name: str
    paths: Callable[[], Iterator[str]]
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    most: float | None = None
    statements: int | None = None


@dataclass
class Row:
    """What was measured of one case."""

    case: Case
    rate: float
    cpu: float
    bare: float
    asked: int
    size: int

    @property
    def times(self) -> float:
        """CPU in times the bare route's."""
        return self.cpu / self.bare

    @property
    def missed(self) -> list[str]:
        """The targets that were missed."""
        found = []
        if self.case.most is not None and self.times > self.case.most:
            found.append(f"> {self.case.most:g} x bare")
        if self.case.statements is not None and self.asked > self.case.statements:
            found.append(f"> {self.case.statements} statements")
        return found


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
        size = (folder / "forum.sqlite3").stat().st_size / 2**20
        print(f"\n{questions:,} questions, filled in {time.monotonic() - began:.0f} s, {size:.0f} MB of database")
        cases = [case for case in make_cases(app, questions) if only in case.name]
        engine = db.engine
    asked = {case.name: count for case in cases if (count := count_statements(app, engine, case)) is not None}
    engine.dispose()
    with ExitStack() as stack:
        site, bare = serve_both(stack, folder)
        print(f"{'':40}{'requests/s':>11}{'CPU ms':>8}{'bare ms':>9}{'times':>7}{'SQL':>5}{'kB':>7}  target")
        rows = [measure(case, site, bare, seconds, asked[case.name]) for case in cases if case.name in asked]
        for name, pid in (("answering process", site.answering), ("worker", site.working)):
            if pid is not None:
                resident, own = site.memory(pid)
                print(f"memory of the {name}: {resident:.0f} MB resident, {own:.0f} MB proportional")
    return sum(bool(row.missed) for row in rows) + len(cases) - len(rows)


def serve_both(stack: ExitStack, folder: Path) -> tuple[Server, Server]:
    """Start the site and the bare route, both with one process of four threads."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FORUM_", "BENCH_"))}
    environment = kept | {
        "BENCH_LOGS": str(folder),
        "FORUM_INSTANCE": str(folder),
        "FORUM_SECRET_KEY": "bench",
        "FORUM_JOURNAL_KEY": "bench",
        "FORUM_WORKERS": "1",
        "FORUM_THREADS": str(CLIENTS),
        "FORUM_LOG_LEVEL": "WARNING",
    }
    port, bare_port = free_port(), free_port()
    site = ["-m", "forum.cli", "serve", "--port", str(port)]
    bare = ["-m", "gunicorn", "bench.bare:app", "--bind", f"127.0.0.1:{bare_port}", "--worker-class", "gthread"]
    bare += ["--workers", "1", "--threads", str(CLIENTS), "--preload", "--no-control-socket", "--keep-alive", "5"]
    return (
        stack.enter_context(serving(site, port, "/healthz", environment)),
        stack.enter_context(serving(bare, bare_port, "/", environment)),
    )


def make_cases(app: Flask, questions: int) -> list[Case]:
    """Return what is measured. Addresses differ by a number that no page reads, so that no copy of it is kept."""
    rows = db.session.execute(sa.select(Question.id, Question.slug).order_by(Question.id)).all()
    addresses = [f"/questions/{ident}/{slug}" for ident, slug in rows]
    one = addresses[questions // 2]

    numbers = itertools.count()

    def fresh(*paths: str) -> Callable[[], Iterator[str]]:
        return lambda: (f"{path}{'&' if '?' in path else '?'}n={next(numbers)}" for path in itertools.cycle(paths))

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
    """Return the Cookie header of a signed-in customer."""
    secret = begin_session(Actor(ANYBODY), "bench")
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = secret
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    return f"{name}={cookie.value if cookie else ''}"


@contextmanager
def counting(engine: sa.Engine) -> Iterator[list[str]]:
    """Collect what is asked of the database in the block."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def count_statements(app: Flask, engine: sa.Engine, case: Case) -> int | None:
    """Return how many statements the second such request takes, None where it is not answered as it should be."""
    client, paths = app.test_client(use_cookies=False), case.paths()
    first = client.get(next(paths), headers=case.headers)
    headers = case.headers | ({"If-None-Match": first.headers.get("ETag", "")} if is_conditional(case) else {})
    with counting(engine) as asked:
        response = client.get(next(paths), headers=headers)
    if response.status_code != case.status:
        print(f"NOT MEASURED: {case.name} answers {response.status_code} instead of {case.status}")
        return None
    return len(asked)


def measure(case: Case, site: Server, bare: Server, seconds: float, asked: int) -> Row:
    """Ask for a page as long as told, and for the bare route before and after; print what came out."""
    yardstick = Case("bare", lambda: itertools.repeat("/"))
    load(site, case, min(0.3, seconds), clients=1)
    before = load(bare, yardstick, seconds / 2, clients=1)
    alone = load(site, case, seconds, clients=1)
    after = load(bare, yardstick, seconds / 2, clients=1)
    together = load(site, case, seconds / 2, clients=CLIENTS)
    row = Row(case, together.rate, alone.cpu, (before.cpu + after.cpu) / 2, asked, alone.size)
    limits = [f"{case.most:g} x" if case.most else "", f"{case.statements} SQL" if case.statements else ""]
    verdict = f"MISSED: {', '.join(row.missed)}" if row.missed else "ok" if any(limits) else ""
    print(
        f"{case.name:40}{row.rate:11.0f}{row.cpu:8.2f}{row.bare:9.2f}{row.times:7.1f}{asked:5}{row.size / 1000:7.1f}"
        f"  {' '.join(filter(None, limits))} {verdict}",
        flush=True,
    )
    return row


def is_conditional(case: Case) -> bool:
    """Whether the request tells what it has already."""
    return "If-None-Match" in case.headers


def headers_for(server: Server, case: Case) -> dict[str, str]:
    """Return the headers of a case, with the validator that the server gives."""
    if not is_conditional(case):
        return case.headers
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", next(case.paths()))
    found = connection.getresponse().headers["ETag"]
    connection.close()
    return {"If-None-Match": found}


@dataclass(frozen=True)
class Load:
    """What a server did: requests a second, CPU milliseconds and bytes a request."""

    rate: float
    cpu: float
    size: int


def load(server: Server, case: Case, seconds: float, *, clients: int) -> Load:
    """Send requests; a single client opens a connection for each, several keep theirs."""
    paths, lock, headers = case.paths(), threading.Lock(), headers_for(server, case)
    end = time.monotonic() + seconds

    def send(_client: int) -> list[int]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        sizes = []
        while time.monotonic() < end:
            with lock:
                path = next(paths)
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            sizes.append(len(response.read()))
            if response.status != case.status:
                raise RuntimeError(f"{path} answered {response.status}")
            if clients == 1:
                connection.close()
        connection.close()
        return sizes

    cpu, began = server.cpu(), time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        sizes = [size for some in pool.map(send, range(clients)) for size in some]
    took, used = time.monotonic() - began, server.cpu() - cpu
    return Load(len(sizes) / took, used * 1000 / len(sizes), sum(sizes) // len(sizes))


if __name__ == "__main__":
    sys.exit(main())
