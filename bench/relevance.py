"""How often the right thread or solution comes first: nDCG@10 on judged queries, through the forum's own search code.

Run from the checkout: `FORUM_TEST_DATA=DIR python -m bench.relevance`. Every collection is searched by words alone, and
by words and meaning where the encoder is installed; beside them stands by how much the second is better, with what
chance leaves open (a paired interval of 95 %). Exits with 1 if anything is below its target, with 2 if the data is
missing. The collections are StackFAQ (paraphrased questions; its threads and its single answers) and GNOME help (known
items, each language alone and five in one index). Then English questions are asked of the Portuguese pages, one letter
of every query is mistyped, and what means nothing must find nothing. What the data are is in the README of each folder;
they are judgements for development, so nothing may be tuned to single queries.
"""

import gzip
import json
import math
import os
import random
import string
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import numpy as np
import numpy.typing as npt

from forum.search.engine import Document, Query, SearchEngine
from forum.search.meaning.bundled import bundled
from forum.search.meaning.encoder import Encoder, Standby
from forum.search.whoosh_engine.engine import WhooshEngine

DEPTH = 10
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MIXED = ("en", "pt-BR", "fr", "es", "de")
# How much one mistyped letter may cost, and how many of the pages in another language must be among the first ten.
MOST_LOST, LEAST_ACROSS = 0.05, 0.8
SAYS_NOTHING = (
    "zyzzyva", "quokka", "xqzvbk", "kjhsdf sdkjfh", "blorptastic frumious", "the of and", "bananas", "asdf qwer zxcv",
    "my cat ate my homework", "lorem ipsum dolor sit amet",
)  # fmt: skip

Judgements = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Collection:
    """Documents, queries by id, what is relevant to each, and the least that is good enough by words alone and with
    meaning (None: for information)."""

    name: str
    documents: Callable[[], Iterable[Document]]
    queries: Mapping[str, str]
    relevant: Judgements
    least: float | None
    least_with: float | None


