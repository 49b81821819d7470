"""Reporting a solution."""

import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import Forbidden
from forum.core.operation import operation
from forum.flags.models import Flag
from forum.flags.operations import Report, raise_flag
from forum.flags.policy import can_flag
from forum.knowledge.locks import lock_entry
from forum.knowledge.models import Entry, EntryRevision
from forum.people.policy import Actor
from forum.questions.operations import report_answer


@operation
def report_entry(actor: Actor, entry_id: int, report: Report) -> Flag:
    """Report a solution to the moderators. One that shows an answer as it is: the answer, whose text it is."""
    entry = lock_entry(actor, entry_id)
    if not entry.revision and entry.answer_id is not None:
        return report_answer(actor, entry.answer_id, report)
    if not can_flag(actor, writer_of(entry)):
        raise Forbidden
    return raise_flag(
        actor, report, about=entry.ref, root=entry.ref, product_id=entry.product_id, revision=entry.revision
    )


def writer_of(entry: Entry) -> int | None:
    """Return who wrote the newest revision of a solution, None for one that shows an answer as it is."""
    newest = (EntryRevision.entry_id == entry.id, EntryRevision.number == entry.revision)
    return session().scalar(sa.select(EntryRevision.author_id).where(*newest))
