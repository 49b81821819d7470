"""Hiding all that somebody posted, in one decision that is carried out post by post, and giving it back.

The decision writes one row for each post. They are gone through in transactions of their own, so that other writers
come between and a kill loses nothing; each post has a decision of its own, which is appealed against and decided anew.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.errors import Forbidden, NotFound, Unfit
from forum.core.operation import lock, operation
from forum.core.paging import Keyset, Page, fetch
from forum.core.reasons import need_reason
from forum.core.refs import Kind, Ref
from forum.core.text import N_
from forum.flags.models import Case, CaseState, Flag
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.doing import give_back
from forum.moderation.effects import Hold, hold_back, release
from forum.moderation.models import Action, Appeal, AppealOutcome, Decision, HiddenPost, HidingState, Reading
from forum.moderation.operations import made, need_second
from forum.moderation.policy import can_hide_posts
from forum.moderation.things import Thing, lock_thing
from forum.people.models import Person
from forum.people.policy import STAFF, SYSTEM, Actor, Role, is_self
from forum.questions.models import POSTS, Answer, Question
from forum.questions.policy import FOUND_RIGHT
from forum.questions.queries.queues import in_scope

log = logging.getLogger(__name__)
# Why a post is not hidden with the others.
HIDDEN, RELIED_ON, ANSWERED = "hidden", "relied_on", "answered"
AT_ONCE = 20
AT_A_TIME = 1.0
WAITS = (HidingState.WAITS, HidingState.RETURNING)


@dataclass(frozen=True, slots=True)
class Post:
    """One post of somebody; `left_out`: why it stays as it is, None where it is hidden with the others."""

    ref: Ref
    title: str
    left_out: str | None


def posts_of(
    actor: Actor, person_id: int, *, stays: bool | None = None, limit: int = 40, cursor: str | None = None
) -> Page[Post]:
    """Return one page of what somebody posted in the moderator's products, the newest of each kind first.

    `stays`: only what is left out, or only what is hidden with the others. Two statements at most. Raises
    `Forbidden` where the actor may not hide it.
    """
    _need_power(actor, person_id)
    rows = _posts(actor, person_id)
    query = sa.select(rows.c.kind, rows.c.id, rows.c.title, rows.c.why)
    if stays is not None:
        query = query.where(rows.c.why != "" if stays else rows.c.why == "")
    order = Keyset("posts", ((rows.c.place, False), (rows.c.id, True)))
    page = fetch(session(), query, order, limit=limit, cursor=cursor)
    found = [Post(Ref(Kind(kind), ident), title, why or None) for kind, ident, title, why in page.items]
    return Page(found, page.next, page.previous)


def count_posts(actor: Actor, person_id: int) -> dict[Kind, int]:
    """Return how many posts of each kind would be hidden. Two statements at most. Raises as `posts_of` does."""
    _need_power(actor, person_id)
    rows = _posts(actor, person_id)
    query = sa.select(rows.c.kind, sa.func.count()).where(rows.c.why == "").group_by(rows.c.kind, rows.c.place)
    return {Kind(kind): number for kind, number in session().execute(query.order_by(rows.c.place))}


def _going(actor: Actor, person_id: int) -> list[Ref]:
    """Return all that is hidden at one press. One statement."""
    rows = _posts(actor, person_id)
    query = sa.select(rows.c.kind, rows.c.id).where(rows.c.why == "").order_by(rows.c.place, rows.c.id.desc())
    return [Ref(Kind(kind), ident) for kind, ident in session().execute(query)]


def _posts(actor: Actor, person_id: int) -> sa.Subquery:
    """SQL: what somebody posted in the moderator's products, the place of its kind, and why it is left out."""
    return sa.union_all(*(_posts_of_kind(actor, person_id, kind) for kind in POSTS)).subquery()


def _posts_of_kind(actor: Actor, person_id: int, kind: Kind) -> sa.Select[*tuple[Any, ...]]:
    model = POSTS[kind]
    why: list[tuple[sa.ColumnElement[bool], str]] = [(model.containment == spelt(Containment.QUARANTINED), HIDDEN)]
    if kind is Kind.ANSWER:
        why.append((sa.or_(Answer.accepted, Answer.level.in_(FOUND_RIGHT)), RELIED_ON))
    if kind is Kind.QUESTION:
        why.append((_answered(person_id), ANSWERED))
    query = sa.select(
        sa.literal(kind.value).label("kind"),
        sa.literal(list(POSTS).index(kind)).label("place"),
        model.id.label("id"),
        Question.title.label("title"),
        sa.case(*why, else_=sa.literal("")).label("why"),
    ).select_from(model)
    if kind is not Kind.QUESTION:
        query = query.join(Question, Question.id == model.question_id)  # type: ignore[union-attr] # a question has none
    mine = (model.author_id == person_id, model.in_place(), Question.in_place())
    return query.where(*mine, in_scope(actor, Role.MODERATOR))


