"""Stems and stop words by language.

They are Whoosh's copies of the Snowball lists. This module and `forum.search.whoosh_engine` are the only ones that
import Whoosh; whoever exchanges the engine can exchange the stemmers here.
"""

from collections.abc import Callable

from whoosh.lang import stemmer_for_language, stopwords_for_language

LANGUAGES = ("en", "pt", "es", "fr", "de")

# What is left of English short forms when they are split at the apostrophe: "don't" gives "don" and "t".
_ENGLISH_REMAINS = frozenset(
    [
        "aren",
        "couldn",
        "didn",
        "doesn",
        "don",
        "hadn",
        "hasn",
        "haven",
        "isn",
        "ll",
        "re",
        "shouldn",
        "ve",
        "wasn",
        "weren",
        "wouldn",
    ]
)


_STEMMERS: dict[str, Callable[[str], str]] = {language: stemmer_for_language(language) for language in LANGUAGES}
_STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(stopwords_for_language(language)) | (_ENGLISH_REMAINS if language == "en" else frozenset())
    for language in LANGUAGES
}


def stem(word: str, language: str) -> str:
    """Return the stem of a lower-case word with its accents; unchanged where the language has no stemmer."""
    stemmer = _STEMMERS.get(language)
    return stemmer(word) if stemmer else word


def stop_words(language: str) -> frozenset[str]:
    """Return the words that say nothing about a text's subject; none where the language has no list."""
    return _STOP_WORDS.get(language, frozenset())
