"""A wrong passage is struck out in its place, and nothing else of the text changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.markup import plain, render, strike

HTML = "<p>Wait a <em>minute</em>, then press A &amp; B.</p><p>Wait a day.</p>"


@pytest.mark.parametrize(
    ("passages", "struck"),
    [
        (["press A & B"], ["press A &amp; B"]),
        (["Wait a"], ["Wait a"]),
        (["minute", "day"], ["minute", "day"]),
        (["an hour"], []),
        ([""], []),
        ([], []),
    ],
)
def test_a_passage_is_struck_out_where_it_first_stands(passages: list[str], struck: list[str]) -> None:
    wanted = HTML
    for piece in struck:
        wanted = wanted.replace(piece, f'<del class="wrong">{piece}</del>', 1)
    found = strike(HTML, passages)
    assert (found.html, sum(found.found)) == (wanted, len(struck))


@pytest.mark.parametrize(
    ("passage", "shown"),
    [
        ("Wait a minute, then", "<p>[Wait a] <em>[minute]</em>[, then] press A &amp; B.</p><p>Wait a day.</p>"),
        ("B. Wait", "<p>Wait a <em>minute</em>, then press A &amp; [B.]</p><p>[Wait] a day.</p>"),
        ("a\n minute", "<p>Wait [a] <em>[minute]</em>, then press A &amp; B.</p><p>Wait a day.</p>"),
    ],
)
def test_a_passage_is_struck_out_across_tags_inside_of_each(passage: str, shown: str) -> None:
    found = strike(HTML, [passage])
    assert found.found == (True,)
    assert found.html.replace('<del class="wrong">', "[").replace("</del>", "]") == shown


def test_attributes_and_tags_are_no_text() -> None:
    html = '<p><a href="/x" title="press > here">press</a> em</p>'
    assert strike(html, ["here"]) == (html, (False,))
    assert strike(html, ["em"]).html == html.replace(" em", ' <del class="wrong">em</del>')
    assert strike(html, ["press"]).html.count("<del") == 1
    assert 'title="press > here"' in strike(html, ["press"]).html


def test_a_passage_with_marks_of_its_own_cannot_add_any() -> None:
    html = render('Write `<b>` and "quotes" & more.').html
    assert strike(html, ["<script>alert(1)</script>"]).html == html
    assert strike(html, ['and "quotes" & more']).html.count("<del") == 1


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=6), max_size=4))
def test_the_words_stay_the_same(source: str, passages: list[str]) -> None:
    html = render(source).html
    assert plain(str(strike(html, passages).html)) == plain(html)
