"""Searching: the engine finds, the database decides what is shown.

Every hit is checked against the database, so a stale index cannot leak; what is held back now is masked before anything
is counted.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from forum import config
from forum.catalog.models import Product
from forum.catalog.queries import ProductLine
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.reading import Shape, joined
from forum.knowledge.models import Entry, EntryRevision, EntryState
from forum.knowledge.policy import entries_seen_by
from forum.knowledge.status import Status, status_of
from forum.knowledge.trust import as_shown, entry_trusts, said_about
from forum.people.policy import Actor
from forum.questions.marks import said_of, trusts
from forum.questions.models import Answer, AnswerRevision, Question, QuestionRevision
from forum.questions.policy import answers_seen_by, can_find_folded, questions_seen_by, staff_of
from forum.questions.queries import best_answer_id, release_names
from forum.questions.reader import Reader
from forum.questions.trust import VERIFIED_KINDS, Level, Trust
from forum.recalls.queries import Told, told_by_id
from forum.search.documents import STAFF
from forum.search.engine import EVERYONE, Hit, Query, Results
from forum.search.indexing import engine
from forum.search.mask import mask_for
from forum.search.passages import Marker, Passage
from forum.search.tags import Tags, canonical, narrowed, tags_meant, widened
from forum.search.titles import in_titles

TEXT_MAX = 400
# What is like a question: from how long a title on, how many are shown, and what counts of its text.
TITLE_LEAST, MOST_SIMILAR, BODY_READ, BODY_WORDS = 10, 5, 400, 4
# What shares little more than a common word is not like it, verified or not: the score beside that of the best.
NEAR = 0.4
# Signs that mean something to a search and nothing in a title.
_SIGNS = re.compile(r"[\"“”]|(?<!\S)-+")
_WORD = re.compile(r"\w[\w.-]{3,}\w")


@dataclass(frozen=True, slots=True)
class Found:
    """One hit as a reader may see it. `answer_id` is where it lands inside the thread, None for the question itself.

    `passage` is None where the text stands behind a warning: then only the title is shown. `releases` are its product's
    by number, oldest first.
    """

    kind: str
    question: Question | None
    entry: Entry | None
    answer_id: int | None
    title: str
    passage: Passage | None
    trust: Trust | None
    product: Product | None
    recall: Told | None = None
    releases: Mapping[int, str] = field(default_factory=dict)

    @property
    def status(self) -> Status | None:
        """Where a solution stands; None of a question."""
        level = self.trust.level if self.trust else Level.UNREVIEWED
        return status_of(level, gone=False) if self.entry else None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits. `total` is exact; `suggestion` is the query with its misspelt words mended, or None."""

    items: Sequence[Found]
    total: int
    suggestion: str | None
    offset: int
    limit: int

    @property
    def next(self) -> int | None:
        """The offset of the next page."""
        end = self.offset + self.limit
        return end if end < self.total else None


@dataclass
class _Rows:
    """What the hits of one page are, read from the database."""

    entries: dict[int, tuple[Entry, str]]
    recalls: dict[int, Told]
    questions: dict[int, tuple[Question, str]] = field(default_factory=dict)
    answers: dict[int, tuple[Answer, str]] = field(default_factory=dict)
    best: dict[int, Answer] = field(default_factory=dict)
    names: Mapping[int | None, Mapping[int, str]] = field(default_factory=dict)
    known: Mapping[int, Trust] = field(default_factory=dict)
    own: Mapping[int, Trust] = field(default_factory=dict)


def search(
    actor: Actor, query: Query, *, tags: Tags | None = None, products: Sequence[ProductLine] | None = None
) -> SearchPage:
    """Return one page of what the actor may find. Six statements, one less for all products, one less for the tags that
    the query means. Raises `IndexDamaged` where the index has to be mended.
    """
    tags = tags_meant(query) if tags is None else tags
    query = _without_signs(query, tags)
    masked = _masked(actor, query)
    results = engine().search(replace(masked, text=widened(query.text, tags)))
    found = _found(actor, query, results, Marker(query.text, config.current().default_language), products)
    gone = len(results.hits) - len(found)
    total = results.total - gone
    few = results.worded - gone < 3 and query.text.strip()
    suggestion = engine().suggest_spelling(masked) if few else None
    return SearchPage(found, total, suggestion, query.offset, query.limit)


def _without_signs(query: Query, tags: Tags) -> Query:
    """Return the query with the tag that is meant, whether it stands in the text or beside it."""
    text, tag = query.text[:TEXT_MAX], canonical(query.tag, tags)
    if not tag:
        text, tag = narrowed(text, tags)
    return replace(query, text=text, tag=tag)


def _masked(actor: Actor, query: Query) -> Query:
    """Return the query with what the actor may not find. One statement."""
    mask = mask_for(actor, one_kind=bool(query.kind))
    return replace(
        query,
        audiences=frozenset({EVERYONE, STAFF}) if can_find_folded(actor) else frozenset({EVERYONE}),
        without_groups=mask.groups,
        without_keys=mask.keys,
        without_bodies=mask.titles,
    )


