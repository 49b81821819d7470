"""What people are writing, kept for them on the server until they send it: on every device, and for their eyes alone.

Nothing is written to the history: a draft was not said to anybody.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.operation import operation
from forum.core.text import N_
from forum.people.models import Draft
from forum.people.policy import Actor, can_keep_drafts, can_see_draft

KEPT_FOR = timedelta(days=30)
# One person's; the one that was left alone longest goes first.
MOST_DRAFTS = 20
# Longer than any form of ours.
MOST_CHARS = 60_000
Fields = Mapping[str, Sequence[str]]
# The forms that are kept while they are written, by where they are sent; an answer's stands on its question's page.
PLACES = re.compile(
    r"/questions/ask|/answers/\d{1,10}/(?:edit|suggest)|/questions/\d{1,10}/(?:answers|edit|suggest)"
    r"|/solutions/\d{1,10}/edit"
)


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What was kept of the form that goes to `place`, as plain values."""

    place: str
    fields: Fields
    saved_at: datetime


@operation
def save_draft(actor: Actor, place: str, fields: Fields) -> Draft | None:
    """Keep what the actor has typed into the form that goes to `place`, instead of what was kept of it before.

    Nothing typed is nothing to keep: None. Raises `Invalid` for more than 60,000 characters.
    """
    if not can_keep_drafts(actor):
        raise Forbidden
    kept = {name: list(values) for name, values in fields.items()}
    if sum(len(value) for values in kept.values() for value in values) > MOST_CHARS:
        raise Invalid.one("", "too_long", N_("This is too long to be kept as a draft."))
    mine = Draft.person_id == actor.id
    if not any(value.strip() for values in kept.values() for value in values):
        session().execute(sa.delete(Draft).where(mine, Draft.place == place))
        return None
    row = session().scalar(sa.select(Draft).where(mine, Draft.place == place).with_for_update())
    if row is None:
        row = Draft(person_id=actor.id, place=place)
        session().add(row)
    row.fields, row.saved_at = kept, now()
    session().flush()
    beyond = sa.select(Draft.id).where(mine).order_by(Draft.saved_at.desc(), Draft.id.desc()).offset(MOST_DRAFTS)
    session().execute(sa.delete(Draft).where(Draft.id.in_(session().scalars(beyond).all())))
    return row


@operation
def discard_draft(actor: Actor, place: str) -> None:
    """Throw away what the actor has kept of a form, if anything; what was sent needs no draft any more."""
    session().execute(sa.delete(Draft).where(Draft.person_id == actor.id, Draft.place == place))


@operation
def erase_old_drafts() -> int:
    """Erase what was left alone for a month, whoever's it is, and return how many drafts that were."""
    old = session().scalars(sa.select(Draft.id).where(Draft.saved_at < now() - KEPT_FOR).limit(1_000)).all()
    session().execute(sa.delete(Draft).where(Draft.id.in_(old)))
    return len(old)


def is_kept() -> sa.ColumnElement[bool]:
    """SQL: a draft that is not to be erased yet."""
    return Draft.saved_at >= now() - KEPT_FOR


def drafts_of(actor: Actor) -> Sequence[Draft]:
    """Return all that the actor has kept, the newest first."""
    query = sa.select(Draft).where(Draft.person_id == actor.id, is_kept())
    return session().scalars(query.order_by(Draft.saved_at.desc(), Draft.id.desc())).all()


def draft_of(actor: Actor, draft_id: int) -> Draft:
    """Return one of the actor's own drafts; raise `NotFound` for any other."""
    row = session().get(Draft, draft_id)
    if row is None or not can_see_draft(actor, row.person_id):
        raise NotFound
    return row
