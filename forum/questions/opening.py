"""That staff reads a text which readers do not get: noted for the end of the request (see `forum.reach.openings`)."""

from collections.abc import Iterable

from forum.core.containment import Containment
from forum.images.models import Image
from forum.people.policy import Actor, is_self, is_staff_anywhere
from forum.questions.images import texts_with
from forum.questions.models import Answer, Comment, Question
from forum.questions.policy import is_private
from forum.questions.queries import RevisionView
from forum.reach.models import Part
from forum.reach.openings import note_opening


def note_reading(actor: Actor, thing: Question | Answer | Comment, part: Part = Part.TEXT) -> None:
    """Note that the actor is shown a text, where it is private and somebody else's. Needs an answer's question.

    What stands beneath a hidden question counts as that question.
    """
    if not is_private(thing) or not is_staff_anywhere(actor) or is_self(actor, thing.author_id):
        return
    if isinstance(thing, Answer) and is_private(thing.question):
        note_reading(actor, thing.question, part)
        return
    note_opening(actor, thing.ref, part)


def note_revisions(actor: Actor, answer: Answer, shown: Iterable[RevisionView]) -> None:
    """Note that the actor is shown revisions of an answer, where it or one of them is private."""
    note_reading(actor, answer)
    hidden = any(view.readable and view.containment is Containment.QUARANTINED for view in shown)
    if hidden and not is_private(answer) and is_staff_anywhere(actor) and not is_self(actor, answer.author_id):
        note_opening(actor, answer.ref)


def note_picture(actor: Actor, image: Image) -> None:
    """Note that the actor is shown a picture which not everybody sees, where private texts of others show it.

    Three statements for staff, none for anybody else.
    """
    if not is_staff_anywhere(actor) or is_self(actor, image.owner_id):
        return
    for shown in texts_with(actor, image):
        thing = shown.above if shown.above is not None and is_private(shown.above) else shown.thing
        note_reading(actor, thing, Part.PICTURE)
        hidden = shown.revision is not None and shown.revision.containment is Containment.QUARANTINED
        if hidden and not is_private(thing) and not is_self(actor, thing.author_id):
            note_opening(actor, thing.ref, Part.PICTURE)
