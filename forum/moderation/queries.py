"""The moderators' lists: open reports, worst first; and what is held back from readers now, with why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from forum.core.clock import now
from forum.core.containment import Containment, Hazard, spelt
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.core.refs import Kind, Ref
from forum.flags.models import Case, CaseState, Flag, FlagKind
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.knowledge.models import Entry, EntryRevision
from forum.knowledge.queries import newest_text
from forum.moderation.models import EFFECT, TAKES_AWAY, Action, Decision, Reading
from forum.moderation.policy import cases_seen_by
from forum.moderation.things import HOLDING, Thing, thing_of, viewed_lately, with_things
from forum.people.models import Person, RoleGrant
from forum.people.policy import Actor, Role, is_self, scope
from forum.questions.marks import release_ids, trusts
from forum.questions.models import POSTS, Answer, AnswerRevision, Comment, CommentRevision, Question, QuestionRevision
from forum.questions.queries import answer_revision, question_revision
from forum.questions.queries.queues import in_scope
from forum.questions.trust import Trust

NEWEST_ANSWERS = Keyset("held_back", ((Answer.id, True),))
NEWEST_CASES = Keyset("held_back_elsewhere", ((Case.id, True),))
# What is read much comes first among the equally bad: log2(2 + views in seven days), one more for what was accepted or
# is a solution. In the order of the numbers themselves that is twice as many, and needs no logarithm.
VIEWED = viewed_lately()
REACHED: sa.ColumnElement[int] = (2 + VIEWED) * sa.case(
    (sa.or_(Answer.accepted, Case.about_kind == Kind.ENTRY), 2), else_=1
)
WORST_FIRST = Keyset("cases", ((Case.severity, True), (REACHED, True), (Case.opened_at, False), (Case.id, False)))
LAST_CLOSED = Keyset("closed_cases", ((Case.closed_at, True), (Case.id, True)))
UNSORTED = 0


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A report and who made it; None for a rule, and for a moderator whose own text was reported."""

    flag: Flag
    reporter: str | None


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed to; None: everything.

    `kind`: at least one report says so. `product_id`: `UNSORTED` for things without one. `hours`: opened at least so
    long ago.
    """

    kind: FlagKind | None = None
    about: Kind | None = None
    product_id: int | None = None
    hazard: Hazard | None = None
    hours: int | None = None

    def clauses(self) -> Iterator[sa.ColumnElement[bool]]:
        """SQL: what they have in common."""
        if self.kind is not None:
            yield sa.exists().where(Flag.case_id == Case.id, Flag.kind == self.kind)
        if self.about is not None:
            yield Case.about_kind == self.about
        if self.product_id is not None:
            yield Case.product_id.is_(None) if self.product_id == UNSORTED else Case.product_id == self.product_id
        if self.hazard is not None:
            yield Case.hazard == self.hazard
        if self.hours is not None:
            yield Case.opened_at <= now() - timedelta(hours=self.hours)


EVERYTHING = CaseFilter()


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with what it is about, its reports, and what was decided.

    `views`: how often the page on which it stands was seen in the last seven days. `holder`: who has it now.
    """

    case: Case
    thing: Thing
    flags: Sequence[FlagLine]
    views: int = 0
    holder: str | None = None
    decisions: Sequence[tuple[Decision, str]] = ()

    @property
    def answer(self) -> Answer:
        """The answer that it is about."""
        assert isinstance(self.thing.row, Answer)
        return self.thing.row

    @property
    def weight(self) -> float:
        """What its reports weigh together; a rule's counts as one."""
        return sum(line.flag.weight for line in self.flags)

    @property
    def is_about_danger(self) -> bool:
        """Whether somebody says that the advice is dangerous."""
        return any(line.flag.kind is FlagKind.DANGEROUS for line in self.flags)


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it is read; `number` of its revision, None for what has none. `html` empty: plain words."""

    number: int | None
    html: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class CaseTexts:
    """What was asked (None where that is what was reported), the text as readers saw it when it was reported last, and
    as they see it now.
    """

    asked: QuestionRevision | None
    reported: Words
    shown: Words

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
    actor: Actor,
    *,
    state: CaseState = CaseState.OPEN,
    narrow: CaseFilter = EVERYTHING,
    limit: int = 40,
    cursor: str | None = None,
) -> Page[CaseView]:
    """Return one page of the cases that the moderator sees, in two statements.

    Open ones come worst first, of the closed ones that which was decided last.
    """
    query = _cases(actor).where(Case.state == state, *narrow.clauses())
    order = WORST_FIRST if state is CaseState.OPEN else LAST_CLOSED
    page = fetch(session(), query, order, limit=limit, cursor=cursor)
    return Page(_views(actor, page.items), page.next, page.previous)


def case_view(actor: Actor, case_id: int) -> CaseView:
    """Return one case with its decisions; raise `NotFound` where the actor sees none. Three statements."""
    query = _cases(actor).where(Case.id == case_id)
    views = _views(actor, session().execute(query.execution_options(populate_existing=True)).all())
    if not views:
        raise NotFound
    decided = sa.select(Decision, Person.name).join(Person, Person.id == Decision.moderator_id)
    rows = session().execute(decided.where(Decision.case_id == case_id).order_by(Decision.id)).all()
    return replace(views[0], decisions=[(row[0], row[1]) for row in rows])


def _cases(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """SQL: the cases that the moderator sees, with how often each was seen, who has it, and what it is about."""
    holder = sa.select(Person.name).where(Person.id == Case.taken_by_id).correlate(Case).scalar_subquery()
    query = sa.select(Case, VIEWED, holder).where(cases_seen_by(actor))
    return with_things(query)


def colleagues(actor: Actor, view: CaseView) -> Sequence[tuple[int, str]]:
    """Return number and name of other moderators who may decide a case, by name. One statement."""
    mine = sa.or_(RoleGrant.product_id.is_(None), RoleGrant.product_id == view.case.product_id)
    if view.case.product_id is None:
        mine = sa.true()
    query = sa.select(Person.id, Person.name).where(
        Person.id.in_(sa.select(RoleGrant.person_id).where(RoleGrant.role == Role.MODERATOR, mine)),
        Person.id.not_in([ident for ident in (actor.id, view.thing.author_id) if ident is not None]),
        sa.or_(Person.suspended_until.is_(None), Person.suspended_until <= now()),
    )
    return [(ident, name) for ident, name in session().execute(query.order_by(Person.name).limit(200))]


def case_texts(view: CaseView) -> CaseTexts:
    """Return the texts that a moderator reads before deciding. Three statements at most."""
    thing = view.thing
    asked = None
    if thing.question is not None and thing.ref.kind is not Kind.QUESTION:
        asked = question_revision(thing.question.id, thing.question.revision)
    reported = max((line.flag.revision or 0 for line in view.flags), default=0) or thing.shown_revision
    shown = _words(thing, thing.shown_revision)
    return CaseTexts(asked, shown if reported == shown.number else _words(thing, reported) or shown, shown)


def _words(thing: Thing, number: int | None) -> Words:
    """Return one revision of a thing's text; raise `NotFound` where there is none."""
    row = thing.row
    if isinstance(row, Person):
        return Words(None, "", row.about, row.name)
    if isinstance(row, Comment):
        return _words_of_comment(row, number)
    found: QuestionRevision | AnswerRevision | EntryRevision | None
    if isinstance(row, Question):
        found = question_revision(row.id, number or row.revision)
    elif isinstance(row, Answer):
        found = answer_revision(row.id, number or row.shown_revision)
    else:
        found = newest_text(row)
    if found is None:
        raise NotFound
    return Words(found.number, found.html, found.text, getattr(found, "title", ""))


