"""The moderators' list: open reports, worst first."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.core.refs import Kind
from forum.flags.models import Case, CaseState, Flag
from forum.journal.models import Event
from forum.moderation.models import Decision
from forum.moderation.policy import cases_seen_by
from forum.people.models import Person
from forum.people.policy import Actor, Role, scope
from forum.questions.models import Answer, AnswerRevision, Question

WORST_FIRST = Keyset("cases", ((Case.severity, True), (Case.opened_at, False), (Case.id, False)))


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A report and who made it (None: a rule)."""

    flag: Flag
    reporter: str | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with the answer it is about, the text that readers see, its reports, and what was decided."""

    case: Case
    answer: Answer
    text: AnswerRevision
    flags: Sequence[FlagLine]
    decisions: Sequence[tuple[Decision, str]] = ()


def list_cases(
    actor: Actor, *, state: CaseState = CaseState.OPEN, limit: int = 40, cursor: str | None = None
) -> Page[CaseView]:
    """Return one page of the cases that the moderator sees, worst first, in three statements."""
    query = sa.select(Case).where(cases_seen_by(actor), Case.state == state, Case.about_kind == Kind.ANSWER)
    page = fetch(session(), query, WORST_FIRST, limit=limit, cursor=cursor)
    return Page(_views(page.items), page.next, page.previous)


def case_view(actor: Actor, case_id: int) -> CaseView:
    """Return one case with its decisions; raise `NotFound` where the actor sees none."""
    query = sa.select(Case).where(cases_seen_by(actor), Case.id == case_id, Case.about_kind == Kind.ANSWER)
    views = _views(session().scalars(query).all())
    if not views:
        raise NotFound
    decided = sa.select(Decision, Person.name).join(Person, Person.id == Decision.moderator_id)
    rows = session().execute(decided.where(Decision.case_id == case_id).order_by(Decision.id)).all()
    view = views[0]
    return CaseView(view.case, view.answer, view.text, view.flags, [(row[0], row[1]) for row in rows])


def _views(cases: Sequence[Case]) -> list[CaseView]:
    """Load what the cases are about, and their flags."""
    shown = sa.and_(AnswerRevision.answer_id == Answer.id, AnswerRevision.number == Answer.shown_revision)
    answers = (
        sa.select(Answer, AnswerRevision)
        .join(Answer.question)
        .join(AnswerRevision, shown)
        .where(Answer.id.in_([case.about_id for case in cases]))
        .options(contains_eager(Answer.question).joinedload(Question.product), joinedload(Answer.author))
    )
    texts = {row[0].id: (row[0], row[1]) for row in session().execute(answers)}
    reports = sa.select(Flag, Person.name).outerjoin(Person, Person.id == Flag.reporter_id).order_by(Flag.id)
    flags: dict[int, list[FlagLine]] = {}
    for flag, name in session().execute(reports.where(Flag.case_id.in_([case.id for case in cases]))):
        flags.setdefault(flag.case_id, []).append(FlagLine(flag, name))
    return [CaseView(case, *texts[case.about_id], flags.get(case.id, ())) for case in cases if case.about_id in texts]


EVENTS = Keyset("journal", ((Event.id, True),))


def list_events(actor: Actor, *, limit: int = 30, cursor: str | None = None) -> Page[Event]:
    """Return one page of what happened to questions in the moderator's products, the newest first. One statement."""
    query = sa.select(Event).where(Event.root_kind == Kind.QUESTION)
    products = scope(actor, Role.MODERATOR)
    if products is not None:
        mine = sa.select(Question.id).where(sa.or_(Question.product_id.in_(products), Question.product_id.is_(None)))
        query = query.where(Event.root_id.in_(mine))
    return fetch(session(), query, EVENTS, limit=limit, cursor=cursor)
