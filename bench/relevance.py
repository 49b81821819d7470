"""How often the right thread or solution comes first: nDCG@10 on judged queries, through the forum's own search code.

Run from the checkout: `FORUM_TEST_DATA=DIR python -m bench.relevance`. Prints a row per collection and exits with 1
if one is below its target, with 2 if the data is missing. The collections are StackFAQ (paraphrased questions; its
threads and its single answers) and GNOME help (known items, each language alone and five in one index). What the data
are is in the README of each folder; they are judgements for development, so nothing may be tuned to single queries.
"""

import gzip
import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forum.search.engine import Document, Query
from forum.search.whoosh_engine.engine import WhooshEngine

DEPTH = 10
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MIXED = ("en", "pt-BR", "fr", "es", "de")

Judgements = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Collection:
    """Documents, queries by id, what is relevant to each, and the least that is good enough (None: for information)."""

    name: str
    documents: Callable[[], Iterable[Document]]
    queries: Mapping[str, str]
    relevant: Judgements
    target: float | None


@dataclass(frozen=True)
class Row:
    """What was measured."""

    name: str
    queries: int
    score: float
    target: float | None
    milliseconds: float

    @property
    def missed(self) -> bool:
        """Say whether a target was set and not reached."""
        return self.target is not None and self.score < self.target


def main() -> int:
    """Measure everything there is data for and print the table; return the exit status."""
    folder = os.environ.get("FORUM_TEST_DATA")
    if not folder:
        print("Nothing was measured: set FORUM_TEST_DATA to the folder with the judged collections.")
        return 2
    collections = [*stackfaq(Path(folder)), *gnome(Path(folder))]
    print(f"{'collection':34} {'queries':>7} {'nDCG@10':>8} {'target':>7} {'CPU ms':>7}")
    rows = []
    for collection in collections:
        row = measure(collection)
        rows.append(row)
        target = "" if row.target is None else f"{row.target:.3f}"
        verdict = "  below" if row.missed else ""
        print(f"{row.name:34} {row.queries:7} {row.score:8.4f} {target:>7} {row.milliseconds:7.2f}{verdict}")
    return 1 if any(row.missed for row in rows) else missing(collections)


def missing(collections: list[Collection]) -> int:
    """Say what could not be measured and return the exit status for it."""
    expected = {"StackFAQ", "GNOME"}
    absent = {name for name in expected if not any(c.name.startswith(name) for c in collections)}
    for name in sorted(absent):
        print(f"Not measured, its folder is not in FORUM_TEST_DATA: {name}")
    return 2 if absent else 0


def measure(collection: Collection) -> Row:
    """Index the collection in an engine of its own and ask all queries."""
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        engine.rebuild(collection.documents())
        started = time.process_time()
        scores = [
            ndcg([hit.group for hit in engine.search(Query(text, limit=DEPTH)).hits], collection.relevant[number])
            for number, text in collection.queries.items()
        ]
        spent = time.process_time() - started
        engine.close()
    return Row(collection.name, len(scores), statistics.fmean(scores), collection.target, 1000 * spent / len(scores))


def ndcg(ranked: list[str], relevant: Mapping[str, int]) -> float:
    """Return the discounted gain of the first ten against the best possible order."""

    def gain(grades: Iterable[int]) -> float:
        return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(list(grades)[:DEPTH]))

    return gain(relevant.get(key, 0) for key in ranked) / gain(sorted(relevant.values(), reverse=True))


def stackfaq(folder: Path) -> Iterator[Collection]:
    """Yield the threads (a question whose answers are posts of their own, and as one text) and the single answers."""
    root = folder / "stackfaq"
    if not root.is_dir():
        return
    queries = {line["_id"]: line["text"] for line in lines(root / "queries.dev.jsonl")}
    threads = judgements(root / "qrels_threads.dev.tsv")
    pairs = judgements(root / "qrels_pairs.dev.tsv")
    yield Collection("StackFAQ threads", lambda: threads_of_posts(root), queries, threads, 0.875)
    yield Collection("StackFAQ threads, one text each", lambda: threads_of_text(root), queries, threads, 0.875)
    yield Collection("StackFAQ answers", lambda: single_answers(root), queries, pairs, 0.77)


def threads_of_posts(root: Path) -> Iterator[Document]:
    """Yield StackFAQ's threads as the forum holds them: a question and its answers."""
    for thread in lines(root / "corpus_threads.jsonl.gz"):
        yield question(thread["_id"], thread["title"])
    for pair in lines(root / "corpus_pairs.jsonl.gz"):
        yield answer(pair["_id"], pair["thread"], pair["text"])


def threads_of_text(root: Path) -> Iterator[Document]:
    """Yield StackFAQ's threads with all text in the question."""
    for thread in lines(root / "corpus_threads.jsonl.gz"):
        yield question(thread["_id"], thread["title"], thread["text"])


def single_answers(root: Path) -> Iterator[Document]:
    """Yield each of StackFAQ's answers as the only one of its question."""
    for pair in lines(root / "corpus_pairs.jsonl.gz"):
        yield question(pair["_id"], pair["title"])
        yield answer(f"{pair['_id']}-answer", pair["_id"], pair["text"])


def gnome(folder: Path) -> Iterator[Collection]:
    """Yield the languages with judged queries: alone, then with four others, and with the language left to be found."""
    root = folder / "gnome-help"
    if not root.is_dir():
        return

    def entries(languages: Iterable[str], *, told: bool) -> Callable[[], Iterator[Document]]:
        return lambda: (
            entry(page, told=told) for each in languages for page in lines(root / f"corpus.{each}.jsonl.gz")
        )

    for language, target in (("en", 0.88), ("pt-BR", 0.87), ("fr", None)):
        queries = {line["_id"]: line["text"] for line in lines(root / f"queries.{language}.dev.jsonl")}
        relevant = judgements(root / f"qrels.{language}.dev.tsv")
        name = f"GNOME help {language}"
        yield Collection(name, entries([language], told=True), queries, relevant, target)
        yield Collection(f"{name}, among five", entries(MIXED, told=True), queries, relevant, target)
        yield Collection(f"{name}, language found", entries([language], told=False), queries, relevant, target)
        yield Collection(f"{name}, both", entries(MIXED, told=False), queries, relevant, None)


def question(key: str, title: str, body: str = "") -> Document:
    """Return a question that is its own group."""
    return Document(key, "question", key, LONG_AGO, title, body)


def entry(page: Mapping[str, str], *, told: bool) -> Document:
    """Return a help page as an entry of the knowledge base, with or without its language."""
    language = page["lang"] if told else ""
    return Document(page["_id"], "entry", page["_id"], LONG_AGO, page["title"], page["text"], language=language)


def answer(key: str, group: str, body: str) -> Document:
    """Return an answer to the question of that key."""
    return Document(key, "answer", group, LONG_AGO, body=body)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines, compressed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def judgements(path: Path) -> Judgements:
    """Return the grade of every judged document, by query."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        grades[query][document] = int(grade)
    return grades


if __name__ == "__main__":
    sys.exit(main())
