"""What pages read about recalls: the staff's list, one of them, and what everybody may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from forum.catalog.models import Product
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.core.refs import Kind, Ref
from forum.core.sitemap import PART, Place
from forum.knowledge.models import Entry, EntryState
from forum.knowledge.policy import entries_seen_by
from forum.people.policy import VISITOR, Actor
from forum.questions.models import Answer, Correction, Question, Verdict
from forum.questions.policy import answers_seen_by, questions_seen_by
from forum.recalls.models import Cause, Recall, RecallRecipient, RecallState
from forum.recalls.policy import recalls_seen_by

NEWEST_FIRST = Keyset("recalls", ((Recall.id, True),))
NEWEST_SENT = Keyset("corrected", ((Recall.sent_at, True), (Recall.id, True)))
OPEN = (RecallState.OFFERED, RecallState.WAITING, RecallState.DUE)
BACK = aliased(Recall)


@dataclass(frozen=True, slots=True)
class StaffView:
    """A recall as staff sees it, with the title of what it is about and what there is to begin with."""

    recall: Recall
    title: str
    question_id: int | None
    product: Product | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """What everybody may read of a recall. `title` is that of the page that it is about, None where that is hidden.

    `instead` is what replaces it, as long as everybody can read that. `back` is what took it back, where it was right
    after all.
    """

    id: int
    severity: int
    summary: str
    what_now: str
    since: datetime
    sent_at: datetime
    title: str | None
    about: Ref | None
    instead: Ref | None
    product: Product | None
    back: Recall | None

    @property
    def changed_at(self) -> datetime:
        """When something was said about it last."""
        return self.back.sent_at if self.back is not None and self.back.sent_at else self.sent_at


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a recall that everybody may read."""

    id: int
    summary: str
    what_now: str
    product: Product | None


def open_recalls(actor: Actor, *, cursor: str | None = None, limit: int = 40) -> Page[StaffView]:
    """Return one page of what is offered, waits or is about to go out, the newest first. One statement."""
    return _listed(actor, Recall.state.in_(OPEN), cursor, limit)


def settled_recalls(actor: Actor, *, cursor: str | None = None, limit: int = 40) -> Page[StaffView]:
    """Return one page of what was sent or declined, the newest first. One statement."""
    return _listed(actor, Recall.state.not_in(OPEN), cursor, limit)


def recall_number(actor: Actor) -> sa.Select[int]:
    """SQL: how many wait for the actor's product staff."""
    waiting = Recall.state.in_((RecallState.OFFERED, RecallState.WAITING))
    return sa.select(sa.func.count(Recall.id)).where(recalls_seen_by(actor), waiting)


def recall_count(actor: Actor) -> int:
    """Return how many wait for somebody's decision. One statement."""
    return session().scalar(recall_number(actor)) or 0


def _listed(actor: Actor, which: sa.ColumnElement[bool], cursor: str | None, limit: int) -> Page[StaffView]:
    page = fetch(session(), _staff_query(actor).where(which), NEWEST_FIRST, limit=limit, cursor=cursor)
    return Page([StaffView(*row) for row in page.items], page.next, page.previous)


def staff_view(actor: Actor, recall_id: int) -> StaffView:
    """Return one recall; raise `NotFound` where the actor sees none. One statement."""
    query = _staff_query(actor).where(Recall.id == recall_id).execution_options(populate_existing=True)
    row = session().execute(query).one_or_none()
    if row is None:
        raise NotFound
    return StaffView(*row)


