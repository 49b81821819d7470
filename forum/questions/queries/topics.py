"""What stands beneath a tag or a product: how much, who knows about it, and the rows behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.catalog.models import Tag, TagSynonym
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.paging import Keyset, Page, fetch
from forum.following.models import TagFollow
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.models import Answer, Question, QuestionTag
from forum.questions.policy import questions_seen_by
from forum.questions.trust import VERIFIED_KINDS, Level

MOST_EXPERTS = 5
MOST_SKILLS = 6
GOOD_ANSWERS = Keyset("good answers", ((Answer.created_at, True), (Answer.id, True)))


@dataclass(frozen=True, slots=True)
class Topic:
    """A tag or a product."""

    tag_id: int | None = None
    product_id: int | None = None

    def holds_question(self) -> sa.ColumnElement[bool]:
        """SQL: the question is about it."""
        if self.tag_id is None:
            return Question.product_id == self.product_id
        return Question.id.in_(sa.select(QuestionTag.question_id).where(QuestionTag.tag_id == self.tag_id))


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag, with how many questions the reader sees beneath it and how many people follow it."""

    tag: Tag
    questions: int
    followers: int
    synonyms: Sequence[str]
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody whose answers to others were good, and how many of them."""

    id: int
    slug: str
    name: str
    good: int


@dataclass(frozen=True, slots=True)
class Skill:
    """A tag about which somebody gave good answers to others, and how many."""

    tag: str
    good: int


def tag_row(actor: Actor, name: str) -> TagRow:
    """Return the tag of that name or synonym. One statement.

    Raises `NotFound` where there is none, and where nobody has described it and the actor sees nothing that bears it:
    a word that stands on hidden questions alone is hidden with them.
    """
    wanted = name.strip().lower()
    synonym = sa.select(TagSynonym.tag_id).where(TagSynonym.name == wanted)
    found = _row(actor, sa.or_(Tag.name == wanted, Tag.id.in_(synonym)), wanted)
    if not (found.questions or found.synonyms or found.tag.description):
        raise NotFound
    return found


def need_tag(actor: Actor, name: str) -> None:
    """Raise `NotFound` for a tag of which the actor is told nothing, as for a word that is none. One statement."""
    tag_row(actor, name)


def tag_row_of(actor: Actor, tag_id: int) -> TagRow:
    """Return a tag by its number. One statement. Raises `NotFound`."""
    return _row(actor, Tag.id == tag_id, "")


def _row(actor: Actor, clause: sa.ColumnElement[bool], wanted: str) -> TagRow:
    """Return the tag that the clause names, the one of this very name first."""
    mine = sa.exists().where(TagFollow.tag_id == Tag.id, TagFollow.person_id == actor.id)
    bearing = _seen(actor).where(QuestionTag.tag_id == Tag.id).correlate(Tag).scalar_subquery()
    query = sa.select(Tag, bearing, *_told(), mine).where(clause)
    row = session().execute(query.order_by((Tag.name == wanted).desc()).limit(1)).one_or_none()
    if row is None:
        raise NotFound
    return TagRow(row[0], int(row[1]), *_known(row[2], row[3]), follows=bool(row[4]))


def list_tags(actor: Actor, *, words: str = "", limit: int = 60, cursor: str | None = None) -> Page[TagRow]:
    """Return one page of the tags on questions that the actor sees, the most used first. One statement.

    `words`: a part of the tag's name or of another word for it.
    """
    counted = _seen(actor).add_columns(QuestionTag.tag_id).group_by(QuestionTag.tag_id)
    if words:
        part = words.strip().lower()
        by_synonym = sa.select(TagSynonym.tag_id).where(TagSynonym.name.contains(part, autoescape=True))
        by_name = sa.select(Tag.id).where(Tag.name.contains(part, autoescape=True))
        counted = counted.where(QuestionTag.tag_id.in_(sa.union(by_name, by_synonym)))
    used = counted.subquery()
    query = sa.select(Tag, used.c.questions, *_told()).join(used, used.c.tag_id == Tag.id)
    keyset = Keyset("tags", ((used.c.questions, True), (Tag.name, False)))
    page = fetch(session(), query, keyset, limit=limit, cursor=cursor)
    rows = [TagRow(tag, questions, *_known(followers, words)) for tag, questions, followers, words in page.items]
    return Page(rows, page.next, page.previous)


def _seen(actor: Actor) -> sa.Select[int]:
    """SQL: how many questions the actor sees beneath tags."""
    return (
        sa.select(sa.func.count(Question.id).label("questions"))
        .select_from(QuestionTag)
        .join(Question, Question.id == QuestionTag.question_id)
        .where(questions_seen_by(actor), Question.in_place())
    )


def _told() -> tuple[sa.ScalarSelect[int], sa.ScalarSelect[str]]:
    """SQL: how many people follow the tag, and the other words for it in one text."""
    followers = sa.select(sa.func.count()).select_from(TagFollow).where(TagFollow.tag_id == Tag.id)
    synonyms = sa.select(sa.func.aggregate_strings(TagSynonym.name, " ")).where(TagSynonym.tag_id == Tag.id)
    return followers.correlate(Tag).scalar_subquery(), synonyms.correlate(Tag).scalar_subquery()


def _known(followers: int, synonyms: str | None) -> tuple[int, Sequence[str]]:
    """Return what the two columns say; no tag has a blank in its name."""
    return int(followers), tuple(sorted((synonyms or "").split()))


def experts(topic: Topic) -> list[Expert]:
    """Return who gave the most good answers about a topic, the same for every reader. One statement."""
    good = sa.func.count(Answer.id)
    query = (
        sa.select(Person.id, Person.slug, Person.name, good)
        .join(Answer, Answer.author_id == Person.id)
        .join(Question, Question.id == Answer.question_id)
        .where(topic.holds_question(), _is_good())
        .group_by(Person.id, Person.slug, Person.name)
        .order_by(good.desc(), Person.id)
        .limit(MOST_EXPERTS)
    )
    return [Expert(*row) for row in session().execute(query)]


def skills(person_ids: Sequence[int]) -> dict[int, list[Skill]]:
    """Return by person the tags of most of their good answers, the same for every reader. One statement."""
    good = sa.func.count(Answer.id)
    rank = sa.func.row_number().over(partition_by=Answer.author_id, order_by=(good.desc(), Tag.name))
    counted = (
        sa.select(Answer.author_id, Tag.name, good.label("good"), rank.label("rank"))
        .join(Question, Question.id == Answer.question_id)
        .join(QuestionTag, QuestionTag.question_id == Question.id)
        .join(Tag, Tag.id == QuestionTag.tag_id)
        .where(_is_good(), Answer.author_id.in_(person_ids))
        .group_by(Answer.author_id, Tag.name)
        .subquery()
    )
    found: dict[int, list[Skill]] = {}
    query = sa.select(counted.c.author_id, counted.c.name, counted.c.good).where(counted.c.rank <= MOST_SKILLS)
    for person_id, name, number in session().execute(query.order_by(counted.c.author_id, counted.c.rank)):
        found.setdefault(person_id, []).append(Skill(name, int(number)))
    return found


def good_answers(
    topic: Topic, *, author_id: int | None = None, limit: int = 30, cursor: str | None = None
) -> Page[Answer]:
    """Return one page of what `experts` counts, the newest first, each with question and product. One statement."""
    query = (
        sa.select(Answer)
        .join(Answer.question)
        .where(topic.holds_question(), _is_good())
        .options(contains_eager(Answer.question).joinedload(Question.product), joinedload(Answer.author))
    )
    if author_id is not None:
        query = query.where(Answer.author_id == author_id)
    return fetch(session(), query, GOOD_ANSWERS, limit=limit, cursor=cursor)


def _is_good() -> sa.ColumnElement[bool]:
    """SQL: an answer to somebody else that all may read, found right by staff, or marked as solved and not doubted."""
    checked = Answer.level.in_([*VERIFIED_KINDS, Level.ACCEPTED])
    return sa.and_(
        sa.or_(checked, sa.and_(Answer.level == Level.EDITED_SINCE, Answer.accepted.is_(True))),
        Answer.author_id.is_distinct_from(Question.author_id),
        Answer.containment == spelt(Containment.NONE),
        Answer.in_place(),
        Question.containment != spelt(Containment.QUARANTINED),
        Question.in_place(),
    )
