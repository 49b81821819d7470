"""Short words for tests: ask, answer, and what an engineer or a moderator does, through the real operations."""

from datetime import datetime, timedelta

from forum.core.clock import now, travel
from forum.core.markup import render
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import ask_question, post_answer
from forum.questions.operations.asking import QuestionDraft
from tests.support.cast import Cast

TITLE = "The router drops the network every night"
BODY = "Since Tuesday the **router** restarts at 3:00. I expected it to stay on. The log says `watchdog`."
ADVICE = "Open the settings, choose *Schedule*, and switch off the nightly restart. Then press Save and wait a minute."


def ask(
    cast: Cast, *, by: Actor | None = None, title: str = TITLE, body: str = BODY, tags: tuple[str, ...] = ()
) -> Question:
    """Ada asks about the router."""
    draft = QuestionDraft(title=title, body=render(body), product_id=cast.router, tags=tags)
    return ask_question(by or cast.ada, draft)


def answer(cast: Cast, question: Question, *, by: Actor | None = None, body: str = ADVICE) -> Answer:
    """Ben answers."""
    return post_answer(by or cast.ben, question.id, render(body))


def days_ago(days: float) -> datetime:
    """A moment in the past."""
    return now() - timedelta(days=days)


__all__ = ["ADVICE", "BODY", "TITLE", "answer", "ask", "days_ago", "travel"]
