"""Words are cut the same way for index, query and marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.search.stemming import LANGUAGES
from forum.search.words import counted, fold, forms, tokens


def spelt(text: str, language: str = "en") -> set[str]:
    """Return every form in the text."""
    return {form for form, _ in counted(text, language)[0]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("E-4031", {"e-4031", "4031"}),
        ("0x80070005", {"0x80070005", "80070005"}),
        ("v2.4.1", {"2.4.1", "2.4"}),
        ("/etc/apt/sources.list", {"etc/apt/sources.list", "sources.list", "apt"}),
        ("C:\\Windows\\hosts", {"c:/windows/hosts"}),
        ("max_connections", {"max_connections", "max", "connect"}),
        ("Wi-Fi", {"wifi"}),
        ("C++ or C#", {"c++", "c#"}),
        ("a//b.txt", {"b.txt"}),
    ],
)
def test_names_are_kept_whole_and_in_part(text: str, found: set[str]) -> None:
    """What is copied from a screen can be found as written and in part."""
    assert found <= spelt(text)


def test_stems_come_before_folding() -> None:
    """The accented word has its own stem and the one of somebody who types without accents."""
    assert forms("configuração", "pt")[0] == forms("configurações", "pt")[0]
    assert set(forms("configuracao", "pt")) <= set(forms("configuração", "pt"))


def test_small_words_are_left_out_and_not_counted() -> None:
    """Only words that say something make a text longer."""
    assert counted("the printer of my house", "en")[1] == 2
    assert spelt("the of and", "en") == set()


@given(st.text(max_size=200), st.sampled_from(("", *LANGUAGES)))
def test_any_text_has_words_inside_it(text: str, language: str) -> None:
    """Bounds lie in the text, positions rise, and no form is empty."""
    normal = unicodedata.normalize("NFC", text)
    found = list(tokens(normal, language))
    assert all(0 <= token.start < token.end <= len(normal) for token in found)
    assert all(all(token.forms) for token in found)
    positions = [token.position for token in found if not token.extra]
    assert positions == list(range(len(positions)))


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    """A word without accents stays as it is."""
    assert fold(fold(text)) == fold(text)
