"""What it costs to show what is like a title while somebody types: CPU a request, in one process.

Run from the checkout: `python -m bench.similar [--questions 50000] [--titles 200] [--site FOLDER]`. A site in a
temporary folder is filled and indexed; with `--site` it stays in that folder, and is used again where it is there
already. Requests go through the application without a server, so that nothing but their own work is counted, each
with another title and 400 characters of text. Meanings count where the encoder is installed; its vectors are made by
chance. Measured are a process that was just started, one that is at work, and one to whose index something was written
a moment before each request, so that nothing is at hand any more. Exits with 1 where the median of a process at work is
above the target.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient

from bench.bare import app as bare
from bench.fill import FAULTS, THINGS, TIMES, TOPICS, WORDS, Filler
from bench.vectors import give_vectors
from forum import config
from forum.app import create_app
from forum.cli.database import migrate
from forum.search import indexing
from forum.search.documents import thread_documents
from forum.search.engine import LAG_SECONDS

MOST_MILLISECONDS = 30.0
# How often something is written to the index before a request.
WRITTEN = 20


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=50_000)
    parser.add_argument("--titles", type=int, default=200, help="at least 20")
    parser.add_argument("--site", type=Path, help="a folder to keep the site in")
    options = parser.parse_args()
    if options.site:
        options.site.mkdir(parents=True, exist_ok=True)
        return measure(options.site, options.questions, max(20, options.titles))
    with tempfile.TemporaryDirectory(prefix="vouch-bench-") as folder:
        return measure(Path(folder), options.questions, max(20, options.titles))


def measure(folder: Path, questions: int, titles: int) -> int:
    """Make the site where it is not there yet, ask, and print what it took."""
    settings = config.Config(instance=folder, secret_key="bench", journal_key="bench", log_level="WARNING")
    app = create_app(settings)
    with app.app_context():
        if not (folder / "forum.sqlite3").exists():
            migrate()
            Filler(questions).fill()
            indexing.rebuild()
        give_vectors()
        client = app.test_client(use_cookies=False)
        paths = addresses(titles)
        print(f"{questions:,} questions; CPU ms a request")
        first = [cost(client, next(paths)) for _ in range(1)]
        cold = [cost(client, next(paths)) for _ in range(titles)]
        warm = [cost(client, next(paths)) for _ in range(titles)]
        told = [after_writing(app, client, next(paths), number) for number in range(WRITTEN)]
        yardstick = [cost(bare.test_client(), "/") for _ in range(titles)]
    tell("a bare Flask route", yardstick)
    tell("the first of a process", first)
    tell(f"the next {titles}", cold)
    tell(f"{titles} more", warm)
    tell("each after something was written", told)
    missed = median(warm) > MOST_MILLISECONDS
    print(f"{MOST_MILLISECONDS:g} ms at most: {'MISSED' if missed else 'ok'}")
    return int(missed)


def addresses(titles: int) -> Iterator[str]:
    """Yield addresses, no two with the same title, in the words that people use of this site."""
    pick = random.Random(11)
    while True:
        fault = pick.choice(FAULTS).format(code=pick.randrange(100, 999))
        title = f"My {pick.choice(THINGS)} {fault} {pick.choice(TIMES)} since I changed the {pick.choice(TOPICS)}"
        body = f"The log says watchdog E-{pick.randrange(1_000, 9_999)}. {' '.join(pick.choices(WORDS, k=70))}"[:400]
        yield f"/questions/similar?{urlencode({'title': title, 'body': body})}"


def cost(client: FlaskClient, path: str) -> float:
    """Return the milliseconds of CPU of one request."""
    began = time.process_time()
    response = client.get(path, headers={"HX-Request": "true"})
    spent = 1000 * (time.process_time() - began)
    if response.status_code != 200 or (path != "/" and b"row-title" not in response.data):
        raise RuntimeError(f"{path} answered {response.status_code} without anything like it")
    return spent


def after_writing(app: Flask, client: FlaskClient, path: str, number: int) -> float:
    """Write one document anew and return what the next request costs."""
    with app.app_context():
        some = next(iter(thread_documents([1])))
        indexing.engine().update([replace(some, title=f"{some.title} {number}")])
    time.sleep(LAG_SECONDS + 0.1)
    return cost(client, path)


def tell(name: str, costs: list[float]) -> None:
    """Print the middle and what nineteen of twenty do not exceed."""
    slow = quantiles(costs, n=20)[-1] if len(costs) > 1 else costs[0]
    print(f"{name:36}{median(costs):8.1f} median{slow:8.1f} at the 95th of 100{max(costs):8.1f} at most")


if __name__ == "__main__":
    sys.exit(main())
