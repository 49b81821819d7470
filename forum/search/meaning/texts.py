"""What of a document is made a vector of: its title, and the beginning of its body."""

from collections.abc import Iterator
from hashlib import blake2b

from forum.search.engine import Document

# What a post is about stands at its beginning; more of it blurs the vector, and takes longer.
READ = 600


def title_of(document: Document) -> str:
    """Return the title as far as it is encoded; an answer has none."""
    return "" if document.kind == "answer" else document.title.strip()[:READ]


def body_of(document: Document) -> str:
    """Return the body as far as it is encoded; nothing of one that must not be found by its words."""
    return "" if document.title_only else document.body.strip()[:READ].strip()


def print_of(text: str) -> int:
    """Return a number of 64 bits that stands for a text; 0 for none."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") or 1 if text else 0


def texts_of(document: Document) -> Iterator[str]:
    """Yield what of a document is encoded."""
    yield from (text for text in (title_of(document), body_of(document)) if text)
