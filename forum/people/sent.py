"""Forms that people sent: the same one sent again, by a second press, another tab or a broken line, has one effect."""

import functools
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict
from forum.core.operation import operation
from forum.people.models import SentForm
from forum.people.policy import Actor

# Long enough for a line that comes back, short enough that the same words later are meant.
KEPT_FOR = timedelta(hours=1)


def once(actor: Actor, digest: str, change: Callable[[], str]) -> str:
    """Make a change and return the path that it leads to; both are committed together.

    `digest` stands for what was sent. Who sent the same within the hour is led to where it led then, without a change.
    """
    run = operation(functools.partial(_once, actor.id, digest, change))
    try:
        return run()
    except Conflict as conflict:
        # The other press was faster: what it made is what this one asked for.
        if conflict.code != "pk_sent_forms":
            raise
        return run()


def _once(person_id: int | None, digest: str, change: Callable[[], str]) -> str:
    """Return where the form led before, else let it lead somewhere now."""
    if person_id is None:
        return change()
    session().execute(sa.delete(SentForm).where(SentForm.sent_at < now() - KEPT_FOR))
    sent = session().get(SentForm, (person_id, digest), populate_existing=True)
    if sent is None:
        sent = SentForm(person_id=person_id, digest=digest)
        session().add(sent)
        session().flush()
        sent.path = change()
    return sent.path


def forget_sent(person_id: int | None) -> None:
    """Forget what somebody sent, in the unit that takes it away: the same words then are new ones."""
    session().execute(sa.delete(SentForm).where(SentForm.person_id == person_id))
