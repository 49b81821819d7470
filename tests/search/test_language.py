"""The small words tell the language, or nothing is claimed."""

import pytest

from forum.search.language import base, detect, settle


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I reset the router when it does not answer?", "en"),
        ("Como faço para configurar a impressora que não imprime?", "pt"),
        ("¿Cómo puedo configurar la impresora que no imprime?", "es"),
        ("Comment puis-je configurer une imprimante qui ne marche pas ?", "fr"),
        ("Wie kann ich den Drucker einrichten, der nicht druckt?", "de"),
        ("E-4031", ""),
        ("router firmware", ""),
        ("", ""),
        ("принтер не печатает", ""),
    ],
)
def test_small_words_tell(text: str, language: str) -> None:
    """Questions of one line are enough; names alone are not."""
    assert detect(text) == language


def test_what_is_said_goes_before_what_is_guessed() -> None:
    """A post's own language decides; a region does not matter; an unknown one has no analyzer."""
    assert settle("pt-BR", "This is the English text") == "pt"
    assert settle("ja", "This is the English text") == ""
    assert settle("", "E-4031", default="de") == "de"
    assert base("EN_gb") == "en"


def test_a_quoted_english_log_does_not_make_a_post_english() -> None:
    """Bodies quote messages; the title is in the author's words."""
    log = "The device could not be found. It may have been removed while the system was starting."
    assert settle("", log, title="A impressora não imprime quando está ligada") == "pt"
