"""What pages tell machines: search engines the question and its answers, other sites a card with the trust line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from forum.core.containment import Containment
from forum.people.models import Person
from forum.questions.queries import AnswerView, Thread
from forum.questions.trust import Trust
from forum.web.addresses import page_url
from forum.web.trust import TrustLine

# Enough of a text to know what it says; the page itself stands beneath.
TEXT = 2_000
CARD = 180
ANSWERS = 10


@dataclass(frozen=True, slots=True)
class Card:
    """What another site shows of a page: `words` begin with the trust line."""

    title: str
    words: str
    url: str


def card(title: str, url: str, text: str, trust: str | None) -> Card:
    """Return the card of a page; `trust` is the line of the answer that stands first."""
    about = _shortened(text, CARD)
    return Card(title, f"{trust}. {about}" if trust else about, url)


def thread_card(thread: Thread, lines: Mapping[int, TrustLine]) -> Card:
    """Return a question's card, with the trust line of its best answer as the page shows it; `lines` by answer."""
    best = next((view for view in thread.answers if _is_open(view)), None)
    trust = lines[best.answer.id].label if best else None
    return card(thread.question.title, _url(thread), thread.text.text, trust)


def qa_page(thread: Thread) -> dict[str, Any]:
    """Return the question and its answers in the words of schema.org; nothing that is held back from anybody."""
    question = thread.question
    found: dict[str, Any] = {
        "@type": "Question",
        "name": question.title,
        "text": _shortened(thread.text.text, TEXT) or question.title,
        "url": _url(thread),
        "answerCount": thread.total,
        "upvoteCount": question.score,
        **_written(question.created_at, question.author, question.byline),
    }
    views = [view for view in thread.answers if _is_open(view)][:ANSWERS]
    accepted = next((view for view in views if view.answer.accepted), None)
    if accepted is not None:
        found["acceptedAnswer"] = _answer(accepted)
    if suggested := [_answer(view) for view in views if view is not accepted]:
        found["suggestedAnswer"] = suggested
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": found}


def _answer(view: AnswerView) -> dict[str, Any]:
    """Return one answer, its wrong passages replaced by what is right."""
    answer = view.answer
    return {
        "@type": "Answer",
        "text": _shortened(_corrected(view.text.text, view.trust, view.text.number), TEXT),
        "url": page_url("questions.answer", answer_id=answer.id),
        "upvoteCount": answer.score,
        **_written(answer.created_at, answer.author, answer.byline),
    }


def _corrected(text: str, trust: Trust, revision: int) -> str:
    for one in trust.corrections_of(revision):
        text = text.replace(one.passage, one.replacement)
    return text


def _written(at: datetime, author: Person | None, byline: str | None) -> Mapping[str, Any]:
    """Return when and by whom something was written."""
    person = {"@type": "Person", "name": (author.name if author else byline) or _("Somebody")}
    if author is not None:
        person["url"] = page_url("people.profile", person_id=author.id, slug=author.slug)
    return {"datePublished": at.isoformat(timespec="seconds"), "author": person}


def _is_open(view: AnswerView) -> bool:
    """Whether nothing stands before the answer's text."""
    return view.answer.containment is Containment.NONE


def _url(thread: Thread) -> str:
    return page_url("questions.show", question_id=thread.question.id, slug=thread.question.slug)


def _shortened(text: str, length: int) -> str:
    """Return a text on one line, cut at a word."""
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    return words[:length].rpartition(" ")[0] + "…"
