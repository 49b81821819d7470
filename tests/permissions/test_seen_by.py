"""Who may see what is asked twice, of rows in Python and of the database in SQL: both give the same answer.

Everything that can be hidden stands in the database in every state; who looks is generated.
"""

from collections.abc import Callable
from itertools import count, product
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import joinedload

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.operation import unit
from forum.core.refs import Kind
from forum.flags.models import Case, CaseState
from forum.knowledge.models import Entry, EntryState
from forum.knowledge.policy import can_see_entry, entries_seen_by
from forum.moderation.models import StaffNote, Suggestion
from forum.moderation.policy import (
    can_see_case,
    can_see_note,
    can_see_suggestion,
    cases_seen_by,
    notes_seen_by,
    suggestions_seen_by,
)
from forum.people.policy import SYSTEM, VISITOR, Actor, Role
from forum.questions.models import Answer, Comment, Question
from forum.questions.policy import (
    answers_seen_by,
    can_see_answer,
    can_see_comment,
    can_see_question,
    comments_seen_by,
    questions_seen_by,
)
from tests.support.cast import Cast

EVERY = tuple(Containment)
# In its place, deleted, moved, both.
DELETED: dict[str, Any] = {"deleted_at": now()}
MOVED: dict[str, Any] = {"moved_kind": Kind.QUESTION, "moved_id": 1}
GONE: tuple[dict[str, Any], ...] = ({}, DELETED, MOVED, {**DELETED, **MOVED})


def fill(cast: Cast) -> None:
    """Put a thread into the database for each state that its parts can be in."""
    number = count(1)
    products: tuple[int | None, ...] = (cast.router, cast.camera, None)
    people: tuple[int | None, ...] = (cast.ben.id, None)
    with unit():
        for around, inside, place, author in product(EVERY, EVERY, products, people):
            at = {"title": "Title", "slug": "title", "product_id": place}
            question = Question(id=next(number), author_id=cast.ada.id, containment=around, **at)
            session().add(question)
            session().flush()
            answer = Answer(question_id=question.id, author_id=author, containment=inside)
            session().add(answer)
            session().flush()
            text = {"source": "x", "html": "x", "text": "x", "author_id": author, "containment": inside}
            session().add(Comment(question_id=question.id, **text))
            _suggest(question, answer, (cast.sam.id, cast.ben.id, cast.ada.id)[question.id % 3])
            # The entry's own containment goes round, so that each meets each.
            own = EVERY[question.id % len(EVERY)]
            session().add(Entry(question_id=question.id, answer_id=answer.id, containment=own, **at))
        for around, inside, place, author in product(GONE, GONE, products, people):
            at = {"title": "Title", "slug": "title", "product_id": place}
            question = Question(id=next(number), author_id=cast.ada.id, **at, **around)
            session().add(question)
            session().flush()
            answer = Answer(question_id=question.id, author_id=author, **inside)
            session().add(answer)
            session().flush()
            text = {"source": "x", "html": "x", "text": "x", "author_id": author}
            session().add(Comment(question_id=question.id, **text, **inside))
            _suggest(question, answer, (cast.sam.id, cast.ben.id, cast.ada.id)[question.id % 3])
            session().add(Entry(question_id=question.id, answer_id=answer.id, title="T", slug="t", product_id=place))
        for own, place, state in product(EVERY, products, EntryState):
            session().add(Entry(containment=own, revision=1, state=state, title="T", slug="t", product_id=place))
        for place, progress in product(products, CaseState):
            case = Case(about_kind=Kind.ANSWER, about_id=next(number), product_id=place, state=progress)
            session().add(case)
            session().flush()
            for subject in people:
                noted = {"case_id": case.id, "subject_id": subject, "author_id": cast.sam.id}
                session().add(StaffNote(**noted, text="x"))
        session().add(StaffNote(subject_id=cast.ben.id, author_id=cast.sam.id, text="x"))


def _suggest(question: Question, answer: Answer, person_id: int | None) -> None:
    """Suggest a change of both."""
    made = {"person_id": person_id, "base_revision": 1, "source": "x", "note": "x", "reason": ""}
    session().add_all([Suggestion(question_id=question.id, **made), Suggestion(answer_id=answer.id, **made)])