def similar(actor: Actor, title: str, body: str = "") -> list[Found]:
    """Return what is most like a question that somebody begins to write, what staff has verified first.

    At most five, one of each thread, without passages; none for a title that is too short to say anything. Raises
    `IndexDamaged`.
    """
    if len(title) < TITLE_LEAST:
        return []
    query = Query(text=words_of(title, body), limit=MOST_SIMILAR + 3)
    results = engine().search(_masked(actor, query))
    near = [hit for hit in results.hits if hit.score >= NEAR * results.hits[0].score]
    found = _found(actor, query, replace(results, hits=tuple(near)), None)
    found.sort(key=lambda one: one.trust is None or one.trust.level not in VERIFIED_KINDS)
    return found[:MOST_SIMILAR]


def words_of(title: str, body: str) -> str:
    """Return what is sought for a question: all of its title, and of its text only what tells most.

    So the title outweighs the text, and what a search costs does not grow with what somebody types. Names with digits
    or signs in them, as errors and devices have, tell more than long words, and long ones more than short ones.
    """
    plain = _SIGNS.sub(" ", title)
    known = {word.casefold() for word in plain.split()}
    telling = dict.fromkeys(word for word in _WORD.findall(body[:BODY_READ]) if word.casefold() not in known)
    best = sorted(telling, key=lambda word: (word.isalpha(), -len(word)))[:BODY_WORDS]
    return " ".join([plain, *best])


def search_titles(
    actor: Actor, query: Query, *, tags: Tags | None = None, products: Sequence[ProductLine] | None = None
) -> SearchPage:
    """Return the newest threads or solutions with the words in their title: what a page shows while there is no
    index."""
    query = _without_signs(query, tags_meant(query) if tags is None else tags)
    marker = Marker(query.text, config.current().default_language)
    found = _found(actor, query, in_titles(actor, query), marker, products)
    return SearchPage(found, len(found), None, 0, query.limit)


def _found(
    actor: Actor,
    query: Query,
    results: Results,
    marker: Marker | None,
    products: Sequence[ProductLine] | None = None,
) -> list[Found]:
    """Read what the hits are, leave out what the actor may not see, and choose the passages where they are wanted."""
    rows = _rows(actor, results.hits)
    _add_trust(rows, actor, query.release, products)
    made = [_one(hit, rows, marker, hit.language or results.language) for hit in results.hits]
    return [replace(one, releases=rows.names.get(one.product.id, {}) if one.product else {}) for one in made if one]


def _add_trust(rows: _Rows, actor: Actor, release: str, products: Sequence[ProductLine] | None) -> None:
    """Derive how far all that was found can be trusted by who asks about a release, "" for none; several products may
    have one of this name."""
    entries = [entry for entry, _ in rows.entries.values()]
    answers = [answer for answer, _ in rows.answers.values()] + list(rows.best.values())
    answers += [entry.answer for entry in entries if entry.answer is not None and not entry.revision]
    unique = {answer.id: answer for answer in answers}
    if products is None:
        asked = {answer.question.product_id for answer in unique.values()}
        rows.names = release_names(asked | {entry.product_id for entry in entries})
    else:
        rows.names = {line.id: {one.id: one.name for one in line.releases} for line in products}
    releases = {product_id: tuple(names) for product_id, names in rows.names.items()}
    meant = (ident for names in rows.names.values() for ident, name in names.items() if release and name == release)
    reader = Reader(actor, frozenset(meant))
    revised = [entry for entry in entries if entry.revision]
    sources, own = said_about(revised)
    said = said_of(list({*unique, *sources}), own)
    rows.known = trusts(list(unique.values()), releases, reader, said=said)
    rows.own = entry_trusts(revised, releases, reader, said=said)


def _one(hit: Hit, rows: _Rows, marker: Marker | None, language: str) -> Found | None:
    """Return one hit as the reader may see it, None where they may not."""
    kind, _, text_id = hit.key.partition(":")
    ident = int(text_id)
    if kind == "recall":
        return _recall(rows.recalls.get(ident), marker, language)
    if kind == "entry" and (ident in rows.entries or not hit.group.startswith("question:")):
        return _entry(ident, rows, marker, language)
    question_id = int(hit.group.partition(":")[2])
    if question_id not in rows.questions:
        return None
    question, text = rows.questions[question_id]
    answer_id, contained = None, question.containment
    trust = rows.known.get(rows.best[question_id].id) if question_id in rows.best else None
    if kind == "answer":
        if ident not in rows.answers:
            return None
        answer, text = rows.answers[ident]
        answer_id, contained, trust = ident, answer.containment, rows.known.get(ident)
    # Who finds a folded text is staff; a warned one is shown to nobody by its words.
    shown = marker if contained is not Containment.WARNED else None
    passage = shown.passage(text, language or question.language or "") if shown else None
    return Found("question", question, None, answer_id, question.title, passage, trust, question.product)


def _recall(one: Told | None, marker: Marker | None, language: str) -> Found | None:
    """Return what was corrected, in the words of the staff."""
    if one is None:
        return None
    passage = marker.passage(one.what_now, language) if marker else None
    return Found("correction", None, None, None, one.summary, passage, None, one.product, one)


