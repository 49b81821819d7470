"""Solutions for readers: one page, and lists by product and tag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.catalog.models import Product, Tag
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.core.reading import Shape, joined, shown
from forum.knowledge.models import Entry, EntryRevision, EntryState, EntryTag, WithdrawnReason
from forum.knowledge.policy import entries_seen_by, is_editor
from forum.knowledge.status import Status, status_of
from forum.knowledge.trust import as_shown, entry_trusts
from forum.people.policy import Actor
from forum.questions.marks import release_ids
from forum.questions.models import Answer, AnswerRevision, Question, QuestionTag
from forum.questions.queries import answer_revision
from forum.questions.queries.kin import now_at
from forum.questions.queries.lists import tags_of
from forum.questions.queries.releases import reader_with, releases_of
from forum.questions.reader import Reader
from forum.questions.trust import VERIFIED_KINDS, Level, Trust

# Longer than any that is made; reading stops there, whatever stands in the rows.
LONGEST_CHAIN = 50
NEWEST = Keyset("solutions", ((Entry.published_at, True), (Entry.id, True)))


@dataclass(frozen=True, slots=True)
class EntryView:
    """A solution as a reader sees it: `text` is an answer's revision, or the editor's own; None where it is gone.

    `trust` is None where there is nothing to trust. `reader_release_id` is the release for which its level is told,
    None for the newest.
    """

    entry: Entry
    text: AnswerRevision | EntryRevision | None
    trust: Trust | None
    tags: Sequence[str]
    releases: Mapping[int, str]
    reader_release_id: int | None = None

    @property
    def gone(self) -> WithdrawnReason | None:
        """Why it is not shown, None where it is. A contained answer takes its solution along at once."""
        return gone(self.entry)

    @property
    def level(self) -> Level:
        """How far it can be trusted."""
        return self.trust.level if self.trust else self.entry.level

    @property
    def status(self) -> Status:
        """Where it stands, in one word."""
        return status_of(self.level, gone=self.gone is not None)

    @property
    def may_be_indexed(self) -> bool:
        """Whether web search engines may list it: once it was checked or edited, never before."""
        return self.gone is None and (self.entry.revision > 0 or self.entry.level in VERIFIED_KINDS)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of a list."""

    entry: Entry
    tags: Sequence[str]

    @property
    def level(self) -> Level:
        """How far it can be trusted."""
        return self.entry.level

    @property
    def status(self) -> Status:
        """Where it stands, in one word."""
        return status_of(self.level, gone=gone(self.entry) is not None)

    @property
    def for_asker(self) -> bool:
        """Whether a moderator marked the answer that it shows as solved, and not the asker."""
        return not self.entry.revision and self.entry.answer is not None and self.entry.answer.accepted_for_asker


@cache
def thread_version() -> sa.Select[int, int | None]:
    """Select what changes with anything that the page of `question` shows: its version and its solution's."""
    return (
        sa.select(Question.version, Entry.version)
        .outerjoin(Entry, Entry.question_id == Question.id)
        .where(Question.id == sa.bindparam("question"))
    )


def _seen(actor: Actor) -> sa.Select[Entry]:
    """SQL: the entries that the actor may read, with question and answer."""
    return (
        sa.select(Entry)
        .outerjoin(Entry.question)
        .outerjoin(Entry.answer)
        .where(entries_seen_by(actor))
        .options(
            contains_eager(Entry.question).joinedload(Question.author),
            contains_eager(Entry.answer).joinedload(Answer.author),
            joinedload(Entry.solution),
            joinedload(Entry.product),
        )
    )


def entry_view(actor: Actor, entry_id: int, *, release: str = "") -> EntryView:
    """Return a solution, withdrawn ones too; raise `NotFound` where the actor sees none. Six statements at most.

    `release` is the name of the one that the reader asks about; a name that the product does not have counts as none.
    """
    entry = session().scalars(_seen(actor).where(Entry.id == entry_id)).one_or_none()
    if entry is None:
        raise NotFound
    releases = releases_of(entry.product_id)
    _join(entry)
    reader = reader_with(actor, releases, release)
    trust = entry_trusts([entry], {entry.product_id: tuple(releases)}, reader).get(entry.id)
    reader_release_id = reader.release_for(entry.question, releases)
    text = newest_text(entry, trust) if gone(entry) is None else None
    return EntryView(entry, text, trust, _tags(entry), releases, reader_release_id)


def entry_at_work(actor: Actor, entry_id: int) -> EntryView:
    """Return a solution that somebody wants to do something to. What is gone is there for its editors alone."""
    view = entry_view(actor, entry_id)
    if view.gone is not None and not is_editor(actor, view.entry):
        raise NotFound
    return view


