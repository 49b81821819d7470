"""What a person typed into the search box: words, `"phrases that must stand so"` and `-words` to leave out."""

import re
import unicodedata
from dataclasses import dataclass

_PHRASE = re.compile(r'(?<!\S)(-?)["“”]([^"“”]+)["“”]')
# Three letters at least: people paste commands, and `rm -rf` asks for what the sign would exclude.
_WITHOUT = re.compile(r"(?<!\S)-([^\W_]{3,}\S*)")
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """The query taken apart. `words` holds the phrases' words too, since they also rank."""

    words: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def read(text: str) -> Asked:
    """Return what `text` asks for. Only its first 1,000 characters are read; nothing in it is an error."""
    text = unicodedata.normalize("NFC", text[:_MOST])
    phrases = [match[2] for match in _PHRASE.finditer(text) if not match[1]]
    without = [match[2] for match in _PHRASE.finditer(text) if match[1]]
    rest = _PHRASE.sub(" ", text)
    without += _WITHOUT.findall(rest)
    words = " ".join([*_WITHOUT.sub(" ", rest).split(), *phrases])
    return Asked(words, tuple(phrases), tuple(without))
