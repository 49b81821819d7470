"""Real posts come out as the site that they were written for showed them."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import iterparse

from forum.core.markup import features_of, render
from forum.core.markup.rendered import RENDERER_VERSION

BODY_KINDS = ("2", "5", "8")  # first body, edited body, body rolled back
# What that site does beyond Markdown: names of tags, titles for its own links, new addresses for images and a shop.
TAG = re.compile(r"\[(?:meta-)?tag:([^\]]*)\]")
OWN = re.compile(r"stack(?:exchange|overflow)\.com|imgur\.com|amazon\.")


def rows(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file) as stream:
        for _, row in iterparse(stream):
            yield row.attrib
            row.clear()


def words(text: str) -> str:
    return " ".join(TAG.sub(r"\1", text).split())


def test_markdown_and_its_published_html_say_the_same(shared_data: Path) -> None:
    folder = shared_data / "stackexchange/iot.stackexchange.com"
    published = {row["Id"]: row["Body"] for row in rows(folder / "Posts.xml.gz") if row.get("Body")}
    sources = {
        row["PostId"]: row["Text"]
        for row in rows(folder / "PostHistory.xml.gz")
        if row.get("PostHistoryTypeId") in BODY_KINDS and row.get("Text")
    }
    compared = same = 0
    for number in sources.keys() & published.keys():
        ours, theirs = render(sources[number]), render(published[number], format="html", max_chars=100_000)
        assert ours.version == theirs.version == RENDERER_VERSION
        if OWN.search(ours.html):
            continue
        compared += 1
        links = features_of(ours.html).links == features_of(theirs.html).links
        same += links and words(ours.text) == words(theirs.text)
    assert compared > 300
    assert same >= 0.97 * compared
