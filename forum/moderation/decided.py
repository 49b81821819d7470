"""What moderators decided, as everybody may read it: of each thing no more than its own page shows to visitors."""

import calendar
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.catalog.models import Product
from forum.core.containment import Containment, Hazard, spelt
from forum.core.db import session
from forum.core.paging import Keyset, Page, fetch
from forum.core.refs import Kind, Ref
from forum.flags.models import Case, Flag
from forum.knowledge.models import Entry
from forum.knowledge.policy import entries_seen_by
from forum.moderation.models import NEWEST_HOLDS, Action, Appeal, AppealOutcome, Decision, Reading
from forum.people.models import Person
from forum.people.policy import VISITOR
from forum.questions.models import Answer, Comment, Question
from forum.questions.policy import answers_seen_by, comments_seen_by, questions_seen_by

NEWEST_FIRST = Keyset("decided", ((Decision.id, True),))
# Their effect stands on the page of the thing, where visitors read it; all else is between its author and the staff.
ON_PAGES = frozenset({Action.WARN, Action.FOLD, Action.DUPLICATE, Action.CORRECT, Action.CONVERT})
# Their reasons are written for readers.
FOR_READERS = frozenset({Action.WARN, Action.FOLD})
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
AUTHOR, ASKER, ADVISER, MODERATOR = aliased(Person), aliased(Person), aliased(Person), aliased(Person)
# The answer that a comment stands beneath.
ABOVE = aliased(Answer)
# Who may be spoken of in a reason, beside those who reported.
NAMED = (AUTHOR, ASKER, ADVISER, MODERATOR)


class Aftermath(StrEnum):
    """What became of a decision."""

    STANDS = "stands"
    WAITS = "waits"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"
    UPHELD = "upheld"
    REPLACED = "replaced"
    ENDED = "ended"
    OVERTURNED = "overturned"
    GRANTED = "granted"


REVERSED = frozenset({Aftermath.REPLACED, Aftermath.ENDED, Aftermath.OVERTURNED, Aftermath.GRANTED})


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the log is narrowed to; None: everything. `month`: its first day, in UTC."""

    action: Action | None = None
    product_id: int | None = None
    month: date | None = None

    def clauses(self) -> list[sa.ColumnElement[bool]]:
        """SQL: what they have in common."""
        found: list[sa.ColumnElement[bool]] = []
        if self.action is not None:
            found.append(Decision.action == self.action)
        if self.product_id is not None:
            found.append(Case.product_id == self.product_id)
        if self.month is not None:
            days = calendar.monthrange(self.month.year, self.month.month)[1]
            begin = datetime(self.month.year, self.month.month, 1, tzinfo=UTC)
            found.append(Decision.created_at.between(begin, begin + (timedelta(days=days) - timedelta.resolution)))
        return found


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision. `about` and `title` are there where a visitor finds its effect on that page; `reason` where readers
    are told it there, and nobody is named in it. `since`: when it was reversed, where that is known.
    """

    id: int
    kind: Kind
    action: Action
    hazard: Hazard | None
    at: datetime
    standing: Aftermath
    since: datetime | None
    product: Product | None
    about: Ref | None
    title: str | None
    reason: str

    @property
    def is_reversed(self) -> bool:
        """Whether it holds no more."""
        return self.standing in REVERSED

    @property
    def changed_at(self) -> datetime:
        """When something was found about it last, as far as that is known."""
        return self.since or self.at


def decided(*, narrow: LogFilter | None = None, limit: int = 40, cursor: str | None = None) -> Page[Decided]:
    """Return one page of what moderators decided, the newest first. Two statements."""
    # Of posts that were hidden together the one decision about all of them is told.
    query = _query().where(Decision.part_of_id.is_(None), *(narrow or LogFilter()).clauses())
    page = fetch(session(), query, NEWEST_FIRST, limit=limit, cursor=cursor)
    names = _reporters([row[0].case_id for row in page.items if row[0].action in FOR_READERS])
    return Page([_line(row, names) for row in page.items], page.next, page.previous)


def months_of_decisions(today: date) -> Sequence[date]:
    """Return the months since the first decision, the newest first, at most five years of them. One statement."""
    first = session().scalar(sa.select(sa.func.min(Decision.created_at)))
    if first is None:
        return []
    count = (today.year - first.year) * 12 + today.month - first.month + 1
    last = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last, last - min(count, 60), -1)]


