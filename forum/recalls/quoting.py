"""Whether what is said of advice repeats its words, which are hidden from readers or may be at any time."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

import sqlalchemy as sa

from forum.core.db import session
from forum.knowledge.models import EntryRevision
from forum.questions.models import AnswerRevision
from forum.recalls.models import Recall

# So many words in a row are not alike by chance; a line of code is not, whatever its length.
RUN = 6
SHORTEST_CODE = 8
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"<code[^>]*>(.*?)</code>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def repeated(recall: Recall, text: str) -> str | None:
    """Return words of the advice that `text` repeats, of whichever revision; None where it says it in its own words.

    One statement.
    """
    if recall.answer_id is not None:
        query = sa.select(AnswerRevision.text, AnswerRevision.html).where(AnswerRevision.answer_id == recall.answer_id)
    else:
        query = sa.select(EntryRevision.text, EntryRevision.html).where(EntryRevision.entry_id == recall.entry_id)
    rows = session().execute(query).all()
    return _code_in(text, (html for _, html in rows)) or _run_in(text, (words for words, _ in rows))


def _code_in(text: str, pages: Iterable[str]) -> str | None:
    """Return a line of code that stands in the text."""
    said = " ".join(text.split()).casefold()
    for html in pages:
        for code in _CODE.findall(html):
            for line in unescape(_TAG.sub("", code)).splitlines():
                plain = " ".join(line.split())
                if len(plain) >= SHORTEST_CODE and plain.casefold() in said:
                    return plain
    return None


def _run_in(text: str, advice: Iterable[str]) -> str | None:
    """Return words in a row that stand in both."""
    said = {tuple(run) for run in _runs(text)}
    if not said:
        return None
    for words in advice:
        for run in _runs(words):
            if tuple(run) in said:
                return " ".join(run)
    return None


def _runs(text: str) -> Iterator[list[str]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    for start in range(len(words) - RUN + 1):
        yield words[start : start + RUN]
