"""Making two questions one: what stands beneath the one moves to the other, and its address leads there for ever."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from forum.catalog.names import MAX_TAGS
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, Unfit
from forum.core.operation import lock, operation
from forum.core.refs import Kind
from forum.core.text import N_
from forum.following.carrying import carry_bookmarks
from forum.following.models import Bookmark
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor
from forum.questions.locks import lock_both, lock_question
from forum.questions.marks import settle, settle_question
from forum.questions.models import Answer, Comment, Move, Question, QuestionTag
from forum.questions.operations.accepting import accepted_of, clear_acceptance
from forum.questions.operations.asking import promised
from forum.questions.operations.closing import CIRCLE, UNKNOWN, carry_along, take_back
from forum.questions.policy import can_merge_question
from forum.questions.queries.kin import chain_of, last_move, now_at, touch_kin


@operation
def merge_question(actor: Actor, source_id: int, target_id: int) -> Question:
    """Let a question become a part of another; return that one.

    Answers, comments and tags move; at most one answer stays accepted, the target's if it has one that is
    there. A target that was merged itself stands for the one that it became a part of. Twice is once. Raises `Invalid`
    for a target that is not there or that leads back here.
    """
    last = now_at(target_id)
    try:
        locked = lock_both(actor, source_id, last)
    except NotFound:
        return _merged_before(actor, source_id, target_id)
    source, target = locked[source_id], locked.get(last)
    if not can_merge_question(actor, source):
        raise Forbidden
    if source_id in chain_of(last):
        raise Invalid.one("target", "circle", CIRCLE)
    if target is None or not target.is_in_place:
        raise Invalid.one("target", "unknown", UNKNOWN)
    if not can_merge_question(actor, target):
        raise Forbidden
    taken = _take_along(source, target)
    carry_along(source, target)
    carry_bookmarks(source.id, target.id)
    source.moved_kind, source.moved_id = Kind.QUESTION, target.id
    _remember(actor, source, target, taken)
    _settle_all(source, target)
    touch_kin(source.id)
    data = {"answers": len(taken["answers"]), "acceptance": (taken["acceptance"] or {}).get("answer")}
    record(EventKind.QUESTION_MERGED, actor, target.ref, about=source.ref, data=data)
    return target


def _merged_before(actor: Actor, source_id: int, target_id: int) -> Question:
    """Return the question that both are a part of already; raise `NotFound` where they are not one."""
    place = now_at(source_id)
    if source_id in {place, target_id} or now_at(target_id) != place:
        raise NotFound
    target = lock_question(actor, place)
    source = session().get_one(Question, source_id, populate_existing=True)
    if not can_merge_question(actor, source) or not can_merge_question(actor, target):
        raise NotFound
    return target


@operation
def split_question(actor: Actor, source_id: int) -> Question:
    """Undo a merge: what came along goes back, with what was said beneath it since. Returns the question that was.

    Where it is one of its own again already, nothing changes. Raises `Unfit` where the other question has become a part
    of a third one since.
    """
    move = last_move(Kind.QUESTION, source_id)
    if move is None or move.target_kind is not Kind.QUESTION:
        raise NotFound
    rows = {ident: lock(Question, ident) for ident in sorted((source_id, move.target_id))}
    source, target = rows[source_id], rows[move.target_id]
    session().refresh(move)
    if not can_merge_question(actor, source) or not can_merge_question(actor, target):
        raise NotFound if target.moved_id is None else Forbidden
    if move.undone_at is not None and source.moved_id is None:
        return source
    if source.moved_id != target.id:
        raise Conflict
    if not target.is_in_place:
        raise Unfit(N_("The other question was merged or deleted since. Take that back first."), code="moved_on")
    touch_kin(source.id)
    source.moved_kind = source.moved_id = None
    _give_back(source, target, move.taken)
    take_back(source, target)
    if source.duplicate_of_id == target.id:
        carry_along(source, target)
    move.undone_at = now()
    _settle_all(source, target)
    touch_kin(source.id)
    record(EventKind.QUESTION_SPLIT, actor, target.ref, about=source.ref, data=promised(source))
    return source


def _take_along(source: Question, target: Question) -> dict[str, Any]:
    """Move everything beneath the source; return what it was."""
    taken: dict[str, Any] = {"acceptance": None, "target_revision": target.revision}
    mine, theirs = accepted_of(source.id), accepted_of(target.id)
    if mine is not None and theirs is not None:
        # An answer that was deleted solves nothing for anybody, so its mark gives way.
        less = theirs if mine.is_in_place and not theirs.is_in_place else mine
        taken["acceptance"] = {
            "answer": less.id,
            "at": less.accepted_at.isoformat() if less.accepted_at else None,
            "by": less.accepted_by_id,
        }
        clear_acceptance(less)
        session().flush()
    for name, model in (("answers", Answer), ("comments", Comment)):
        ids = session().scalars(sa.select(model.id).where(model.question_id == source.id)).all()
        taken[name] = list(ids)
        _put(model, ids, target)
    taken["tags"] = _add_tags(source, target)
    return taken


def _put(model: type[Answer | Comment], ids: Sequence[int], question: Question) -> None:
    """Let these stand beneath the question."""
    change = sa.update(model).where(model.id.in_(ids)).values(question_id=question.id)
    session().execute(change, execution_options={"synchronize_session": "fetch"})
    if model is Answer:
        kept = sa.update(Bookmark).where(Bookmark.answer_id.in_(ids)).values(question_id=question.id)
        session().execute(kept, execution_options={"synchronize_session": "fetch"})


def _add_tags(source: Question, target: Question) -> list[int]:
    """Give the target the source's tags, as far as there is room; return those that it did not have."""

    def tags_on(question: Question) -> list[int]:
        mine = sa.select(QuestionTag.tag_id).where(QuestionTag.question_id == question.id)
        return list(session().scalars(mine.order_by(QuestionTag.tag_id)))

    there = tags_on(target)
    new = [tag for tag in tags_on(source) if tag not in there][: max(0, MAX_TAGS - len(there))]
    session().add_all(QuestionTag(question_id=target.id, tag_id=tag) for tag in new)
    return new


