"""One question with its answers, in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.catalog.models import Product, Release, Tag
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.prepared import run
from forum.core.reading import Shape, Some, joined, shown
from forum.following.models import Bookmark, HaveToo, QuestionFollow
from forum.people.models import Person
from forum.people.policy import Actor, is_staff
from forum.questions.marks import BEST_FIRST, trusts
from forum.questions.models import (
    Answer,
    AnswerRevision,
    AnswerVote,
    Comment,
    CommentVote,
    Correction,
    Outcome,
    Question,
    QuestionRevision,
    QuestionTag,
    QuestionVote,
    Verdict,
)
from forum.questions.policy import answers_seen_by, can_see_question, comments_seen_by, questions_seen_by
from forum.questions.queries.kin import Kin, kin_of, kin_queries
from forum.questions.queries.releases import reader_with
from forum.questions.queries.views import ORDERS, AnswerView, HiddenAnswer, Mine, MyOutcome, Thread
from forum.questions.queries.waiting import CheckAhead, checks_of, checks_query
from forum.questions.trust import Trust

ANSWERS_A_PAGE = 30
# Longer discussions are opened on a page of their own.
COMMENTS_SHOWN = 400


def thread(actor: Actor, question_id: int, *, page: int = 1, order: str = "trust", release: str = "") -> Thread:
    """Load a question's page in six statements, whatever its length; raise `NotFound` where the actor sees none.

    `order` is "trust" (the rule), "newest" or "oldest"; any other word counts as "trust". `release` is the name of the
    one that the reader asks about; a name that the product does not have counts as none.
    """
    question, text, mine, my_release = _question(actor, question_id)
    facts = _facts(question, for_staff=is_staff(actor, question.product_id))
    releases = facts.releases
    rows, total, contained = _answers(actor, question, page, order)
    reader = reader_with(actor, releases, release)
    found = trusts(
        [row.answer for row in rows],
        {question.product_id: tuple(releases)},
        reader,
        judged_ids={row.answer.id for row in rows if row.is_judged},
    )
    seen = {row.answer.id: row.text for row in rows if row.text is not None}
    seen |= _texts_for(found, list(seen.values()))
    comments, useful = _comments(actor, question.id, list(seen), everywhere=total + contained <= ANSWERS_A_PAGE)
    return Thread(
        question=question,
        text=text,
        tags=facts.tags,
        releases=releases,
        kin=facts.kin,
        places=[
            AnswerView(
                answer=row.answer,
                text=seen[row.answer.id],
                trust=found[row.answer.id],
                my_vote=row.my_vote,
                my_outcome=row.my_outcome,
                comments=comments.get(row.answer.id, ()),
                kept=row.kept,
            )
            if row.answer.id in seen
            else HiddenAnswer(row.answer.id, found[row.answer.id])
            for row in rows
        ],
        comments=comments.get(None, ()),
        total=total,
        contained=contained,
        page=page,
        pages=max(1, -(-(total + contained) // ANSWERS_A_PAGE)),
        mine=mine,
        my_release_id=my_release,
        reader_release_id=reader.release_for(question, releases),
        useful=useful,
        waiting_checks=facts.checks,
    )


def question_of(actor: Actor, question_id: int) -> Question:
    """Return a question with its author and product; raise `NotFound` where the actor sees none. One statement."""
    query = sa.select(Question).where(Question.id == question_id, questions_seen_by(actor))
    query = query.options(joinedload(Question.author), joinedload(Question.product))
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _texts_for(found: Mapping[int, Trust], shown: Iterable[AnswerRevision]) -> dict[int, AnswerRevision]:
    """Load the texts that this reader sees in another revision than most. One statement, none where there are none."""
    others = [
        sa.and_(
            AnswerRevision.answer_id == text.answer_id, AnswerRevision.number == found[text.answer_id].shown_revision
        )
        for text in shown
        if found[text.answer_id].shown_revision != text.number
    ]
    if not others:
        return {}
    return {text.answer_id: text for text in session().scalars(sa.select(AnswerRevision).where(sa.or_(*others)))}


# A page's statements are built once and run with other values: building one costs more than running it.

TEXT = ("number", "source", "format", "html", "text", "created_at")
AUTHOR = Some(Person, Person.slug, Person.name, Person.role_names, Person.seen_at, Person.profile_url)
QUESTION = Shape(
    Question,
    Some(QuestionRevision, *(getattr(QuestionRevision, name) for name in TEXT)),
    AUTHOR,
    Some(Product, Product.slug, Product.name),
    Some(Release, Release.name),
    *(QuestionVote.value, QuestionFollow.stance, Bookmark.id, HaveToo.person_id, HaveToo.release_id),
)
ANSWER = Shape(
    *(Answer, Some(AnswerRevision, *(getattr(AnswerRevision, name) for name in ("answer_id", *TEXT))), AUTHOR),
    *(AnswerVote.value, Bookmark.id, Outcome.worked, Outcome.release_id, Outcome.note),
)
COMMENT = Shape(Comment, AUTHOR)


@cache
def _question_query() -> sa.Select[*tuple[Any, ...]]:
    """SQL: a question with its text, asker, product and release, how `reader` stands to it, and their last release."""
    reader: sa.BindParameter[int] = sa.bindparam("reader")
    mine = sa.and_(QuestionVote.question_id == Question.id, QuestionVote.person_id == reader)
    stance = sa.and_(QuestionFollow.question_id == Question.id, QuestionFollow.person_id == reader)
    kept = sa.and_(Bookmark.question_id == Question.id, Bookmark.answer_id.is_(None), Bookmark.person_id == reader)
    too = sa.and_(HaveToo.question_id == Question.id, HaveToo.person_id == reader)
    shown = sa.and_(QuestionRevision.question_id == Question.id, QuestionRevision.number == Question.revision)
    release = (
        sa.select(Outcome.release_id)
        .join(Release, Release.id == Outcome.release_id)
        .where(Outcome.person_id == reader, Release.product_id == Question.product_id)
        .order_by(Outcome.created_at.desc(), Outcome.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        sa.select(*QUESTION.columns, release)
        .select_from(Question)
        .join(QuestionRevision, shown)
        .outerjoin(Person, Person.id == Question.author_id)
        .outerjoin(Product, Product.id == Question.product_id)
        .outerjoin(Release, Release.id == Question.release_id)
        .outerjoin(QuestionVote, mine)
        .outerjoin(QuestionFollow, stance)
        .outerjoin(Bookmark, kept)
        .outerjoin(HaveToo, too)
        .where(Question.id == sa.bindparam("question"))
    )


def _question(actor: Actor, question_id: int) -> tuple[Question, QuestionRevision, Mine, int | None]:
    """Load the question with its people, product, text, and how the reader stands to it. One statement."""
    row = next(QUESTION.rows(_question_query(), {"question": question_id, "reader": actor.id}), None)
    if row is None or not can_see_question(actor, row[0]):
        raise NotFound
    question, text, author, product, release, vote, stance, kept, too, too_with, last = row
    mine = Mine(vote or 0, stance, kept is not None, too is not None, too_with)
    return joined(question, author=author, product=product, release=release), text, mine, last


@dataclass(frozen=True, slots=True)
class _Facts:
    """What stands around a question. `releases` are its product's, oldest first; `checks` wait, for staff."""

    tags: list[Tag]
    releases: dict[int, str]
    kin: Kin
    checks: Mapping[int, Sequence[CheckAhead]]


