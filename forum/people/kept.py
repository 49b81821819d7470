"""What people typed before they signed in."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.operation import operation
from forum.people.models import KeptForm
from forum.people.policy import Actor

KEPT_FOR = timedelta(days=1)
# A person writes in few places at once; without a limit a script could fill the database.
MOST_KEPT = 5
Fields = Mapping[str, Sequence[str]]


@operation
def keep_form(actor: Actor, action: str, fields: Fields) -> int:
    """Keep a form for the actor and return its number.

    What is older than a day goes, whoever's it is, and of the actor's own all but the newest.
    """
    if actor.id is None:
        raise NotFound
    session().execute(sa.delete(KeptForm).where(KeptForm.created_at < now() - KEPT_FOR))
    mine = sa.select(KeptForm.id).where(KeptForm.person_id == actor.id).order_by(KeptForm.id.desc())
    beyond = session().scalars(mine.offset(MOST_KEPT - 1)).all()
    session().execute(sa.delete(KeptForm).where(KeptForm.id.in_(beyond)))
    row = KeptForm(person_id=actor.id, action=action, fields={name: list(values) for name, values in fields.items()})
    session().add(row)
    session().flush()
    return row.id


def kept_form(actor: Actor, ident: int, action: str) -> Fields | None:
    """Return what the actor had typed into the form that goes to `action`, None if that is gone or another's."""
    query = sa.select(KeptForm.fields).where(
        KeptForm.id == ident,
        KeptForm.person_id == actor.id,
        KeptForm.action == action,
        KeptForm.created_at >= now() - KEPT_FOR,
    )
    return session().scalar(query)
