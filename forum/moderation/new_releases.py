"""A new release: what engineers found right for the one before it waits for a new check.

The release writes a round in its own transaction. The worker goes through the texts in the order of their numbers, a
few in each transaction, which also says how far it has come: other writers come between, and a kill asks nobody twice.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from forum.catalog.models import CheckRound, Release
from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import lock, operation
from forum.core.refs import Kind, Ref
from forum.core.upsert import insert_into
from forum.flags.models import Case
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.models import Entry
from forum.knowledge.trust import marks_of_entries
from forum.moderation.models import DueCheck
from forum.people.policy import SYSTEM
from forum.questions.locks import lock_rows
from forum.questions.marks import judgements, marks_of, release_ids
from forum.questions.models import Answer, Question, Verdict
from forum.questions.trust import reached
from forum.reach.models import DailyView

AT_A_TIME = 0.7
AT_ONCE = 20
# Numbers of texts that are read before the first of them is locked.
AHEAD = 1_000
# How many days back a view says that a text is read.
READ_DAYS = 90
Thing = Literal["answer_id", "entry_id"]


@dataclass(frozen=True, slots=True)
class Round:
    """A round that goes on; `previous_id` is the release that was the newest before, None where there was none."""

    release_id: int
    product_id: int
    previous_id: int | None
    began_at: datetime
    answers_to: int
    entries_to: int


def go_on(seconds: float = AT_A_TIME) -> bool:
    """Ask for new checks of some of the texts that new releases reach, for about so long; return whether more waits."""
    ends = time.monotonic() + seconds
    while (found := _next_round()) is not None:
        answers = _next_answers(found)
        entries = () if answers else _next_entries(found)
        if not answers and not entries:
            _end(found.release_id)
        for few in _few(answers):
            _ask_about_answers(found, few)
            if time.monotonic() >= ends:
                return True
        for few in _few(entries):
            _ask_about_entries(found, few)
            if time.monotonic() >= ends:
                return True
    return False


def looked_again(thing: Thing, ident: int) -> None:
    """Let a text that an engineer has just judged wait no longer. The caller holds its question's lock."""
    done = sa.delete(DueCheck).where(getattr(DueCheck, thing) == ident).returning(DueCheck.id)
    if session().execute(done).all():
        _mark(thing, [ident], None)


