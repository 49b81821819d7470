"""What a number is made of, by title."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum.core.db import session
from forum.core.refs import Kind, Ref
from forum.knowledge.models import Entry
from forum.knowledge.policy import entries_seen_by
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.policy import answers_seen_by, questions_seen_by


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a number counts; `title` is None where the actor may not see it."""

    ref: Ref
    title: str | None


def titled(actor: Actor, refs: Sequence[Ref]) -> list[Row]:
    """Return the rows of a part of a number, in their order. At most three statements."""
    titles: dict[Ref, str] = {}
    for kind, query in _queries(actor).items():
        if idents := [ref.id for ref in refs if ref.kind is kind]:
            model = query.selected_columns[0]
            for ident, title in session().execute(query.where(model.in_(idents))):
                titles[Ref(kind, ident)] = title
    return [Row(ref, titles.get(ref)) for ref in refs]


def _queries(actor: Actor) -> dict[Kind, sa.Select[int, str]]:
    """SQL: numbers and titles of what the actor sees."""
    return {
        Kind.QUESTION: sa.select(Question.id, Question.title).where(questions_seen_by(actor)),
        Kind.ANSWER: sa.select(Answer.id, Question.title).join(Answer.question).where(answers_seen_by(actor)),
        Kind.ENTRY: sa.select(Entry.id, Entry.title).outerjoin(Entry.question).where(entries_seen_by(actor)),
    }
