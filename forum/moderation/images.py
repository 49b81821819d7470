"""Who sees an image: whoever sees a text that shows it, and of a suggested text whoever made it or decides about it."""

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core.db import session
from forum.core.markup import images_of
from forum.images.models import Image, ImageState
from forum.images.queries import images_named
from forum.knowledge import images
from forum.moderation.models import Suggestion, SuggestionImage
from forum.moderation.policy import suggestions_seen_by
from forum.people.policy import Actor
from forum.questions.models import Answer, Question


def can_see_image(actor: Actor, image: Image) -> bool:
    """Whether the actor sees an image: they sent it, or they see a text of any kind that shows it."""
    return images.can_see_image(actor, image) or _is_in_suggestion(actor, image)


def note_suggestion_images(actor: Actor, suggestion: Suggestion, html: str) -> None:
    """Note which images a suggested text shows, of those that its author sees."""
    shown = [image for image in images_named(images_of(html)) if can_see_image(actor, image)]
    session().add_all(SuggestionImage(suggestion_id=suggestion.id, image_id=image.id) for image in shown)


def suggestion_images(suggestion_id: int) -> Sequence[Image]:
    """Return the images that a suggested text shows and that are kept. One statement."""
    query = sa.select(Image).join(SuggestionImage, SuggestionImage.image_id == Image.id)
    mine = (SuggestionImage.suggestion_id == suggestion_id, Image.state == ImageState.KEPT)
    return session().scalars(query.where(*mine).order_by(Image.id)).all()


def is_suggested() -> sa.ColumnElement[bool]:
    """SQL: a suggested text that nobody has decided about shows the `Image` of the query around it."""
    waits = sa.and_(Suggestion.id == SuggestionImage.suggestion_id, Suggestion.decided_at.is_(None))
    return sa.exists().where(SuggestionImage.image_id == Image.id, waits)


def _is_in_suggestion(actor: Actor, image: Image) -> bool:
    """Whether a suggestion that waits shows the image, and the actor made it or may decide about it."""
    place = sa.func.coalesce(Suggestion.question_id, Answer.question_id)
    query = (
        sa.select(SuggestionImage.image_id)
        .join(Suggestion, Suggestion.id == SuggestionImage.suggestion_id)
        .outerjoin(Suggestion.answer)
        .join(Question, Question.id == place)
        .where(SuggestionImage.image_id == image.id, Suggestion.decided_at.is_(None), suggestions_seen_by(actor))
    )
    return bool(session().scalar(sa.select(query.exists())))
