"""Compares the level of every answer wherever it is shown."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.knowledge.models import Entry, EntryState
from forum.questions.models import Answer, Question
from tests.support.client import Client
from tests.support.waiting import eventually


def compare(app: Flask) -> set[str]:
    """Fail unless every shown answer has one level everywhere; return the levels that were seen."""
    visitor = Client(app)
    page = _on_pages(visitor)
    assert _stored(page) == page, "lists and order"
    assert _in_api(visitor, page) == page, "API"
    _compare_solutions(visitor, page)
    _compare_hits(visitor, page, _compare_questions(visitor))
    return set(page.values())


def _questions() -> list[tuple[int, str, str]]:
    """Number, slug and title of every question that visitors see."""
    query = sa.select(Question.id, Question.slug, Question.title).where(Question.containment != "quarantined")
    return [(ident, slug, title) for ident, slug, title in session().execute(query.order_by(Question.id))]


def _on_pages(visitor: Client) -> dict[int, str]:
    """Each answer with the level that its question's page draws; a placeholder shows none."""
    found: dict[int, str] = {}
    for ident, slug, _ in _questions():
        for post in visitor.page(f"/questions/{ident}/{slug}").select(
            "article[data-trust][id^=answer-]:not([data-trust=quarantined])"
        ):
            answer_id, level = int(str(post["id"]).removeprefix("answer-")), str(post["data-trust"])
            assert answer_id not in found
            # The line before the text says the same as the attribute.
            assert post.select_one(f".trust-line.t-{level.replace('_', '-')}"), answer_id
            found[answer_id] = level
    return found


def _stored(page: dict[int, str]) -> dict[int, str]:
    """What lists, order and filters go by."""
    query = sa.select(Answer.id, Answer.level).where(Answer.id.in_(page))
    return {ident: level.value for ident, level in session().execute(query)}


def _in_api(visitor: Client, page: dict[int, str]) -> dict[int, str]:
    """What programs are told of each answer."""
    return {ident: visitor.get(f"/api/v1/answers/{ident}").get_json()["trust"]["level"] for ident in page}


def _level(trust: Any) -> str | None:
    return str(trust["level"]) if trust else None


def _compare_questions(visitor: Client) -> dict[int, str | None]:
    """A question's level is that of the answer that stands first; return it for each question."""
    listed: dict[int, str | None] = {}
    path: str | None = "/api/v1/questions?limit=100"
    while path:
        found = visitor.get(path).get_json()
        listed |= {each["id"]: _level(each["trust"]) for each in found["items"]}
        path = f"/api/v1/questions?limit=100&cursor={found['next']}" if found["next"] else None
    rows = session().execute(sa.select(Question.id, Question.best_level))
    kept = {ident: level.value if level else None for ident, level in rows}
    for ident, _, _ in _questions():
        told = visitor.get(f"/api/v1/questions/{ident}").get_json()
        best = _level(told["answers"][0]["trust"]) if told["answers"] else None
        assert {_level(told["trust"]), listed[ident], kept[ident]} == {best}, ident
    return listed


def _compare_solutions(visitor: Client, page: dict[int, str]) -> None:
    """A solution that is a view of an answer has its level."""
    query = sa.select(Entry.id, Entry.slug, Entry.answer_id)
    rows = session().execute(query.where(Entry.state == EntryState.LIVE, Entry.revision == 0)).all()
    assert rows
    for ident, slug, answer_id in rows:
        drawn = visitor.page(f"/solutions/{ident}/{slug}").select_one("article[data-trust]")
        told = visitor.get(f"/api/v1/entries/{ident}").get_json()
        shown = {str(drawn["data-trust"]) if drawn else None, _level(told["trust"]), told["level"]}
        assert answer_id is not None
        assert shown == {page[answer_id]}, ident


def _compare_hits(visitor: Client, page: dict[int, str], best: dict[int, str | None]) -> None:
    """A hit shows the level of the answer that it leads to, or that a question or solution stands for; an editor's text
    has a level of its own."""
    rows = session().execute(sa.select(Entry.id, Entry.answer_id, Entry.own_level, Entry.revision)).all()
    of_entry = {ident: answer_id for ident, answer_id, _, _ in rows}
    own = {ident: level.value for ident, _, level, revision in rows if revision}

    def hits(title: str) -> list[Any]:
        found = visitor.get("/api/v1/search", query_string={"q": title, "limit": 20}).get_json()
        return list(found["items"])

    titles = [title for _, _, title in _questions()]
    # Readers of the index look for what is new once a second.
    eventually(lambda: hits(titles[0]))
    for hit in (hit for title in titles for hit in hits(title)):
        if hit["kind"] == "correction":
            # What people were told stands for no answer.
            assert hit["trust"] is None, hit["url"]
            continue
        if hit["kind"] == "entry" and hit["id"] in own:
            assert _level(hit["trust"]) == own[hit["id"]], hit["url"]
            continue
        answer_id = of_entry[hit["id"]] if hit["kind"] == "entry" else hit["answer_id"]
        expected = best[hit["question_id"]] if answer_id is None else page[answer_id]
        assert _level(hit["trust"]) == expected, hit["url"]
