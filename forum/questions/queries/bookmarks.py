"""What a person keeps to find it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.core.db import session
from forum.core.paging import Keyset, Page, fetch
from forum.core.reading import joined
from forum.following.models import Bookmark
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.policy import answers_seen_by, questions_seen_by
from forum.questions.queries.lists import tags_of

NEWEST = Keyset("bookmarks", ((Bookmark.id, True),))


@dataclass(frozen=True, slots=True)
class Kept:
    """A bookmark: a question with author, product and the names of its tags, and the answer where that is kept."""

    bookmark: Bookmark
    question: Question
    answer: Answer | None
    tags: Sequence[str]


def bookmarks(actor: Actor, *, limit: int = 30, cursor: str | None = None) -> Page[Kept]:
    """Return one page of what the actor keeps and still sees, the newest first. Two statements."""
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(Bookmark, Question, Answer)
        .join(Question, Question.id == Bookmark.question_id)
        .outerjoin(Answer, Answer.id == Bookmark.answer_id)
        .where(Bookmark.person_id == actor.id, questions_seen_by(actor))
        .where(sa.or_(Bookmark.answer_id.is_(None), answers_seen_by(actor)))
        .options(joinedload(Question.author), joinedload(Question.product), joinedload(Answer.author))
    )
    page = fetch(session(), query, NEWEST, limit=limit, cursor=cursor)
    tags = tags_of([question.id for _, question, _ in page.items])
    rows = [
        Kept(bookmark, question, answer and joined(answer, question=question), tags.get(question.id, ()))
        for bookmark, question, answer in page.items
    ]
    return Page(rows, page.next, page.previous)