def _few(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _next_round() -> Round | None:
    """Return the round that goes on, the oldest first."""
    older = aliased(Release)
    earlier = (older.product_id == Release.product_id, older.position < Release.position)
    before = sa.select(older.id).where(*earlier).order_by(older.position.desc()).limit(1)
    query = (
        sa.select(
            CheckRound.release_id,
            Release.product_id,
            before.correlate(Release).scalar_subquery(),
            CheckRound.created_at,
            CheckRound.answers_to,
            CheckRound.entries_to,
        )
        .join(Release, Release.id == CheckRound.release_id)
        .where(CheckRound.done_at.is_(None))
        .order_by(CheckRound.created_at, CheckRound.release_id)
        .limit(1)
    )
    row = session().execute(query).one_or_none()
    return None if row is None else Round(*row)


def _next_answers(found: Round) -> Sequence[int]:
    """Return the numbers of the next answers of the product that an engineer judged, whatever they said."""
    query = sa.select(Answer.id).join(Question, Question.id == Answer.question_id)
    query = query.where(Question.product_id == found.product_id, Answer.judged_at.is_not(None))
    return session().scalars(query.where(Answer.id > found.answers_to).order_by(Answer.id).limit(AHEAD)).all()


def _next_entries(found: Round) -> Sequence[int]:
    """Return the numbers of the next solutions of the product whose editor's text an engineer judged."""
    judged = sa.exists().where(Verdict.entry_id == Entry.id)
    query = sa.select(Entry.id).where(Entry.product_id == found.product_id, Entry.revision > 0, judged)
    return session().scalars(query.where(Entry.id > found.entries_to).order_by(Entry.id).limit(AHEAD)).all()


@operation
def _ask_about_answers(found: Round, ids: Sequence[int]) -> None:
    """Let those of these answers that the release reaches wait for a check."""
    row = lock(CheckRound, found.release_id)
    if row.done_at is not None or row.answers_to >= ids[0]:
        return
    _lock_questions(Answer, ids)
    query = sa.select(Answer).join(Answer.question).where(Answer.id.in_(ids), Question.product_id == found.product_id)
    query = query.options(contains_eager(Answer.question)).execution_options(populate_existing=True)
    answers = session().scalars(query.order_by(Answer.id)).all()
    judged, releases = judgements(ids), release_ids([found.product_id])[found.product_id]
    waiting = _waiting("answer_id", ids)
    due = [
        answer
        for answer in answers
        if answer.id in waiting
        or reached(marks_of(answer, judged[answer.id], releases), found.previous_id, found.began_at)
    ]
    for answer in due:
        answer.question.version += 1
        _record(found, answer.question.ref, answer.ref)
    _wait(found, "answer_id", Kind.ANSWER, _views_of_answers(due))
    row.answers_to, row.asked = ids[-1], row.asked + len(due)


@operation
def _ask_about_entries(found: Round, ids: Sequence[int]) -> None:
    """Let those of these solutions whose editor's text the release reaches wait for a check."""
    row = lock(CheckRound, found.release_id)
    if row.done_at is not None or row.entries_to >= ids[0]:
        return
    _lock_questions(Entry, ids)
    query = sa.select(Entry).where(Entry.id.in_(ids), Entry.product_id == found.product_id).order_by(Entry.id)
    query = query.with_for_update(of=Entry).execution_options(populate_existing=True)
    entries = session().scalars(query).all()
    marks = marks_of_entries(entries, release_ids([found.product_id]))
    waiting = _waiting("entry_id", ids)
    due = [
        entry for entry in entries if entry.id in waiting or reached(marks[entry.id], found.previous_id, found.began_at)
    ]
    for entry in due:
        entry.version += 1
        _record(found, entry.ref, entry.ref)
    views = _views(Kind.ENTRY, [entry.id for entry in due])
    _wait(found, "entry_id", Kind.ENTRY, {entry.id: views.get(entry.id, 0) for entry in due})
    row.entries_to, row.asked = ids[-1], row.asked + len(due)


@operation
def _end(release_id: int) -> None:
    """Note that all texts were looked at."""
    lock(CheckRound, release_id).done_at = now()


def _lock_questions(model: type[Answer | Entry], ids: Sequence[int]) -> None:
    """Lock the questions of these texts, also of those that moved while others were waited for."""
    mine = sa.select(model.question_id).where(model.id.in_(ids)).distinct()
    before, places = None, set(session().scalars(mine))
    while places != before:
        lock_rows(*places)
        before, places = places, set(session().scalars(mine))


def _waiting(thing: Thing, ids: Sequence[int]) -> set[int]:
    """Return those of the texts that wait already: they go on to wait for the newest release."""
    column = getattr(DueCheck, thing)
    return set(session().scalars(sa.select(column).where(column.in_(ids))))


def _record(found: Round, root: Ref, about: Ref) -> None:
    data = {"release": found.release_id}
    record(EventKind.CHECK_ASKED, SYSTEM, root, about=about, data=data, react=False)


def _wait(found: Round, thing: Thing, kind: Kind, views: Mapping[int, int]) -> None:
    """Let texts wait for a check by this release; `views` says how often each was seen."""
    if not views:
        return
    worst = sa.select(Case.about_id, sa.func.max(Case.severity)).where(Case.about_kind == kind)
    severities = dict(session().execute(worst.where(Case.about_id.in_(views)).group_by(Case.about_id)).all())
    same = {"release_id": found.release_id, "asked_at": now()}
    rows = [
        {thing: ident, "severity": severities.get(ident, 0), "views": seen, **same} for ident, seen in views.items()
    ]
    insert = insert_into(DueCheck).values(rows)
    grown = {name: insert.excluded[name] for name in ("release_id", "severity", "views")}
    session().execute(insert.on_conflict_do_update(index_elements=[thing], set_=grown))
    _mark(thing, list(views), found.release_id)


def _mark(thing: Thing, ids: Sequence[int], release_id: int | None) -> None:
    """Say beside what engineers found of these texts which release appeared since."""
    query = sa.update(Verdict).where(getattr(Verdict, thing).in_(ids)).values(newer_release_id=release_id)
    session().execute(query.execution_options(synchronize_session=False))


def _views_of_answers(answers: Sequence[Answer]) -> dict[int, int]:
    """Return how often these answers' threads were seen lately, and the solutions that show them."""
    ids = [answer.id for answer in answers]
    threads = _views(Kind.QUESTION, [answer.question_id for answer in answers])
    shown = sa.select(Entry.answer_id, Entry.id).where(Entry.answer_id.in_(ids), Entry.revision == 0)
    entries = dict(session().execute(shown).all())
    solutions = _views(Kind.ENTRY, list(entries.values()))
    return {
        answer.id: threads.get(answer.question_id, 0) + solutions.get(entries.get(answer.id, 0), 0)
        for answer in answers
    }


def _views(kind: Kind, ids: Sequence[int]) -> dict[int, int]:
    """Return how often things of a kind were seen lately, those that were."""
    recent = (DailyView.kind == kind, DailyView.thing_id.in_(ids), DailyView.day > now().date() - timedelta(READ_DAYS))
    query = sa.select(DailyView.thing_id, sa.func.sum(DailyView.views)).where(*recent).group_by(DailyView.thing_id)
    return {ident: int(views) for ident, views in session().execute(query)}
