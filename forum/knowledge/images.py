"""Who sees an image: whoever sees a thread's text or a solution that shows it, and whoever sent it."""

import sqlalchemy as sa

from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.markup import images_of
from forum.core.refs import Kind
from forum.images.models import Image, ImageUse
from forum.knowledge.models import Entry, EntryRevision, EntryState
from forum.knowledge.policy import entries_seen_by
from forum.knowledge.queries import not_held_back
from forum.people.policy import VISITOR, Actor
from forum.questions import images
from forum.questions.models import Answer, Question
from forum.questions.policy import staff_of


def can_see_image(actor: Actor, image: Image) -> bool:
    """Whether the actor sees an image: they sent it, or they see a text of any kind that shows it."""
    return images.can_see_image(actor, image) or _is_in_solution(actor, image)


def is_open(image: Image) -> bool:
    """Whether everybody sees the image."""
    return images.is_open(image) or _is_in_solution(VISITOR, image)


def note_entry_images(actor: Actor, entry: Entry, html: str) -> None:
    """Note which images the newest text of an editor shows, of those that they see."""
    images.note_images(actor, entry.ref, entry.revision, html, sees=can_see_image)


def said_of(actor: Actor, image: Image) -> str:
    """Return what a text that the actor sees says that an image shows; "" where none does, or it is held back."""
    if said := images.said_of(actor, image):
        return said
    text = sa.and_(EntryRevision.entry_id == Entry.id, EntryRevision.number == ImageUse.revision)
    shows = _in_solutions(actor, image).with_only_columns(EntryRevision.html).join(EntryRevision, text)
    open_ones = shows.where(Entry.containment == spelt(Containment.NONE)).limit(1)
    return images_of(session().scalar(open_ones) or "").get(image.name, "")


def _is_in_solution(actor: Actor, image: Image) -> bool:
    """Whether an editor's text shows the image to the actor."""
    return bool(session().scalar(sa.select(_in_solutions(actor, image).exists())))


def _in_solutions(actor: Actor, image: Image) -> sa.Select[int]:
    """SQL: editors' texts that show the image to the actor: the newest one of a live solution; staff any.

    A solution that is a view shows an answer's text, which is looked for in its thread.
    """
    shown = sa.and_(
        ImageUse.revision == Entry.read_revision(),
        Entry.state == EntryState.LIVE,
        Entry.containment == spelt(Containment.NONE),
        not_held_back(),
    )
    return (
        sa.select(ImageUse.image_id)
        .join(Entry, sa.and_(ImageUse.about_kind == Kind.ENTRY, ImageUse.about_id == Entry.id))
        .outerjoin(Question, Question.id == Entry.question_id)
        .outerjoin(Answer, Answer.id == Entry.answer_id)
        .where(ImageUse.image_id == image.id, entries_seen_by(actor), sa.or_(shown, staff_of(actor, Entry.product_id)))
    )