def _entry(ident: int, rows: _Rows, marker: Marker | None, language: str) -> Found | None:
    if ident not in rows.entries:
        return None
    entry, text = rows.entries[ident]
    trust, source = rows.own.get(entry.id), rows.known.get(entry.answer_id or 0)
    if trust is None and source is not None:
        trust = as_shown(entry, source)
    passage = marker.passage(text, language or entry.language or "") if marker else None
    return Found("entry", entry.question, entry, None, entry.title, passage, trust, entry.product)


def _rows(actor: Actor, hits: Sequence[Hit]) -> _Rows:
    """Read questions, answers and entries of the hits, only those that the actor may see. Three statements."""
    ids: dict[str, set[int]] = {"question": set(), "answer": set(), "entry": set(), "recall": set()}
    for hit in hits:
        kind, _, ident = hit.key.partition(":")
        ids[kind].add(int(ident))
    rows = _Rows(_entries(actor, ids["entry"]), told_by_id(sorted(ids["recall"])))
    for hit in hits:
        kind, _, ident = hit.key.partition(":")
        # An entry that was withdrawn a moment ago is found as the thread that it was made from.
        gone = kind == "entry" and int(ident) not in rows.entries and hit.group.startswith("question:")
        if kind == "answer" or gone:
            ids["question"].add(int(hit.group.partition(":")[2]))
    if ids["question"]:
        _add_threads(rows, actor, ids["question"], ids["answer"])
    return rows


BEST = aliased(Answer)
THREAD = Shape(Question, QuestionRevision.text, Product, BEST, Answer, AnswerRevision.text)


def _add_threads(rows: _Rows, actor: Actor, question_ids: Set[int], answer_ids: Set[int]) -> None:
    """Read questions, each with the answer that it is known by and with those of these answers that are its own."""
    values = {"questions": list(question_ids), "answers": list(answer_ids)}
    for question, text, product, best, answer, answer_text in THREAD.rows(_threads_query(actor), values):
        joined(question, product=product)
        rows.questions[question.id] = question, text
        if best is not None:
            rows.best[question.id] = joined(best, question=question)
        if answer is not None:
            rows.answers[answer.id] = joined(answer, question=question), answer_text


@lru_cache(maxsize=256)
def _threads_query(actor: Actor) -> sa.Select[Any]:
    """SQL: the `questions` that the actor may see, each row with one of the `answers` that they may find, if any."""
    asked = sa.and_(QuestionRevision.question_id == Question.id, QuestionRevision.number == Question.revision)
    said = sa.and_(AnswerRevision.answer_id == Answer.id, AnswerRevision.number == Answer.shown_revision)
    folded = sa.or_(Answer.containment != spelt(Containment.FOLDED), staff_of(actor, Question.product_id))
    named = Answer.id.in_(sa.bindparam("answers", expanding=True))
    return (
        sa.select(*THREAD.columns)
        .select_from(Question)
        .join(QuestionRevision, asked)
        .outerjoin(Product, Product.id == Question.product_id)
        .outerjoin(BEST, BEST.id == best_answer_id())
        .outerjoin(Answer, sa.and_(Answer.question_id == Question.id, named, answers_seen_by(actor), folded))
        .outerjoin(AnswerRevision, said)
        .where(Question.id.in_(sa.bindparam("questions", expanding=True)), questions_seen_by(actor))
    )


def _entries(actor: Actor, ids: set[int]) -> dict[int, tuple[Entry, str]]:
    # A check that a view has not followed yet stands beside what was checked.
    kept = (Entry.shown_source.is_not(None), Entry.shown_source)
    shown = sa.case(kept, (Answer.level.in_(VERIFIED_KINDS), Answer.revision), else_=Entry.answer_revision)
    answered = sa.and_(AnswerRevision.answer_id == Entry.answer_id, AnswerRevision.number == shown)
    edited = sa.and_(EntryRevision.entry_id == Entry.id, EntryRevision.number == Entry.read_revision())
    query = (
        sa.select(Entry, AnswerRevision.text, EntryRevision.text)
        .outerjoin(Entry.question)
        .outerjoin(Entry.answer)
        .outerjoin(AnswerRevision, answered)
        .outerjoin(EntryRevision, edited)
        .where(
            Entry.id.in_(ids),
            entries_seen_by(actor),
            Entry.state == EntryState.LIVE,
            Entry.containment == spelt(Containment.NONE),
            sa.or_(
                Entry.answer_id.is_(None), sa.and_(Answer.containment == spelt(Containment.NONE), Answer.in_place())
            ),
        )
        .options(
            contains_eager(Entry.question),
            contains_eager(Entry.answer).contains_eager(Answer.question),
            joinedload(Entry.product),
        )
    )
    rows = session().execute(query).all() if ids else []
    return {
        entry.id: (entry, (edited if entry.revision and entry.shown_revision != 0 else answered) or "")
        for entry, answered, edited in rows
    }