@operation
def hide_posts(actor: Actor, person_id: int, *, reason: str) -> Decision:
    """Hide what somebody posted in the moderator's products, but for what others rely on. The same twice is once.

    The decision holds from now on; `go_on` carries it out.
    """
    person = lock(Person, person_id)
    _need_power(actor, person.id)
    said = need_reason(reason)
    thing = Thing(Ref(Kind.PERSON, person.id), person, None, person.id)
    known = _known(person.id)
    new = [ref for ref in _going(actor, person.id) if ref not in known]
    if not new:
        older = _newest(person.id)
        if older is None:
            raise Unfit(N_("There is nothing to hide."), code="nothing")
        return older
    at = now()
    case = Case(about_kind=Kind.PERSON, about_id=person.id, state=CaseState.CLOSED, opened_at=at, closed_at=at)
    case.version = 1
    session().add(case)
    session().flush()
    decision = Decision(case_id=case.id, moderator_id=actor.id, action=Action.HIDE_POSTS, reason=said, created_at=at)
    decision.before, decision.person_id = Containment.NONE, person.id
    need_second(case, thing, decision)
    made(actor, case, thing, decision, unreported=True)
    rows = [{"decision_id": decision.id, "about_kind": ref.kind, "about_id": ref.id} for ref in new]
    session().execute(sa.insert(HiddenPost), [{**row, "state": HidingState.WAITS} for row in rows])
    return decision


@operation
def show_posts(actor: Actor, person_id: int, decision_id: int, *, reason: str) -> Decision:
    """Give back what such a decision hid of somebody, and nothing else. The author is told; twice is once."""
    found = session().get(Decision, decision_id)
    if found is None or found.action is not Action.HIDE_POSTS or found.person_id != person_id:
        raise NotFound
    person = lock(Person, person_id)
    _need_power(actor, person.id)
    decision = lock(Decision, decision_id)
    said = need_reason(reason)
    if decision.reading is Reading.OVERTURNED:
        return decision
    decision.reading, decision.second_id = Reading.OVERTURNED, actor.id
    decision.second_reason, decision.second_at = said, now()
    give_back(actor, decision)
    data: dict[str, object] = {
        "case": decision.case_id,
        "decision": decision.id,
        "action": decision.action,
        "by": decision.moderator_id,
    }
    data["own"] = is_self(actor, decision.moderator_id)
    about = Ref(Kind.PERSON, person.id)
    record(EventKind.DECISION_OVERTURNED, actor, about, data=data, details={"reason": said})
    return decision


def go_on(limit: int | None = None, seconds: float = AT_A_TIME) -> int:
    """Hide, and give back, some posts that wait for it; return how many. Each has a short transaction of its own.

    One that fails is told to the log and waits for the next time; the others do not wait for it.
    """
    ends, done, last = time.monotonic() + seconds, 0, 0
    waiting = sa.select(HiddenPost.id).where(HiddenPost.state.in_(WAITS)).order_by(HiddenPost.id).limit(AT_ONCE)
    while limit is None or done < limit:
        ids = session().scalars(waiting.where(HiddenPost.id > last)).all()
        session().rollback()
        for last in ids:
            done += _is_done(last)
            if time.monotonic() >= ends or done == limit:
                return done
        if not ids:
            break
    return done


def _is_done(ident: int) -> bool:
    """Carry out what is decided about one post; return whether that did not fail."""
    try:
        _one(ident)
    except Exception:
        log.exception("hiding", extra={"hidden_post": ident})
        return False
    return True


@operation
def _one(ident: int) -> None:
    """Carry out what is decided about one post; a post that went away or changed hands is left alone."""
    seen = session().get(HiddenPost, ident)
    if seen is None:
        return
    thing = _thing(Ref(seen.about_kind, seen.about_id))
    row = lock(HiddenPost, ident)
    decision = session().get_one(Decision, row.decision_id)
    if row.state is HidingState.WAITS:
        fits = thing is not None and thing.author_id == decision.person_id and _goes(thing)
        if thing is not None and fits:
            row.made_id, row.state = _hide(thing, decision).id, HidingState.HIDDEN
        else:
            row.state = HidingState.LEFT
    elif row.state is HidingState.RETURNING:
        if thing is not None and row.made_id is not None:
            _show(thing, decision, lock(Decision, row.made_id))
        row.state = HidingState.RETURNED


def _thing(ref: Ref) -> Thing | None:
    """Return a post under its lock, None where it became something else."""
    try:
        return lock_thing(SYSTEM, ref)
    except NotFound:
        return None


