"""Remarks beneath questions and answers."""

from datetime import datetime

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, Stale
from forum.core.markup import Rendered
from forum.core.operation import operation
from forum.core.refs import Kind, Ref
from forum.core.text import N_, is_blank
from forum.following.operations import take_part
from forum.journal.kinds import EventKind
from forum.journal.record import channel, record
from forum.people.policy import Actor
from forum.questions.images import note_images
from forum.questions.locks import lock_comment, lock_where_it_is
from forum.questions.mentions import named_in
from forum.questions.models import Answer, Comment, CommentRevision
from forum.questions.newcomers import need_few, need_room
from forum.questions.policy import can_comment, can_edit_comment, can_see_answer
from forum.questions.risks import assess_comment

COMMENT_MAX = 2_000


@operation
def comment(actor: Actor, question_id: int, body: Rendered, *, answer_id: int | None = None) -> Comment:
    """Comment on a question, or on one of its answers."""
    question = lock_where_it_is(actor, question_id)
    if not can_comment(actor, question):
        raise Forbidden
    if answer_id is not None:
        query = sa.select(Answer).where(Answer.id == answer_id, Answer.question_id == question.id)
        answer = session().scalars(query.options(sa.orm.joinedload(Answer.question))).one_or_none()
        if answer is None or not can_see_answer(actor, answer):
            raise NotFound
        if not answer.is_in_place:
            raise Forbidden
    _need_text(body)
    need_room(actor, Comment, body)
    made = Comment(
        question_id=question.id,
        answer_id=answer_id,
        author_id=actor.id,
        source=body.source,
        format=body.format,
        html=body.html,
        text=body.text,
        created_at=now(),
        channel=channel.get(),
    )
    session().add(made)
    question.version += 1
    session().flush()
    note_images(actor, made.ref, 0, body.html)
    take_part(actor.id, question.id)
    named = named_in(actor, question.id, body.html)
    data = {**({"answer": answer_id} if answer_id else {}), **({"mentioned": named} if named else {})}
    record(EventKind.COMMENT_POSTED, actor, question.ref, about=Ref(Kind.COMMENT, made.id), data=data)
    assess_comment(actor, made, question, body.passages)
    if not made.is_held:
        question.active_at = now()
    return made


@operation
def edit_comment(actor: Actor, comment_id: int, body: Rendered, *, base_revision: int) -> Comment:
    """Write a new revision of one's own comment; raise `Stale` when it was changed since `base_revision`.

    The same text again changes nothing. It is no news of the page: only who is newly named in it is told.
    """
    comment, question = lock_comment(actor, comment_id)
    if not can_edit_comment(actor, comment, question):
        raise Forbidden
    if base_revision != comment.revision:
        raise Stale(comment.revision)
    _need_text(body)
    need_few(actor, body)
    if comment.source == body.source:
        return comment
    named = named_in(actor, question.id, body.html, comment.html)
    if comment.revision == 1:
        _keep(comment, comment.created_at)
    comment.revision += 1
    comment.edited_at = now()
    comment.source, comment.format, comment.html, comment.text = body.source, body.format, body.html, body.text
    _keep(comment, comment.edited_at, renderer=body.version)
    question.version += 1
    note_images(actor, comment.ref, comment.revision, body.html)
    data = {
        "revision": comment.revision,
        **({"answer": comment.answer_id} if comment.answer_id else {}),
        **({"mentioned": named} if named else {}),
    }
    record(EventKind.COMMENT_EDITED, actor, question.ref, about=comment.ref, data=data)
    assess_comment(actor, comment, question, body.passages)
    return comment


def _need_text(body: Rendered) -> None:
    """Refuse an empty text, and one that is too long for a remark."""
    if is_blank(body.source):
        raise Invalid.one("body", "required", N_("Write your comment first."))
    if len(body.source) > COMMENT_MAX:
        raise Invalid.one("body", "too_long", N_("Use at most %(most)s characters."), most=COMMENT_MAX)


def _keep(comment: Comment, at: datetime, *, renderer: int = 0) -> None:
    """Keep the comment's text as it is now among its revisions."""
    session().add(
        CommentRevision(
            comment_id=comment.id,
            number=comment.revision,
            author_id=comment.author_id,
            byline=comment.byline,
            source=comment.source,
            format=comment.format,
            html=comment.html,
            text=comment.text,
            renderer=renderer,
            created_at=at,
        )
    )
