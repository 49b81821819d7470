"""Whom a recall reaches: those who accepted the advice, said that it worked, kept it or follow its question.

One query over the rows that these acts left. Its author is left out, who is told of the check itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.db import session
from forum.following.models import Bookmark, QuestionFollow, Stance
from forum.knowledge.models import Entry, EntryRevision
from forum.people.models import Person
from forum.questions.models import Answer, Outcome, Question
from forum.recalls.models import Recall, RecallRecipient, Why

# More are told only with a second person's word.
ALONE = 100
STRONGEST = list(Why)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people, each counted once, for the strongest reason."""

    by_why: Mapping[Why, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_why.values())

    @property
    def needs_second(self) -> bool:
        """Whether one person alone may not decide it."""
        return self.total > ALONE


def reach(recall: Recall) -> Reach:
    """Return how many a recall would reach now, or has reached. One statement."""
    people = frozen(recall.id) if recall.sent_at else recipients(recall)
    found = people.subquery()
    rows = session().execute(sa.select(found.c.why, sa.func.count()).group_by(found.c.why))
    counted: dict[Why, int] = {why: int(number) for why, number in rows}
    return Reach({why: counted.get(why, 0) for why in STRONGEST})


def frozen(recall_id: int) -> sa.Select[int, Why]:
    """SQL: whom a recall was sent to."""
    return sa.select(RecallRecipient.person_id, RecallRecipient.why).where(RecallRecipient.recall_id == recall_id)


def recipients(recall: Recall) -> sa.Select[Any, Any]:
    """SQL: numbers of people, and why; what takes a recall back goes to those who had it."""
    if recall.reverses_id is not None:
        return frozen(recall.reverses_id)
    mine = _of_answer(recall.answer_id) if recall.answer_id is not None else _of_entry(recall.entry_id or 0)
    all_of_them = sa.union_all(*mine).subquery()
    strongest = sa.func.min(all_of_them.c.place)
    why = sa.case(*((strongest == place, sa.literal(name, RecallRecipient.why.type)) for place, name in _places()))
    return (
        sa.select(all_of_them.c.person_id, sa.type_coerce(why, RecallRecipient.why.type).label("why"))
        .join(Person, Person.id == all_of_them.c.person_id)
        .where(Person.erased_at.is_(None), all_of_them.c.person_id.not_in(_writers(recall)))
        .group_by(all_of_them.c.person_id)
    )


def _places() -> list[tuple[int, Why]]:
    return list(enumerate(STRONGEST))


def _place(why: Why) -> sa.ColumnElement[int]:
    return sa.literal_column(str(STRONGEST.index(why)), sa.Integer()).label("place")


def _of_answer(answer_id: int) -> list[sa.Select[Any, Any]]:
    """SQL: who relied on an answer, by each way."""
    later = aliased(Outcome)
    newest = ~sa.exists().where(
        later.answer_id == Outcome.answer_id, later.person_id == Outcome.person_id, later.revision > Outcome.revision
    )
    place = sa.select(Answer.question_id).where(Answer.id == answer_id).scalar_subquery()
    # A moderator who marks it for an asker does not rely on it.
    by_asker = sa.or_(Answer.accepted_by_id.is_(None), Answer.accepted_by_id == Question.author_id)
    return [
        sa.select(Question.author_id.label("person_id"), _place(Why.ACCEPTED))
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.id == answer_id, Answer.accepted, by_asker, Question.author_id.is_not(None)),
        sa.select(Outcome.person_id, _place(Why.WORKED)).where(Outcome.answer_id == answer_id, Outcome.worked, newest),
        sa.select(Bookmark.person_id, _place(Why.BOOKMARKED)).where(
            Bookmark.question_id == place, sa.or_(Bookmark.answer_id.is_(None), Bookmark.answer_id == answer_id)
        ),
        _following(place),
    ]


def _of_entry(entry_id: int) -> list[sa.Select[Any, Any]]:
    """SQL: who relied on a solution: those who kept its question as a whole, or follow it."""
    place = sa.select(Entry.question_id).where(Entry.id == entry_id).scalar_subquery()
    return [
        sa.select(Bookmark.person_id, _place(Why.BOOKMARKED)).where(
            Bookmark.question_id == place, Bookmark.answer_id.is_(None)
        ),
        _following(place),
    ]


def _following(place: sa.ScalarSelect[Any]) -> sa.Select[Any, Any]:
    return sa.select(QuestionFollow.person_id, _place(Why.FOLLOWS)).where(
        QuestionFollow.question_id == place, QuestionFollow.stance == Stance.FOLLOWS
    )


def _writers(recall: Recall) -> sa.Select[int | None]:
    """SQL: who wrote the advice."""
    if recall.answer_id is not None:
        return sa.select(Answer.author_id).where(Answer.id == recall.answer_id, Answer.author_id.is_not(None))
    newest = (EntryRevision.entry_id == Entry.id, EntryRevision.number == Entry.revision)
    wrote = sa.select(EntryRevision.author_id).join(Entry, sa.and_(*newest))
    return wrote.where(Entry.id == recall.entry_id, EntryRevision.author_id.is_not(None))


def author_of(recall: Recall) -> int | None:
    """Return who wrote the advice. One statement."""
    return session().scalar(_writers(recall))