def _goes(thing: Thing) -> bool:
    """Whether a post is still one to hide: in its place, in the open, and not what others rely on since."""
    row = thing.row
    if not getattr(row, "is_in_place", False) or thing.containment is Containment.QUARANTINED:
        return False
    if isinstance(row, Question):
        return not session().scalar(sa.select(_answered(thing.author_id)).where(Question.id == row.id))
    return not (isinstance(row, Answer) and (row.accepted or row.level in FOUND_RIGHT))


def _answered(person_id: int | None) -> sa.ColumnElement[bool]:
    """SQL: others have answered a question of somebody."""
    others = sa.exists().where(
        Answer.question_id == Question.id, Answer.author_id.is_distinct_from(person_id), Answer.in_place()
    )
    return others.correlate(Question)


def _hide(thing: Thing, of: Decision) -> Decision:
    """Hide one post by a decision of its own, which closes the reports of it."""
    by = Actor(of.moderator_id)
    mine = (Case.about_kind == thing.ref.kind, Case.about_id == thing.ref.id, Case.state == CaseState.OPEN)
    case = session().scalars(sa.select(Case).where(*mine).with_for_update(of=Case)).one_or_none()
    if case is None:
        case = Case(about_kind=thing.ref.kind, about_id=thing.ref.id, product_id=thing.product_id, opened_at=now())
        case.version = 0
        session().add(case)
        session().flush()
    case.state, case.closed_at, case.version = CaseState.CLOSED, now(), case.version + 1
    case.taken_by_id = case.taken_until = None
    session().execute(sa.update(Flag).where(Flag.case_id == case.id).values(agreed=True))
    decision = Decision(case_id=case.id, moderator_id=of.moderator_id, action=Action.QUARANTINE, reason=of.reason)
    decision.before, decision.revision, decision.created_at = thing.containment, thing.revision, now()
    decision.part_of_id = of.id
    decision.rule_before = thing.row.decided_rule if isinstance(thing.row, Answer) else None
    hold_back(thing, Hold.of(decision, Containment.QUARANTINED))
    return made(by, case, thing, decision, part_of=of.id)


def _show(thing: Thing, of: Decision, decision: Decision) -> None:
    """Let one post be as it was, unless it was decided about since; those who reported it are told."""
    if decision.reading is Reading.OVERTURNED:
        return
    before = thing.containment
    release(thing, decision)
    by_id, at = _given_back_by(of)
    decision.reading, decision.second_id, decision.second_at = Reading.OVERTURNED, by_id, at
    session().execute(sa.update(Flag).where(Flag.case_id == decision.case_id).values(agreed=None))
    data: dict[str, object] = {"case": decision.case_id, "decision": decision.id, "action": decision.action}
    data |= {"part_of": of.id, "before": before, "after": thing.containment, "by": decision.moderator_id}
    record(EventKind.DECISION_OVERTURNED, Actor(by_id), thing.root, about=thing.ref, data=data)


def _given_back_by(of: Decision) -> tuple[int | None, datetime | None]:
    """Return who took a decision back, and when: who read it again and said why, else who granted an appeal."""
    granted = sa.select(Appeal).where(Appeal.decision_id == of.id, Appeal.outcome == AppealOutcome.GRANTED)
    found = None if of.second_reason else session().scalars(granted).one_or_none()
    return (of.second_id, of.second_at) if found is None else (found.decided_by_id, found.decided_at)


def _known(person_id: int) -> set[Ref]:
    """Return the posts of somebody that are about to be hidden."""
    mine = sa.select(Decision.id).where(Decision.person_id == person_id, Decision.action == Action.HIDE_POSTS)
    rows = sa.select(HiddenPost.about_kind, HiddenPost.about_id).where(HiddenPost.state == HidingState.WAITS)
    return {Ref(kind, ident) for kind, ident in session().execute(rows.where(HiddenPost.decision_id.in_(mine)))}


def _newest(person_id: int) -> Decision | None:
    """Return the newest decision to hide all of somebody's posts that was not taken back."""
    mine = (Decision.person_id == person_id, Decision.action == Action.HIDE_POSTS)
    query = sa.select(Decision).where(*mine, Decision.reading != Reading.OVERTURNED)
    return session().scalars(query.order_by(Decision.id.desc()).limit(1)).one_or_none()


def _need_power(actor: Actor, person_id: int) -> None:
    """Raise where the actor may not hide somebody's posts. One statement, none where the person was read already."""
    person = session().get(Person, person_id)
    if person is None:
        raise NotFound
    if not can_hide_posts(actor, person_id, staff=bool(person.roles & STAFF)):
        raise Forbidden
