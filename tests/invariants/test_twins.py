"""Promise 3, in one place: what a policy lets somebody see is what its SQL twin finds, in every state of everything."""

import itertools
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from forum.core.containment import Containment
from forum.core.db import session
from forum.core.operation import unit
from forum.core.refs import Kind
from forum.flags.models import Case
from forum.knowledge.models import Entry
from forum.knowledge.policy import can_see_entry, entries_seen_by
from forum.moderation.policy import can_see_case, cases_seen_by
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

STATES = list(Containment)
TEXT = {"source": "x", "html": "x", "text": "x"}


def everybody(cast: Cast) -> Iterator[Actor]:
    """Visitors, the system, and a person for every set of roles: for all products, for one, or not held."""
    yield from (VISITOR, SYSTEM, cast.ada, cast.ben, cast.sam, cast.amy)
    held = (frozenset[int](), None, frozenset({cast.router}))
    for engineer, moderator in itertools.product(held, held):
        for ident in (cast.sam.id, 4711):
            grants = {Role.CUSTOMER: None, Role.ENGINEER: engineer, Role.MODERATOR: moderator}
            roles = {role: products for role, products in grants.items() if products != frozenset()}
            yield Actor(ident, roles, cast.sam.since, False)


def a_world(cast: Cast) -> None:
    """A question, an answer, a comment and an entry in every state, about each product and about none."""
    with unit():
        for product, asked, answered in itertools.product((cast.router, cast.camera, None), STATES, STATES):
            question = Question(title="x", slug="x", author_id=cast.ada.id, product_id=product, containment=asked)
            session().add(question)
            session().flush()
            answer = Answer(question_id=question.id, author_id=cast.sam.id, containment=answered)
            session().add(answer)
            session().flush()
            session().add(Comment(**TEXT, question_id=question.id, author_id=cast.ben.id, containment=answered))
            linked = {"question_id": question.id, "answer_id": answer.id}
            session().add(Entry(title="x", slug="x", product_id=product, **linked))
            session().add(Entry(title="x", slug="x", product_id=product, containment=answered, revision=1))
            session().add(Case(about_kind=Kind.ANSWER, about_id=answer.id, product_id=product))


def test_what_can_be_seen_is_what_is_found(cast: Cast) -> None:
    a_world(cast)
    questions = session().scalars(sa.select(Question)).all()
    answers = session().scalars(sa.select(Answer).join(Answer.question).options(contains_eager(Answer.question))).all()
    comments = session().execute(sa.select(Comment, Question).join(Question)).all()
    loaded = (contains_eager(Entry.question), contains_eager(Entry.answer).joinedload(Answer.question))
    outward = sa.select(Entry).outerjoin(Entry.question).outerjoin(Entry.answer)
    entries = session().scalars(outward.options(*loaded)).all()
    cases = session().scalars(sa.select(Case)).all()
    for actor in everybody(cast):
        seen = {
            "questions": {one.id for one in questions if can_see_question(actor, one)},
            "answers": {one.id for one in answers if can_see_answer(actor, one)},
            "comments": {one.id for one, question in comments if can_see_comment(actor, one, question)},
            "entries": {one.id for one in entries if can_see_entry(actor, one)},
            "cases": {one.id for one in cases if can_see_case(actor, one)},
        }
        found = {
            "questions": set(session().scalars(sa.select(Question.id).where(questions_seen_by(actor)))),
            "answers": set(session().scalars(sa.select(Answer.id).join(Question).where(answers_seen_by(actor)))),
            "comments": set(session().scalars(sa.select(Comment.id).join(Question).where(comments_seen_by(actor)))),
            "entries": set(session().scalars(outward.with_only_columns(Entry.id).where(entries_seen_by(actor)))),
            "cases": set(session().scalars(sa.select(Case.id).where(cases_seen_by(actor)))),
        }
        assert seen == found, actor
        if actor in (VISITOR, cast.ben):
            assert 0 < len(found["answers"]) < len(answers)
