"""What can be reported, as moderators handle it: one shape for questions, answers, comments, solutions and profiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.catalog.models import Product
from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.errors import NotFound
from forum.core.operation import lock
from forum.core.reading import joined
from forum.core.refs import Kind, Ref
from forum.flags.models import Case
from forum.knowledge.locks import lock_entry
from forum.knowledge.models import Entry, EntryRevision
from forum.knowledge.reporting import writer_of
from forum.moderation.models import Action
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.locks import lock_answer, lock_comment, lock_question
from forum.questions.models import Answer, Comment, Question
from forum.reach.models import DailyView

Row = Question | Answer | Comment | Entry | Person
AUTHOR = aliased(Person)
HOLDING = (Action.WARN, Action.FOLD, Action.QUARANTINE)
ON_TEXTS = (Action.MEND, Action.DELETE)
LASTING = (Action.REDACT, Action.SUSPEND, Action.SILENCE)
# What a decision can do to each kind of thing. A solution that is held back at all is taken from readers as a whole,
# and a profile has nothing to hold back.
POSSIBLE: Mapping[Kind, tuple[Action, ...]] = {
    Kind.QUESTION: (Action.DISMISS, *HOLDING, *ON_TEXTS, Action.DUPLICATE, *LASTING, Action.CONVERT),
    Kind.ANSWER: (Action.DISMISS, *HOLDING, *ON_TEXTS, *LASTING, Action.CORRECT, Action.CONVERT),
    Kind.COMMENT: (Action.DISMISS, *HOLDING, *ON_TEXTS, *LASTING, Action.CONVERT),
    Kind.ENTRY: (Action.DISMISS, Action.QUARANTINE),
    Kind.PERSON: (Action.DISMISS, Action.WARN, Action.SUSPEND, Action.SILENCE),
}
# What is done on pages of its own, and closes the report there.
ELSEWHERE = frozenset({Action.CORRECT, Action.CONVERT})


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing and what it hangs on. `question` is the thread that it stands in, None for solutions and profiles."""

    ref: Ref
    row: Row
    question: Question | None
    author_id: int | None
    author: Person | None = None
    product: Product | None = None

    @property
    def root(self) -> Ref:
        """What is locked when it changes, and under which the history tells of it."""
        return self.question.ref if self.question is not None else self.ref

    @property
    def title(self) -> str:
        """The title of what it is or stands in."""
        if self.question is not None:
            return self.question.title
        return self.row.name if isinstance(self.row, Person) else self._entry.title

    @property
    def product_id(self) -> int | None:
        """The product whose moderators decide about it."""
        if self.question is not None:
            return self.question.product_id
        return None if isinstance(self.row, Person) else self._entry.product_id

    @property
    def revision(self) -> int | None:
        """Its newest revision, None for what has none."""
        return self.row.revision if isinstance(self.row, Question | Answer | Comment | Entry) else None

    @property
    def shown_revision(self) -> int | None:
        """The revision that readers see."""
        return self.row.shown_revision if isinstance(self.row, Answer) else self.revision

    @property
    def containment(self) -> Containment:
        """How far readers may see it now."""
        return Containment.NONE if isinstance(self.row, Person) else self.row.containment

    @property
    def waits(self) -> bool:
        """Whether a rule hides it until a moderator has decided how far readers see it."""
        return isinstance(self.row, Question | Answer | Comment) and self.row.is_held and self.row.is_in_place

    @property
    def decided(self) -> Containment:
        """How far a moderator holds it back now, whatever a staff check adds."""
        return self.row.decided if isinstance(self.row, Answer | Entry) else self.containment

    @property
    def held_reason(self) -> str:
        """Why a risk rule holds it back until a moderator looked; empty where none does."""
        row = self.row
        return row.held_reason if isinstance(row, Question | Answer | Comment) and row.is_held else ""

    @property
    def byline(self) -> str | None:
        """Who wrote it, where that is nobody's account."""
        return self.row.byline if isinstance(self.row, Question | Answer | Comment) else None

    @property
    def written_at(self) -> Any:
        """When it was written."""
        return self.row.created_at

    @property
    def _entry(self) -> Entry:
        assert isinstance(self.row, Entry)
        return self.row