@dataclass(frozen=True, slots=True)
class Told:
    """What a moderator's newest decision tells readers of a thing."""

    hazard: Hazard | None
    reason: str


def told_of(refs: Sequence[Ref]) -> dict[Ref, Told]:
    """Return what readers are told of things that a moderator holds back. One statement, none for no things."""
    if not refs:
        return {}
    named = sa.tuple_(Case.about_kind, Case.about_id).in_([(ref.kind, ref.id) for ref in refs])
    query = sa.select(Case.about_kind, Case.about_id, Decision.hazard, Decision.reason)
    in_force = (Decision.action.in_(HOLDING), Decision.reading != Reading.OVERTURNED)
    rows = session().execute(
        query.join(Case, Case.id == Decision.case_id).where(named, *in_force).order_by(Decision.id)
    )
    return {Ref(kind, ident): Told(hazard, reason) for kind, ident, hazard, reason in rows}


def _words_of_comment(comment: Comment, number: int | None) -> Words:
    """Return one revision of a comment: the newest where it was never changed."""
    mine = (CommentRevision.comment_id == comment.id, CommentRevision.number == number)
    found = session().scalars(sa.select(CommentRevision).where(*mine)).one_or_none()
    if found is None or number == comment.revision:
        return Words(comment.revision, comment.html, comment.text)
    return Words(found.number, found.html, found.text)


def newest_case(about: Ref) -> int | None:
    """Return the newest case about a thing: the open one, else the one that was decided last."""
    return session().scalar(_newest_case(about.kind, sa.literal(about.id)))


def _newest_case(kind: Kind, ident: sa.ColumnElement[int]) -> sa.Select[int]:
    """SQL: the newest case about a thing."""
    query = sa.select(Case.id).where(Case.about_kind == kind, Case.about_id == ident)
    return query.order_by(Case.id.desc()).limit(1)


