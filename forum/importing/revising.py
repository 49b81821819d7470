"""New revisions for texts that were edited at their source."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from forum.core.db import session
from forum.core.markup import features_of
from forum.core.slugs import slugify
from forum.importing.thread import ImportedAnswer, ImportedText, ImportedThread
from forum.importing.writing import World, add_answer_revisions, add_question_revisions, title_of
from forum.questions.models import Answer, AnswerRevision, Question, QuestionRevision
from forum.questions.operations.asking import tag_line


def revise_question(question: Question, thread: ImportedThread, world: World) -> None:
    """Add the revisions that came since the last import."""
    newest = session().scalars(
        sa.select(QuestionRevision.created_at).where(
            QuestionRevision.question_id == question.id, QuestionRevision.number == question.revision
        )
    )
    texts = _since(newest.one(), thread.revisions)
    add_question_revisions(question, texts, question.revision + 1, world, tag_line(thread.tags))
    question.revision += len(texts)
    question.title, question.slug = title_of(thread), slugify(thread.title, fallback="question")
    question.edited_at = thread.edited_at or world.at


def revise_answer(answer: Answer, given: ImportedAnswer, world: World) -> None:
    """Add the revisions that came since the last import; what was judged stays bound to the revision that was read."""
    newest = session().scalars(
        sa.select(AnswerRevision).where(AnswerRevision.answer_id == answer.id, AnswerRevision.number == answer.revision)
    )
    before = newest.one()
    texts = _since(before.created_at, given.revisions)
    add_answer_revisions(answer, texts, answer.revision + 1, world)
    answer.revision += len(texts)
    answer.edited_at = given.edited_at or world.at
    if features_of(before.html) != features_of(world.texts.of(texts[-1]).html):
        answer.last_substantial = answer.revision


def _since(moment: datetime, revisions: Sequence[ImportedText]) -> list[ImportedText]:
    """Return the revisions written after a moment; the newest in any case, since its text is another one."""
    earlier = [text for text in revisions[:-1] if text.written_at and text.written_at > moment]
    return [*earlier, revisions[-1]]
