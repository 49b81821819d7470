"""Code is shown in colours that can be read, and every word that is told apart has one."""

import re

import pytest

from forum.core.markup import render
from forum.core.markup.colours import CLASSES
from tests.pages.test_static import STATIC, Colour, contrast, linear_rgb, tokens

# Where code stands: in boxes of its own, in the previews of forms, in the differences between revisions.
GROUNDS = ("paper", "surface", "raised")


def sheet() -> str:
    return (STATIC / "css/highlight.css").read_text()


def colours() -> dict[str, tuple[Colour, Colour]]:
    """Each colour of code with its light and its dark value."""
    found = {}
    for name, values in re.findall(r"--(code-\w+): light-dark\((.*)\);", sheet()):
        light, dark = [
            (float(one) / 100, float(two), float(three))
            for one, two, three in re.findall(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", values)
        ]
        found[name] = (light, dark)
    return found


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", colours())
def test_code_can_be_read(name: str, ground: str, scheme: int) -> None:
    assert contrast(colours()[name][scheme], tokens()[ground][scheme]) >= 4.5


def test_every_screen_can_show_the_colours_of_code() -> None:
    parts = [part for pair in colours().values() for colour in pair for part in linear_rgb(colour)]
    assert parts
    assert all(-0.002 <= part <= 1.002 for part in parts)


def test_the_stylesheet_and_the_renderer_know_the_same_classes() -> None:
    assert set(re.findall(r"\.([a-z]{1,2})\b(?=[^;]*\{|,)", sheet().split("@layer components")[1])) == CLASSES


SAMPLES = {
    "python": ("@cache\ndef f(x: int) -> str:\n    return 'a'  # b", {"nd", "k", "nf", "nb", "s", "c"}),
    "bash": ('for f in *; do\n  echo "$f"  # c\ndone', {"k", "nb", "s", "nv", "c"}),
    "diff": ("diff --git a b\n-a\n+b", {"gh", "gd", "gi"}),
    "html": ('<a href="b">c</a>', {"nt", "na", "s"}),
    "console": ("$ ls -l", {"gp"}),
    "json": ('{"a": 1, "b": "c"}', {"m", "s"}),
}


@pytest.mark.parametrize("language", SAMPLES)
def test_kinds_of_words_are_told_apart(language: str) -> None:
    source, kinds = SAMPLES[language]
    html = render(f"```{language}\n{source}\n```").html
    found = set(re.findall('<span class="([a-z]+)">', html))
    assert kinds <= found <= CLASSES


def test_colours_change_no_letter_of_the_code() -> None:
    source = "def f():\n\treturn  'ä\\n'  \n\n\n# end"
    assert render(f"```python\n{source}\n```").text == source
