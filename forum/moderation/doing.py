"""What moderators do about a report beside holding a text back: they suspend, silence, mark as asked before,
and take out words for good; and what they did on other pages.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import Invalid, Unfit
from forum.core.refs import Kind
from forum.core.text import N_
from forum.flags.models import Case, Flag
from forum.journal.erasing import redact
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.models import RESTRAINTS, Action, Decision, HiddenPost, HidingState, StaffNote, Suggestion
from forum.moderation.things import Thing
from forum.people.models import Person
from forum.people.policy import Actor, Role
from forum.people.suspending import lift, restrain, until_of
from forum.questions.emptying import empty_revisions
from forum.questions.marks import settle, settle_question
from forum.questions.models import Answer, Comment, Correction, Move, Question
from forum.questions.operations import mark_duplicate, reopen_question
from forum.questions.queries.queues import in_scope

NOT_DONE = N_("That was not done yet. Do it first: it closes this report by itself.")
SHOWN = N_("Readers see this version. Change the text first, then take the old version out.")
UNKNOWN = N_("There is no such version.")
ELSEWHERE = N_(
    "Some of these posts are about products that you do not moderate. Leave it to a moderator of all of them."
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What some actions need to be told: until when somebody is suspended or silenced, the number of the question
    that was asked before, which revision loses its words.
    """

    until: datetime | None = None
    target_id: int | None = None
    number: int | None = None


PLAIN = Terms()


def check_terms(case: Case, thing: Thing, action: Action, terms: Terms) -> None:
    """Refuse an action that was not told what it needs, or that nobody did."""
    if action in RESTRAINTS and thing.author_id is None:
        raise Invalid.one("action", "unfit", N_("Nobody's account stands behind this."))
    if action in RESTRAINTS and terms.until is None:
        raise Invalid.one("until", "required", N_("Say until when."))
    if action is Action.DUPLICATE and terms.target_id is None:
        raise Invalid.one("target", "required", N_("Name the question that was asked before."))
    if action is Action.REDACT:
        _check_number(thing, terms.number)
    if action is Action.CORRECT and not _was_corrected(case):
        raise Unfit(NOT_DONE, code="not_done")
    if action is Action.CONVERT and not _was_converted(case):
        raise Unfit(NOT_DONE, code="not_done")


def do(actor: Actor, thing: Thing, decision: Decision) -> None:
    """Suspend, silence, mark as asked before, or take out; everything else was done already."""
    restraint = RESTRAINTS.get(decision.action)
    if restraint is not None and decision.person_id is not None and decision.until is not None:
        said, of = decision.reason, decision.case_id
        restrain(actor, decision.person_id, restraint, until=decision.until, reason=said, case_id=of)
    elif decision.action is Action.DUPLICATE and decision.target_id is not None:
        mark_duplicate(actor, thing.ref.id, decision.target_id, case_id=decision.case_id)
    elif decision.action is Action.REDACT:
        take_out(actor, thing, decision)


def undo_doing(actor: Actor, thing: Thing, decision: Decision, reason: str) -> None:
    """Let somebody act again whom a decision restrained, and open what it closed, unless that was changed since."""
    if decision.action is Action.REDACT:
        raise Unfit(N_("These words were taken out for good. Nothing gives them back."), code="redacted")
    if decision.action is Action.HIDE_POSTS:
        give_back(actor, decision)
    restraint = RESTRAINTS.get(decision.action)
    if restraint is not None and decision.person_id is not None:
        person = session().get(Person, decision.person_id)
        if person is not None and until_of(person, restraint) == decision.until:
            lift(actor, person.id, restraint, reason=reason, case_id=decision.case_id)
    row = thing.row
    if decision.action is Action.DUPLICATE and isinstance(row, Question) and row.duplicate_of_id is not None:
        reopen_question(actor, row.id, reason=reason, case_id=decision.case_id)


def give_back(actor: Actor, decision: Decision) -> None:
    """Have what a decision hid shown again, inside the open unit; what waits still is left alone."""
    need_whole(actor, decision)
    mine = sa.update(HiddenPost).where(HiddenPost.decision_id == decision.id)
    session().execute(mine.where(HiddenPost.state == HidingState.WAITS).values(state=HidingState.LEFT))
    session().execute(mine.where(HiddenPost.state == HidingState.HIDDEN).values(state=HidingState.RETURNING))


