"""Plain text, excerpts and marked hits are made from safe HTML and from nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from forum.core.markup import Features, escape_text, excerpt, features, features_of, highlight, plain, safe


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <b>two</b>.</p><p>Three</p>", "One two.\nThree"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "a\nb\nc"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<p>See:</p><pre><code>if x:\n    y()\n</code></pre><p>Done</p>", "See:\nif x:\n    y()\nDone"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a b\n1 2"),
        ("<p>1 &lt; 2 &amp;amp;</p>", "1 < 2 &amp;"),
        ('<p>the <img src="/images/a.webp" alt="red lamp"> glows</p>', "the red lamp glows"),
        ("<p>  wide   \n  space </p>", "wide space"),
        ("", ""),
    ],
)
def test_plain_text_reads_like_the_page(html: str, text: str) -> None:
    assert plain(html) == text


def test_an_excerpt_ends_at_a_word() -> None:
    assert excerpt("Press the reset button for ten seconds.", 20) == "Press the reset…"


def test_a_short_text_is_its_own_excerpt() -> None:
    assert excerpt("Press\n the  button", 40) == "Press the button"


def test_an_excerpt_ends_exactly_between_two_words() -> None:
    assert excerpt("Press the button", 10) == "Press the…"


def test_a_long_word_is_cut() -> None:
    assert excerpt("a" * 50, 10) == "a" * 9 + "…"


@given(st.text(), st.integers(1, 60))
def test_an_excerpt_is_never_too_long(text: str, chars: int) -> None:
    assert len(excerpt(text, chars)) <= chars


@given(st.text(), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=6))
def test_highlighting_changes_no_letter(text: str, spans: list[tuple[int, int]]) -> None:
    marked = highlight(text, spans)
    assert isinstance(marked, Markup)
    assert marked.replace(Markup("<mark>"), "").replace(Markup("</mark>"), "") == escape_text(text)


def test_overlapping_spans_are_one_mark() -> None:
    assert highlight("a <b> c", [(4, 5), (2, 4), (0, 0), (6, 99)]) == "a <mark>&lt;b&gt;</mark> <mark>c</mark>"


def test_escaped_text_is_text() -> None:
    assert escape_text("<b> & \"'") == "&lt;b&gt; &amp; &quot;&#x27;"


def test_stored_html_is_handed_to_templates_as_it_is() -> None:
    assert safe("<p>a</p>").__html__() == "<p>a</p>"


def test_code_links_and_numbers_are_told_apart() -> None:
    html = '<p>Wait 10 s, see <a href="https://a.example/2">page 3</a>: <code>rm 4</code></p><pre>x = 5\n</pre>'
    assert features_of(html) == Features(("rm 4", "x = 5\n"), ("https://a.example/2",), ("10", "3"))


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Hold it for 10 seconds.", "Keep it pressed for 10 seconds.", True),
        ("Hold it for 10 seconds.", "Hold it for 100 seconds.", False),
        ("Run `reset`.", "Run `reset --all`.", False),
        ("Run `reset`.", "Run reset.", False),
        ("See [this](https://a.example).", "See [this](https://b.example).", False),
        ("See [this](https://a.example).", "Look at [that](https://a.example).", True),
        ("Version 1.2 is right.", "Version 1.3 is right.", False),
        ("Set it to -5.", "Set it to 5.", False),
        ("Wait 10ms.", "Wait 10s.", False),
        ("Press <kbd>A</kbd>.", "Press <kbd>B</kbd>.", False),
        ("Wait 10 s, or 20.", "Wait for 10 s, or 20...", True),
    ],
)
def test_an_edit_tells_whether_it_touches_code_a_link_or_a_number(old: str, new: str, same: bool) -> None:
    assert (features(old, "markdown") == features(new, "markdown")) is same