def _join(entry: Entry) -> None:
    """Let the entry's answer know its question, which was loaded beside it."""
    if entry.answer is not None and entry.question is not None:
        sa.orm.attributes.set_committed_value(entry.answer, "question", entry.question)


def row_trusts(actor: Actor, rows: Sequence[EntryRow]) -> dict[int, Trust]:
    """Return by entry how far it can be trusted. A fixed number of statements."""
    entries = [row.entry for row in rows]
    return entry_trusts(entries, release_ids([entry.product_id for entry in entries]), Reader(actor))


def successor_of(actor: Actor, entry: Entry) -> Entry | None:
    """Return the solution that stands in the place of a retired one in the end, None where the actor finds none.

    One statement for each that was retired on the way.
    """
    found, passed = entry, {entry.id}
    while found.successor_id is not None and len(passed) < LONGEST_CHAIN:
        following = session().scalars(_seen(actor).where(Entry.id == found.successor_id)).one_or_none()
        if following is None or following.id in passed:
            return None
        passed.add(following.id)
        found = following
    return found if found.id != entry.id and gone(found) is None else None


def merged_into(entry_id: int) -> int:
    """Return the question that the entry's question became a part of in the end; raise `NotFound` where it did not."""
    question_id = session().scalar(sa.select(Entry.question_id).where(Entry.id == entry_id))
    place = now_at(question_id) if question_id is not None else None
    if place is None or place == question_id:
        raise NotFound
    return place


def gone(entry: Entry) -> WithdrawnReason | None:
    """Return why readers do not get the entry, None where they do: at once, before `settle_entry` stores it."""
    if (entry.answer and not entry.answer.is_in_place) or (entry.question and not entry.question.is_in_place):
        return WithdrawnReason.GONE
    if entry.state == EntryState.WITHDRAWN:
        return entry.withdrawn_reason or WithdrawnReason.NO_SOLUTION
    if entry.answer is not None and entry.answer.containment is not Containment.NONE:
        return WithdrawnReason.CONTAINED
    if entry.decided is not Containment.NONE:
        return WithdrawnReason.CONTAINED
    return WithdrawnReason.JUDGED_WRONG if entry.containment is not Containment.NONE else None


def newest_text(entry: Entry, trust: Trust | None = None) -> AnswerRevision | EntryRevision:
    """Return the text that the entry holds now, whoever may read it, with its author. One statement.

    `trust` is what readers are told beside it: a check that a view has not followed yet is shown with what was checked.
    """
    text: AnswerRevision | EntryRevision | None = None
    number = entry.revision if trust is None else _read_revision(entry, trust)
    if entry.revision and not number:
        text = answer_revision(entry.answer_id or 0, entry.shown_source or entry.answer_revision)
    elif entry.revision:
        own = (EntryRevision.entry_id == entry.id, EntryRevision.number == number)
        edited = sa.select(EntryRevision).where(*own).options(joinedload(EntryRevision.author))
        text = session().scalars(edited).one_or_none()
    elif entry.answer_id is not None:
        shown_number = entry.answer_revision if trust is None else as_shown(entry, trust).shown_revision
        text = answer_revision(entry.answer_id, shown_number)
    if text is None:
        raise NotFound
    return text


def _read_revision(entry: Entry, trust: Trust) -> int:
    """Return the editor's revision that this reader gets, 0 for the answer's text that was checked."""
    if not entry.is_held:
        return entry.revision
    return trust.shown_revision or (0 if entry.shown_source else entry.shown_revision or entry.revision)


def newest_title(entry: Entry, text: AnswerRevision | EntryRevision) -> str:
    """Return the title that belongs to the entry's newest text; readers may still see an older one."""
    return text.title if isinstance(text, EntryRevision) else entry.title


def _tags(entry: Entry) -> Sequence[str]:
    """Return the names of the entry's tags: its question's, or its own."""
    if entry.question_id is not None:
        return tags_of([entry.question_id]).get(entry.question_id, ())
    return own_tags([entry.id]).get(entry.id, ())