def _staff_query(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    thread = sa.func.coalesce(Answer.question_id, Entry.question_id)
    title = sa.func.coalesce(Entry.title, Question.title)
    return (
        sa.select(Recall, title, Question.id, Product)
        .outerjoin(Answer, Answer.id == Recall.answer_id)
        .outerjoin(Entry, Entry.id == Recall.entry_id)
        .outerjoin(Question, Question.id == thread)
        .outerjoin(Product, Product.id == Recall.product_id)
        .where(recalls_seen_by(actor))
        .options(joinedload(Recall.decided_by), joinedload(Recall.approved_by))
    )


def follow_up_of(recall_id: int) -> Recall | None:
    """Return what takes a recall back, or is to. One statement."""
    return session().scalars(sa.select(Recall).where(Recall.reverses_id == recall_id)).one_or_none()


def suggested_words(recall: Recall) -> Mapping[str, str]:
    """Return what the engineer wrote for readers, to begin with. At most one statement."""
    if recall.summary:
        return {"summary": recall.summary, "what_now": recall.what_now}
    if recall.reverses_id is not None or recall.cause is Cause.QUARANTINED:
        return {"summary": "", "what_now": ""}
    if recall.cause is Cause.CORRECTED:
        made = session().get_one(Correction, recall.cause_id)
        return {"summary": "", "what_now": made.replacement}
    verdict = session().get_one(Verdict, recall.cause_id)
    return {"summary": "", "what_now": verdict.instead}


def has_told(actor: Actor, recall_id: int) -> RecallRecipient | None:
    """Return the row of a reader whom a recall went to. One statement, none for visitors."""
    return None if actor.id is None else session().get(RecallRecipient, (recall_id, actor.id))


def is_public() -> sa.ColumnElement[bool]:
    """SQL: recalls that everybody may read: what was sent, and takes nothing back."""
    return sa.and_(Recall.state == RecallState.SENT, Recall.reverses_id.is_(None))


def corrected(*, cursor: str | None = None, limit: int = 40) -> Page[Corrected]:
    """Return one page of corrected advice, what was told last first. Two statements."""
    page = fetch(session(), _public_query(), NEWEST_SENT, limit=limit, cursor=cursor)
    return Page(_public(page.items), page.next, page.previous)


def corrected_one(recall_id: int) -> Corrected:
    """Return one; raise `NotFound` for what nobody was told of. Two statements at most."""
    rows = session().execute(_public_query().where(Recall.id == recall_id)).all()
    if not rows:
        raise NotFound
    return _public(rows)[0]


def told_by_id(ids: Sequence[int]) -> dict[int, Told]:
    """Return the words of those that everybody may read, by number. One statement, none for no numbers."""
    if not ids:
        return {}
    query = sa.select(Recall.id, Recall.summary, Recall.what_now, Product)
    query = query.outerjoin(Product, Product.id == Recall.product_id).where(is_public(), Recall.id.in_(ids))
    return {row[0]: Told(*row) for row in session().execute(query)}


def recall_places() -> list[Place]:
    """Return the newest of them for search engines, with their last change. One statement."""
    changed = sa.func.coalesce(BACK.sent_at, Recall.sent_at)
    query = sa.select(Recall.id, changed).outerjoin(
        BACK, sa.and_(BACK.reverses_id == Recall.id, BACK.state == RecallState.SENT)
    )
    rows = session().execute(query.where(is_public()).order_by(Recall.id.desc()).limit(PART))
    return [Place(ident, at) for ident, at in rows]


def _public_query() -> sa.Select[*tuple[Any, ...]]:
    """SQL: what everybody may read, and whether they may see the page that it is about."""
    thread = sa.func.coalesce(Answer.question_id, Entry.question_id)
    sees_page = sa.case((Recall.answer_id.is_not(None), questions_seen_by(VISITOR)), else_=entries_seen_by(VISITOR))
    title = sa.case((sees_page, sa.func.coalesce(Entry.title, Question.title)))
    sees_text = sa.case((Recall.answer_id.is_not(None), answers_seen_by(VISITOR)), else_=entries_seen_by(VISITOR))
    return (
        sa.select(Recall, title, thread, sees_page, sees_text, Product, BACK)
        .outerjoin(Answer, Answer.id == Recall.answer_id)
        .outerjoin(Entry, Entry.id == Recall.entry_id)
        .outerjoin(Question, Question.id == thread)
        .outerjoin(Product, Product.id == Recall.product_id)
        .outerjoin(BACK, sa.and_(BACK.reverses_id == Recall.id, BACK.state == RecallState.SENT))
        .where(is_public())
    )


def _public(rows: Sequence[Any]) -> list[Corrected]:
    """Return what everybody may read of these rows; what replaces them is looked up for all in two statements."""
    shown = _open_to_all([row[0].instead for row in rows if row[0].instead is not None])
    made = []
    for recall, title, thread, sees_page, sees_text, product, back in rows:
        about: Ref | None = recall.about if sees_text else None
        if about is None and sees_page and recall.answer_id is not None:
            about = Ref(Kind.QUESTION, thread)
        made.append(
            Corrected(
                recall.id,
                recall.severity,
                recall.summary,
                recall.what_now,
                recall.since,
                recall.sent_at,
                title,
                about,
                recall.instead if recall.instead in shown else None,
                product,
                back,
            )
        )
    return made


def is_open_to_all(ref: Ref) -> bool:
    """Whether everybody can read a text, without any warning. One statement."""
    return ref in _open_to_all([ref])


def _open_to_all(refs: Sequence[Ref]) -> set[Ref]:
    """Return those that everybody can read, without any warning. A statement for each kind."""
    found: set[Ref] = set()
    answers = [ref.id for ref in refs if ref.kind is Kind.ANSWER]
    entries = [ref.id for ref in refs if ref.kind is Kind.ENTRY]
    free = spelt(Containment.NONE)
    if answers:
        query = sa.select(Answer.id).join(Answer.question).where(Answer.id.in_(answers), answers_seen_by(VISITOR))
        found |= {Ref(Kind.ANSWER, ident) for ident in session().scalars(query.where(Answer.containment == free))}
    if entries:
        query = (
            sa.select(Entry.id)
            .outerjoin(Entry.question)
            .outerjoin(Entry.answer)
            .where(Entry.id.in_(entries), entries_seen_by(VISITOR), Entry.state == EntryState.LIVE)
            .where(Entry.containment == free, sa.or_(Entry.answer_id.is_(None), Answer.containment == free))
        )
        found |= {Ref(Kind.ENTRY, ident) for ident in session().scalars(query)}
    return found
