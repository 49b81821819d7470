"""What searching costs: each kind of search beside a bare Flask route, memory, rebuild, check, and how soon it finds.

Run from the checkout: `python -m bench.search [--questions 2000 50000] [--seconds 3]`. Each size gets a site of its own
in a temporary folder, whose index is built by `forum search rebuild` and compared by `forum search check`. Searches are
measured as `bench.pages` measures pages. Words change from request to request; all have been asked for once before, as
on a site where many people ask the same, and what the first time costs stands above the table. The lag is the time from
the answer to a POST, which comes after its commit, to the first search that finds what was written. Exits with 1 where
a target is missed.
"""

import argparse
import http.client
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from bench.fill import PRODUCTS, THINGS, TOPICS, Filler
from bench.processes import Cost, Server, cost_of
from bench.requests import HEADINGS, Case, count_statements, fresh, measure, serve_both, tell_memory
from bench.vectors import give_vectors
from forum import config
from forum.app import create_app
from forum.cli.database import migrate
from forum.core.db import db
from forum.core.slugs import slugify
from forum.people.policy import Actor
from forum.people.tokens import create_token

# CPU of a search of two common words, page and all, at the size of the larger site.
MOST_MILLISECONDS = 60
# CPU of what is like a title that somebody is typing.
MOST_WHILE_TYPING = 30
STATEMENTS = 8
WRITES = 10
# Seconds from a write's acknowledgement to its being found, see the map of the design.
MOST_LAG = 2.0
WRITER = 7
TYPED = "I expected the device to stay online. The log says watchdog E-4711 and the cable is new."
PAIRS = list(zip(TOPICS, [*TOPICS[9:], *TOPICS[:9]], strict=True))


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, nargs="+", default=[2_000, 50_000])
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each search is asked for (at most 60)")
    parser.add_argument("--only", default="", help="measure only cases whose name contains this")
    options = parser.parse_args()
    missed = 0
    for questions in options.questions:
        with tempfile.TemporaryDirectory(prefix="vouch-bench-") as folder:
            missed += measure_site(Path(folder), questions, min(options.seconds, 60), options.only)
    return 1 if missed else 0


def measure_site(folder: Path, questions: int, seconds: float, only: str) -> int:
    """Fill a site, build its index, measure all cases; return how many missed a target."""
    settings = config.Config(instance=folder, secret_key="bench", journal_key="bench", log_level="WARNING")
    app = create_app(settings)
    with app.app_context():
        migrate()
        Filler(questions).fill()
        token = create_token(Actor(WRITER), "bench")
        db.engine.dispose()
    print(f"\n{questions:,} questions, {2**-20 * (folder / 'forum.sqlite3').stat().st_size:.0f} MB of database")
    missed = build(folder)
    with app.app_context():
        give_vectors()
        db.engine.dispose()
    return missed + measure_searches(app, folder, token, questions, seconds, only)


def measure_searches(app: Flask, folder: Path, token: str, questions: int, seconds: float, only: str) -> int:
    """Serve a site with its index and measure all cases; return how many missed a target."""
    cases = [case for case in make_cases(questions) if only in case.name]
    with app.app_context():
        engine = db.engine
        asked = {case.name: count for case in cases if (count := count_statements(app, engine, case)) is not None}
        engine.dispose()
    missed = 0
    with ExitStack() as stack:
        site, bare = serve_both(stack, folder)
        tell_first(site)
        print(HEADINGS)
        rows = [measure(case, site, bare, seconds, asked[case.name]) for case in cases if case.name in asked]
        missed += tell_lag(site, token)
        tell_memory(site)
    return missed + sum(bool(row.missed) for row in rows) + len(cases) - len(rows)


