"""What may be typed into the search box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.search.syntax import Asked, read


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("router hums", Asked("router hums")),
        ('"drops the line" router', Asked("router drops the line", ("drops the line",))),
        ("“drops the line”", Asked("drops the line", ("drops the line",))),
        ("router -cable", Asked("router", (), ("cable",))),
        ('router -"new cable"', Asked("router", (), ("new cable",))),
        ("rm -rf read-only --force", Asked("rm -rf read-only --force")),
        ('an "open quote', Asked('an "open quote')),
    ],
)
def test_phrases_and_exclusions_are_read(text: str, asked: Asked) -> None:
    """Quotes and a leading minus mean something; everything else is words."""
    assert read(text) == asked


@given(st.text())
def test_nothing_is_an_error(text: str) -> None:
    """Whatever is typed has words, at most the first thousand characters of it."""
    assert len(read(text).words) <= 3000
