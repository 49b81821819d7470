"""The blueprint that the modules of this room add their pages to, and the addresses between them."""

import re
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from forum.core.refs import Kind, Ref
from forum.flags.spam import from_a_trap
from forum.questions.models import Answer, Comment, Question
from forum.questions.queries.texts import is_waiting
from forum.questions.risks import TRAP
from forum.web.once import once

Post = TypeVar("Post", Question, Answer, Comment)
PLACE = re.compile(r"/(?P<kind>question|answer|comment)s/(?P<id>\d+)")
blueprint = Blueprint("questions", __name__)


def question_url(question: Question, *, anchor: str | None = None, **query: object) -> str:
    """Return the address of a question's page."""
    return url_for("questions.show", question_id=question.id, slug=question.slug, _anchor=anchor, **query)  # type: ignore[arg-type] # Flask takes any value


def place_url(ref: Ref) -> str:
    """Return the lasting address of a thing that somebody wrote, or of a person."""
    if ref.kind is Kind.QUESTION:
        return url_for("questions.show", question_id=ref.id)
    if ref.kind is Kind.ANSWER:
        return url_for("questions.answer", answer_id=ref.id)
    if ref.kind is Kind.ENTRY:
        return url_for("solutions.show", entry_id=ref.id)
    if ref.kind is Kind.PERSON:
        return url_for("people.profile", person_id=ref.id)
    if ref.kind is Kind.RECALL:
        return url_for("recalls.one", recall_id=ref.id)
    return url_for("questions.comment_place", comment_id=ref.id)


def comment_url(comment: Comment) -> str:
    """Return the lasting address of a comment."""
    return url_for("questions.comment_place", comment_id=comment.id)


def answer_url(answer: Answer) -> str:
    """Return the lasting address of an answer."""
    return url_for("questions.answer", answer_id=answer.id)


def post_once(write: Callable[[], Post], url: Callable[[Post], str], online: str) -> tuple[str, str]:
    """Post a text, once; return where it stands, and what to say: `online`, or that it waits for a moderator."""
    with from_a_trap(bool(request.form.get(TRAP, "").strip())):
        place = once(lambda: url(write()))
    # Read anew, since a second press writes nothing, and what a deadlock took back was written twice.
    found = PLACE.search(place)
    waits = found is not None and is_waiting(Ref(Kind(found["kind"]), int(found["id"])))
    return place, _("Your text is kept, and waits for a moderator before others see it.") if waits else online