@cache
def _facts_query(*, for_staff: bool) -> sa.CompoundSelect[str, int, str, int]:
    """SQL: the tags of a question, the releases of a product, and the question's kin; for staff, what waits besides."""
    tags = (
        sa.select(sa.literal("tag"), Tag.id, Tag.name, sa.literal(0))
        .join(QuestionTag, QuestionTag.tag_id == Tag.id)
        .where(QuestionTag.question_id == sa.bindparam("question"))
    )
    releases = sa.select(sa.literal("release"), Release.id, Release.name, Release.position).where(
        Release.product_id == sa.bindparam("product")
    )
    waiting = (checks_query(),) if for_staff else ()
    return tags.union_all(releases, *kin_queries(), *waiting).order_by(sa.literal_column("4"), sa.literal_column("3"))


def _facts(question: Question, *, for_staff: bool = False) -> _Facts:
    """Load the question's tags, its kin, and its product's releases, oldest first. One statement."""
    values = {"question": question.id, "product": question.product_id}
    rows = list(run(session().connection(), _facts_query(for_staff=for_staff), values))
    return _Facts(
        [shown(Tag, id=ident, name=name) for kind, ident, name, _ in rows if kind == "tag"],
        {ident: name for kind, ident, name, _ in rows if kind == "release"},
        kin_of([(kind, ident, name) for kind, ident, name, _ in rows]),
        checks_of(rows) if for_staff else {},
    )