def need_whole(actor: Actor, decision: Decision) -> None:
    """Raise `Unfit` where a decision hid posts in products that the actor does not moderate: it is judged whole."""
    if session().scalar(_elsewhere(actor, decision.id).limit(1)) is not None:
        raise Unfit(ELSEWHERE, code="elsewhere")


def _elsewhere(actor: Actor, decision_id: int) -> sa.Select[int]:
    """SQL: the posts that a decision hid and that are in products which the actor does not moderate."""
    thread = sa.case(
        (HiddenPost.about_kind == Kind.QUESTION, HiddenPost.about_id),
        else_=sa.func.coalesce(Answer.question_id, Comment.question_id),
    )
    return (
        sa.select(HiddenPost.id)
        .outerjoin(Answer, sa.and_(HiddenPost.about_kind == Kind.ANSWER, Answer.id == HiddenPost.about_id))
        .outerjoin(Comment, sa.and_(HiddenPost.about_kind == Kind.COMMENT, Comment.id == HiddenPost.about_id))
        .join(Question, Question.id == thread)
        .where(HiddenPost.decision_id == decision_id, HiddenPost.state.in_([HidingState.WAITS, HidingState.HIDDEN]))
        .where(sa.not_(in_scope(actor, Role.MODERATOR)))
    )


def take_out(actor: Actor, thing: Thing, decision: Decision) -> None:
    """Take the words of one revision out for good, with what was kept of them beside it."""
    ref, number = thing.ref, decision.number
    empty_revisions(ref, number)
    events = session().execute(
        sa.select(Event.id, Event.data).where(Event.about_kind == ref.kind, Event.about_id == ref.id)
    )
    redact(
        actor,
        thing.root,
        [ident for ident, data in events if data.get("revision") == number],
        why=EventKind.DECISION_MADE,
    )
    mine = sa.select(Case.id).where(Case.about_kind == ref.kind, Case.about_id == ref.id)
    found = sa.update(Flag).where(Flag.case_id.in_(mine), Flag.revision == number, Flag.rule.is_not(None))
    session().execute(found.values(evidence=None))
    # What moderators said among themselves may quote it.
    session().execute(sa.update(StaffNote).where(StaffNote.case_id.in_(mine)).values(text=""))
    if ref.kind in {Kind.QUESTION, Kind.ANSWER}:
        column = Suggestion.question_id if ref.kind is Kind.QUESTION else Suggestion.answer_id
        same = sa.update(Suggestion).where(column == ref.id, Suggestion.revision == number)
        session().execute(same.values(title="", source="", tags="", note=""))
    if isinstance(thing.row, Answer):
        passages = sa.update(Correction).where(Correction.answer_id == ref.id, Correction.revision == number)
        session().execute(passages.values(passage="", replacement=""))
        settle(thing.row.question, thing.row)
    elif thing.question is not None:
        settle_question(thing.question)


def _check_number(thing: Thing, number: int | None) -> None:
    """Refuse to take out what readers see, and what is not there."""
    if number is None or thing.revision is None or not 1 <= number <= thing.revision:
        raise Invalid.one("number", "unknown", UNKNOWN)
    shown = {thing.revision, thing.shown_revision}
    if number in shown and not getattr(thing.row, "is_deleted", False):
        raise Invalid.one("number", "shown", SHOWN)


def _was_corrected(case: Case) -> bool:
    """Whether a passage was corrected since it was reported."""
    made = sa.exists().where(Correction.answer_id == case.about_id, Correction.created_at >= case.opened_at)
    return case.about_kind is Kind.ANSWER and bool(session().scalar(sa.select(made)))


def _was_converted(case: Case) -> bool:
    """Whether it became another kind of text since it was reported; its reports went along."""
    moved = sa.exists().where(
        Move.target_kind == case.about_kind,
        Move.target_id == case.about_id,
        Move.created_at >= case.opened_at,
        Move.undone_at.is_(None),
    )
    return bool(session().scalar(sa.select(moved)))
