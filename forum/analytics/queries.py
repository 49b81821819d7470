"""How much there is of everything."""

from dataclasses import dataclass

import sqlalchemy as sa

from forum.catalog.models import Tag
from forum.core.db import session
from forum.knowledge.models import Entry, EntryState
from forum.people.models import Person
from forum.questions.models import Answer, AnswerVote, Comment, Question, QuestionVote


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of rows that are there. `entries` are those that readers find, `votes` those that were cast here."""

    questions: int
    answers: int
    accepted: int
    comments: int
    people: int
    entries: int
    votes: int
    tags: int


def totals() -> Totals:
    """Count everything in the database, in one statement."""

    def count(model: type[object], *clauses: sa.ColumnExpressionArgument[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(model).where(*clauses).scalar_subquery()

    query = sa.select(
        count(Question, Question.in_place()).label("questions"),
        count(Answer, Answer.in_place()).label("answers"),
        count(Answer, Answer.accepted, Answer.in_place()).label("accepted"),
        count(Comment, Comment.in_place()).label("comments"),
        count(Person).label("people"),
        count(Entry, Entry.state == EntryState.LIVE).label("entries"),
        (count(QuestionVote) + count(AnswerVote)).label("votes"),
        count(Tag, Tag.merged_into_id.is_(None)).label("tags"),
    )
    return Totals(**session().execute(query).one()._mapping)
