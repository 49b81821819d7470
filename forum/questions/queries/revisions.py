"""The numbered texts of questions and answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.core.containment import Containment, stronger
from forum.core.db import session
from forum.core.reading import joined, shown
from forum.people.policy import Actor
from forum.questions.marks import Judgements, judgements
from forum.questions.models import Answer, AnswerRevision, Comment, CommentRevision, QuestionRevision
from forum.questions.policy import can_see_revision
from forum.questions.trust import CorrectionMark, Marks, VerdictMark, assess


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A revision with what staff said of this very text, and how far it is held back by itself.

    `readable`: the reader may read it in the open; what is folded stands behind a click for the others.
    """

    revision: AnswerRevision
    verdicts: Sequence[VerdictMark]
    corrections: Sequence[CorrectionMark]
    containment: Containment
    readable: bool


def answer_revision(answer_id: int, number: int) -> AnswerRevision | None:
    """Return one revision of an answer with its author, None where there is none."""
    query = sa.select(AnswerRevision).where(AnswerRevision.answer_id == answer_id, AnswerRevision.number == number)
    return session().scalars(query.options(joinedload(AnswerRevision.author))).one_or_none()


def answer_revisions(answer_id: int) -> Sequence[AnswerRevision]:
    """Return all revisions of an answer with their authors, the first one first."""
    query = sa.select(AnswerRevision).where(AnswerRevision.answer_id == answer_id).order_by(AnswerRevision.number)
    return session().scalars(query.options(joinedload(AnswerRevision.author))).all()


def answer_history(actor: Actor, answer: Answer, releases: Mapping[int, str]) -> list[RevisionView]:
    """Return all revisions of an answer as the actor may read them, the first one first. Three statements.

    `releases` are its product's, oldest first. The answer is one that the actor may see the history of.
    """
    judged = judgements([answer.id])[answer.id]
    return [_view(actor, answer, revision, judged, tuple(releases)) for revision in answer_revisions(answer.id)]


def _view(
    actor: Actor, answer: Answer, revision: AnswerRevision, judged: Judgements, releases: Sequence[int]
) -> RevisionView:
    """Judge one revision as if it were the newest: by what was said of it, and by what a decision left behind."""
    verdicts = tuple(one for one in judged.verdicts if one.revision == revision.number)
    corrections = tuple(one for one in judged.corrections if one.revision == revision.number)
    marks = Marks(
        current_revision=revision.number, verdicts=verdicts, corrections=corrections, releases=tuple(releases)
    )
    containment = stronger(revision.containment, assess(marks).containment)
    return RevisionView(revision, verdicts, corrections, containment, can_see_revision(actor, answer, containment))


def question_revision(question_id: int, number: int) -> QuestionRevision | None:
    """Return one revision of a question with author, product and release, None where there is none."""
    mine = (QuestionRevision.question_id == question_id, QuestionRevision.number == number)
    query = (
        sa.select(QuestionRevision)
        .where(*mine)
        .options(
            joinedload(QuestionRevision.author),
            joinedload(QuestionRevision.product),
            joinedload(QuestionRevision.release),
        )
    )
    return session().scalars(query).one_or_none()


def question_revisions(question_id: int) -> Sequence[QuestionRevision]:
    """Return all revisions of a question with author, product and release, the first one first."""
    query = sa.select(QuestionRevision).where(QuestionRevision.question_id == question_id)
    query = query.order_by(QuestionRevision.number).options(
        joinedload(QuestionRevision.author), joinedload(QuestionRevision.product), joinedload(QuestionRevision.release)
    )
    return session().scalars(query).all()


def comment_revisions(comment: Comment) -> Sequence[CommentRevision]:
    """Return all revisions of a comment with their author, the first one first. One statement.

    Of a comment that was never changed this is its own text.
    """
    query = sa.select(CommentRevision).where(CommentRevision.comment_id == comment.id).order_by(CommentRevision.number)
    kept = session().scalars(query.options(joinedload(CommentRevision.author))).all()
    return kept or [only_revision(comment)]


def only_revision(comment: Comment) -> CommentRevision:
    """Return the text of a comment, loaded with its author, as a revision. It belongs to no session."""
    revision = shown(
        CommentRevision,
        comment_id=comment.id,
        number=comment.revision,
        author_id=comment.author_id,
        byline=comment.byline,
        source=comment.source,
        format=comment.format,
        html=comment.html,
        text=comment.text,
        note="",
        created_at=comment.edited_at or comment.created_at,
    )
    return joined(revision, author=comment.author)
