"""The moderators' lists: open reports, worst first; and what is held back from readers now, with why."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.core.refs import Kind
from forum.flags.models import Case, CaseState, Flag, FlagKind
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.models import Decision
from forum.moderation.policy import cases_seen_by
from forum.people.models import Person
from forum.people.policy import Actor, Role, is_self, scope
from forum.questions.marks import release_ids, trusts
from forum.questions.models import Answer, AnswerRevision, Question, QuestionRevision
from forum.questions.queries import answer_revision, question_revision
from forum.questions.queries.queues import in_scope
from forum.questions.trust import Trust

NEWEST_ANSWERS = Keyset("held_back", ((Answer.id, True),))
WORST_FIRST = Keyset("cases", ((Case.severity, True), (Case.opened_at, False), (Case.id, False)))


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A report and who made it; None for a rule, and for a moderator whose own text was reported."""

    flag: Flag
    reporter: str | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with the answer it is about, its reports, and what was decided."""

    case: Case
    answer: Answer
    flags: Sequence[FlagLine]
    decisions: Sequence[tuple[Decision, str]] = ()

    @property
    def is_about_danger(self) -> bool:
        """Whether somebody says that the advice is dangerous."""
        return any(line.flag.kind is FlagKind.DANGEROUS for line in self.flags)


@dataclass(frozen=True, slots=True)
class CaseTexts:
    """What was asked, the answer as readers saw it when it was reported last, and as they see it now."""

    asked: QuestionRevision
    reported: AnswerRevision
    shown: AnswerRevision

    @property
    def changed(self) -> bool:
        """Whether readers see another text now."""
        return self.reported.number != self.shown.number


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An answer that is held back from readers now. `case_id` is its newest case, None where nobody reported it."""

    answer: Answer
    trust: Trust
    case_id: int | None


def list_cases(
    actor: Actor, *, state: CaseState = CaseState.OPEN, limit: int = 40, cursor: str | None = None
) -> Page[CaseView]:
    """Return one page of the cases that the moderator sees, worst first, in three statements."""
    query = sa.select(Case).where(cases_seen_by(actor), Case.state == state, Case.about_kind == Kind.ANSWER)
    page = fetch(session(), query, WORST_FIRST, limit=limit, cursor=cursor)
    return Page(_views(actor, page.items), page.next, page.previous)


def case_view(actor: Actor, case_id: int) -> CaseView:
    """Return one case with its decisions; raise `NotFound` where the actor sees none."""
    query = sa.select(Case).where(cases_seen_by(actor), Case.id == case_id, Case.about_kind == Kind.ANSWER)
    views = _views(actor, session().scalars(query).all())
    if not views:
        raise NotFound
    decided = sa.select(Decision, Person.name).join(Person, Person.id == Decision.moderator_id)
    rows = session().execute(decided.where(Decision.case_id == case_id).order_by(Decision.id)).all()
    view = views[0]
    return CaseView(view.case, view.answer, view.flags, [(row[0], row[1]) for row in rows])


def case_texts(view: CaseView) -> CaseTexts:
    """Return the texts that a moderator reads before deciding. Three statements."""
    answer, question = view.answer, view.answer.question
    reported = max((line.flag.revision or 0 for line in view.flags), default=0) or answer.shown_revision
    asked = question_revision(question.id, question.revision)
    texts = answer_revision(answer.id, reported), answer_revision(answer.id, answer.shown_revision)
    if asked is None or texts[0] is None or texts[1] is None:
        raise NotFound
    return CaseTexts(asked, texts[0], texts[1])


def newest_case(answer_id: int) -> int | None:
    """Return the newest case about an answer: the open one, else the one that was decided last."""
    return session().scalar(_newest_case(sa.literal(answer_id)))


def _newest_case(answer_id: sa.ColumnElement[int]) -> sa.Select[int]:
    """SQL: the newest case about an answer."""
    query = sa.select(Case.id).where(Case.about_kind == Kind.ANSWER, Case.about_id == answer_id)
    return query.order_by(Case.id.desc()).limit(1)


def held_back(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[HeldBack]:
    """Return one page of the answers that are held back in the moderator's products, the newest answer first.

    Four statements.
    """
    case = _newest_case(Answer.id.expression).correlate(Answer).scalar_subquery()
    query = (
        sa.select(Answer, case)
        .join(Answer.question)
        .where(in_scope(actor, Role.MODERATOR), Answer.containment != spelt(Containment.NONE))
        .options(contains_eager(Answer.question).joinedload(Question.product), joinedload(Answer.author))
    )
    page = fetch(session(), query, NEWEST_ANSWERS, limit=limit, cursor=cursor)
    answers = [row[0] for row in page.items]
    found = trusts(answers, release_ids([answer.question.product_id for answer in answers]))
    return Page([HeldBack(answer, found[answer.id], ident) for answer, ident in page.items], page.next, page.previous)


def _views(actor: Actor, cases: Sequence[Case]) -> list[CaseView]:
    """Load what the cases are about, and their flags; nobody is told who reported what they wrote themselves."""
    query = (
        sa.select(Answer)
        .join(Answer.question)
        .where(Answer.id.in_([case.about_id for case in cases]))
        .options(contains_eager(Answer.question).joinedload(Question.product), joinedload(Answer.author))
    )
    answers = {answer.id: answer for answer in session().scalars(query)}
    reports = sa.select(Flag, Person.name).outerjoin(Person, Person.id == Flag.reporter_id).order_by(Flag.id)
    mine = {case.id for case in cases if case.about_id in answers and is_self(actor, answers[case.about_id].author_id)}
    flags: dict[int, list[FlagLine]] = {}
    for flag, name in session().execute(reports.where(Flag.case_id.in_([case.id for case in cases]))):
        flags.setdefault(flag.case_id, []).append(FlagLine(flag, None if flag.case_id in mine else name))
    return [
        CaseView(case, answers[case.about_id], flags.get(case.id, ())) for case in cases if case.about_id in answers
    ]


EVENTS = Keyset("journal", ((Event.id, True),))


def list_events(actor: Actor, *, limit: int = 30, cursor: str | None = None) -> Page[Event]:
    """Return one page of what happened to questions in the moderator's products, the newest first. One statement.

    Reports of the moderator's own answers are left out: an event names whoever made it.
    """
    query = sa.select(Event).where(Event.root_kind == Kind.QUESTION)
    mine = sa.select(Answer.id).where(Answer.author_id == actor.id)
    about_me = sa.and_(Event.kind == EventKind.FLAG_RAISED, Event.about_kind == Kind.ANSWER, Event.about_id.in_(mine))
    query = query.where(sa.not_(about_me))
    products = scope(actor, Role.MODERATOR)
    if products is not None:
        here = sa.select(Question.id).where(sa.or_(Question.product_id.in_(products), Question.product_id.is_(None)))
        query = query.where(Event.root_id.in_(here))
    return fetch(session(), query, EVENTS, limit=limit, cursor=cursor)
