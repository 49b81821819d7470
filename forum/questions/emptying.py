"""Taking a text out for good: the row stays, with who wrote it and when; what it said is gone."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import change, session
from forum.core.refs import Kind, Ref
from forum.questions.models import AnswerRevision, CommentRevision, QuestionRevision

Text = AnswerRevision | CommentRevision | QuestionRevision


def empty_revisions(thing: Ref, number: int | None = None) -> int:
    """Empty all revisions of a question, an answer or a comment, or the one with a number, inside the open unit.

    Returns how many had a text.
    """
    if thing.kind is Kind.ANSWER:
        which = AnswerRevision.answer_id == thing.id
        return _empty(AnswerRevision, which, number)
    if thing.kind is Kind.COMMENT:
        return _empty(CommentRevision, CommentRevision.comment_id == thing.id, number)
    return _empty(QuestionRevision, QuestionRevision.question_id == thing.id, number)


def is_empty(thing: Ref, number: int) -> bool:
    """Return whether the words of a revision were taken out. One statement."""
    if thing.kind is not Kind.COMMENT:
        return not has_text(thing, number)
    mine = (CommentRevision.comment_id == thing.id, CommentRevision.number == number)
    return session().scalar(sa.select(CommentRevision.redacted_at).where(*mine)) is not None


def _empty(
    model: type[AnswerRevision | CommentRevision | QuestionRevision], which: sa.ColumnElement[bool], number: int | None
) -> int:
    """Empty the rows that still have a text."""
    values = {"source": "", "html": "", "text": "", "note": "", "redacted_at": now()}
    if model is QuestionRevision:
        values |= {"title": "", "environment": "", "tags": ""}
    one = sa.true() if number is None else model.number == number
    emptied = sa.update(model).where(which, one, model.redacted_at.is_(None)).values(**values)
    return change(emptied)


def has_text(thing: Ref, number: int) -> bool:
    """Return whether a revision of a question or an answer still says something. One statement."""
    if thing.kind is Kind.ANSWER:
        mine = sa.and_(AnswerRevision.answer_id == thing.id, AnswerRevision.number == number)
        query = sa.select(AnswerRevision.redacted_at).where(mine)
    else:
        mine = sa.and_(QuestionRevision.question_id == thing.id, QuestionRevision.number == number)
        query = sa.select(QuestionRevision.redacted_at).where(mine)
    return session().scalar(query) is None
