"""New rows for what was imported: questions, answers, comments, with their own dates and authors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.core.db import session
from forum.core.provenance import Channel
from forum.core.slugs import slugify
from forum.importing.batches import Texts
from forum.importing.thread import Byline, ImportedAnswer, ImportedComment, ImportedText, ImportedThread
from forum.questions.models import (
    Answer,
    AnswerRevision,
    Comment,
    NextAction,
    Question,
    QuestionRevision,
    QuestionState,
    QuestionTag,
)
from forum.questions.trust import Level, order_score, tier

NOTE_MAX = 300
COLUMNS_OF_ORIGIN = ("source_url", "licence")


@dataclass(frozen=True, slots=True)
class World:
    """What the things of a batch refer to, by their outside names, and when the batch is written."""

    texts: Texts
    people: Mapping[str, int]
    products: Mapping[str, int]
    tags: Mapping[str, int]
    at: datetime

    def author(self, by: Byline) -> dict[str, Any]:
        """Return the columns that name an author."""
        person = self.people.get(by.person) if by.person else None
        return {"author_id": person, "byline": None if person else by.name}

    def body(self, text: ImportedText) -> dict[str, Any]:
        """Return the columns that hold a text."""
        made = self.texts.of(text)
        return {"source": made.source, "format": made.format, "html": made.html, "text": made.text}

    def revision(self, text: ImportedText, number: int) -> dict[str, Any]:
        """Return the columns of a revision but its thing."""
        return {
            "number": number,
            "created_at": text.written_at or self.at,
            "note": text.note[:NOTE_MAX],
            "renderer": self.texts.of(text).version,
            **self.author(text.by),
            **self.body(text),
        }

    def tags_of(self, thread: ImportedThread) -> list[int]:
        """Return the ids of a question's tags; two words may be one tag."""
        return sorted({self.tags[name] for name in thread.tags})


def title_of(thing: ImportedThread) -> str:
    """Return the title on one line."""
    return " ".join(thing.title.split())


def origin(thing: ImportedThread | ImportedAnswer | ImportedComment) -> dict[str, Any]:
    """Return the columns that say where a thing came from."""
    kept = {name: getattr(thing, name) for name in COLUMNS_OF_ORIGIN}
    return {"external_id": thing.external_id, "channel": Channel.IMPORT, **kept}


def new_question(thread: ImportedThread, world: World) -> Question:
    """Return the row of a question. It asks nothing of the staff, so it waits for nothing."""
    created = thread.created_at or world.at
    best = best_of(thread.answers, world)
    return Question(
        title=title_of(thread),
        slug=slugify(thread.title, fallback="question"),
        product_id=world.products[thread.product] if thread.product else None,
        state=QuestionState.CLOSED if thread.closed else QuestionState.OPEN,
        closed_reason=thread.closed_reason,
        revision=len(thread.revisions),
        created_at=created,
        edited_at=thread.edited_at,
        active_at=thread.active_at or created,
        next_action=NextAction.NOTHING,
        due_at=None,
        answer_count=len(thread.answers),
        is_accepted=any(answer.accepted for answer in thread.answers),
        best_level=level_of(best) if best else None,
        score=thread.score,
        imported_score=thread.score,
        language=thread.language,
        **world.author(thread.by),
        **origin(thread),
    )


def new_answer(answer: ImportedAnswer, question: Question, world: World) -> Answer:
    """Return the row of an answer beneath a question that has its number."""
    created = answer.created_at or world.at
    level = level_of(answer)
    return Answer(
        question_id=question.id,
        revision=len(answer.revisions),
        shown_revision=len(answer.revisions),
        created_at=created,
        edited_at=answer.edited_at,
        accepted=answer.accepted,
        accepted_at=(answer.accepted_at or created) if answer.accepted else None,
        accepted_by_id=question.author_id if answer.accepted else None,
        level=level,
        tier=tier(level),
        standing=_standing(answer),
        score=answer.score,
        imported_score=answer.score,
        language=question.language,
        **world.author(answer.by),
        **origin(answer),
    )


def new_comment(comment: ImportedComment, question: Question, answers: Mapping[str, int], world: World) -> Comment:
    """Return the row of a comment; `answers` are the ids of the question's answers by external id."""
    return Comment(
        question_id=question.id,
        answer_id=answers.get(comment.on),
        created_at=comment.text.written_at or world.at,
        score=comment.score,
        imported_score=comment.score,
        **world.author(comment.text.by),
        **world.body(comment.text),
        **origin(comment),
    )


def add_question_revisions(
    question: Question, texts: Sequence[ImportedText], first: int, world: World, tags: str
) -> None:
    """Add revisions of a question, numbered from `first`.

    Sources tell the titles of older revisions, but not what else they were about; so all are about the same.
    """
    about = {
        "product_id": question.product_id,
        "release_id": question.release_id,
        "environment": question.environment or "",
        "tags": tags,
    }
    for number, text in enumerate(texts, first):
        title = " ".join((text.title or "").split())
        columns = world.revision(text, number)
        session().add(QuestionRevision(question_id=question.id, title=title, **columns, **about))


def add_answer_revisions(answer: Answer, texts: Sequence[ImportedText], first: int, world: World) -> None:
    """Add revisions of an answer, numbered from `first`."""
    for number, text in enumerate(texts, first):
        session().add(AnswerRevision(answer_id=answer.id, **world.revision(text, number)))


def add_tags(question: Question, tags: Iterable[int]) -> None:
    """Put tags on a question."""
    session().add_all(QuestionTag(question_id=question.id, tag_id=tag) for tag in tags)


def level_of(answer: ImportedAnswer) -> Level:
    """Return the level of an answer that nobody here has marked yet."""
    return Level.ACCEPTED if answer.accepted else Level.UNREVIEWED


def best_of(answers: Sequence[ImportedAnswer], world: World) -> ImportedAnswer | None:
    """Return the answer that will stand first: all are of one tier, so by standing, then by age."""
    ordered = sorted(answers, key=lambda answer: (-_standing(answer), answer.created_at or world.at))
    return ordered[0] if ordered else None


def _standing(answer: ImportedAnswer) -> int:
    """Return what orders an answer that nobody here has marked yet."""
    return order_score(votes=answer.score, worked=0, did_not=0, accepted=answer.accepted, staff=False)
