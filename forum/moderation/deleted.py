"""The moderators' list of what was deleted: what, by whom, when and why. It holds no text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.db import session
from forum.core.paging import Keyset, Page, fetch
from forum.core.reading import shown
from forum.core.refs import Kind, Ref
from forum.people.models import Person
from forum.people.policy import Actor, Role
from forum.questions.models import POSTS, Answer, Comment, Question
from forum.questions.policy import can_restore
from forum.questions.queries.queues import in_scope

STANDS_BENEATH = {Kind.ANSWER: Answer.question_id, Kind.COMMENT: Comment.question_id}
AUTHOR = aliased(Person)


@dataclass(frozen=True, slots=True)
class Deleted:
    """Something that was deleted; `title` is its question's. `by_author`: whoever wrote it took it away."""

    ref: Ref
    question_id: int
    title: str
    at: datetime
    reason: str
    author: str | None
    by: str | None
    by_author: bool
    may_restore: bool


def deleted_things(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[Deleted]:
    """Return one page of what was deleted in the moderator's products, the newest deletion first. One statement."""
    rows = sa.union_all(*(_deleted(actor, kind) for kind in POSTS)).subquery()
    query = (
        sa.select(rows, AUTHOR.name, Person.name)
        .outerjoin(AUTHOR, AUTHOR.id == rows.c.author_id)
        .outerjoin(Person, Person.id == rows.c.by_id)
    )
    newest = Keyset("deleted", ((rows.c.at, True), (rows.c.kind, False), (rows.c.id, True)))
    page = fetch(session(), query, newest, limit=limit, cursor=cursor)
    return Page([_line(actor, *row) for row in page.items], page.next, page.previous)


def _deleted(actor: Actor, kind: Kind) -> sa.Select[*tuple[Any, ...]]:
    """SQL: what of a kind was deleted in the moderator's products, and did not move elsewhere."""
    model = POSTS[kind]
    query = sa.select(
        sa.literal(kind.value).label("kind"),
        model.id.label("id"),
        Question.id.label("question_id"),
        Question.product_id.label("product_id"),
        Question.title.label("title"),
        model.deleted_at.label("at"),
        model.deleted_reason.label("reason"),
        model.author_id.label("author_id"),
        model.deleted_by_id.label("by_id"),
    ).select_from(model)
    if kind in STANDS_BENEATH:
        query = query.join(Question, Question.id == STANDS_BENEATH[kind])
    gone = (model.deleted_at.is_not(None), model.moved_id.is_(None), Question.moved_id.is_(None))
    return query.where(*gone, in_scope(actor, Role.MODERATOR))


def _line(
    actor: Actor,
    kind: str,
    ident: int,
    question_id: int,
    product_id: int | None,
    title: str,
    at: datetime,
    reason: str,
    author_id: int | None,
    by_id: int | None,
    author: str | None,
    by: str | None,
) -> Deleted:
    ref = Ref(Kind(kind), ident)
    thing = shown(POSTS[ref.kind], id=ident, author_id=author_id, deleted_by_id=by_id)
    return Deleted(
        ref=ref,
        question_id=question_id,
        title=title,
        at=at,
        reason=reason,
        author=author,
        by=by,
        by_author=by_id is not None and by_id == author_id,
        may_restore=can_restore(actor, thing, product_id),
    )
