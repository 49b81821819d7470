"""That a text which waited can be read by everybody now: only then people are told of it."""

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.journal.record import record
from forum.people.policy import SYSTEM
from forum.questions.models import Answer, Comment, Question


def note_appearance(thing: Question | Answer | Comment, question: Question) -> None:
    """Note that a text came in sight, once after each time that it was held as it was sent. Inside the open unit."""
    about = (Event.about_kind == thing.ref.kind, Event.about_id == thing.ref.id)
    kinds = [EventKind.POST_HELD, EventKind.POST_APPEARED]
    query = sa.select(Event.kind).where(*about, Event.kind.in_(kinds)).order_by(Event.id.desc()).limit(1)
    if session().scalar(query) is EventKind.POST_HELD:
        question.active_at = now()
        record(EventKind.POST_APPEARED, SYSTEM, question.ref, about=thing.ref)
