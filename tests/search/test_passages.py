"""The passage shows where the words are, and marks them as the index sees them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.search.passages import Marker, Passage

FILLER = "Nothing of interest stands here. " * 30


def marked(passage: Passage) -> list[str]:
    """Return the marked parts of the text."""
    return [passage.text[start:end] for start, end in passage.marks]


def test_inflected_words_are_marked() -> None:
    """The analysis of the index decides what is the same word."""
    assert marked(Marker("printers printing").passage("My printer prints.")) == ["printer", "prints"]
    assert marked(Marker("configuracao").passage("As configurações e a configuração.", "pt"))[-1] == "configuração"


def test_the_passage_holds_most_of_the_query() -> None:
    """The place with both words goes before the places with one."""
    text = f"The router hums. {FILLER} The router drops the connection. {FILLER} A connection."
    passage = Marker("router connection").passage(text)
    assert "The router drops the connection." in passage.text
    assert passage.cut_before
    assert passage.cut_after


def test_without_a_match_the_beginning_is_shown() -> None:
    """Nothing is marked, and the text begins where the post begins."""
    passage = Marker("zyzzyva").passage(FILLER)
    assert (passage.marks, passage.cut_before, passage.cut_after) == ((), False, True)
    assert FILLER.startswith(passage.text)


def test_a_title_is_marked_as_a_whole() -> None:
    """Nothing of it is cut."""
    whole = Marker("restart").whole("Stop the nightly  restarts")
    assert (whole.text, marked(whole)) == ("Stop the nightly restarts", ["restarts"])


@pytest.mark.parametrize("query", ["", "-router", "the of", '""'])
def test_a_query_without_words_marks_nothing(query: str) -> None:
    """The text is shown as it is."""
    assert Marker(query).passage("The router hums.") == Passage("The router hums.")


@given(st.text(max_size=600), st.text(max_size=60), st.integers(20, 240))
def test_marks_lie_in_the_passage_and_apart(text: str, query: str, length: int) -> None:
    """Whatever the texts, the passage is not too long and its marks can be set one after the other."""
    passage = Marker(query).passage(text, length=length)
    assert len(passage.text) <= length
    edges = [edge for mark in passage.marks for edge in mark]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(passage.text) for edge in edges)
    assert passage.text in " ".join(unicodedata.normalize("NFC", text).split())
