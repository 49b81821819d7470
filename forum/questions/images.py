"""Which questions, answers and comments show an image, and so who sees it: whoever sees one of these texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from forum.core.containment import Containment
from forum.core.db import session
from forum.core.markup import images_of
from forum.core.refs import Kind, Ref
from forum.images.models import Image, ImageUse
from forum.images.operations import note_uses
from forum.images.policy import can_see_unused_image
from forum.images.queries import images_named
from forum.people.policy import VISITOR, Actor
from forum.questions.models import Answer, AnswerRevision, Comment, Question, QuestionRevision
from forum.questions.policy import answers_seen_by, comments_seen_by, questions_seen_by, revisions_seen_by


def can_see_image(actor: Actor, image: Image) -> bool:
    """Whether the actor sees an image: they sent it, or they see a question, an answer or a comment that shows it."""
    return can_see_unused_image(actor, image) or _is_seen_by(actor, image)


def note_images(
    actor: Actor,
    about: Ref,
    revision: int,
    html: str,
    written_by: int | None = None,
    sees: Callable[[Actor, Image], bool] = can_see_image,
) -> None:
    """Note which images a text shows that the actor has just written. Nothing is asked for a text without one.

    An image that they do not see themselves is none of the text's: it would be shown to the text's readers.
    `written_by`: whose words they are, where not the actor's; what that person sent, they may show. `sees`: who sees an
    image, where there are texts above questions and answers.
    """
    said = images_of(html)
    seen = (image for image in images_named(said) if image.owner_id == written_by or sees(actor, image))
    shown = list(seen)
    if shown:
        note_uses(shown, about, revision, said)


def is_open(image: Image) -> bool:
    """Whether everybody sees the image."""
    return _is_seen_by(VISITOR, image)


@dataclass(frozen=True, slots=True)
class ShownIn:
    """A text that shows an image: an answer with that revision, a comment with what it stands beneath."""

    thing: Question | Answer | Comment
    revision: AnswerRevision | None = None
    above: Question | Answer | None = None


def texts_with(actor: Actor, image: Image) -> Sequence[ShownIn]:
    """Return the questions, answers and comments that show the image to the actor. Three statements."""
    in_question, in_answer, in_comment = _shown_in(actor, image.id)
    with_question = contains_eager(Answer.question)
    found = [ShownIn(question) for (question,) in session().execute(in_question)]
    for answer, revision in session().execute(in_answer.options(with_question)):
        found.append(ShownIn(answer, revision=revision))
    for said, question, answer in session().execute(in_comment.options(with_question)):
        found.append(ShownIn(said, above=answer or question))
    return found


def said_of(actor: Actor, image: Image) -> str:
    """Return what a text that the actor sees says that an image shows; "" where none does, or it is held back.

    At least three statements: for what is looked at seldom.
    """
    for shown in texts_with(actor, image):
        if shown.thing.containment is not Containment.NONE:
            continue
        if isinstance(shown.thing, Question):
            newest = (QuestionRevision.question_id == shown.thing.id, QuestionRevision.number == shown.thing.revision)
            html = session().scalar(sa.select(QuestionRevision.html).where(*newest)) or ""
        elif isinstance(shown.thing, Comment):
            html = shown.thing.html
        else:
            html = shown.revision.html if shown.revision else ""
        if said := images_of(html).get(image.name):
            return said
    return ""


def _is_seen_by(actor: Actor, image: Image) -> bool:
    """Whether one of the texts that show the image is seen by the actor. One statement."""
    return bool(session().scalar(sa.select(sa.or_(*(texts.exists() for texts in _shown_in(actor, image.id))))))


def _shown_in(actor: Actor, image_id: int) -> Sequence[sa.Select[*tuple[Any, ...]]]:
    """SQL: the questions, answers and comments that show the image to the actor, with what `ShownIn` has of them."""

    def shows(kind: Kind, model: type[Question | Answer | Comment]) -> sa.ColumnElement[bool]:
        return sa.and_(ImageUse.about_kind == kind, ImageUse.about_id == model.id, ImageUse.image_id == image_id)

    in_question = sa.select(Question).join(ImageUse, shows(Kind.QUESTION, Question)).where(questions_seen_by(actor))
    revision = sa.and_(AnswerRevision.answer_id == Answer.id, AnswerRevision.number == ImageUse.revision)
    in_answer = (
        sa.select(Answer, AnswerRevision)
        .join(ImageUse, shows(Kind.ANSWER, Answer))
        .join(AnswerRevision, revision)
        .join(Question, Question.id == Answer.question_id)
        .where(answers_seen_by(actor), revisions_seen_by(actor))
    )
    in_comment = (
        sa.select(Comment, Question, Answer)
        .join(ImageUse, shows(Kind.COMMENT, Comment))
        .join(Question, Question.id == Comment.question_id)
        .outerjoin(Answer, Answer.id == Comment.answer_id)
        .where(comments_seen_by(actor), questions_seen_by(actor))
        .where(sa.or_(Comment.answer_id.is_(None), answers_seen_by(actor)))
    )
    return in_question, in_answer, in_comment