def lock_thing(actor: Actor, ref: Ref) -> Thing:
    """Return a thing, read afresh under its lock; raise `NotFound` where the actor sees none."""
    if ref.kind is Kind.QUESTION:
        question = lock_question(actor, ref.id)
        return Thing(ref, question, question, question.author_id)
    if ref.kind is Kind.ANSWER:
        answer = lock_answer(actor, ref.id)
        return Thing(ref, answer, answer.question, answer.author_id)
    if ref.kind is Kind.COMMENT:
        comment, question = lock_comment(actor, ref.id)
        return Thing(ref, comment, question, comment.author_id)
    if ref.kind is Kind.ENTRY:
        entry = lock_entry(actor, ref.id)
        return Thing(ref, entry, None, writer_of(entry))
    if ref.kind is Kind.PERSON:
        person = lock(Person, ref.id)
        return Thing(ref, person, None, person.id)
    raise NotFound


def _week_ago() -> date:
    return now().date() - timedelta(days=7)


def viewed_lately() -> sa.ColumnElement[int]:
    """SQL: how often the page on which a case's thing stands was seen in seven days, for queries `with_things`."""
    kind = sa.case((Case.about_kind == Kind.ENTRY, Kind.ENTRY.value), else_=Kind.QUESTION.value)
    seen = sa.select(sa.func.coalesce(sa.func.sum(DailyView.views), 0)).where(
        DailyView.kind == kind,
        DailyView.thing_id == sa.func.coalesce(Question.id, Entry.id, 0),
        DailyView.day > sa.bindparam("week_ago", callable_=_week_ago, type_=sa.Date),
    )
    return seen.correlate(Case, Question, Entry).scalar_subquery()


def with_things(query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """SQL: the cases of a query with what each is about, for `thing_of`."""
    thread = sa.case(
        (Case.about_kind == Kind.QUESTION, Case.about_id),
        else_=sa.func.coalesce(Answer.question_id, Comment.question_id),
    )
    author = sa.case(
        (Case.about_kind == Kind.PERSON, Case.about_id),
        (Case.about_kind == Kind.QUESTION, Question.author_id),
        else_=sa.func.coalesce(Answer.author_id, Comment.author_id, EntryRevision.author_id),
    )
    written = sa.and_(EntryRevision.entry_id == Entry.id, EntryRevision.number == Entry.revision)
    return (
        query.add_columns(Answer, Comment, Question, Entry, AUTHOR, Product, EntryRevision.author_id)
        .outerjoin(Answer, sa.and_(Case.about_kind == Kind.ANSWER, Answer.id == Case.about_id))
        .outerjoin(Comment, sa.and_(Case.about_kind == Kind.COMMENT, Comment.id == Case.about_id))
        .outerjoin(Question, Question.id == thread)
        .outerjoin(Entry, sa.and_(Case.about_kind == Kind.ENTRY, Entry.id == Case.about_id))
        .outerjoin(EntryRevision, written)
        .outerjoin(AUTHOR, AUTHOR.id == author)
        .outerjoin(Product, Product.id == sa.func.coalesce(Question.product_id, Entry.product_id))
    )


def is_there() -> sa.ColumnElement[bool]:
    """SQL: what a case is about became no other text, nor a part of another: what `thing_of` finds."""
    # Of their own, since a query may read the same tables.
    gone: Mapping[Kind, type[Question | Answer | Comment]] = {
        Kind.QUESTION: aliased(Question),
        Kind.ANSWER: aliased(Answer),
        Kind.COMMENT: aliased(Comment),
    }
    moved = [
        sa.exists().where(Case.about_kind == kind, model.id == Case.about_id, model.moved_id.is_not(None))
        for kind, model in gone.items()
    ]
    return sa.not_(sa.or_(*moved))


def thing_of(case: Case, columns: Sequence[Any]) -> Thing | None:
    """Return what a case is about, of the columns that `with_things` added; None where it is not there any more, as a
    text that became another kind of text.
    """
    answer, comment, question, entry, author, product, writer = columns
    if question is not None:
        joined(question, product=product)
    if answer is not None:
        joined(answer, question=question, author=author)
    by_kind: dict[Kind, tuple[Row | None, int | None]] = {
        Kind.QUESTION: (question, question and question.author_id),
        Kind.ANSWER: (answer, answer and answer.author_id),
        Kind.COMMENT: (comment, comment and comment.author_id),
        Kind.ENTRY: (entry, writer),
        Kind.PERSON: (author, author and author.id),
    }
    row, author_id = by_kind[case.about_kind]
    if row is None or getattr(row, "moved_id", None) is not None:
        return None
    return Thing(case.about, row, question if case.about_kind in _IN_THREADS else None, author_id, author, product)


_IN_THREADS = frozenset({Kind.QUESTION, Kind.ANSWER, Kind.COMMENT})