def month_named(text: str) -> date | None:
    """Return the first day of a month such as 2026-11, None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01") if MONTH.fullmatch(text) else None
    except ValueError:
        return None


def _query() -> sa.Select[*tuple[Any, ...]]:
    """SQL: decisions with what visitors may see of each, and what became of it."""
    thread = sa.case(
        (Case.about_kind == Kind.QUESTION, Case.about_id),
        else_=sa.func.coalesce(Answer.question_id, Comment.question_id),
    )
    author = sa.case(
        (Case.about_kind == Kind.PERSON, Case.about_id),
        (Case.about_kind == Kind.QUESTION, Question.author_id),
        else_=sa.func.coalesce(Answer.author_id, Comment.author_id),
    )
    return (
        sa.select(Decision, Case.about_kind, Case.about_id, Product, Appeal.outcome, Appeal.decided_at, Appeal.id)
        .add_columns(_later(), _given_back(), _seen(), sa.func.coalesce(Question.title, Entry.title))
        .add_columns(*(name for person in NAMED for name in (person.name, person.own_name)))
        .join(Case, Case.id == Decision.case_id)
        .join(MODERATOR, MODERATOR.id == Decision.moderator_id)
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
        .outerjoin(Product, Product.id == Case.product_id)
        .outerjoin(Answer, sa.and_(Case.about_kind == Kind.ANSWER, Answer.id == Case.about_id))
        .outerjoin(Comment, sa.and_(Case.about_kind == Kind.COMMENT, Comment.id == Case.about_id))
        .outerjoin(Question, Question.id == thread)
        .outerjoin(Entry, sa.and_(Case.about_kind == Kind.ENTRY, Entry.id == Case.about_id))
        .outerjoin(AUTHOR, AUTHOR.id == author)
        .outerjoin(ASKER, ASKER.id == Question.author_id)
        .outerjoin(ABOVE, ABOVE.id == Comment.answer_id)
        .outerjoin(ADVISER, ADVISER.id == ABOVE.author_id)
    )


def _seen() -> sa.ColumnElement[bool]:
    """SQL: everybody can see the thing now, under a title that is not held back: of a question that is warned of or
    folded no list tells visitors. A profile is titled by a name, so none is ever named.
    """
    thread = sa.and_(questions_seen_by(VISITOR), Question.containment == spelt(Containment.NONE))
    return sa.case(
        (Case.about_kind == Kind.QUESTION, thread),
        (Case.about_kind == Kind.ANSWER, sa.and_(thread, answers_seen_by(VISITOR))),
        (Case.about_kind == Kind.COMMENT, sa.and_(thread, comments_seen_by(VISITOR))),
        (Case.about_kind == Kind.ENTRY, entries_seen_by(VISITOR)),
        else_=sa.false(),
    )


def _later() -> sa.ScalarSelect[datetime]:
    """SQL: when something else was decided in its place about the same thing."""
    newer, case = aliased(Decision), aliased(Case)
    holds = list(NEWEST_HOLDS)
    instead = sa.or_(newer.action == Decision.action, sa.and_(newer.action.in_(holds), Decision.action.in_(holds)))
    same = (case.about_kind == Case.about_kind, case.about_id == Case.about_id)
    query = sa.select(sa.func.min(newer.created_at)).join(case, case.id == newer.case_id)
    query = query.where(*same, newer.id > Decision.id, newer.reading != Reading.OVERTURNED, instead)
    return query.correlate(Decision, Case).scalar_subquery()


def _given_back() -> sa.ColumnElement[bool]:
    """SQL: what was deleted is there again, or somebody may act again before their time."""
    asked = sa.case((Case.about_kind == Kind.QUESTION, Question.deleted_at))
    gone = sa.func.coalesce(Answer.deleted_at, Comment.deleted_at, asked)
    was_done = sa.and_(Decision.action == Action.DELETE, Decision.after != Containment.QUARANTINED)
    free = AUTHOR.suspended_until.is_distinct_from(Decision.until)
    heard = AUTHOR.silenced_until.is_distinct_from(Decision.until)
    return sa.or_(
        sa.and_(was_done, gone.is_(None)),
        sa.and_(Decision.action == Action.SUSPEND, free),
        sa.and_(Decision.action == Action.SILENCE, heard),
    )


def _line(row: Sequence[Any], reporters: dict[int, list[str]]) -> Decided:
    """Return one line of the log."""
    decision, kind, ident, product, outcome, answered_at, appeal_id, later, back, seen, title, *names = row
    standing, since = _standing(decision, outcome, answered_at, appeal_id, later, back)
    shown = bool(seen) and decision.action in ON_PAGES and standing not in REVERSED
    told = shown and decision.action in FOR_READERS and decision.hazard is not Hazard.PRIVACY
    names += reporters.get(decision.case_id, [])
    return Decided(
        id=decision.id,
        kind=kind,
        action=decision.action,
        hazard=decision.hazard,
        at=decision.created_at,
        standing=standing,
        since=since,
        product=product,
        about=Ref(kind, ident) if shown else None,
        title=title if shown else None,
        reason=decision.reason if told and not names_somebody(decision.reason, names) else "",
    )


def _standing(
    decision: Decision,
    outcome: AppealOutcome | None,
    answered_at: datetime | None,
    appeal_id: int | None,
    later: datetime | None,
    given_back: bool,
) -> tuple[Aftermath, datetime | None]:
    """Return what became of a decision, and since when where it was reversed."""
    if outcome is AppealOutcome.GRANTED:
        return Aftermath.GRANTED, answered_at
    if decision.reading is Reading.OVERTURNED:
        own = decision.second_id == decision.moderator_id
        return Aftermath.ENDED if own else Aftermath.OVERTURNED, decision.second_at
    if later is not None:
        return Aftermath.REPLACED, later
    if given_back:
        return Aftermath.ENDED, None
    if appeal_id is not None:
        return (Aftermath.APPEALED if outcome is None else Aftermath.UPHELD), None
    if decision.reading is Reading.NONE:
        return Aftermath.STANDS, None
    return Aftermath(decision.reading.value), None


def names_somebody(text: str, names: Collection[str | None]) -> bool:
    """Whether a text holds one of these names, or a part of one."""
    words = {word for name in names if name for word in re.findall(r"\w+", name.casefold()) if len(word) > 1}
    return not words.isdisjoint(re.findall(r"\w+", text.casefold()))


def _reporters(case_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of those who reported, by case. One statement, none for no cases."""
    found: dict[int, list[str]] = {}
    if case_ids:
        query = sa.select(Flag.case_id, Person.name).join(Person, Person.id == Flag.reporter_id)
        for case_id, name in session().execute(query.where(Flag.case_id.in_(case_ids))):
            found.setdefault(case_id, []).append(name)
    return found
