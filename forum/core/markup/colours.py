"""Colours for code: Pygments tells the kinds of words apart, static/css/highlight.css has the colours."""

from collections.abc import Iterator
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

# The kinds that the stylesheet knows: comments, keywords, literals, names, and what diffs add and remove. All else is
# shown in the colour of text.
CLASSES = frozenset({"c", "k", "s", "m", "nb", "nc", "nf", "nt", "na", "nv", "nd", "ow", "gd", "gi", "gh", "gp"})


class Colours:
    """Tells the kinds of words of one text's code passages apart, up to a number of characters in all."""

    def __init__(self, characters: int) -> None:
        """Take the number of characters."""
        self._left = characters

    def spans(self, code: str, language: str) -> list[tuple[str, str]]:
        """Return the pieces of `code`, each with its class or with an empty string."""
        lexer = _lexer(language)
        if lexer is None or len(code) > self._left:
            return [("", code)]
        self._left -= len(code)
        spans = list(_joined(lexer, code))
        # A lexer that loses or adds a character would change somebody's code: it is shown without colours.
        return spans if "".join(piece for _, piece in spans) == code else [("", code)]


def language_name(language: str) -> str:
    """Return the label of a language: Pygments' name for it, or what was written."""
    lexer = _lexer(language)
    return str(lexer.name) if lexer else language


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    """Return the lexer of a language's name or alias."""
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False) if language else None
    except ClassNotFound:
        return None


def _joined(lexer: Lexer, code: str) -> Iterator[tuple[str, str]]:
    """Return the lexer's pieces, neighbours of one class joined."""
    current, pieces = "", [""]
    for kind, piece in lexer.get_tokens(code):
        name = "" if not piece.strip() else _class(kind)
        # White space has no colour: it belongs to whatever stands before it.
        if name == current or not piece.strip():
            pieces.append(piece)
            continue
        yield current, "".join(pieces)
        current, pieces = name, [piece]
    yield current, "".join(pieces)


@lru_cache(maxsize=512)
def _class(kind: _TokenType) -> str:
    """Return the class of the nearest kind that the stylesheet knows."""
    nearest: _TokenType | None = kind
    while nearest is not None:
        name = STANDARD_TYPES.get(nearest, "")
        if name in CLASSES:
            return name
        nearest = nearest.parent
    return ""
