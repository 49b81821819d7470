"""Taking solutions out for good, with what stands in their place or why there is nothing, and bringing them back."""

from forum.core.clock import now
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.operation import operation
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.editing import settled
from forum.knowledge.locks import lock_entry
from forum.knowledge.models import Entry
from forum.knowledge.policy import can_bring_back_entry, can_retire_entry
from forum.knowledge.queries import gone
from forum.people.policy import Actor

REASON_MAX = 2_000


@operation
def retire_entry(actor: Actor, entry_id: int, *, reason: str = "", successor_id: int | None = None) -> Entry:
    """Take a solution out of lists and search for good. Its address stays, and says why or leads to the successor.

    One of the two is required. A successor is a solution that is shown, so successors never go round in a circle: what
    leads somewhere is not shown itself. Twice with the same words is once.
    """
    # The lower number first, so that two who retire towards each other wait for each other's end.
    ids = sorted({entry_id, successor_id or entry_id})
    seen = {ident: _lock(actor, ident) for ident in ids}
    entry, successor = seen[entry_id], seen.get(successor_id or 0)
    if entry is None:
        raise NotFound
    if _is_same(entry, reason, successor_id):
        return entry
    if not can_retire_entry(actor, entry):
        raise Forbidden
    _check(entry, successor, reason, successor_id)
    entry.retired_at, entry.retired_by_id = now(), actor.id
    entry.retired_reason, entry.successor_id = reason.strip(), successor_id
    data = {"successor": successor_id}
    record(EventKind.ENTRY_RETIRED, actor, entry.ref, data=data, details={"reason": reason.strip()} if reason else None)
    return settled(entry)


@operation
def bring_back_entry(actor: Actor, entry_id: int) -> Entry:
    """Let a retired solution be what it would be by now: shown, if nothing else stands in the way. Twice is once."""
    entry = lock_entry(actor, entry_id)
    if not can_bring_back_entry(actor, entry):
        if can_retire_entry(actor, entry):
            return entry
        raise Forbidden
    entry.retired_at = entry.retired_by_id = entry.successor_id = None
    entry.retired_reason = ""
    record(EventKind.ENTRY_BROUGHT_BACK, actor, entry.ref)
    return settled(entry)


def _lock(actor: Actor, entry_id: int) -> Entry | None:
    try:
        return lock_entry(actor, entry_id)
    except NotFound:
        return None


def _is_same(entry: Entry, reason: str, successor_id: int | None) -> bool:
    """Whether the entry was retired so before."""
    before = (entry.retired_at is not None, entry.retired_reason, entry.successor_id)
    return before == (True, reason.strip(), successor_id)


def _check(entry: Entry, successor: Entry | None, reason: str, successor_id: int | None) -> None:
    """Refuse to leave readers without a word, or to lead them where there is nothing."""
    if successor_id is None and not reason.strip():
        raise Invalid.one("reason", "required", N_("Say why, or name the solution that stands in its place."))
    if len(reason) > REASON_MAX:
        raise Invalid.one("reason", "too_long", N_("Use at most %(most)s characters."), most=REASON_MAX)
    if successor_id is None:
        return
    if successor_id == entry.id:
        raise Invalid.one("successor", "same", N_("Name another solution than this one."))
    if successor is None or gone(successor) is not None:
        raise Invalid.one("successor", "unknown", N_("There is no such solution for readers. Name one that is shown."))
