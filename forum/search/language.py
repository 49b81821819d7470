"""Which language a text is in, as far as search needs to know: which stemmer and which stop words fit.

The small words of a language give it away. Where they do not (a bare error message, two product names), the answer is
empty, and the caller decides: documents take the site's language, queries are tried in all.
"""

import re
import unicodedata
from collections import Counter

from forum.search.stemming import LANGUAGES, stop_words

_LETTERS = re.compile(r"[^\W\d_]+")
_READ = 3000

# Letters that only one of the languages uses count like a small word of it.
_TELLING_LETTERS = {"ã": "pt", "õ": "pt", "ñ": "es", "¿": "es", "¡": "es", "ß": "de", "ä": "de", "ö": "de", "œ": "fr"}

# Frequent in questions and in instructions, and in no stop list.
_MORE = {
    "en": "cannot get set use using work works would could",
    "pt": "são fazer posso usar ainda onde pode podem você vocês nao qualquer toda todas todos uma sua seu cada apenas",
    "es": "hacer puedo puede usar cuál dónde cómo está su sus cada para sin una cuando sólo",
    "fr": "faire peut puis utiliser comment cette ces votre vos chaque pour sans une vous où plus très être",
    "de": "kann können wie wird werden nicht ihre einen mit für verwenden oder beim zum zur",
}


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _small_words() -> dict[str, tuple[str, ...]]:
    """Return for every small word, with and without accents, the languages that have it."""
    owners: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for word in stop_words(language) | set(_MORE[language].split()):
            for form in {word, _folded(word)}:
                owners.setdefault(form, set()).add(language)
    return {word: tuple(sorted(languages)) for word, languages in owners.items() if len(languages) < len(LANGUAGES)}


_OWNERS = _small_words()


def base(language: str) -> str:
    """Return the language without its region (`pt-BR` gives `pt`) if search has an analyzer for it, else empty."""
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else ""


def detect(text: str) -> str:
    """Return the language of the text's small words, or empty if they are too few or speak for several."""
    start = unicodedata.normalize("NFC", text[:_READ]).lower()
    votes: Counter[str] = Counter()
    for word in _LETTERS.findall(start):
        votes.update(_OWNERS.get(word, ()))
    for letter, language in _TELLING_LETTERS.items():
        if letter in start:
            votes[language] += 1
    (first, most), (_, next_most) = (*votes.most_common(2), ("", 0), ("", 0))[:2]
    return first if most - next_most >= max(1, 0.15 * most) else ""


def settle(language: str, body: str, title: str = "", default: str = "en") -> str:
    """Return the analyzer's language for a post: the one it is said to be in, else the detected, else the default.

    A language without an analyzer gives empty: its words are kept as they are. Bodies in every language quote English
    messages, so before a body is taken for English its title is asked.
    """
    if language:
        return base(language)
    found = detect(f"{title}\n{body}")
    if found in {"", "en"}:
        found = detect(title) or found
    return found or default
