"""A copy of everything about oneself: asked for on a page, made by the worker, taken by its owner within a week."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, NotFound
from forum.core.operation import lock, lock_if_there, operation
from forum.core.refs import Kind, Ref
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.limits import Limit, take_attempt
from forum.people.models import DataExport, Person
from forum.people.policy import Actor, can_export, can_take_export
from forum.people.secrets import new_secret

LASTS = timedelta(days=7)
# Half a file of a process that was killed is not touched before.
LEFT_ALONE = timedelta(hours=1)


def folder() -> Path:
    """Return the folder of the copies, which nobody but the site's own user can open."""
    path = config.current().instance / "exports"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def ask_export(actor: Actor) -> DataExport:
    """Ask for a copy of everything about the actor; one that is being made already is the answer to a second wish.

    Raises `TooMany` after five copies in a day.
    """
    if not can_export(actor) or actor.id is None:
        raise Forbidden
    waiting = session().scalars(_waiting(actor.id)).first()
    session().rollback()
    if waiting is None:
        take_attempt((Limit("export", 5, timedelta(days=1), (str(actor.id),)),))
    return _ask(actor, actor.id)


def _waiting(person_id: int) -> sa.Select[DataExport]:
    """SQL: a person's copies that are being made."""
    mine = (DataExport.person_id == person_id, DataExport.made_at.is_(None), DataExport.expires_at > now())
    return sa.select(DataExport).where(*mine)


@operation
def _ask(actor: Actor, person_id: int) -> DataExport:
    """Write the wish, if none waits."""
    person = lock(Person, person_id)
    row = session().scalars(_waiting(person.id)).first()
    if row is None:
        row = DataExport(person_id=person.id, file=f"{new_secret()}.zip", created_at=now(), expires_at=now() + LASTS)
        session().add(row)
        session().flush()
        record(EventKind.EXPORT_ASKED, actor, Ref(Kind.PERSON, person.id), data={"export": row.id})
    return row


def exports_of(actor: Actor) -> Sequence[DataExport]:
    """Return the actor's copies that can be taken or are being made, the newest first. One statement."""
    mine = sa.select(DataExport).where(DataExport.person_id == actor.id, DataExport.expires_at > now())
    return session().scalars(mine.order_by(DataExport.id.desc())).all()


def export_of(actor: Actor, export_id: int) -> DataExport:
    """Return one of the actor's own copies; raise `NotFound` for any other, and for one that is too old."""
    row = session().get(DataExport, export_id)
    if row is None or not can_take_export(actor, row.person_id) or row.expires_at <= now():
        raise NotFound
    return row


def file_of(actor: Actor, export_id: int) -> Path:
    """Return the file of one of the actor's own copies; raise `NotFound` while it is not there."""
    row = export_of(actor, export_id)
    path = folder() / row.file
    if row.made_at is None or not path.is_file():
        raise NotFound
    return path


def waiting_export(export_id: int) -> DataExport | None:
    """Return a copy that is to be made, None where that is done or nobody wants it any more."""
    row = session().get(DataExport, export_id)
    return None if row is None or row.made_at is not None or row.expires_at <= now() else row


@operation
def note_made(export_id: int) -> None:
    """Let a copy be taken whose file is in its place, for a week from now."""
    row = lock_if_there(DataExport, export_id)
    if row is not None and row.made_at is None:
        row.bytes = (folder() / row.file).stat().st_size
        row.made_at, row.expires_at = now(), now() + LASTS


def forget_old_exports() -> int:
    """Remove what is too old, and files that belong to no copy; return how many copies that were. Safe to repeat."""
    gone = _forget()
    kept = set(session().scalars(sa.select(DataExport.file)))
    session().rollback()
    long_ago = now() - LEFT_ALONE
    for path in folder().iterdir():
        # What is just being written has another name than in its row.
        if path.name not in kept and path.stat().st_mtime < long_ago.timestamp():
            path.unlink(missing_ok=True)
    return gone


@operation
def _forget() -> int:
    """Remove what is too old: the files first, so that a row is there as long as its file is."""
    old = session().execute(sa.select(DataExport.id, DataExport.file).where(DataExport.expires_at <= now())).all()
    for _, name in old:
        (folder() / name).unlink(missing_ok=True)
    session().execute(sa.delete(DataExport).where(DataExport.id.in_([ident for ident, _ in old])))
    return len(old)