@lru_cache(maxsize=256)
def _answers_query(actor: Actor, order: str) -> tuple[sa.Select[*tuple[Any, ...]], sa.Select[int, int]]:
    """SQL: a page of the answers, each row with how many there are, in all and seen; and these numbers alone.

    What is hidden from the actor comes without its text, what was deleted not at all.
    """
    mine: sa.BindParameter[int] = sa.bindparam("question")
    vote = sa.and_(AnswerVote.answer_id == Answer.id, AnswerVote.person_id == actor.id)
    outcome = sa.and_(
        Outcome.answer_id == Answer.id, Outcome.person_id == actor.id, Outcome.revision == Answer.shown_revision
    )
    kept = sa.and_(Bookmark.answer_id == Answer.id, Bookmark.person_id == actor.id)
    shown = sa.and_(AnswerRevision.answer_id == Answer.id, AnswerRevision.number == Answer.shown_revision)
    seen = answers_seen_by(actor)
    there = sa.or_(Answer.in_place(), seen)
    count = sa.select(sa.func.count()).select_from(Answer).join(Answer.question).where(Answer.question_id == mine)
    everything, visible = count.where(there).scalar_subquery(), count.where(seen).scalar_subquery()
    # Most answers were never judged; that is told here, so that two statements more are spent on the others only.
    judged = sa.or_(
        sa.exists().where(Verdict.answer_id == Answer.id), sa.exists().where(Correction.answer_id == Answer.id)
    )
    query = (
        sa.select(*ANSWER.columns, judged, everything, visible)
        .select_from(Answer)
        .join(Answer.question)
        .outerjoin(AnswerRevision, sa.and_(shown, seen))
        .outerjoin(Person, Person.id == Answer.author_id)
        .outerjoin(AnswerVote, vote)
        .outerjoin(Bookmark, kept)
        .outerjoin(Outcome, outcome)
        .where(Answer.question_id == mine, there)
        .order_by(*order_of(order))
        .limit(ANSWERS_A_PAGE)
        .offset(sa.bindparam("skipped"))
    )
    return query, sa.select(everything, visible)


class _AnswerRow(NamedTuple):
    """An answer with its text (None: hidden from the reader), what they said, and whether staff said anything."""

    answer: Answer
    text: AnswerRevision | None
    my_vote: int
    kept: bool
    my_outcome: MyOutcome | None
    is_judged: bool


def _answers(actor: Actor, question: Question, page: int, order: str) -> tuple[list[_AnswerRow], int, int]:
    """Load one page of answers with text, author and the reader's marks; and how many there are, seen and hidden."""
    query, numbers = _answers_query(actor, order if order in ORDERS else ORDERS[0])
    values = {"question": question.id, "skipped": (max(page, 1) - 1) * ANSWERS_A_PAGE}
    rows = list(ANSWER.rows(query, values))
    if not rows:
        total, seen_by_reader = session().connection().execute(numbers, {"question": question.id}).one()
        return [], seen_by_reader, total - seen_by_reader
    found = [
        _AnswerRow(
            joined(answer, question=question, author=author),
            text,
            vote or 0,
            kept is not None,
            None if mine[0] is None else MyOutcome(*mine),
            bool(judged),
        )
        for answer, text, author, vote, kept, *mine, judged, _, _ in rows
    ]
    everything, visible = rows[0][-2:]
    return found, visible, everything - visible


