"""The blueprints of tags and products, and what their pages share."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from forum.people.queries import person_by_id
from forum.questions.queries.topics import Topic, good_answers
from forum.web.addresses import with_query
from forum.web.respond import show
from forum.web.trust import answer_mark

tags = Blueprint("tags", __name__)
products = Blueprint("products", __name__)


def tag_url(name: str) -> str:
    """Return the page of a tag."""
    return url_for("tags.show", slug=name)


def number_asked(name: str) -> int | None:
    """Return a number from the address, None for none and for what is no number that a row can have."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def answers_page(topic: Topic, name: str, url: str, *, up: str) -> ResponseReturnValue:
    """Show the good answers about a topic called `name`, all or one person's; `url` is this page, `up` the topic's."""
    author_id = number_asked("by")
    person = person_by_id(author_id) if author_id else None
    page = good_answers(topic, author_id=author_id, cursor=request.args.get("cursor"))
    kept: dict[str, Any] = {"by": str(author_id)} if author_id else {}
    newer, older = (with_query(url, cursor=each, **kept) if each else None for each in (page.previous, page.next))
    rows = [{"answer": found, "trust": answer_mark(found)} for found in page.items]
    return show("catalogue/answers.html", rows=rows, person=person, name=name, url=url, up=up, newer=newer, older=older)
