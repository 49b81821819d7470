"""What is searched while there is no index: the words of titles, in the database."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from forum import config
from forum.catalog.models import Product, Release, Tag
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.knowledge.models import Entry, EntryState
from forum.knowledge.policy import entries_seen_by
from forum.people.policy import Actor
from forum.questions.models import Answer, Question, QuestionTag
from forum.questions.policy import can_find_folded, questions_seen_by
from forum.questions.queries.lists import STATES
from forum.recalls.models import Recall
from forum.recalls.queries import is_public
from forum.search.engine import Hit, Query, Results
from forum.search.syntax import Asked, read

# A title is looked through once for each word.
MOST_WORDS = 6


def in_titles(actor: Actor, query: Query) -> Results:
    """Return the newest threads, or solutions where only these are asked for, whose title has all words of a query.

    They pass its filters, as with the index; `total` counts no more than are returned. A question that is held back
    entirely is found by nobody, a folded one by staff. Before them stands corrected advice whose summary has all words.
    """
    asked = read(query.text)
    narrow = [query.product, query.release, query.tag, query.trust, query.state, query.language]
    if not asked.words and not any(narrow):
        return Results((), 0)
    solutions = query.kind == "entry"
    rows = session().execute(_solutions(actor, query, asked) if solutions else _threads(actor, query, asked))
    hits = [*_recalls(query, asked), *(_hit(ident, question_id, is_entry=solutions) for ident, question_id in rows)]
    found = tuple(hits[: query.limit])
    return Results(found, len(found))


def _hit(ident: int, question_id: int | None, *, is_entry: bool) -> Hit:
    group = f"question:{question_id}" if question_id else f"entry:{ident}"
    return Hit(f"entry:{ident}", "entry", group, score=0.0) if is_entry else Hit(group, "question", group, score=0.0)


def _recalls(query: Query, asked: Asked) -> Iterator[Hit]:
    """Yield what was corrected. Like with the index, it has no tag, version, state or mark."""
    if not asked.words or query.kind or any((query.release, query.tag, query.trust, query.state, query.language)):
        return
    found = sa.select(Recall.id).where(is_public(), *_said(Recall.summary, asked))
    if query.product:
        found = found.where(_product(Recall.product_id, query.product))
    for ident in session().scalars(found.order_by(Recall.id.desc()).limit(query.limit)):
        yield Hit(f"recall:{ident}", "entry", f"recall:{ident}", score=0.0)


def _threads(actor: Actor, query: Query, asked: Asked) -> sa.Select[int, int]:
    hidden = [Containment.QUARANTINED] + ([] if can_find_folded(actor) else [Containment.FOLDED])
    found = sa.select(Question.id, Question.id).where(
        questions_seen_by(actor),
        Question.in_place(),
        Question.containment.not_in(hidden),
        *_said(Question.title, asked),
        *_about(query),
    )
    if query.product:
        found = found.where(_product(Question.product_id, query.product))
    if query.trust:
        found = found.where(sa.exists().where(Answer.question_id == Question.id, *_trusted(query.trust)))
    return found.order_by(Question.id.desc()).limit(query.limit)


def _solutions(actor: Actor, query: Query, asked: Asked) -> sa.Select[int, int | None]:
    """SQL: solutions; what is filtered by their question leaves out those without one."""
    found = (
        sa.select(Entry.id, Entry.question_id)
        .outerjoin(Entry.question)
        .outerjoin(Entry.answer)
        .where(
            entries_seen_by(actor),
            Entry.state == EntryState.LIVE,
            Entry.containment == spelt(Containment.NONE),
            *_said(Entry.title, asked),
            *_about(query),
        )
    )
    if query.product:
        found = found.where(_product(Entry.product_id, query.product))
    if query.trust:
        level = sa.case((Entry.revision > 0, Entry.own_level), else_=Answer.level)
        found = found.where(level.in_(query.trust))
    return found.order_by(Entry.id.desc()).limit(query.limit)


def _said(title: InstrumentedAttribute[str], asked: Asked) -> Iterator[sa.ColumnElement[bool]]:
    """Yield what the words ask of a title."""
    yield from (title.icontains(word, autoescape=True) for word in asked.words.split()[:MOST_WORDS])
    yield from (~title.icontains(word, autoescape=True) for word in asked.without)


def _about(query: Query) -> Iterator[sa.ColumnElement[bool]]:
    """Yield what the filters ask of a question."""
    if query.release:
        yield Question.release_id.in_(sa.select(Release.id).where(Release.name == query.release))
    if query.tag:
        bearing = sa.select(QuestionTag.question_id).join(Tag, Tag.id == QuestionTag.tag_id)
        yield Question.id.in_(bearing.where(Tag.name == query.tag))
    if query.state:
        yield next((clause for name, clause in STATES.items() if name == query.state), sa.false())
    if query.language:
        spoken = sa.func.coalesce(Question.language, config.current().default_language)
        yield sa.func.lower(spoken) == query.language.lower()


def _product(column: InstrumentedAttribute[int | None], slug: str) -> sa.ColumnElement[bool]:
    return column.in_(sa.select(Product.id).where(Product.slug == slug))


def _trusted(levels: frozenset[str]) -> Iterator[sa.ColumnElement[bool]]:
    """Yield what makes an answer one of these levels to everybody."""
    yield Answer.level.in_(levels)
    yield Answer.in_place()
    yield Answer.containment.in_((Containment.NONE, Containment.WARNED))
