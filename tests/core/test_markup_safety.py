"""Whatever is sent, what comes out can stand on a page."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.markup import Format, render
from forum.core.markup.rendered import RENDERER_VERSION
from tests.core.markup_promises import OWN, broken_promises

FORMATS: tuple[Format, ...] = ("markdown", "html")
PIECES = [
    *(
        "<",
        ">",
        "</",
        "/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&",
        "&#",
        ";",
        '"',
        "'",
        "`",
        "```",
        "~~~",
        "\n",
        "\n\n",
    ),
    *("[", "](", ")", "![", "]: ", "<a ", "<b>", "</b>", "<p>", "<div ", "<pre>", "<code>", "</pre>", "<img ", "<svg>"),
    *("<style>", "<script>", "</script>", "<table>", "<td ", "<math>", "<input ", "<details>", "<title>", "<textarea>"),
    *("href=", "src=", "onclick=", "style=", "id=", "name=", "class=", "javascript:", "data:", "https://a.example/"),
    *("/images/", "//", "\\", "\t", "\x00", "\x02wzxhzdk:0\x03", "\x03", "\ud800", "\u202e", "\ufeff", "- ", "1. "),
    *("\n|a|b|\n|-|-|\n", "|`a|b`|", "``", "\n- a\n", "\n1. a\n", "\n\n    a", "[a]: b\n", "[a][b]", "\n---\n", "\n# "),
    *("> ", "    ", "# ", "|", "|-|-|", "*", "**", "_", "~~", "[ ] ", "x", "alert(1)", "=", " "),
]
SOURCES = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("attack", OWN)
def test_attacks_come_out_harmless(attack: str, form: Format) -> None:
    rendered = render(attack, format=form)
    assert broken_promises(rendered.html) == []
    assert rendered.version == RENDERER_VERSION


@given(SOURCES, st.sampled_from(FORMATS))
def test_anything_comes_out_harmless(source: str, form: Format) -> None:
    assert broken_promises(render(source, format=form).html) == []


@given(SOURCES, st.sampled_from(FORMATS))
def test_everything_can_be_rendered_and_stored(source: str, form: Format) -> None:
    rendered = render(source, format=form)
    assert rendered.version == RENDERER_VERSION
    for text in (rendered.source, rendered.html, rendered.text):
        assert "\x00" not in text
        assert text.encode().decode() == text


@given(SOURCES)
def test_what_is_safe_stays_as_it_is(source: str) -> None:
    html = render(source).html
    assert broken_promises(render(html, format="html").html) == []


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")))
def test_nothing_written_in_code_is_lost(text: str) -> None:
    fence = "`" * (3 + text.count("`"))
    assert render(f"{fence}\n{text}\n{fence}").text == text.strip("\n")


def test_refused_tags_are_shown_rather_than_lost() -> None:
    assert render("<script>alert(1)</script>").text == "<script>alert(1)</script>"


def test_the_site_s_own_classes_cannot_be_borrowed() -> None:
    html = render('<div class="warning">a</div>\n<span class="k">b</span>\n<p class="trust">c</p>').html
    assert "class=" not in html


@pytest.mark.parametrize("form", FORMATS)
def test_known_attacks_come_out_harmless(shared_data: Path, form: Format) -> None:
    broken = {}
    files = sorted(set((shared_data / "attacks").glob("*.json")) - {shared_data / "attacks/pathological.json"})
    for attack in {attack for file in files for attack in json.loads(file.read_text())}:
        if wrong := broken_promises(render(attack, format=form).html):
            broken[attack] = wrong
    assert files
    assert broken == {}