def own_tags(entry_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the tags that editors gave to these entries."""
    found: dict[int, list[str]] = {}
    if not entry_ids:
        return found
    query = sa.select(EntryTag.entry_id, Tag.name).join(Tag, Tag.id == EntryTag.tag_id).order_by(Tag.name)
    for entry_id, name in session().execute(query.where(EntryTag.entry_id.in_(entry_ids))):
        found.setdefault(entry_id, []).append(name)
    return found


def list_entries(
    actor: Actor,
    *,
    product_id: int | None = None,
    tag_id: int | None = None,
    author_id: int | None = None,
    limit: int = 30,
    cursor: str | None = None,
) -> Page[EntryRow]:
    """Return one page of live solutions, the newest first. Contained ones are in no list. Two statements.

    `author_id` is who wrote the answers that they were made from. They are read past the session: of the question
    there is what a level needs and no more.
    """
    query = _listed_query(actor)
    if product_id is not None:
        query = query.where(Entry.product_id == product_id)
    if author_id is not None:
        query = query.where(Answer.author_id == author_id)
    if tag_id is not None:
        mine = sa.select(EntryTag.entry_id).where(EntryTag.tag_id == tag_id)
        asked = sa.select(QuestionTag.question_id).where(QuestionTag.tag_id == tag_id)
        query = query.where(sa.or_(Entry.id.in_(mine), Entry.question_id.in_(asked)))
    page = fetch(session(), query, NEWEST, limit=limit, cursor=cursor)
    entries = [_listed(*LISTED.made(row)) for row in page.items]
    tags = _row_tags(entries)
    return Page([EntryRow(entry, tags.get(entry.id, ())) for entry in entries], page.next, page.previous)


LISTED = Shape(Entry, Answer, Product, Question.author_id, Question.release_id)


@lru_cache(maxsize=256)
def _listed_query(actor: Actor) -> sa.Select[Any]:
    """SQL: the live solutions that the actor may read."""
    return (
        sa.select(*LISTED.columns)
        .select_from(Entry)
        .outerjoin(Entry.question)
        .outerjoin(Entry.answer)
        .outerjoin(Entry.product)
        .where(*_in_lists(actor))
    )


def _in_lists(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    """SQL: the actor finds the entry in lists. Joined outwards with its question and answer."""
    in_the_open = Entry.containment == spelt(Containment.NONE)
    return entries_seen_by(actor), Entry.state == EntryState.LIVE, in_the_open, not_held_back()


def solutions_of(actor: Actor, person_id: int) -> sa.ScalarSelect[int]:
    """SQL: how many of the solutions that the actor finds in lists were made from a person's answers."""
    query = sa.select(sa.func.count(Entry.id)).outerjoin(Entry.question).outerjoin(Entry.answer)
    return query.where(*_in_lists(actor), Answer.author_id == person_id).scalar_subquery()


def _listed(
    entry: Entry, answer: Answer | None, product: Product | None, asker_id: int | None, release_id: int | None
) -> Entry:
    """Return an entry of a list with what stands beside it."""
    question = None
    if entry.question_id is not None:
        values = {"id": entry.question_id, "author_id": asker_id, "release_id": release_id}
        # What is in a list is in its place.
        question = shown(Question, product_id=entry.product_id, deleted_at=None, moved_id=None, **values)
    if answer is not None:
        joined(answer, question=question)
    return joined(entry, answer=answer, product=product, question=question)


def _row_tags(entries: Sequence[Entry]) -> dict[int, list[str]]:
    """Return by entry the names of its tags: its question's, or its own. One statement, none for no entries."""
    found: dict[int, list[str]] = {}
    if not entries:
        return found
    ids = [entry.id for entry in entries]
    asked = sa.select(Entry.id, Tag.name).join(QuestionTag, QuestionTag.question_id == Entry.question_id)
    own = sa.select(EntryTag.entry_id, Tag.name).join(Tag, Tag.id == EntryTag.tag_id)
    alone = sa.select(Entry.id).where(Entry.question_id.is_(None))
    both = sa.union_all(
        asked.join(Tag, Tag.id == QuestionTag.tag_id).where(Entry.id.in_(ids)),
        own.where(EntryTag.entry_id.in_(ids), EntryTag.entry_id.in_(alone)),
    ).order_by(sa.literal_column("name"))
    for entry_id, name in session().execute(both):
        found.setdefault(entry_id, []).append(name)
    return found


def entry_of(actor: Actor, question_id: int) -> Entry | None:
    """Return the live solution of a question, None where there is none or the actor may not see it. One statement."""
    row = next(SOLUTION.rows(_solution_query(actor), {"question": question_id}), None)
    return row[0] if row else None


SOLUTION = Shape(Entry)


@lru_cache(maxsize=256)
def _solution_query(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """SQL: the live solution of a question."""
    in_the_open = Entry.containment == spelt(Containment.NONE)
    live = sa.and_(Entry.state == EntryState.LIVE, in_the_open, not_held_back())
    return (
        sa.select(*SOLUTION.columns)
        .select_from(Entry)
        .outerjoin(Entry.question)
        .outerjoin(Entry.answer)
        .where(entries_seen_by(actor), Entry.question_id == sa.bindparam("question"), live)
    )


def not_held_back() -> sa.ColumnElement[bool]:
    """SQL: the entry's answer is not contained, and neither it nor its question is gone."""
    open_answer = sa.and_(Answer.containment == spelt(Containment.NONE), Answer.in_place())
    return sa.and_(
        sa.or_(Entry.answer_id.is_(None), open_answer), sa.or_(Entry.question_id.is_(None), Question.in_place())
    )
