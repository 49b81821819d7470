"""Taking a person out of threads: their name from what anybody wrote, and their posts, where they do not want to leave
them. Each thread is gone through under its lock, in a unit of its own, so that a kill loses nothing.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.db import Base, change, session
from forum.core.erasing import AT_ONCE, Traces, Words
from forum.core.operation import lock, operation
from forum.core.text import N_, Message
from forum.core.translation import translated
from forum.images.models import ImageUse
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import SYSTEM
from forum.questions.emptying import empty_revisions
from forum.questions.marks import settle, settle_question
from forum.questions.models import (
    Answer,
    AnswerRevision,
    Comment,
    CommentRevision,
    Correction,
    Outcome,
    Question,
    QuestionRevision,
    Verdict,
    WaitingCheck,
)
from forum.questions.queries.kin import touch_kin
from forum.questions.trust import VerdictKind

_WRITTEN = ("source", "html", "text", "note", "byline")
_TAKEN_AWAY = ("deleted_reason", "source_url", "byline")
WORDS = (
    Words(Question, ("title", "slug", "environment", "closed_reason", *_TAKEN_AWAY)),
    Words(QuestionRevision, ("title", "environment", "tags", *_WRITTEN)),
    Words(Answer, ("accepted_reason", "decided_reason", "decided_instead", *_TAKEN_AWAY)),
    Words(AnswerRevision, _WRITTEN),
    Words(Comment, ("source", "html", "text", *_TAKEN_AWAY)),
    Words(CommentRevision, _WRITTEN),
    Words(Outcome, ("note",)),
    Words(Verdict, ("condition", "note", "instead")),
    Words(WaitingCheck, ("condition", "note", "instead", "reason")),
    Words(Correction, ("passage", "replacement", "reason", "objection", "resolution")),
)
REMOVED = N_("Removed question")
# A positive check keeps an answer, whatever was said or written since.
POSITIVE = (VerdictKind.VERIFIED, VerdictKind.CONDITIONAL)
# What a person wrote beside their own texts goes with these.
NOTED = (EventKind.QUESTION_EDITED, EventKind.ANSWER_EDITED, EventKind.OUTCOME_REPORTED)


def _thread_of(model: type[Base]) -> tuple[Any, sa.ColumnElement[bool]]:
    """SQL: the question that a row belongs to, and what joins the answer to it where that is needed."""
    given: Any = model
    if model is Question:
        return given.id, sa.true()
    if model is CommentRevision:
        return Comment.question_id, Comment.id == given.comment_id
    if hasattr(given, "question_id"):
        return given.question_id, sa.true()
    return Answer.question_id, Answer.id == given.answer_id


def clean_threads(traces: Traces) -> Iterator[int]:
    """Take a person's name out of all threads; yields how many each unit changed."""
    for words in WORDS:
        thread, joined = _thread_of(words.model)
        last = 0
        while True:
            found = sa.select(thread).where(words.named_in(traces), joined, thread > last)
            ids = session().scalars(found.distinct().order_by(thread).limit(AT_ONCE)).all()
            session().rollback()
            for ident in ids:
                yield _clean_thread(traces, ident or 0)
            if len(ids) < AT_ONCE:
                break
            last = ids[-1] or 0


@operation
def _clean_thread(traces: Traces, question_id: int) -> int:
    """Clean one thread under its lock; return 1 where that changed anything."""
    question = lock(Question, question_id)
    title, changed = question.title, False
    for words in WORDS:
        thread, joined = _thread_of(words.model)
        rows = sa.select(words.model).where(thread == question_id, joined, words.named_in(traces))
        for row in session().scalars(rows.execution_options(populate_existing=True)).all():
            changed |= words.clean(traces, row)
    if not changed:
        return 0
    question.version += 1
    session().flush()
    if question.title != title:
        touch_kin(question.id)
    record(EventKind.NAMES_ERASED, SYSTEM, question.ref, data={"person": traces.person_id})
    return 1


