"""The benches measure a site that could have come about: what is filled in is what the operations would have stored."""

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import contains_eager

from bench.fill import Filler
from forum.config import Config
from forum.core.db import db, session
from forum.core.operation import unit
from forum.journal.seal import verify
from forum.knowledge.models import Entry
from forum.knowledge.operations import settle_entry
from forum.questions.marks import settle
from forum.questions.models import Answer, Question


def marks(question: Question, answers: list[Answer]) -> list[object]:
    """Everything that is derived from the marks."""
    levels = [(one.level, one.tier, one.standing, one.shown_revision) for one in answers]
    return [question.answer_count, question.is_accepted, question.best_level, question.next_action, levels]


def test_a_filled_site_holds_what_the_operations_would_store(app: Flask, settings: Config) -> None:
    for table in reversed(db.metadata.sorted_tables):
        if table.name not in {"events", "seals"}:
            with unit():
                session().execute(sa.delete(table))
    Filler(40).fill()
    for ident in range(1, 41):
        with unit():
            question = session().get_one(Question, ident)
            joined = sa.select(Answer).join(Answer.question).options(contains_eager(Answer.question))
            answers = list(session().scalars(joined.where(Answer.question_id == ident).order_by(Answer.id)))
            before = marks(question, answers)
            settle(question, *answers)
            assert marks(question, answers) == before
    entries = sa.select(Entry.id, Entry.version, Entry.state, Entry.answer_id)
    there = session().execute(entries).all()
    for ident in range(1, 41):
        settle_entry(ident)
    assert session().execute(entries).all() == there
    assert verify().problems == []