def order_of(order: str) -> Sequence[Any]:
    """SQL: the order of answers on a page."""
    if order == "newest":
        return (Answer.created_at.desc(), Answer.id.desc())
    if order == "oldest":
        return (Answer.created_at, Answer.id)
    return BEST_FIRST


@lru_cache(maxsize=256)
def _comments_query(actor: Actor, *, everywhere: bool) -> sa.Select[*tuple[Any, ...]]:
    """SQL: the comments beneath a question and all or some of its answers that the actor sees, and found useful."""
    beneath = sa.true() if everywhere else Comment.answer_id.in_(sa.bindparam("answers", expanding=True))
    mine = sa.exists().where(CommentVote.comment_id == Comment.id, CommentVote.person_id == actor.id)
    return (
        sa.select(*COMMENT.columns, sa.false() if actor.id is None else mine)
        .select_from(Comment)
        .join(Question, Question.id == Comment.question_id)
        .outerjoin(Person, Person.id == Comment.author_id)
        .where(
            Comment.question_id == sa.bindparam("question"),
            sa.or_(Comment.answer_id.is_(None), beneath),
            comments_seen_by(actor),
        )
        .order_by(Comment.created_at, Comment.id)
        .limit(COMMENTS_SHOWN)
    )


def _comments(
    actor: Actor, question_id: int, answer_ids: Sequence[int], *, everywhere: bool = False
) -> tuple[dict[int | None, list[Comment]], frozenset[int]]:
    """Load the comments beneath the question and these answers, by answer (None: the question), and the numbers of
    those that the actor found useful. One statement.

    `everywhere`: these are all of its answers, which need not be named to the database.
    """
    values: dict[str, object] = {"question": question_id}
    if not everywhere:
        values["answers"] = list(answer_ids)
    found: dict[int | None, list[Comment]] = {}
    useful: list[int] = []
    for comment, author, is_useful in COMMENT.rows(_comments_query(actor, everywhere=everywhere), values):
        found.setdefault(comment.answer_id, []).append(joined(comment, author=author))
        if is_useful:
            useful.append(comment.id)
    return found, frozenset(useful)


def comments_beneath(actor: Actor, answer: Answer) -> Sequence[Comment]:
    """Return the comments beneath an answer that the actor sees. One statement."""
    return _comments(actor, answer.question_id, [answer.id])[0].get(answer.id, ())


def answer_view(actor: Actor, answer_id: int, *, release: str = "") -> tuple[AnswerView, Mapping[int, str]]:
    """Load one answer with its question, and its product's releases; raise `NotFound` where the actor sees none.

    `release` as in `thread`.
    """
    shown = sa.and_(AnswerRevision.answer_id == Answer.id, AnswerRevision.number == Answer.shown_revision)
    query = (
        sa.select(Answer, AnswerRevision)
        .join(Answer.question)
        .join(AnswerRevision, shown)
        .where(Answer.id == answer_id, answers_seen_by(actor))
        .options(
            contains_eager(Answer.question).options(joinedload(Question.author), joinedload(Question.product)),
            joinedload(Answer.author),
        )
    )
    row = session().execute(query).one_or_none()
    if row is None:
        raise NotFound
    answer, text = row
    releases = _facts(answer.question).releases
    reader = reader_with(actor, releases, release)
    found = trusts([answer], {answer.question.product_id: tuple(releases)}, reader)
    text = _texts_for(found, [text]).get(answer.id, text)
    return AnswerView(answer=answer, text=text, trust=found[answer.id]), releases


def my_outcome(actor: Actor, answer_id: int) -> MyOutcome | None:
    """Return what the actor said of the shown revision of an answer."""
    query = (
        sa.select(Outcome.worked, Outcome.release_id, Outcome.note)
        .join(Answer, sa.and_(Answer.id == Outcome.answer_id, Answer.shown_revision == Outcome.revision))
        .where(Outcome.answer_id == answer_id, Outcome.person_id == actor.id)
    )
    row = session().execute(query).one_or_none()
    return MyOutcome(*row) if row else None