@st.composite
def actors(draw: st.DrawFn, cast: Cast) -> Actor:
    """Anybody: any person or none, any set of roles, each everywhere or for some products, suspended or not."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from([VISITOR, SYSTEM]))
    ident = draw(st.sampled_from([cast.ada.id, cast.ben.id, cast.sam.id]))
    scopes = st.none() | st.frozensets(st.sampled_from([cast.router, cast.camera, 4711]), min_size=1)
    grants = draw(st.dictionaries(st.sampled_from(list(Role)), scopes))
    return Actor(ident, grants, suspended=draw(st.booleans()))


@pytest.fixture
def everything(app: Flask, cast: Cast) -> Cast:
    """The site with everything in it."""
    fill(cast)
    return cast


def compare(cast: Cast, check: Callable[[Actor], tuple[set[int], set[int]]]) -> None:
    """Let everybody look, and compare what the rule and the database show them."""

    @given(actors(cast))
    @settings(
        max_examples=120,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def look(actor: Actor) -> None:
        by_rule, by_database = check(actor)
        assert by_rule == by_database

    look()


def test_questions(everything: Cast) -> None:
    rows = session().scalars(sa.select(Question)).all()

    def check(actor: Actor) -> tuple[set[int], set[int]]:
        found = session().scalars(sa.select(Question.id).where(questions_seen_by(actor)))
        return {row.id for row in rows if can_see_question(actor, row)}, set(found)

    compare(everything, check)


def test_answers(everything: Cast) -> None:
    rows = session().scalars(sa.select(Answer).options(joinedload(Answer.question))).all()

    def check(actor: Actor) -> tuple[set[int], set[int]]:
        found = session().scalars(sa.select(Answer.id).join(Answer.question).where(answers_seen_by(actor)))
        return {row.id for row in rows if can_see_answer(actor, row)}, set(found)

    compare(everything, check)


def test_comments(everything: Cast) -> None:
    joined = sa.select(Comment, Question).join(Question, Question.id == Comment.question_id)
    rows = session().execute(joined).all()

    def check(actor: Actor) -> tuple[set[int], set[int]]:
        found = session().scalars(joined.with_only_columns(Comment.id).where(comments_seen_by(actor)))
        return {comment.id for comment, question in rows if can_see_comment(actor, comment, question)}, set(found)

    compare(everything, check)


def test_entries(everything: Cast) -> None:
    loaded = (joinedload(Entry.question), joinedload(Entry.answer).joinedload(Answer.question))
    rows = session().scalars(sa.select(Entry).options(*loaded)).all()
    joined = sa.select(Entry.id).outerjoin(Entry.question).outerjoin(Entry.answer)

    def check(actor: Actor) -> tuple[set[int], set[int]]:
        found = session().scalars(joined.where(entries_seen_by(actor)))
        return {row.id for row in rows if can_see_entry(actor, row)}, set(found)

    compare(everything, check)


def test_cases(everything: Cast) -> None:
    rows = session().scalars(sa.select(Case)).all()

    def check(actor: Actor) -> tuple[set[int], set[int]]:
        found = session().scalars(sa.select(Case.id).where(cases_seen_by(actor)))
        return {row.id for row in rows if can_see_case(actor, row)}, set(found)

    compare(everything, check)


def test_notes(everything: Cast) -> None:
    joined = sa.select(StaffNote, Case).outerjoin(Case, Case.id == StaffNote.case_id)
    rows = session().execute(joined).all()

    def check(actor: Actor) -> tuple[set[int], set[int]]:
        found = session().scalars(joined.with_only_columns(StaffNote.id).where(notes_seen_by(actor)))
        return {note.id for note, case in rows if can_see_note(actor, note, case)}, set(found)

    compare(everything, check)


def test_suggestions(everything: Cast) -> None:
    place = sa.func.coalesce(Suggestion.question_id, Answer.question_id)
    joined = sa.select(Suggestion, Question).outerjoin(Suggestion.answer).join(Question, Question.id == place)
    answers = {one.id: one for one in session().scalars(sa.select(Answer).options(joinedload(Answer.question)))}
    rows = [(one, answers.get(one.answer_id or 0) or question) for one, question in session().execute(joined)]

    def check(actor: Actor) -> tuple[set[int], set[int]]:
        found = session().scalars(joined.with_only_columns(Suggestion.id).where(suggestions_seen_by(actor)))
        return {one.id for one, thing in rows if can_see_suggestion(actor, one, thing)}, set(found)

    compare(everything, check)