def remove_posts(person_id: int) -> Iterator[int]:
    """Remove what a person posted, text and all: answers, comments, then questions that nobody answered.

    What is accepted or was checked and found right stays, and so does a question beneath which an answer stands: other
    people's work is not theirs to take away.
    """
    yield from _remove_all(Answer, _answers(person_id))
    yield from _remove_all(Comment, sa.and_(Comment.author_id == person_id, Comment.source != ""))
    yield from _remove_all(Question, _questions(person_id))
    yield _empty_notes(person_id)


@operation
def _empty_notes(person_id: int) -> int:
    """Empty what a person wrote beside their outcomes; that it worked stays counted."""
    said = sa.update(Outcome).where(Outcome.person_id == person_id, Outcome.note != "")
    return change(said.values(note=""))


def _answers(person_id: int) -> sa.ColumnElement[bool]:
    """SQL: answers of a person that go and have not gone yet."""
    checked = sa.exists().where(Verdict.answer_id == Answer.id, Verdict.kind.in_(POSITIVE))
    texts = sa.exists().where(AnswerRevision.answer_id == Answer.id, AnswerRevision.redacted_at.is_(None))
    return sa.and_(Answer.author_id == person_id, ~Answer.accepted, ~checked, texts)


def _questions(person_id: int) -> sa.ColumnElement[bool]:
    """SQL: questions of a person that go and have not gone yet."""
    others = sa.exists().where(Answer.question_id == Question.id, Answer.in_place())
    mine = QuestionRevision.question_id == Question.id
    texts = sa.exists().where(mine, QuestionRevision.redacted_at.is_(None))
    return sa.and_(Question.author_id == person_id, ~others, texts)


def _remove_all(model: type[Answer | Comment | Question], which: sa.ColumnElement[bool]) -> Iterator[int]:
    """Remove posts of one kind, each in a unit of its own."""
    last = 0
    while True:
        query = sa.select(model.id).where(which, model.id > last).order_by(model.id).limit(AT_ONCE)
        ids = session().scalars(query).all()
        session().rollback()
        for ident in ids:
            yield _remove(model, ident, which)
        if len(ids) < AT_ONCE:
            return
        last = ids[-1]


@operation
def _remove(model: type[Answer | Comment | Question], ident: int, which: sa.ColumnElement[bool]) -> int:
    """Delete one post under its thread's lock, and empty its texts; return 1, or 0 where it stays by now."""
    place = sa.select(Question.id if model is Question else model.question_id)  # type: ignore[union-attr] # not of one
    question = lock(Question, session().scalar(place.where(model.id == ident)) or 0)
    fresh = sa.select(model).where(model.id == ident, which).execution_options(populate_existing=True)
    post: Any = session().scalars(fresh).one_or_none()
    if post is None:
        return 0
    if post.deleted_at is None:
        post.deleted_at, post.deleted_by_id = now(), post.author_id
    post.deleted_reason = ""
    kind = _empty(post, question)
    session().execute(sa.delete(ImageUse).where(ImageUse.about_kind == post.ref.kind, ImageUse.about_id == post.id))
    record(kind, SYSTEM, question.ref, about=post.ref, data={"erased": True})
    return 1


def _empty(post: Answer | Comment | Question, question: Question) -> EventKind:
    """Empty a post's texts and settle its thread; return what the history calls it."""
    if isinstance(post, Comment):
        post.source = post.html = post.text = ""
        post.redacted_at = now()
        empty_revisions(post.ref)
        question.version += 1
        return EventKind.COMMENT_DELETED
    if isinstance(post, Answer):
        empty_revisions(post.ref)
        passages = sa.update(Correction).where(Correction.answer_id == post.id)
        session().execute(passages.values(passage="", replacement=""))
        post.question = question
        settle(question, post)
        return EventKind.ANSWER_DELETED
    empty_revisions(post.ref)
    post.title = translated(Message(REMOVED), config.current().default_language)
    post.slug, post.environment = "question", ""
    settle_question(post)
    touch_kin(post.id)
    return EventKind.QUESTION_DELETED