def held_back(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[HeldBack]:
    """Return one page of the answers that are held back in the moderator's products, the newest answer first.

    Four statements.
    """
    case = _newest_case(Kind.ANSWER, Answer.id.expression).correlate(Answer).scalar_subquery()
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


def held_back_elsewhere(actor: Actor, *, limit: int = 40, cursor: str | None = None) -> Page[CaseView]:
    """Return one page of the newest cases of questions, comments and editors' solutions that are held back now.

    Each has the decision that holds it back, if any: without one a risk rule did it. Three statements.
    """
    newer = aliased(Case)
    same = (newer.about_kind == Case.about_kind, newer.about_id == Case.about_id, newer.id > Case.id)
    holding = sa.case(
        (Case.about_kind == Kind.QUESTION, Question.containment != spelt(Containment.NONE)),
        (Case.about_kind == Kind.COMMENT, Comment.containment != spelt(Containment.NONE)),
        (Case.about_kind == Kind.ENTRY, Entry.decided != spelt(Containment.NONE)),
        else_=sa.false(),
    )
    kinds = Case.about_kind.in_([Kind.QUESTION, Kind.COMMENT, Kind.ENTRY])
    query = _cases(actor).where(kinds, holding, sa.not_(sa.exists().where(*same)))
    page = fetch(session(), query, NEWEST_CASES, limit=limit, cursor=cursor)
    views = _views(actor, page.items)
    held = _holding([view.case.id for view in views if not view.thing.held_reason])
    return Page([replace(view, decisions=held.get(view.thing.ref, ())) for view in views], page.next, page.previous)


def _holding(case_ids: Sequence[int]) -> dict[Ref, Sequence[tuple[Decision, str]]]:
    """Return the decision that holds back what each of these cases is about, also of an older case. One statement."""
    made = aliased(Case)
    waits = sa.and_(Decision.action.in_(TAKES_AWAY), Decision.reading == Reading.WAITS)
    levels = sa.or_(Decision.action.in_(EFFECT), sa.and_(waits, Decision.after == spelt(Containment.QUARANTINED)))
    last = (
        sa.select(sa.func.max(Decision.id))
        .join(Case, Case.id == Decision.case_id)
        .join(made, sa.and_(made.about_kind == Case.about_kind, made.about_id == Case.about_id))
        .where(made.id.in_(case_ids), levels, Decision.reading != Reading.OVERTURNED)
        .group_by(made.id)
    )
    query = sa.select(Decision, Person.name, Case).join(Person, Person.id == Decision.moderator_id)
    rows = session().execute(query.join(Case, Case.id == Decision.case_id).where(Decision.id.in_(last))).all()
    # A thing that was shown again by the newest one is held back by a rule.
    return {case.about: ((one, name),) for one, name, case in rows if one.action is not Action.DISMISS}


def _views(actor: Actor, rows: Sequence[Any]) -> list[CaseView]:
    """Return rows of cases with what they are about, and load their flags. One statement.

    Nobody is told who reported what they wrote themselves.
    """
    found = [(row, thing) for row in rows if (thing := thing_of(row[0], row[3:])) is not None]
    mine = {row[0].id for row, thing in found if is_self(actor, thing.author_id)}
    reports = sa.select(Flag, Person.name).outerjoin(Person, Person.id == Flag.reporter_id).order_by(Flag.id)
    flags: dict[int, list[FlagLine]] = {}
    for flag, name in session().execute(reports.where(Flag.case_id.in_([row[0].id for row, _ in found]))):
        flags.setdefault(flag.case_id, []).append(FlagLine(flag, None if flag.case_id in mine else name))
    return [
        CaseView(case, thing, flags.get(case.id, ()), views, holder if case.holder_id is not None else None)
        for (case, views, holder, *_), thing in found
    ]


EVENTS = Keyset("journal", ((Event.id, True),))


def list_events(actor: Actor, *, limit: int = 30, cursor: str | None = None) -> Page[Event]:
    """Return one page of what happened to questions in the moderator's products, the newest first. One statement.

    Reports of what the moderator wrote are left out: an event names whoever made it.
    """
    query = sa.select(Event).where(Event.root_kind == Kind.QUESTION)
    own = [
        sa.and_(Event.about_kind == kind, Event.about_id.in_(sa.select(model.id).where(model.author_id == actor.id)))
        for kind, model in POSTS.items()
    ]
    about_me = sa.and_(Event.kind == EventKind.FLAG_RAISED, sa.or_(*own))
    query = query.where(sa.not_(about_me))
    products = scope(actor, Role.MODERATOR)
    if products is not None:
        here = sa.select(Question.id).where(sa.or_(Question.product_id.in_(products), Question.product_id.is_(None)))
        query = query.where(Event.root_id.in_(here))
    return fetch(session(), query, EVENTS, limit=limit, cursor=cursor)
