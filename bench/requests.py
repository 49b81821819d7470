"""What the benches of pages and of search share: kinds of requests, the load they make, and the table of costs."""

import http.client
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from bench.processes import Server, free_port, serving

CLIENTS = 4
WARM_UP = 1.5
# Stands for the validator that the server gave for the same page.
SERVERS_OWN = "?"
HEADINGS = f"{'':40}{'requests/s':>11}{'CPU ms':>8}{'bare ms':>9}{'times':>7}{'SQL':>5}{'kB':>7}  target"


@dataclass(frozen=True)
class Case:
    """One kind of request. `paths` yields addresses.

    The limits: `most` in times the bare route's CPU, `milliseconds` of CPU, and SQL `statements`.
    """

    name: str
    paths: Callable[[], Iterator[str]]
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    most: float | None = None
    statements: int | None = None
    milliseconds: float | None = None


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
        if self.case.milliseconds is not None and self.cpu > self.case.milliseconds:
            found.append(f"> {self.case.milliseconds:g} ms")
        if self.case.statements is not None and self.asked > self.case.statements:
            found.append(f"> {self.case.statements} statements")
        return found


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
    # A process compiles its templates and statements with the first pages, once.
    load(site, case, min(WARM_UP, seconds), clients=1)
    before = load(bare, yardstick, seconds / 2, clients=1)
    alone = load(site, case, seconds, clients=1)
    after = load(bare, yardstick, seconds / 2, clients=1)
    together = load(site, case, seconds / 2, clients=CLIENTS)
    row = Row(case, together.rate, alone.cpu, (before.cpu + after.cpu) / 2, asked, alone.size)
    limits = [
        f"{limit:g} {name}"
        for limit, name in ((case.most, "x"), (case.milliseconds, "ms"), (case.statements, "SQL"))
        if limit is not None
    ]
    verdict = f"MISSED: {', '.join(row.missed)}" if row.missed else "ok" if limits else ""
    print(
        f"{case.name:40}{row.rate:11.0f}{row.cpu:8.2f}{row.bare:9.2f}{row.times:7.1f}{asked:5}{row.size / 1000:7.1f}"
        f"  {' '.join(limits)} {verdict}",
        flush=True,
    )
    return row


def fresh(*paths: str) -> Callable[[], Iterator[str]]:
    """Return addresses that differ by a number which no page reads, so that no copy of them is kept."""
    numbers = itertools.count()
    return lambda: (f"{path}{'&' if '?' in path else '?'}n={next(numbers)}" for path in itertools.cycle(paths))


def tell_memory(site: Server) -> None:
    """Print how much memory the site's processes hold."""
    for name, pid in (("answering process", site.answering), ("worker", site.working)):
        if pid is not None:
            resident, own = site.memory(pid)
            print(f"memory of the {name}: {resident:.0f} MB resident, {own:.0f} MB proportional")


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