def build(folder: Path) -> int:
    """Build the index and compare it, as an operator does; return how many of the two commands failed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    environment = kept | {"FORUM_INSTANCE": str(folder), "FORUM_SECRET_KEY": "bench", "FORUM_JOURNAL_KEY": "bench"}
    environment["FORUM_SEARCH_BY_MEANING"] = "0"  # a site of this size learns for half an hour
    costs = {name: tell_cost(name, environment) for name in ("rebuild", "check")}
    size = sum(path.stat().st_size for path in (folder / "search").rglob("*") if path.is_file())
    print(f"the index takes {size / 2**20:.0f} MB")
    return sum(cost.status != 0 for cost in costs.values())


def tell_cost(name: str, environment: Mapping[str, str]) -> Cost:
    """Run a command of `forum search` and print what it said and took."""
    cost = cost_of(("search", name), environment)
    print(
        f"forum search {name}: {cost.seconds:.1f} s, {cost.cpu:.1f} s of CPU, {cost.megabytes:.0f} MB at most;"
        f" exit {cost.status}, {cost.printed.strip()}",
        flush=True,
    )
    return cost


def make_cases(questions: int) -> list[Case]:
    """Return what is measured. A topic tags a tenth of the questions, a thing stands in a fourteenth of titles."""
    common = [f"/search?q={one}+{other}" for one, other in PAIRS]
    rare = [f"/search?q={number}" for number in range(1, questions, max(1, questions // 50))]
    titles = [f"The {one} stops with {other} every night since the update" for one, other in PAIRS]
    similar = [f"/questions/similar?{urlencode({'title': title, 'body': TYPED})}" for title in titles]
    product = slugify(PRODUCTS[0], fallback="")
    limit = MOST_MILLISECONDS
    return [
        Case("nothing asked", fresh("/search")),
        Case("one word", fresh(*(f"/search?q={word}" for word in (*TOPICS, *THINGS))), statements=STATEMENTS),
        Case("two common words", fresh(*common), statements=STATEMENTS, milliseconds=limit),
        Case("two words of every text", fresh("/search?q=device+offline", "/search?q=cable+settings")),
        Case("rare word", fresh(*rare), statements=STATEMENTS),
        Case("no hit, a suggestion", fresh("/search?q=freexer", "/search?q=pasword"), statements=STATEMENTS),
        Case("no hit, no suggestion", fresh("/search?q=qwertzuiop"), statements=STATEMENTS),
        Case("two words in a product", fresh(*(f"{path}&product={product}" for path in common)), milliseconds=limit),
        Case("two words in a tag", fresh(*(f"{path}&tag=wifi" for path in common)), milliseconds=limit),
        Case("two words, verified", fresh(*(f"{path}&trust=verified" for path in common)), milliseconds=limit),
        Case("two words, solved", fresh(*(f"{path}&state=accepted" for path in common)), milliseconds=limit),
        Case("two words, page 5", fresh(*(f"{path}&offset=80" for path in common)), milliseconds=limit),
        Case("two words, newest first", fresh(*(f"{path}&sort=newest" for path in common))),
        Case("no words, all that is solved", fresh("/search?state=accepted")),
        Case("API, two common words", fresh_api(common), statements=STATEMENTS, milliseconds=limit),
        Case("like a title", fresh(*similar), {"HX-Request": "true"}, milliseconds=MOST_WHILE_TYPING),
    ]


def fresh_api(pages: list[str]) -> Callable[[], Iterator[str]]:
    """Return the addresses of the same searches in the API, which knows no unknown parameter."""
    return lambda: itertools.cycle([f"/api/v1{page}" for page in pages])


def tell_first(site: Server) -> None:
    """Ask for all common words, which nobody has asked for since the start, and print what a search costs then."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    costs = []
    for one, other in PAIRS:
        before = site.cpu()
        connection.request("GET", f"/search?q={one}+{other}")
        connection.getresponse().read()
        costs.append(1000 * (site.cpu() - before))
    connection.close()
    rest = sum(costs[1:]) / len(costs[1:])
    print(
        f"the first search of a process: {costs[0]:.0f} ms of CPU; two common words for the first time: {rest:.0f} ms"
    )


def tell_lag(site: Server, token: str) -> int:
    """Write answers and look for each until it is found; print the lags, return 1 if one was too long."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    lags = sorted(lag_of(connection, token, number) for number in range(WRITES))
    late = lags[-1] > MOST_LAG
    print(
        f"found after {lags[len(lags) // 2]:.2f} s (median of {WRITES} answers), {lags[-1]:.2f} s at most"
        f"  {MOST_LAG:g} s {'MISSED' if late else 'ok'}"
    )
    connection.close()
    return int(late)


def lag_of(connection: http.client.HTTPConnection, token: str, number: int) -> float:
    """Write an answer with a word of its own; return the seconds from its acknowledgement to its being found."""
    word = f"quicksilver{number}"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"body": f"Turn the {word} valve to the left and start the device again."})
    connection.request("POST", f"/api/v1/questions/{number + 1}/answers", body, headers)
    response = connection.getresponse()
    if response.status != 201:
        raise RuntimeError(f"the answer was not taken: {response.status} {response.read().decode()}")
    response.read()
    began = time.monotonic()
    while True:
        connection.request("GET", f"/api/v1/search?q={word}")
        found = json.loads(connection.getresponse().read())["total"]
        lag = time.monotonic() - began
        if found or lag > 60:
            return lag
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main())