def _remember(actor: Actor, source: Question, target: Question, taken: dict[str, Any]) -> None:
    session().add(
        Move(
            source_kind=Kind.QUESTION,
            source_id=source.id,
            target_kind=Kind.QUESTION,
            target_id=target.id,
            person_id=actor.id,
            taken=taken,
            created_at=now(),
        )
    )


def _give_back(source: Question, target: Question, taken: dict[str, Any]) -> None:
    """Put back what came along and is still there, and the comments that were written beneath it since."""
    still = (Answer.id.in_(taken["answers"]), Answer.question_id == target.id)
    answers = session().scalars(sa.select(Answer.id).where(*still)).all()
    beneath = sa.or_(
        Comment.answer_id.in_(answers), sa.and_(Comment.id.in_(taken["comments"]), Comment.answer_id.is_(None))
    )
    comments = session().scalars(sa.select(Comment.id).where(beneath, Comment.question_id == target.id)).all()
    _put(Answer, answers, source)
    _put(Comment, comments, source)
    if taken["acceptance"]:
        _mark_again((source.id, target.id), **taken["acceptance"])
    # An edit since then has chosen the tags anew.
    if target.revision == taken["target_revision"]:
        mine = (QuestionTag.question_id == target.id, QuestionTag.tag_id.in_(taken["tags"]))
        session().execute(sa.delete(QuestionTag).where(*mine))


def _mark_again(questions: Sequence[int], *, answer: int, at: str | None, by: int | None) -> None:
    """Give the mark back that a merge took off, where the answer stands beneath one of both and no other bears it."""
    unmarked = session().get_one(Answer, answer, populate_existing=True)
    if unmarked.question_id in questions and accepted_of(unmarked.question_id) is None:
        unmarked.accepted, unmarked.accepted_by_id = True, by
        unmarked.accepted_at = datetime.fromisoformat(at) if at else None


def _settle_all(source: Question, target: Question) -> None:
    """Bring what is stored of both questions and their answers in line."""
    session().flush()
    for question in (source, target):
        query = sa.select(Answer).join(Answer.question).where(Answer.question_id == question.id)
        query = query.options(contains_eager(Answer.question)).execution_options(populate_existing=True)
        answers = session().scalars(query).all()
        settle(question, *answers) if answers else settle_question(question)
