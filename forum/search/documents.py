"""From the database to documents: what the index holds of each thread, and who may find it.

A text that readers do not see is not in the index at all: what is hidden is left out, what stands behind a click is
there for staff only, and what carries a warning can be found by its title alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum import config
from forum.catalog.models import Product
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.knowledge.models import Entry, EntryRevision, EntryState
from forum.knowledge.queries import own_tags
from forum.questions.models import Answer, AnswerRevision, Question, QuestionRevision, QuestionState
from forum.questions.queries.lists import tags_of
from forum.questions.trust import VERIFIED_KINDS
from forum.recalls.models import Recall
from forum.recalls.queries import is_public
from forum.search.engine import EVERYONE, Document
from forum.search.language import detect

STAFF = "staff"
BATCH = 200


def thread_group(question_id: int) -> str:
    """Return the group of a thread and its entry."""
    return f"question:{question_id}"


def entry_group(entry: Entry) -> str:
    """Return the group that an entry belongs to: its thread's, or its own."""
    return f"entry:{entry.id}" if entry.question_id is None else thread_group(entry.question_id)


def all_documents(tell: Callable[[], object] = lambda: None) -> Iterator[Document]:
    """Yield everything that may be found, in bounded memory and short transactions; `tell` is called between them."""
    last = 0
    while True:
        query = sa.select(Question.id).where(Question.id > last).order_by(Question.id).limit(BATCH)
        ids = session().scalars(query).all()
        if not ids:
            break
        yield from thread_documents(ids)
        last = ids[-1]
        session().expunge_all()
        session().rollback()
        tell()
    own = session().scalars(sa.select(Entry.id).where(Entry.question_id.is_(None)).order_by(Entry.id)).all()
    for start in range(0, len(own), BATCH):
        yield from entry_documents(Entry.id.in_(own[start : start + BATCH]))
    yield from recall_documents(sa.true())


def thread_documents(question_ids: Sequence[int]) -> Iterator[Document]:
    """Yield the documents of threads: question, answers, entry."""
    shown = sa.and_(QuestionRevision.question_id == Question.id, QuestionRevision.number == Question.revision)
    query = (
        sa.select(Question, QuestionRevision.text)
        .join(QuestionRevision, shown)
        .where(
            Question.id.in_(question_ids), Question.in_place(), Question.containment != spelt(Containment.QUARANTINED)
        )
        .options(joinedload(Question.product), joinedload(Question.release))
    )
    rows = session().execute(query).all()
    tags = tags_of(question_ids)
    found: dict[int, str] = {}
    for question, text in rows:
        found[question.id] = language_of(question.language, f"{question.title}\n{text}")
        yield Document(
            key=f"question:{question.id}",
            kind="question",
            group=thread_group(question.id),
            created=question.created_at,
            title=question.title,
            body=text,
            tags=tuple(tags.get(question.id, ())),
            product=question.product.slug if question.product else "",
            releases=(question.release.name,) if question.release else (),
            states=states_of(question),
            level=question.best_level or "",
            language=found[question.id],
            title_only=question.containment is Containment.WARNED,
            audience=audience_of(question.containment),
        )
    yield from _answers(found)
    yield from entry_documents(Entry.question_id.in_(list(found)))


def _answers(languages: dict[int, str]) -> Iterator[Document]:
    """Yield the answers of these threads."""
    text_of = sa.and_(AnswerRevision.answer_id == Answer.id, AnswerRevision.number == Answer.shown_revision)
    query = sa.select(Answer, AnswerRevision.text).join(AnswerRevision, text_of).order_by(Answer.id)
    shown = (Answer.in_place(), Answer.containment != spelt(Containment.QUARANTINED))
    for answer, text in session().execute(query.where(Answer.question_id.in_(list(languages)), *shown)):
        yield Document(
            key=f"answer:{answer.id}",
            kind="answer",
            group=thread_group(answer.question_id),
            created=answer.created_at,
            body=text,
            level=answer.level,
            language=languages[answer.question_id],
            title_only=answer.containment is Containment.WARNED,
            audience=audience_of(answer.containment),
        )


def entry_documents(clause: sa.ColumnElement[bool]) -> Iterator[Document]:
    """Yield the live entries that the clause names."""
    query = (
        sa.select(Entry, AnswerRevision.text, EntryRevision.text, Answer.containment, Product.slug)
        .outerjoin(Answer, Answer.id == Entry.answer_id)
        .outerjoin(
            AnswerRevision,
            sa.and_(AnswerRevision.answer_id == Entry.answer_id, AnswerRevision.number == Entry.read_source()),
        )
        .outerjoin(
            EntryRevision, sa.and_(EntryRevision.entry_id == Entry.id, EntryRevision.number == Entry.read_revision())
        )
        .outerjoin(Product, Product.id == Entry.product_id)
        .where(clause, Entry.state == EntryState.LIVE, Entry.containment == spelt(Containment.NONE))
        .where(sa.or_(Entry.answer_id.is_(None), Answer.in_place()))
        .options(contains_eager(Entry.answer))
        .order_by(Entry.id)
    )
    rows = session().execute(query).all()
    asked = tags_of([row[0].question_id for row in rows if row[0].question_id])
    own = own_tags([row[0].id for row in rows if not row[0].question_id])
    for entry, answered, edited, source, product in rows:
        if source not in {None, Containment.NONE}:
            continue
        text = (edited if entry.revision and entry.shown_revision != 0 else answered) or ""
        yield Document(
            key=f"entry:{entry.id}",
            kind="entry",
            group=entry_group(entry),
            created=entry.published_at,
            title=entry.title,
            body=text,
            tags=tuple(asked.get(entry.question_id or 0, own.get(entry.id, []))),
            product=product or "",
            states=("accepted", "verified") if entry.level in VERIFIED_KINDS else ("accepted",),
            level=entry.level,
            language=language_of(entry.language, f"{entry.title}\n{text}"),
        )


def recall_documents(clause: sa.ColumnElement[bool]) -> Iterator[Document]:
    """Yield what was corrected, in the words of the staff. Of the advice itself there is not a word in it."""
    query = sa.select(Recall, Product.slug).outerjoin(Product, Product.id == Recall.product_id)
    for recall, product in session().execute(query.where(clause, is_public()).order_by(Recall.id)):
        yield Document(
            key=f"recall:{recall.id}",
            kind="entry",
            group=f"recall:{recall.id}",
            created=recall.sent_at or recall.since,
            title=recall.summary,
            body=recall.what_now,
            product=product or "",
            language=language_of(None, f"{recall.summary}\n{recall.what_now}"),
        )


def language_of(known: str | None, text: str) -> str:
    """Return the language of a text: the one that is known, else the one it looks like."""
    return known or detect(text) or config.current().default_language


def audience_of(containment: Containment) -> str:
    """Return who may find a text: what stands behind a click is found by staff only."""
    return STAFF if containment is Containment.FOLDED else EVERYONE


def states_of(question: Question) -> tuple[str, ...]:
    """Return the states that a list or a search can be narrowed to, as in `forum.questions.queries.lists`."""
    is_open = question.state == QuestionState.OPEN
    conditions = {
        "open": is_open,
        "closed": not is_open,
        "unanswered": is_open and question.answer_count == 0,
        "unaccepted": is_open and question.answer_count > 0 and not question.is_accepted,
        "accepted": question.is_accepted,
        "verified": question.best_level in VERIFIED_KINDS,
    }
    return tuple(name for name, holds in conditions.items() if holds)


def groups_of(question_ids: Iterable[int]) -> list[str]:
    """Return the groups of threads."""
    return [thread_group(ident) for ident in question_ids]
