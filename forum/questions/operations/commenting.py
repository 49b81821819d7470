"""Remarks beneath questions and answers."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.markup import Rendered
from forum.core.operation import operation
from forum.core.refs import Kind, Ref
from forum.core.text import N_, is_blank
from forum.following.operations import take_part
from forum.journal.kinds import EventKind
from forum.journal.record import channel, record
from forum.people.policy import Actor
from forum.questions.images import note_images
from forum.questions.locks import lock_where_it_is
from forum.questions.mentions import named_in
from forum.questions.models import Answer, Comment
from forum.questions.policy import can_comment, can_see_answer

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
    if is_blank(body.source):
        raise Invalid.one("body", "required", N_("Write your comment first."))
    if len(body.source) > COMMENT_MAX:
        raise Invalid.one("body", "too_long", N_("Use at most %(most)s characters."), most=COMMENT_MAX)
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
    question.active_at = now()
    question.version += 1
    session().flush()
    note_images(actor, made.ref, 0, body.html)
    take_part(actor.id, question.id)
    named = named_in(actor, question.id, body.html)
    data = {**({"answer": answer_id} if answer_id else {}), **({"mentioned": named} if named else {})}
    record(EventKind.COMMENT_POSTED, actor, question.ref, about=Ref(Kind.COMMENT, made.id), data=data)
    return made