class Measured:
    """What was found wanting, line by line."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.missed = False

    def verdict(self, reached: float, wanted: float | None) -> str:
        """Return how a figure stands to what is wanted."""
        if wanted is None:
            return ""
        self.missed |= reached < wanted
        return f"{wanted:.3f}{' below' if reached < wanted else ''}"


class Kept:
    """An encoder that makes no vector twice: several collections hold the same texts."""

    def __init__(self, encoder: Encoder) -> None:
        """Take the one that makes them."""
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self._encoder = encoder
        self._made: dict[str, npt.NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a row of length 1 for each text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._made]
        self._made.update(zip(new, self._encoder.encode(new) if new else (), strict=True))
        return np.array([self._made[text] for text in texts], np.float32).reshape(len(texts), self.dimensions)


def main() -> int:
    """Measure everything there is data for and print the tables; return the exit status."""
    folder = os.environ.get("FORUM_TEST_DATA")
    if not folder:
        print("Nothing was measured: set FORUM_TEST_DATA to the folder with the judged collections.")
        return 2
    collections = [*stackfaq(Path(folder)), *gnome(Path(folder))]
    standby, measured = kept_encoder(), Measured()
    if standby is None:
        print("The encoder is not installed: words alone.")
    print(f"{'nDCG@10':34}{'queries':>8}{'words':>8}{'':13}{'CPU ms':>8}{'meaning':>9}{'':13}{'CPU ms':>8}  better by")
    for collection in collections:
        compare(collection, standby, measured)
    if standby is not None:
        for collection in across(Path(folder)):
            tell_across(collection, standby, measured)
    return 1 if measured.missed else missing(collections)


def missing(collections: list[Collection]) -> int:
    """Say what could not be measured and return the exit status for it."""
    expected = {"StackFAQ", "GNOME"}
    absent = {name for name in expected if not any(c.name.startswith(name) for c in collections)}
    for name in sorted(absent):
        print(f"Not measured, its folder is not in FORUM_TEST_DATA: {name}")
    return 2 if absent else 0


def kept_encoder() -> Standby | None:
    """Return the encoder, loaded, with a memory; None where it is not installed."""
    loaded = standby.awaited() if (standby := bundled()) else None
    if loaded is None:
        return None
    kept = Kept(loaded)
    ready = Standby(loaded.name, loaded.dimensions, lambda: kept)
    ready.awaited()
    return ready


@contextmanager
def indexed(documents: Iterable[Document], standby: Standby | None) -> Iterator[tuple[SearchEngine, SearchEngine]]:
    """Give two engines on one index of the documents: words alone, and with meaning where there is an encoder."""
    with tempfile.TemporaryDirectory() as folder:
        words, both = WhooshEngine(Path(folder)), WhooshEngine(Path(folder), standby=standby)
        documents = list(documents)
        both.rebuild(documents)
        both.learn(documents, wait=True)
        yield words, both
        words.close()
        both.close()


def compare(collection: Collection, standby: Standby | None, measured: Measured) -> None:
    """Index the collection, ask all queries both ways, and print the line."""
    queries, relevant = collection.queries, collection.relevant
    with indexed(collection.documents(), standby) as (words, both):
        scores, spent = asked(words, queries, relevant)
        line = f"{collection.name:34}{len(scores):8}{fmean(scores):8.4f} "
        line += f"{measured.verdict(fmean(scores), collection.least):12}{spent:8.2f}"
        if standby is not None:
            mistyped = {number: with_a_slip(text, number) for number, text in queries.items()}
            encoder = standby.at_hand()
            if encoder is not None:  # made before, so that the time is that of searching
                encoder.encode([*queries.values(), *mistyped.values()])
            better, spent = asked(both, queries, relevant)
            line += f"{fmean(better):9.4f} {measured.verdict(fmean(better), collection.least_with):12}{spent:8.2f}"
            line += f"  {interval(better, scores)}"
            slipped, _ = asked(both, mistyped, relevant)
            lost = fmean(better) - fmean(slipped)
            line += f"; mistyped {-lost:+.3f}{' too much' if lost > MOST_LOST else ''}"
            measured.missed |= lost > MOST_LOST
            found = [text for text in SAYS_NOTHING if both.search(Query(text)).total > words.search(Query(text)).total]
            line += f"; finds what says nothing: {', '.join(found)}" if found else ""
            measured.missed |= bool(found)
            line += told_twice(both, collection, measured)
    print(line, flush=True)


def asked(engine: SearchEngine, queries: Mapping[str, str], relevant: Judgements) -> tuple[list[float], float]:
    """Return the score of every query, and the milliseconds of CPU that one took."""
    started = time.process_time()
    scores = [
        ndcg([hit.group for hit in engine.search(Query(text, limit=DEPTH)).hits], relevant[number])
        for number, text in queries.items()
    ]
    return scores, 1000 * (time.process_time() - started) / len(scores)


def told_twice(engine: SearchEngine, collection: Collection, measured: Measured) -> str:
    """Return how often one text comes twice among the first ten."""
    texts: dict[str, str] = defaultdict(str)
    for each in collection.documents():
        texts[each.group] += f"{each.title}\n{each.body}\n"
    twice = 0
    for text in collection.queries.values():
        groups = [hit.group for hit in engine.search(Query(text, limit=DEPTH)).hits]
        twice += len(groups) - len({texts[group] for group in groups})
    return f"; {twice} texts twice" if twice else ""


def tell_across(collection: Collection, standby: Standby, measured: Measured) -> None:
    """Print in how many cases what is relevant is among the first ten."""
    with indexed(collection.documents(), standby) as engines:
        reached = []
        for engine in engines:
            found = [
                any(hit.group in collection.relevant[number] for hit in engine.search(Query(text, limit=DEPTH)).hits)
                for number, text in collection.queries.items()
            ]
            reached.append(fmean(found))
    words, both = reached
    print(f"{collection.name}: among the first ten {words:.3f} by words, {both:.3f} with meaning", end=" ")
    print(measured.verdict(both, collection.least_with), flush=True)


def interval(better: list[float], worse: list[float]) -> str:
    """Return the mean difference and its paired interval of 95 %."""
    differences = [a - b for a, b in zip(better, worse, strict=True)]
    return f"{fmean(differences):+.3f} ± {1.96 * stdev(differences) / math.sqrt(len(differences)):.3f}"


def with_a_slip(text: str, number: str) -> str:
    """Return the text with one letter of one word changed, left out, put in, or swapped with the next: always the same
    for a query."""
    pick = random.Random(f"slip {number}")
    words = text.split()
    places = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not places:
        return text
    place = pick.choice(places)
    word = words[place]
    at = pick.randrange(1, len(word) - 1)
    letter = pick.choice(string.ascii_lowercase)
    words[place] = pick.choice(
        [
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return " ".join(words)


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
    yield Collection("StackFAQ threads", lambda: threads_of_posts(root), queries, threads, 0.88, 0.92)
    yield Collection("StackFAQ threads, one text each", lambda: threads_of_text(root), queries, threads, 0.88, 0.92)
    yield Collection("StackFAQ answers", lambda: single_answers(root), queries, pairs, 0.78, 0.84)


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

    for language, least, least_with in (("en", 0.88, 0.91), ("pt-BR", 0.87, 0.90), ("fr", 0.86, 0.89)):
        queries = {line["_id"]: line["text"] for line in lines(root / f"queries.{language}.dev.jsonl")}
        relevant = judgements(root / f"qrels.{language}.dev.tsv")
        name = f"GNOME help {language}"
        yield Collection(name, entries([language], told=True), queries, relevant, least, least_with)
        yield Collection(f"{name}, among five", entries(MIXED, told=True), queries, relevant, least, least_with)
        yield Collection(f"{name}, language found", entries([language], told=False), queries, relevant, least, None)
        yield Collection(f"{name}, both", entries(MIXED, told=False), queries, relevant, None, None)


def across(folder: Path) -> Iterator[Collection]:
    """Yield English questions about pages that are there in Portuguese only."""
    root = folder / "gnome-help"
    if not root.is_dir():
        return
    pages = {page["page"]: page["_id"] for page in lines(root / "corpus.pt-BR.jsonl.gz")}
    english = {page["_id"]: page["page"] for page in lines(root / "corpus.en.jsonl.gz")}
    relevant: dict[str, dict[str, int]] = {}
    for number, grades in judgements(root / "qrels.en.dev.tsv").items():
        here = {pages[english[key]]: grade for key, grade in grades.items() if english[key] in pages}
        if here:
            relevant[number] = here
    queries = {line["_id"]: line["text"] for line in lines(root / "queries.en.dev.jsonl") if line["_id"] in relevant}
    yield Collection(
        "English questions, Portuguese pages",
        lambda: (entry(page, told=True) for page in lines(root / "corpus.pt-BR.jsonl.gz")),
        queries,
        relevant,
        None,
        LEAST_ACROSS,
    )


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
