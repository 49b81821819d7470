"""What people have of a question goes along where it becomes a part of another, or leads to one; and comes back.

The rows of the first question stay as they are: nobody sees it meanwhile, or its own page still tells of them. The
other one gets rows of its own, which remember where they came from. What somebody chose there before stays.
"""

from typing import Any

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.upsert import insert_into
from forum.following.models import Bookmark, HaveToo, QuestionFollow, Stance


def carry_stances(source_id: int, target_id: int) -> None:
    """Let who follows or mutes a question do so with another, inside the open unit of work."""
    row: dict[str, Any] = {
        "person_id": QuestionFollow.person_id,
        "question_id": sa.literal(target_id),
        "stance": QuestionFollow.stance,
        "changed_at": sa.literal(now(), QuestionFollow.changed_at.type),
        "carried_from_id": sa.literal(source_id),
    }
    theirs = sa.select(*row.values()).where(
        QuestionFollow.question_id == source_id, QuestionFollow.stance.in_([Stance.FOLLOWS, Stance.MUTED])
    )
    _insert(QuestionFollow, row, theirs)


def carry_have_too(source_id: int, target_id: int, *, asker_id: int | None, same_product: bool) -> None:
    """Let who has the trouble of a question have that of another, but for its own asker.

    The version goes along where both are about one product.
    """
    row: dict[str, Any] = {
        "question_id": sa.literal(target_id),
        "person_id": HaveToo.person_id,
        "release_id": HaveToo.release_id if same_product else sa.null(),
        "created_at": HaveToo.created_at,
        "carried_from_id": sa.literal(source_id),
    }
    theirs = sa.select(*row.values()).where(HaveToo.question_id == source_id, HaveToo.person_id != (asker_id or 0))
    _insert(HaveToo, row, theirs)


def carry_bookmarks(source_id: int, target_id: int) -> None:
    """Let who keeps a question keep the one that it became a part of."""
    row: dict[str, Any] = {
        "person_id": Bookmark.person_id,
        "question_id": sa.literal(target_id),
        "created_at": Bookmark.created_at,
        "carried_from_id": sa.literal(source_id),
    }
    theirs = sa.select(*row.values()).where(Bookmark.question_id == source_id, Bookmark.answer_id.is_(None))
    _insert(Bookmark, row, theirs)


def carry_back(source_id: int, target_id: int) -> None:
    """Take away what was carried from the one question to the other, as far as it is still as it was carried."""
    for model in (QuestionFollow, HaveToo, Bookmark):
        carried = (model.question_id == target_id, model.carried_from_id == source_id)
        session().execute(sa.delete(model).where(*carried), execution_options={"synchronize_session": "fetch"})


def count_have_too(question_id: int) -> int:
    """Return how many people have the same trouble, once what is pending is written."""
    session().flush()
    rows = sa.select(sa.func.count()).select_from(HaveToo).where(HaveToo.question_id == question_id)
    return session().scalar(rows) or 0


def _insert(model: type[QuestionFollow | HaveToo | Bookmark], row: dict[str, Any], theirs: sa.Select[Any]) -> None:
    """Insert these rows where there is none of the person yet."""
    session().flush()
    session().execute(insert_into(model).from_select(list(row), theirs).on_conflict_do_nothing())
